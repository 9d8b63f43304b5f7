// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/theatres_2019.hpp"

#include <cstddef>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace reference {
namespace {

constexpr char header[] = "id,name,gdp_bn_usd,burden,distance_km,hns_share,wavering";

// The fields of a row; quotes matter only in notes, which come after all that is read.
std::vector<std::string> split(const std::string& row) {
    std::vector<std::string> fields;
    std::istringstream in(row);
    for (std::string field; std::getline(in, field, ',');) fields.push_back(field);
    return fields;
}

Theatre theatre(const char* name, double adversary_capability, const Baseline& baseline) {
    const std::string folder = ENTENTE_THEATRES "/";
    return {name, adversary_capability, baseline, read_allies(folder + name + "_2019.csv")};
}

}  // namespace

std::vector<Ally> read_allies(const std::string& path) {
    std::ifstream file(path);
    std::string row;
    if (!std::getline(file, row) || row.rfind(header, 0) != 0) {
        throw std::runtime_error(path + ": no members file");
    }
    std::vector<Ally> allies;
    while (std::getline(file, row)) {
        const std::vector<std::string> fields = split(row);
        if (fields.size() < 7) throw std::runtime_error(path + ": a short row: " + row);
        const auto number = [&](std::size_t column) { return std::stod(fields[column]); };
        allies.push_back({number(2), number(3), number(4), number(5), number(6)});
    }
    return allies;
}

Theatre europe_2019() {
    return theatre("europe", 163.0,
                   {.integration = 1,
                    .differentiation = 0,
                    .credence = 0.83,
                    .theatre_share = 0.45,
                    .norm_target = 0.02});
}

Theatre asia_2019() {
    return theatre("asia", 408.5,
                   {.integration = 0,
                    .differentiation = 1,
                    .credence = 0.90,
                    .theatre_share = 0.40,
                    .norm_target = 0.02});
}

}  // namespace reference
