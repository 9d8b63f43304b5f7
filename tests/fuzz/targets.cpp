// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/targets.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "driver/control_characters.hpp"
#include "driver/plan.hpp"
#include "driver/study.hpp"
#include "results/utf8.hpp"

namespace entente::fuzz {
namespace {

namespace fs = std::filesystem;
using driver::Override;

constexpr std::size_t longest_line = 2100;

void write(const fs::path& file, std::string_view text) {
    std::ofstream(file, std::ios::binary) << text;
}

// The pieces of an input, `count` of them: those that it lacks are empty.
std::vector<std::string_view> pieces(std::string_view input, std::size_t count) {
    constexpr std::string_view between = "\n=====\n";
    std::vector<std::string_view> result;
    while (result.size() + 1 < count) {
        const auto at = input.find(between);
        result.push_back(input.substr(0, at));
        input = at == std::string_view::npos ? "" : input.substr(at + between.size());
    }
    result.push_back(input);
    return result;
}

void check_line(const std::string& line) {
    const bool fits = !line.empty() && line.size() <= longest_line && results::is_utf8(line) &&
                      !driver::has_control_characters(line) &&
                      line.find_first_of("\t\r\n") == std::string::npos;
    if (!fits) throw std::logic_error("not a readable line: " + line);
}

void check_scenario(const driver::Plan& plan, std::uint64_t index) {
    const auto values = plan.scenario(index);
    const auto parameters = plan.instance->parameters();
    for (std::size_t p = 0; p < values.size(); ++p) {
        if (parameters[p].valid.contains(values[p])) continue;
        throw std::logic_error(parameters[p].name + " cannot be " + std::to_string(values[p]));
    }
}

bool take_study(const fs::path& folder, const std::vector<Override>& overrides = {}) {
    try {
        const driver::Plan plan =
            driver::make_plan(driver::read_study(folder / "study.toml", overrides));
        for (const std::uint64_t index :
             {std::uint64_t{0}, plan.scenarios / 2, plan.scenarios - 1}) {
            check_scenario(plan, index);
        }
        return true;
    } catch (const driver::UserError& error) {
        check_line(error.what());
        return false;
    }
}

constexpr std::string_view theatre =
    "name = \"island\"\nadversary = { name = \"Sea\", capability_bn_usd = 163 }\n"
    "baseline = { integration = 1, differentiation = 0, credence = 0.8, theatre_share = 0.4, "
    "norm_target = 0.02 }\nmembers = \"island.csv\"\n";
constexpr std::string_view members =
    "id,name,gdp_bn_usd,burden,distance_km\nONE,First,900,0.013,1600\nTWO,Second,100,0.02,800\n";
constexpr std::string_view links = "from,to,weight\na,b,1\nb,c,-1\n";

// The study, and the words of --set, one to a line.
void prepare_study(const fs::path& folder) {
    write(folder / "island.toml", theatre);
    write(folder / "island.csv", members);
    write(folder / "links.csv", links);
    write(folder / "network.toml", "name = \"net\"\nlinks = \"links.csv\"\n");
    write(folder / "table.csv", "mirror,deeds\n0.5,0.25\n1,0\n");
}

bool take_study_text(const fs::path& folder, std::string_view input) {
    const auto parts = pieces(input, 2);
    write(folder / "study.toml", parts[0]);
    std::vector<Override> overrides;
    for (std::string_view rest = parts[1]; !rest.empty();) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        const auto equals = line.find('=');
        if (equals == std::string_view::npos) continue;
        overrides.push_back(
            {std::string(line.substr(0, equals)), std::string(line.substr(equals + 1))});
    }
    return take_study(folder, overrides);
}

// The theatre, and its members.
void prepare_theatre(const fs::path& folder) {
    write(folder / "study.toml", "model = \"alliance\"\ntheatres = [\"island.toml\"]\n");
}

bool take_theatre(const fs::path& folder, std::string_view input) {
    const auto parts = pieces(input, 2);
    write(folder / "island.toml", parts[0]);
    write(folder / "island.csv", parts[1]);
    return take_study(folder);
}

void prepare_table(const fs::path& folder) {
    write(folder / "study.toml",
          "model = \"arms_race\"\n[design]\nkind = \"table\"\nfile = \"table.csv\"\n");
}

bool take_table(const fs::path& folder, std::string_view input) {
    write(folder / "table.csv", input);
    return take_study(folder);
}

// The network, its links and its groups.
void prepare_network(const fs::path& folder) {
    write(folder / "study.toml", "model = \"conflict_network\"\nnetwork = \"network.toml\"\n");
}

bool take_network(const fs::path& folder, std::string_view input) {
    const auto parts = pieces(input, 3);
    write(folder / "network.toml", parts[0]);
    write(folder / "links.csv", parts[1]);
    write(folder / "groups.csv", parts[2]);
    return take_study(folder);
}

constexpr Target all[] = {{"study", prepare_study, take_study_text},
                          {"theatre", prepare_theatre, take_theatre},
                          {"table", prepare_table, take_table},
                          {"network", prepare_network, take_network}};

}  // namespace

std::span<const Target> targets() { return all; }

const Target& target(std::string_view name) {
    return *std::find_if(std::begin(all), std::end(all),
                         [&](const Target& candidate) { return candidate.name == name; });
}

}  // namespace entente::fuzz
