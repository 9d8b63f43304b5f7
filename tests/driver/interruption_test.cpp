// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/interruption.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

namespace entente::driver {
namespace {

using std::chrono::milliseconds;

// What a process does that hears these signals one after another, with a pause before the last:
// ends with status 7 if it is asked to stop, and with 8 if it is not.
[[noreturn]] void hear(const std::vector<int>& signals, milliseconds pause) {
    {
        const Interruption interruption;
        for (const int& signal : signals) {
            if (&signal == &signals.back()) std::this_thread::sleep_for(pause);
            kill(getpid(), signal);
            std::this_thread::sleep_for(milliseconds(20));
        }
        std::this_thread::sleep_for(milliseconds(100));
        if (!interruption.token().stop_requested()) std::_Exit(8);
    }
    std::_Exit(7);  // a signal that still waited when it ended would have ended the process
}

class InterruptionDeathTest : public testing::Test {
  protected:
    InterruptionDeathTest() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(InterruptionDeathTest, IsARequestWhateverTheSignal) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2}) {
        EXPECT_EXIT(hear({signal}, {}), testing::ExitedWithCode(7), "") << signal;
    }
    EXPECT_EXIT(hear({SIGCONT}, {}), testing::ExitedWithCode(8), "");
}

TEST_F(InterruptionDeathTest, OfSeveralSignalsAtOnceIsOne) {
    EXPECT_EXIT(hear({SIGTERM, SIGUSR1, SIGTERM, SIGINT}, {}), testing::ExitedWithCode(7), "");
    EXPECT_EXIT(hear({SIGUSR1, SIGTERM, SIGUSR2}, {}), testing::ExitedWithCode(7), "");
}

// The last of those that come at once, when the run has stopped and its program is about to end.
[[noreturn]] void hear_once_more_at_the_end(int signal, milliseconds pause) {
    {
        const Interruption interruption;
        kill(getpid(), SIGTERM);
        while (!interruption.token().stop_requested()) std::this_thread::yield();
        std::this_thread::sleep_for(pause);
    }
    kill(getpid(), signal);
    std::_Exit(7);
}

TEST_F(InterruptionDeathTest, IsStillOneWhenTheRunHasStopped) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2}) {
        EXPECT_EXIT(hear_once_more_at_the_end(signal, {}), testing::ExitedWithCode(7), "")
            << signal;
    }
    EXPECT_EXIT(hear_once_more_at_the_end(SIGINT, milliseconds{1200}),
                testing::KilledBySignal(SIGINT), "");
}

TEST_F(InterruptionDeathTest, ThatIsRepeatedLaterEndsTheProcessUnlessItIsAWarning) {
    constexpr milliseconds later{1200};
    EXPECT_EXIT(hear({SIGTERM, SIGTERM}, later), testing::KilledBySignal(SIGTERM), "");
    EXPECT_EXIT(hear({SIGUSR1, SIGINT}, later), testing::KilledBySignal(SIGINT), "");
    EXPECT_EXIT(hear({SIGTERM, SIGUSR1}, later), testing::ExitedWithCode(7), "");
    EXPECT_EXIT(hear({SIGUSR1, SIGUSR2}, later), testing::ExitedWithCode(7), "");
}

TEST_F(InterruptionDeathTest, IsNotHeardWhereTheParentIgnoresTheSignal) {
    EXPECT_EXIT(
        {
            std::signal(SIGHUP, SIG_IGN);
            hear({SIGHUP}, {});
        },
        testing::ExitedWithCode(8), "");
}

}  // namespace
}  // namespace entente::driver
