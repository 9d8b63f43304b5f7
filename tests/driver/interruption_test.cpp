// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/interruption.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <stop_token>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

namespace entente::driver {
namespace {

using std::chrono::milliseconds;

// What a process does that hears these signals one after another, with a pause before the last:
// ends with status 7 if it is asked to stop, and with 8 if it is not. It need not wait for that: an
// Interruption that ends has heard what came before, and a signal that still waited then would end
// the process.
[[noreturn]] void hear(const std::vector<int>& signals, milliseconds pause) {
    std::stop_token token;
    {
        const Interruption interruption;
        token = interruption.token();
        for (const int& signal : signals) {
            if (&signal == &signals.back()) std::this_thread::sleep_for(pause);
            kill(getpid(), signal);
        }
    }
    std::_Exit(token.stop_requested() ? 7 : 8);
}

void ask_to_stop(const Interruption& interruption, int signal) {
    kill(getpid(), signal);
    while (!interruption.token().stop_requested()) std::this_thread::yield();
}

// Sends a signal again and again: it ends the process before long, or the status is 9.
[[noreturn]] void insist_on(int signal) {
    for (int tenths = 0; tenths < 600; ++tenths) {
        std::this_thread::sleep_for(milliseconds{100});
        kill(getpid(), signal);
    }
    std::_Exit(9);
}

[[noreturn]] void hear_and_insist(int first, int second) {
    const Interruption interruption;
    ask_to_stop(interruption, first);
    insist_on(second);
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
[[noreturn]] void hear_once_more_at_the_end(int signal) {
    ask_to_stop(Interruption(), SIGTERM);
    kill(getpid(), signal);
    std::_Exit(7);
}

[[noreturn]] void insist_at_the_end(int signal) {
    ask_to_stop(Interruption(), SIGTERM);
    insist_on(signal);
}

TEST_F(InterruptionDeathTest, IsStillOneWhenTheRunHasStopped) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2}) {
        EXPECT_EXIT(hear_once_more_at_the_end(signal), testing::ExitedWithCode(7), "") << signal;
    }
    EXPECT_EXIT(insist_at_the_end(SIGINT), testing::KilledBySignal(SIGINT), "");
}

TEST_F(InterruptionDeathTest, ThatIsRepeatedLaterEndsTheProcessUnlessItIsAWarning) {
    constexpr milliseconds later{1200};
    EXPECT_EXIT(hear_and_insist(SIGTERM, SIGTERM), testing::KilledBySignal(SIGTERM), "");
    EXPECT_EXIT(hear_and_insist(SIGUSR1, SIGINT), testing::KilledBySignal(SIGINT), "");
    EXPECT_EXIT(hear({SIGTERM, SIGUSR1}, later), testing::ExitedWithCode(7), "");
    EXPECT_EXIT(hear({SIGUSR1, SIGUSR2}, later), testing::ExitedWithCode(7), "");
}

TEST_F(InterruptionDeathTest, IsNotHeardWhereTheParentIgnoresTheSignal) {
    EXPECT_EXIT(
        {
            static_cast<void>(std::signal(SIGHUP, SIG_IGN));
            hear({SIGHUP}, {});
        },
        testing::ExitedWithCode(8), "");
}

}  // namespace
}  // namespace entente::driver
