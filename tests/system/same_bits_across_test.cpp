// SPDX-License-Identifier: Apache-2.0
//
// Two studies that say the same in different words, or run on different instruction sets.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/system/small_studies.hpp"

namespace entente::driver {
namespace {

constexpr double bound = 1e-9;  // between instruction sets that fuse multiply and add and others

bool available(kernels::Isa isa) {
    const auto isas = kernels::available_isas();
    return std::find(isas.begin(), isas.end(), isa) != isas.end();
}

const results::Variable& variable(const results::Reader& reader, const std::string& name) {
    const auto& list = reader.variables();
    const auto found =
        std::find_if(list.begin(), list.end(), [&](const auto& v) { return v.name == name; });
    if (found == list.end()) throw std::out_of_range(name);
    return *found;
}

std::vector<double> all(const results::Reader& reader, const results::Variable& v) {
    return reader.read(v, 0, reader.scenarios());
}

class SameBitsAcross : public tests::SmallStudies {
  protected:
    results::Reader evaluated_by(kernels::Isa isa, const std::string& head) {
        return evaluated(plan(head), {Backend::serial, 1, isa});
    }

    results::Reader evaluated_alone(const std::string& head) {
        return evaluated(plan(head), tests::alone());
    }

    // Every output has the same bits in both, scenario by scenario.
    static void expect_same_outputs(const results::Reader& found, const results::Reader& wanted) {
        for (const results::Variable& v : wanted.variables()) {
            EXPECT_TRUE(tests::same_bits(all(found, variable(found, v.name)), all(wanted, v)))
                << v.name;
        }
    }
};

const std::string plausible_sample = R"([parameters]
"*" = "plausible"
[design]
kind = "random"
scenarios = 4099
seed = 5
)";

TEST_F(SameBitsAcross, Avx2AndAvx512) {
    if (!available(kernels::Isa::avx2) || !available(kernels::Isa::avx512)) {
        GTEST_SKIP() << "this machine does not have both AVX2 and AVX-512";
    }
    tests::expect_same_bits(evaluated_by(kernels::Isa::avx2, plausible_sample),
                            evaluated_by(kernels::Isa::avx512, plausible_sample), 0, 4099);
}

TEST_F(SameBitsAcross, TheOthersAreSoToRounding) {
    const results::Reader widest = evaluated_by(kernels::widest_isa(), plausible_sample);
    for (const kernels::Isa isa : kernels::available_isas()) {
        const results::Reader found = evaluated_by(isa, plausible_sample);
        for (const results::Variable& v : widest.variables()) {
            if (!results::is_float(v.type)) continue;
            const auto here = all(found, variable(found, v.name)), there = all(widest, v);
            for (std::size_t i = 0; i < there.size(); ++i) {
                ASSERT_LE(std::abs(here[i] - there[i]), bound * (1 + std::abs(there[i])))
                    << v.name << ", value " << i << ", " << kernels::name(isa);
            }
        }
    }
}

// The axes of a grid are those of the file, so that another order is a transposition.
TEST_F(SameBitsAcross, TheAxesOfAGridInAnotherOrder) {
    const std::string mirror = "mirror = { from = 0, to = 1, points = 7 }\n";
    const std::string recovery = "recovery = { from = 0.01, to = 0.9, points = 19 }\n";
    const auto grid = evaluated_alone("[parameters]\n" + mirror + recovery);
    const auto turned = evaluated_alone("[parameters]\n" + recovery + mirror);
    for (const results::Variable& v : grid.variables()) {
        const auto wanted = all(grid, v), found = all(turned, variable(turned, v.name));
        const std::size_t extent = wanted.size() / (7 * 19);
        std::vector<double> back(wanted.size());
        for (std::size_t m = 0; m < 7; ++m) {
            for (std::size_t r = 0; r < 19; ++r) {
                std::copy_n(&found[(r * 7 + m) * extent], extent, &back[(m * 19 + r) * extent]);
            }
        }
        EXPECT_TRUE(tests::same_bits(back, wanted)) << v.name;
    }
}

TEST_F(SameBitsAcross, TheColumnsOfATableInAnotherOrder) {
    const std::string head = "[design]\nkind = \"table\"\nfile = \"table.csv\"\n";
    write("table.csv", "mirror,recovery,north.belief\n0.1,0.2,0.3\n0.9,0.05,0.6\n0,1,0.5\n");
    const auto one = evaluated_alone(head);
    write("table.csv", "north.belief,mirror,recovery\n0.3,0.1,0.2\n0.6,0.9,0.05\n0.5,0,1\n");
    expect_same_outputs(evaluated_alone(head), one);
}

TEST_F(SameBitsAcross, FixedParametersAnywhereAmongTheSampledOnes) {
    const std::string design = "[design]\nkind = \"latin_hypercube\"\nscenarios = 77\nseed = 2\n";
    const auto first = evaluated_alone(
        "[parameters]\ndeeds = 0.3\nnorth.belief = 0.6\n"
        "mirror = { min = 0, max = 1 }\nrecovery = { min = 0, max = 1 }\n" +
        design);
    const auto between = evaluated_alone(
        "[parameters]\nmirror = { min = 0, max = 1 }\nnorth.belief = 0.6\n"
        "recovery = { min = 0, max = 1 }\ndeeds = 0.3\n" +
        design);
    expect_same_outputs(between, first);
}

// What a scenario is does not depend on where its parameters come from.
TEST_F(SameBitsAcross, AGridAndATableOfTheSameScenarios) {
    const auto grid =
        evaluated_alone("[parameters]\nmirror = [0, 0.25, 1]\ndrift = [0.001, 0.01]\n");
    write("table.csv", "drift,mirror\n1e-3,0\n1e-2,0\n1e-3,0.25\n1e-2,0.25\n1e-3,1\n1e-2,1\n");
    const auto table = evaluated_alone("[design]\nkind = \"table\"\nfile = \"table.csv\"\n");
    expect_same_outputs(table, grid);
}

// A longer run begins with a shorter one where the points are a sequence.
TEST_F(SameBitsAcross, TheBeginningOfALongerRun) {
    for (const char* kind : {"random", "sobol"}) {
        SCOPED_TRACE(kind);
        const auto head = [&](const char* scenarios) {
            return std::string(
                       "[parameters]\n\"*\" = \"plausible\"\n[design]\nseed = 3\nkind = \"") +
                   kind + "\"\nscenarios = " + scenarios + "\n";
        };
        const auto shorter = evaluated_alone(head("65")), longer = evaluated_alone(head("200"));
        tests::expect_same_bits(longer, shorter, 0, 65);
    }
}

}  // namespace
}  // namespace entente::driver
