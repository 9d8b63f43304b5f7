// SPDX-License-Identifier: Apache-2.0
//
// The kernel against the reference implementation, on every instruction set of this machine.
#include "tests/kernels/agreement.hpp"

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/isa.hpp"
#include "tests/kernels/both_sides.hpp"
#include "tests/kernels/samples.hpp"

namespace entente::kernels {
namespace {

// A part of a sample: small enough that ctest can spread the whole over the cores.
struct Part {
    const char* name;
    Region region;
    std::size_t scenarios;
    std::uint64_t seed;
};

void PrintTo(const Part& part, std::ostream* out) { *out << part.name << part.seed; }

class KernelAndReference : public testing::TestWithParam<Part> {};

TEST_P(KernelAndReference, AgreeOnEveryInstructionSet) {
    const Part& part = GetParam();
    const BothSides sides = BothSides::with_theatres_of_2019();
    Comparison comparison(
        sides, sample(sides.instance().parameters(), part.region, part.scenarios, part.seed));
    for (const Isa isa : available_isas()) {
        const Agreement agreement = comparison.on(isa);
        const std::string isa_name(name(isa));
        EXPECT_EQ(agreement.disagreements, 0U) << isa_name << '\n' << agreement.report;
        const std::size_t excused = part.region == Region::plausible ? 0 : part.scenarios / 50;
        EXPECT_LE(agreement.ill_conditioned, excused) << isa_name;
        // At a corner where the alliance offers nothing at all, margins are zero but for rounding,
        // and self_reliance is anything: no share of the corners can be stated.
        if (part.region != Region::corners) {
            EXPECT_LE(agreement.on_threshold, part.scenarios / 50) << isa_name;
        }
    }
}

std::vector<Part> parts(const char* name, Region region, std::size_t count, std::size_t scenarios) {
    std::vector<Part> list;
    for (std::size_t i = 0; i < count; ++i) list.push_back({name, region, scenarios, i});
    return list;
}

INSTANTIATE_TEST_SUITE_P(OnPlausible, KernelAndReference,
                         testing::ValuesIn(parts("Plausible", Region::plausible, 8, 2500)));
INSTANTIATE_TEST_SUITE_P(InTheBox, KernelAndReference,
                         testing::ValuesIn(parts("Box", Region::box, 8, 2500)));
INSTANTIATE_TEST_SUITE_P(AtCorners, KernelAndReference,
                         testing::ValuesIn(parts("Corner", Region::corners, 4, 1000)));

}  // namespace
}  // namespace entente::kernels
