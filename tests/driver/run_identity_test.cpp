// SPDX-License-Identifier: Apache-2.0
#include "driver/run_identity.hpp"

#include <gtest/gtest.h>

namespace entente::driver {
namespace {

const Identity then{{"program", "entente 1"}, {"study", "a\nb\nc\n"}, {"tiles", "4"}};

std::string told(const Identity& now) { return difference(then, now).value_or("nothing"); }

TEST(RunIdentity, OfTheSameRunDoesNotDiffer) { EXPECT_EQ(told(then), "nothing"); }

TEST(RunIdentity, TellsTheFirstLineThatDiffers) {
    EXPECT_EQ(told({{"program", "entente 1"}, {"study", "a\nB\nC\n"}, {"tiles", "4"}}),
              "study, line 2: 'b' then, 'B' now");
    EXPECT_EQ(told({{"program", "entente 1"}, {"study", "a\nb\n"}, {"tiles", "4"}}),
              "study, line 3: 'c' then, nothing now");
    EXPECT_EQ(told({{"program", "entente 1"}, {"study", "a\nb\nc\nd"}, {"tiles", "4"}}),
              "study, line 4: nothing then, 'd' now");
    EXPECT_EQ(told({{"program", "entente 2"}, {"study", "other"}, {"tiles", "4"}}),
              "program: 'entente 1' then, 'entente 2' now");
}

// Texts that have the same lines and yet are not the same.
TEST(RunIdentity, TellsOfEndsOfLines) {
    EXPECT_EQ(told({{"program", "entente 1"}, {"study", "a\nb\nc"}, {"tiles", "4"}}),
              "study: the end of its last line");
}

TEST(RunIdentity, TellsWhatIsMissingOrNew) {
    EXPECT_EQ(told({{"program", "entente 1"}, {"tiles", "4"}}),
              "study, which is not there any more");
    auto more = then;
    more.emplace_back("table", "new");
    EXPECT_EQ(told(more), "table, which was not there");
}

TEST(RunIdentity, TellsWhichChecksumDiffers) {
    const auto sums = results::checksums_of({.identity = then, .attributes = {}});
    EXPECT_FALSE(difference(sums, then));
    auto now = then;
    now[1].second = "A\nb\nc\n";
    EXPECT_EQ(difference(sums, now), "study ('A' now)");
    now.pop_back();
    EXPECT_EQ(difference(sums, now), "what it is made of");
}

}  // namespace
}  // namespace entente::driver
