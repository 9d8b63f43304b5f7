// SPDX-License-Identifier: Apache-2.0
//
// A scenario's outputs are a pure function of its parameters: how the work is cut and who does it
// leave no trace in the file, bit for bit. Everything varies at once, so that what only goes wrong
// together goes wrong here.
#include <cmath>
#include <cstdint>
#include <iterator>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/system/small_studies.hpp"

namespace entente::driver {
namespace {

constexpr std::uint64_t one_tile = 1 << 20;

// Lengths of a grid's axes by their product: numbers of scenarios that no block of lanes divides.
const std::map<std::uint64_t, std::vector<int>> shapes = {
    {1, {}}, {31, {31}}, {33, {3, 11}}, {1001, {7, 11, 13}}, {4099, {4099}}};

std::string grid(std::uint64_t scenarios) {
    const char* const axes[] = {"mirror", "recovery", "south.integration"};
    std::string text = "[parameters]\n";
    for (std::size_t a = 0; a < shapes.at(scenarios).size(); ++a) {
        text += std::string(axes[a]) +
                " = { from = 0, to = 1, points = " + std::to_string(shapes.at(scenarios)[a]) +
                " }\n";
    }
    return text;
}

// One sampled parameter takes another along; all others vary on their own.
std::string sampled(const std::string& kind, std::uint64_t scenarios) {
    return "[parameters]\n\"*\" = \"plausible\"\n"
           "[[linked]]\naxis = \"belief\"\nparameters = [\"south.belief\", \"north.belief\"]\n"
           "min = 0.2\nmax = 0.9\n"
           "[design]\nseed = 11\nscenarios = " +
           std::to_string(scenarios) + "\nkind = " + kind + "\n";
}

std::string table(std::uint64_t scenarios) {
    std::string text = "mirror,north.rhetoric,recovery\n";
    for (std::uint64_t i = 0; i < scenarios; ++i) {
        const double x = static_cast<double>(i);
        text += std::to_string(std::fmod(x * 0.377, 1)) + "," + std::to_string(std::sin(x)) + "," +
                std::to_string(1 / (1 + x)) + "\n";
    }
    return text;
}

// Of three factors.
std::string blocks(const std::string& kind, std::uint64_t scenarios) {
    const auto points = [&](std::uint64_t of_a_block) {
        return "\"\npoints = " + std::to_string(scenarios / of_a_block);
    };
    std::string keys;
    if (kind == "saltelli") keys = points(8) + "\nsecond_order = true\nreplicates = 2";
    if (kind == "morris") keys = points(4);
    if (kind == "fast") keys = points(3) + "\nreplicates = 2\nharmonics = 2";
    if (kind == "derivatives") keys = points(4) + "\nreplicates = 1";
    return "[parameters]\nrecovery = { min = 0, max = 1 }\nmirror = { min = 0, max = 1 }\n"
           "[[linked]]\naxis = \"belief\"\nparameters = [\"south.belief\", \"north.belief\"]\n"
           "min = 0.2\nmax = 0.9\n[design]\nseed = 11\nkind = \"" +
           kind + keys + "\n";
}

std::string head(const std::string& design, std::uint64_t scenarios) {
    if (design == "grid") return grid(scenarios);
    if (design == "table") return "[design]\nkind = \"table\"\nfile = \"table.csv\"\n";
    for (const char* kind : {"saltelli", "morris", "fast", "derivatives"}) {
        if (design == kind) return blocks(design, scenarios);
    }
    if (!design.starts_with("sobol_")) return sampled('"' + design + '"', scenarios);
    return sampled("\"sobol\"\nscrambling = \"" + design.substr(6) + '"', scenarios);
}

struct Case {
    std::string design;
    std::uint64_t scenarios;
    std::size_t first_way;
};

std::string text(const Case& c) { return c.design + "_" + std::to_string(c.scenarios); }

// How GoogleTest prints a case.
void PrintTo(const Case& c, std::ostream* out) { *out << text(c); }

struct Way {
    std::uint64_t tile;
    Backend backend;
    std::size_t threads;
    std::uint64_t shards;
};

// Each case goes some of these ways and the next case the next of them; a design goes them all. In
// the grid of 1001, tiles of 40 end short at every point of the first axis, and a shard begins so.
constexpr std::size_t ways_per_case = 3;
constexpr Way ways[] = {
    {9, Backend::openmp, 2, 3}, {32, Backend::tbb, 4, 1},      {40, Backend::serial, 1, 4},
    {256, Backend::tbb, 3, 2},  {513, Backend::openmp, 5, 1},  {1000, Backend::tbb, 2, 3},
    {17, Backend::tbb, 3, 1},   {2050, Backend::openmp, 2, 2},
};

class SameBits : public tests::SmallStudies, public testing::WithParamInterface<Case> {
  protected:
    SameBits() { write("table.csv", table(GetParam().scenarios)); }

