// SPDX-License-Identifier: Apache-2.0
#include "tests/system/small_studies.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <fstream>
#include <stop_token>

namespace entente::tests {
namespace {

constexpr const char* north = R"(
name = "north"
adversary = { name = "Sea", capability_bn_usd = 163.0 }
baseline = { integration = 1, differentiation = 0, credence = 0.8, theatre_share = 0.4, norm_target = 0.02 }
members = [
  { id = "ONE", gdp_bn_usd = 900, burden = 0.013, distance_km = 1600, hns_share = 0.0002 },
  { id = "TWO", gdp_bn_usd = 2700, burden = 0.021, distance_km = 2500, hns_share = 0.0001 },
  { id = "SIX", gdp_bn_usd = 60, burden = 0.03, distance_km = 400, hns_share = 0.0004, wavering = 1 },
]
)";

constexpr const char* south = R"(
name = "south"
adversary = { name = "Desert", capability_bn_usd = 400.0 }
baseline = { integration = 0, differentiation = 1, credence = 0.9, theatre_share = 0.3, norm_target = 0.02 }
members = [
  { id = "ANT", gdp_bn_usd = 5000, burden = 0.01, distance_km = 2100, hns_share = 0.0004 },
  { id = "BEE", gdp_bn_usd = 1600, burden = 0.027, distance_km = 950, hns_share = 0.0006, wavering = 1 },
]
)";

constexpr const char* whole = R"(
[output]
variables = ["*"]
precision = "float64"
)";

}  // namespace

SmallStudies::SmallStudies() {
    write("north.toml", north);
    write("south.toml", south);
}

void SmallStudies::write(const std::string& name, const std::string& text) const {
    std::ofstream(file(name)) << text;
}

driver::Plan SmallStudies::plan(const std::string& head, const driver::Cut& cut) const {
    write("study.toml",
          "model = \"alliance\"\ntheatres = [\"north.toml\", \"south.toml\"]\nhorizon = 4\n" +
              head + whole);
    return driver::make_plan(driver::read_study(file("study.toml")), cut);
}

results::Reader SmallStudies::evaluated(const driver::Plan& plan, const driver::Crew& crew) {
    const auto path = file(std::to_string(++files_) + ".h5");
    driver::RunCounts counts;
    const driver::RunReport report =
        driver::run(plan, {.file = path, .crew = crew}, std::stop_token(), counts);
    EXPECT_TRUE(report.complete);
    EXPECT_EQ(report.scenarios, plan.scenarios_here());
    EXPECT_EQ(counts.computed, plan.scenarios_here());
    return results::Reader(path);
}

driver::Crew alone() {
    return {.backend = driver::Backend::serial, .threads = 1, .isa = kernels::widest_isa()};
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double x, double y) {
        return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
    });
}

void expect_same_bits(const results::Reader& found, const results::Reader& wanted,
                      std::uint64_t first, std::uint64_t count) {
    ASSERT_EQ(found.variables().size(), wanted.variables().size());
    for (std::size_t v = 0; v < wanted.variables().size(); ++v) {
        const results::Variable& variable = wanted.variables()[v];
        ASSERT_EQ(found.variables()[v].name, variable.name);
        EXPECT_TRUE(same_bits(found.read(found.variables()[v], first, count),
                              wanted.read(variable, first, count)))
            << variable.name << ", scenarios " << first << " to " << first + count;
    }
}

}  // namespace entente::tests
