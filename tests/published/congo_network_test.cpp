// SPDX-License-Identifier: Apache-2.0
//
// The 80 groups of the Congo war, from the replication data of Koenig, Rohner, Thoenig and
// Zilibotti (2017), which do not come with the program: ENTENTE_REFERENCE_DATA names the folder
// that has them as krtz/adjacency_matrix.csv and krtz/shifters.csv.
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "kernels/isa.hpp"
#include "tests/published/networks.hpp"

namespace entente::kernels {
namespace {

using Rows = std::vector<std::vector<std::string>>;

// Without the header; no cell of these files is quoted.
Rows rows_of(const std::filesystem::path& path) {
    std::ifstream in(path);
    Rows rows;
    std::string line, cell;
    std::getline(in, line);
    while (std::getline(in, line)) {
        std::istringstream cells(line);
        rows.emplace_back();
        while (std::getline(cells, cell, ',')) rows.back().push_back(cell);
    }
    return rows;
}

struct Congo {
    Network network{.name = "congo", .groups = {}, .links = {}};
    Values observed;  ///< efforts
    double beta = 0, gamma = 0;
};

Congo congo(const std::filesystem::path& folder) {
    Congo war;
    for (const auto& row : rows_of(folder / "shifters.csv")) {
        Group group{.id = row.at(1), .name = row.at(0)};
        group.shifter = std::stod(row.at(8)) + std::stod(row.at(9));
        war.network.groups.push_back(group);
        war.observed.push_back(std::stod(row.at(5)));
        war.beta = std::stod(row.at(3));
        war.gamma = std::stod(row.at(4));
    }
    for (const auto& row : rows_of(folder / "adjacency_matrix.csv")) {
        const std::size_t a = std::stoul(row.at(0)) - 1, b = std::stoul(row.at(1)) - 1;
        const double weight = std::stod(row.at(3)) - std::stod(row.at(2));
        if (a < b && weight != 0) war.network.links.push_back({a, b, weight});
    }
    return war;
}

class CongoWar : public testing::Test {
  protected:
    void SetUp() override {
        const char* const data = std::getenv("ENTENTE_REFERENCE_DATA");
        if (data == nullptr) GTEST_SKIP() << "ENTENTE_REFERENCE_DATA is not set";
        const auto folder = std::filesystem::path(data) / "krtz";
        if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " does not exist";
        war = congo(folder);
    }

    Congo war;
};

TEST_F(CongoWar, HasTheAlliancesAndEnmitiesThatTheSourceCounts) {
    ASSERT_EQ(war.network.groups.size(), 80U);
    int alliances = 0, enmities = 0;
    for (const Link& link : war.network.links) ++(link.weight > 0 ? alliances : enmities);
    EXPECT_EQ(alliances, 96);
    EXPECT_EQ(enmities, 118);
}

TEST_F(CongoWar, IsFoughtWithTheObservedEfforts) {
    const auto instance = contest_in(war.network);
    Values scenario = initial_values(*instance);
    scenario[parameter(*instance, "beta")] = war.beta;
    scenario[parameter(*instance, "gamma")] = war.gamma;
    for (const Isa isa : available_isas()) {
        SCOPED_TRACE(name(isa));
        const Values found = evaluate(*instance, isa, {&scenario, 1}).front();
        EXPECT_EQ(found[column(*instance, "status")], 0);
        EXPECT_NEAR(found[column(*instance, "sum_gamma")], 83.310563642841, 1e-11);
        EXPECT_NEAR(found[column(*instance, "lambda")], 0.9879967202684274, 1e-14);
        EXPECT_NEAR(found[column(*instance, "total_effort")], 474.307733369, 1e-8);
        for (std::size_t i = 0; i < war.observed.size(); ++i) {
            EXPECT_NEAR(found[column(*instance, "group_effort") + i], war.observed[i], 1e-5)
                << war.network.groups[i].name;
        }
    }
}

}  // namespace
}  // namespace entente::kernels
