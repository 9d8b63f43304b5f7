// SPDX-License-Identifier: Apache-2.0
#include "kernels/workspace.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

#include <gtest/gtest.h>

#include "kernels/batch.hpp"

namespace entente::kernels {
namespace {

TEST(Padded, IsTheNextMultipleOfThePadding) {
    EXPECT_EQ(padded(0), 0U);
    EXPECT_EQ(padded(1), padding);
    EXPECT_EQ(padded(padding), padding);
    EXPECT_EQ(padded(padding + 1), 2 * padding);
}

TEST(Workspace, AlignsItsColumnsAndFillsThemWithZeros) {
    Workspace workspace(5, 100);
    EXPECT_EQ(workspace.capacity(), 100U);
    for (std::size_t c = 0; c < 5; ++c) {
        ASSERT_NE(workspace[c], nullptr);
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(workspace[c]) % alignment, 0U);
        EXPECT_EQ(workspace.columns()[c], workspace[c]);
        for (std::size_t i = 0; i < padded(100); ++i) EXPECT_EQ(workspace[c][i], 0);
    }
}

TEST(Workspace, KeepsItsColumnsApart) {
    Workspace workspace(4, 33);
    for (std::size_t c = 0; c < 4; ++c) {
        for (std::size_t i = 0; i < padded(33); ++i) workspace[c][i] = static_cast<double>(c);
    }
    for (std::size_t c = 0; c < 4; ++c) {
        for (std::size_t i = 0; i < padded(33); ++i) {
            ASSERT_EQ(workspace[c][i], static_cast<double>(c));
        }
    }
}

TEST(Workspace, LeavesOutTheColumnsThatAreNotWanted) {
    constexpr std::array wanted{true, false, false, true};
    Workspace workspace(4, 10, wanted);
    for (std::size_t c = 0; c < 4; ++c) EXPECT_EQ(workspace[c] != nullptr, wanted[c]) << c;
    workspace[3][0] = 1;
    EXPECT_EQ(workspace[0][0], 0);
    workspace.pad(1);
    EXPECT_EQ(workspace[3][padding - 1], 1);
}

TEST(Workspace, MayHaveNoColumnAtAll) {
    constexpr std::array wanted{false, false};
    Workspace workspace(2, 10, wanted);
    EXPECT_EQ(workspace[0], nullptr);
    EXPECT_EQ(workspace[1], nullptr);
    workspace.pad(10);
}

TEST(Workspace, PadsWithTheLastScenario) {
    Workspace workspace(2, 3 * padding);
    for (std::size_t c = 0; c < 2; ++c) {
        for (std::size_t i = 0; i < 3 * padding; ++i) {
            workspace[c][i] = static_cast<double>(1000 * c + i);
        }
    }
    const std::size_t scenarios = padding + 5;
    workspace.pad(scenarios);
    for (std::size_t c = 0; c < 2; ++c) {
        for (std::size_t i = 0; i < 3 * padding; ++i) {
            const bool is_padding = i >= scenarios && i < 2 * padding;
            const std::size_t source = is_padding ? scenarios - 1 : i;
            ASSERT_EQ(workspace[c][i], static_cast<double>(1000 * c + source)) << i;
        }
    }
}

TEST(Workspace, PadsNothingBehindNoScenario) {
    Workspace workspace(1, padding);
    workspace[0][0] = 7;
    workspace.pad(0);
    EXPECT_EQ(workspace[0][0], 7);
    EXPECT_EQ(workspace[0][1], 0);
}

}  // namespace
}  // namespace entente::kernels