    Plan cut(std::uint64_t tile, Shard shard = {}) const {
        return plan(head(GetParam().design, GetParam().scenarios),
                    {.scenarios_per_tile = tile, .limit = {}, .shard = shard});
    }

    // Of this shard's tiles; all others are missing. Returns the number of scenarios compared.
    std::uint64_t compare(const results::Reader& file, const Plan& plan,
                          const results::Reader& whole) {
        EXPECT_EQ(file.scenarios(), GetParam().scenarios);
        EXPECT_EQ(file.tiles_present(), plan.last_tile - plan.first_tile);
        if (plan.first_tile == plan.last_tile) return 0;
        const std::uint64_t first = plan.tile(plan.first_tile).first;
        tests::expect_same_bits(file, whole, first, plan.scenarios_here());
        const auto values = file.read(file.variables().front(), 0, file.scenarios());
        for (std::uint64_t i = 0; i < values.size(); ++i) {
            const bool here = i >= first && i < first + plan.scenarios_here();
            EXPECT_EQ(std::isfinite(values[i]), here) << i;
        }
        return plan.scenarios_here();
    }
};

TEST_P(SameBits, WhateverTheTilesThreadsBackEndsAndShards) {
    const results::Reader whole = evaluated(cut(one_tile), tests::alone());
    ASSERT_EQ(whole.scenarios(), GetParam().scenarios);
    ASSERT_EQ(whole.tiles_present(), 1u);
    for (std::size_t w = 0; w < ways_per_case; ++w) {
        const Way& way = ways[(GetParam().first_way + w) % std::size(ways)];
        SCOPED_TRACE("tiles of " + std::to_string(way.tile) + ", " +
                     std::string(name(way.backend)) + ", threads " + std::to_string(way.threads));
        const Crew crew{way.backend, way.threads, kernels::widest_isa()};
        std::uint64_t compared = 0;
        for (std::uint64_t s = 1; s <= way.shards; ++s) {
            SCOPED_TRACE("shard " + std::to_string(s) + " of " + std::to_string(way.shards));
            const Plan part = cut(way.tile, {s, way.shards});
            compared += compare(evaluated(part, crew), part, whole);
        }
        EXPECT_EQ(compared, GetParam().scenarios);
    }
}

std::vector<Case> cases() {
    std::vector<Case> list;
    for (const char* design : {"grid", "random", "latin_hypercube", "sobol_none",
                               "sobol_digital_shift", "sobol_owen", "table"}) {
        for (const auto& [scenarios, shape] : shapes)
            list.push_back({design, scenarios, list.size() * ways_per_case});
    }
    const std::pair<const char*, std::uint64_t> in_blocks[] = {
        {"saltelli", 8 * 128}, {"morris", 4 * 251}, {"fast", 3 * 256}, {"derivatives", 4 * 250}};
    for (const auto& [design, scenarios] : in_blocks) {
        list.push_back({design, scenarios, list.size() * ways_per_case});
    }
    return list;
}

INSTANTIATE_TEST_SUITE_P(Designs, SameBits, testing::ValuesIn(cases()),
                         [](const auto& c) { return text(c.param); });

}  // namespace
}  // namespace entente::driver
