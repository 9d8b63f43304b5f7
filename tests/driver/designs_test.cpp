// SPDX-License-Identifier: Apache-2.0
//
// What every design promises: scenario i is a function of i alone.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/driver/filled_columns.hpp"

namespace entente::driver {
namespace {

constexpr std::uint64_t many = std::uint64_t{1} << 62;
constexpr std::uint64_t rows = 6000;

std::vector<Distribution> one_of_each_kind() {
    using Kind = Distribution::Kind;
    return {{Kind::uniform, 0, 1, 0, 0},
            {Kind::loguniform, 0.1, 10, 0, 0},
            {Kind::normal, -1, 2, 0, 1},
            {Kind::lognormal, 0, 5, 0, 1},
            {Kind::triangular, 0, 1, 0.2, 0},
            {Kind::beta, 0, 1, 2, 3},
            {Kind::choices, 1, 9, 0, 0, false, {9, 1, 4}, {1, 2, 1}}};
}

// Seven columns in four factors, and in seven.
const std::vector<Factor> groups = {{"x", {0}}, {"yz", {1, 4}}, {"u", {2}}, {"vw", {3, 5, 6}}};
const std::vector<Factor> singles = {{"0", {0}}, {"1", {1}}, {"2", {2}}, {"3", {3}},
                                     {"4", {4}}, {"5", {5}}, {"6", {6}}};

Blocks of(Blocks::Kind kind, std::uint64_t replicates, bool second_order = false) {
    const bool grouped = kind == Blocks::Kind::saltelli || kind == Blocks::Kind::morris;
    Blocks blocks{.kind = kind,
                  .count = many / 64,
                  .factors = grouped ? groups.size() : singles.size(),
                  .replicates = replicates,
                  .second_order = second_order,
                  .levels = 6,
                  .harmonics = 4,
                  .step = 1e-3,
                  .seed = 7};
    blocks.scenarios = scenarios_in_block(blocks);
    return blocks;
}

void add_blocks(std::vector<std::unique_ptr<const Design>>& designs) {
    using Kind = Blocks::Kind;
    const auto all = one_of_each_kind();
    const auto saltelli = [&](const Blocks& blocks, Sampling sampling, Scrambling scrambling) {
        designs.push_back(make_saltelli(all, blocks, groups, sampling, scrambling));
    };
    saltelli(of(Kind::saltelli, 16), Sampling::sobol, Scrambling::owen);
    saltelli(of(Kind::saltelli, 4, true), Sampling::sobol, Scrambling::digital_shift);
    saltelli(of(Kind::saltelli, 1, true), Sampling::random, Scrambling::none);
    designs.push_back(make_morris(all, of(Kind::morris, 1), groups));
    designs.push_back(make_fast(all, of(Kind::fast, 16)));
    designs.push_back(make_fast(all, of(Kind::fast, 1)));
    designs.push_back(make_derivatives(all, of(Kind::derivatives, 2), singles, Scrambling::owen));
}

class EveryDesign : public testing::Test {
  protected:
    void TearDown() override { std::filesystem::remove(path_); }

    std::unique_ptr<const Design> table() const {
        std::ofstream out(path_);
        out << "x,y\n";
        for (std::uint64_t i = 0; i < rows; ++i) out << i << ',' << rows - i << '\n';
        out.close();
        return open_table(path_);
    }

    std::vector<std::unique_ptr<const Design>> every_design() const;

    const std::filesystem::path path_ =
        testing::TempDir() + "entente_" + std::to_string(getpid()) + "_designs.csv";
};

std::vector<std::unique_ptr<const Design>> EveryDesign::every_design() const {
    std::vector<double> axis(1 << 20);
    for (std::size_t i = 0; i < axis.size(); ++i) axis[i] = std::sqrt(static_cast<double>(i));
    std::vector<std::unique_ptr<const Design>> designs;
    designs.push_back(make_grid({{axis}, {axis, axis}, {{1, 2, 3}}, {axis}}));
    designs.push_back(make_random(one_of_each_kind(), many, 7));
    designs.push_back(make_latin_hypercube(one_of_each_kind(), many, 7));
    for (const auto s : {Scrambling::none, Scrambling::digital_shift, Scrambling::owen}) {
        designs.push_back(make_sobol(one_of_each_kind(), many, 7, s));
    }
    add_blocks(designs);
    designs.push_back(table());
    return designs;
}

std::uint64_t scenarios(const Design& design) {
    std::uint64_t product = 1;
    for (const auto points : design.shape()) product *= points;
    return product;
}

TEST_F(EveryDesign, FillDoesNotDependOnTheCut) {
    std::mt19937_64 random(1);
    for (const auto& design : every_design()) {
        constexpr std::size_t count = 2500;
        const std::uint64_t last = scenarios(*design) - count;
        for (const std::uint64_t first : {std::uint64_t{0}, last / 3 + 1, last}) {
            const auto whole = filled(*design, first, count);
            for (std::size_t i = 0; i < count;) {
                const std::size_t n = std::min<std::size_t>(random() % 1500, count - i);
                const auto part = filled(*design, first + i, n);
                for (std::size_t c = 0; c < design->columns(); ++c) {
                    ASSERT_TRUE(std::equal(part[c].begin(), part[c].end(),
                                           whole[c].begin() + static_cast<std::ptrdiff_t>(i)));
                }
                i += n;
            }
            for (int round = 0; round < 20; ++round) {
                const std::size_t i = random() % count;
                const auto alone = filled(*design, first + i, 1);
                for (std::size_t c = 0; c < design->columns(); ++c) {
                    ASSERT_EQ(alone[c][0], whole[c][i]);
                }
            }
        }
    }
}

TEST_F(EveryDesign, MayBeFilledByManyThreadsAtOnce) {
    for (const auto& design : every_design()) {
        constexpr std::size_t count = 500, threads = 4, tiles = 3;
        std::vector<std::vector<std::vector<double>>> found(threads * tiles);
        {
            std::vector<std::jthread> workers;
            for (std::size_t t = 0; t < threads; ++t) {
                workers.emplace_back([&, t] {
                    for (std::size_t k = t; k < found.size(); k += threads) {
                        found[k] = filled(*design, k * count, count);
                    }
                });
            }
        }
        for (std::size_t k = 0; k < found.size(); ++k) {
            EXPECT_EQ(found[k], filled(*design, k * count, count));
        }
    }
}

TEST_F(EveryDesign, SampledValuesAreWithinTheirBounds) {
    const auto marginals = one_of_each_kind();
    const auto designs = every_design();
    for (std::size_t d = 1; d + 1 < designs.size(); ++d) {
        const auto columns = filled(*designs[d], scenarios(*designs[d]) / 2 - 5000, 10'000);
        for (std::size_t c = 0; c < columns.size(); ++c) {
            for (const double x : columns[c]) {
                ASSERT_TRUE(x >= marginals[c].min && x <= marginals[c].max);
            }
        }
    }
}

}  // namespace
}  // namespace entente::driver
