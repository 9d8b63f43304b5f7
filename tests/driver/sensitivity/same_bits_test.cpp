// SPDX-License-Identifier: Apache-2.0
//
// What an analysis finds does not depend on who does it, how the work is cut, how often it was
// interrupted, or whether the scenarios went through a file.
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/driver/sensitivity/in_transit.hpp"

namespace entente::driver {
namespace {

const std::string g = "function = \"sobol_g\"\ndimensions = 7";

// Numbers of blocks that no tile and no power of two divides, where the design allows it.
const std::vector<std::string> designs = {
    "kind = \"saltelli\"\npoints = 1856\nreplicates = 1\nseed = 3",
    "kind = \"saltelli\"\npoints = 2880\nreplicates = 5\nsecond_order = true\nseed = 3",
    "kind = \"saltelli\"\npoints = 777\nreplicates = 1\nsampling = \"random\"\nseed = 3",
    "kind = \"morris\"\npoints = 333\nseed = 3",
    "kind = \"fast\"\npoints = 1024\nreplicates = 4\nseed = 3",
    "kind = \"derivatives\"\npoints = 384\nreplicates = 3\nseed = 3",
    "kind = \"random\"\nscenarios = 5003\nseed = 3",
    "kind = \"latin_hypercube\"\nscenarios = 999\nseed = 3"};

class SameFindings : public InTransit, public testing::WithParamInterface<std::string> {};

TEST_P(SameFindings, WhateverTheCrewAndTheCut) {
    const std::string study = text(g, GetParam());
    const auto plain = analyse(study);
    EXPECT_TRUE(plain.complete);
    for (const Backend backend : backends()) {
        for (const std::uint64_t tile : {1U, 1000U, 100000U}) {
            SCOPED_TRACE(std::string(name(backend)) + " tile " + std::to_string(tile));
            const std::size_t threads = backend == Backend::serial ? 1 : 3;
            const auto other = analyse(study, {.backend = backend, .threads = threads},
                                       {.scenarios_per_tile = tile, .limit = {}, .shard = {}});
            expect_same(plain.analysis, other.analysis);
        }
    }
}

TEST_P(SameFindings, FromAFile) {
    const std::string study = text(g, GetParam());
    expect_same(analyse(study).analysis, store_and_analyse(study).analysis);
}

std::string name_of(const testing::TestParamInfo<std::string>& info) {
    return "design_" + std::to_string(info.index);
}

INSTANTIATE_TEST_SUITE_P(Designs, SameFindings, testing::ValuesIn(designs), name_of);

// Stopped as soon as some scenarios are done, again and again.
class Interrupted : public InTransit, public testing::WithParamInterface<std::string> {};

TEST_P(Interrupted, AndResumed) {
    const std::string study = GetParam();
    const auto plain = analyse(study, {.backend = Backend::tbb, .threads = 2});
    const Plan study_plan = plan(study);
    TransitReport report{};
    int interruptions = -1;
    for (bool resume = false; !report.complete; resume = true, ++interruptions) {
        ASSERT_LT(interruptions, 200);
        std::stop_source source;
        RunCounts counts;
        const std::jthread stopper([&](const std::stop_token& ended) {
            while (!ended.stop_requested() && counts.computed < 150000) std::this_thread::yield();
            source.request_stop();
        });
        report = run_in_transit(study_plan, *study_plan.study.sensitivity,
                                {.file = file("r.h5"),
                                 .crew = {.backend = Backend::tbb, .threads = 2},
                                 .resume = resume},
                                source.get_token(), counts);
    }
    EXPECT_GE(interruptions, 1);
    expect_same(plain.analysis, report.analysis);
    EXPECT_TRUE(results::is_analysis(file("r.h5")));
    EXPECT_FALSE(std::filesystem::exists(results::partial_path(file("r.h5"))));
}

const std::string many = "kind = \"saltelli\"\npoints = 131072\nreplicates = 2\nseed = 3";

std::string long_study(const std::string& design, const std::string& sensitivity) {
    return "model = \"analytic\"\n" + g + "\n[parameters]\n\"*\" = \"plausible\"\n[design]\n" +
           design + "\n[sensitivity]\n" + sensitivity + "\n[output]\nvariables = [\"y\"]\n";
}

INSTANTIATE_TEST_SUITE_P(
    Studies, Interrupted,
    testing::Values(long_study(many, ""), long_study(many, "trace = false"),
                    long_study("kind = \"fast\"\npoints = 131072\nreplicates = 64\nseed = 3", "")));

TEST_F(InTransit, AnotherStudyIsNotResumed) {
    const auto study = [](int seed) {
        return text(g, "kind = \"saltelli\"\npoints = 65536\nreplicates = 1\nseed = " +
                           std::to_string(seed));
    };
    std::stop_source stopped;
    stopped.request_stop();
    EXPECT_FALSE(analyse(study(1), {}, {}, false, stopped.get_token()).complete);
    EXPECT_THROW(analyse(study(2), {}, {}, true), UserError);
    EXPECT_TRUE(analyse(study(1), {}, {}, true).complete);
}

// Findings of the first blocks are those of a study of so many.
TEST_F(InTransit, TraceIsWhatSmallerStudiesFind) {
    const auto study = [](int points) {
        return text(
            g, "kind = \"saltelli\"\nreplicates = 4\nseed = 3\npoints = " + std::to_string(points));
    };
    const auto all = analyse(study(4096)).analysis;
    const auto points = all.dimension("points")->values;
    ASSERT_EQ(points, (std::vector<double>{256, 512, 1024, 2048, 4096}));
    const auto trace = numbers(all, "sobol_total_trace");
    for (std::size_t k = 0; k < points.size(); ++k) {
        const auto part =
            numbers(analyse(study(static_cast<int>(points[k]))).analysis, "sobol_total");
        for (std::size_t f = 0; f < part.size(); ++f) {
            // The centre, of the first turn, is the same, and so are the sums.
            EXPECT_EQ(trace[k * part.size() + f], part[f]);
        }
    }
}

TEST_F(InTransit, StopsWhenTheIntervalsAreNarrowEnough) {
    const auto study = [](const std::string& rule) {
        return text(g, "kind = \"saltelli\"\nreplicates = 8\nseed = 3\npoints = 65536", rule);
    };
    const auto report = analyse(study("until_ci = 0.02"));
    EXPECT_TRUE(report.complete);
    EXPECT_LE(report.widest, 0.02);
    EXPECT_LT(report.blocks, 65536U);
    EXPECT_EQ(report.blocks % 512, 0U);
    const auto narrow = analyse(study("until_ci = 0.005"));
    EXPECT_GT(narrow.blocks, report.blocks);
    EXPECT_LE(narrow.widest, 0.005);
    // Not at all: all blocks are used, and it says how wide the intervals are.
    const auto never = analyse(study("until_ci = 1e-6"));
    EXPECT_EQ(never.blocks, 65536U);
    EXPECT_GT(never.widest, 1e-6);
}

}  // namespace
}  // namespace entente::driver
