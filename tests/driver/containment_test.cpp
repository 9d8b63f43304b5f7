// SPDX-License-Identifier: Apache-2.0
#include "driver/containment.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <new>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "driver/user_error.hpp"
#include "tests/driver/caught_output.hpp"

namespace entente::driver {
namespace {

using namespace std::chrono_literals;

constexpr Allowance small{.memory = std::uint64_t{256} << 20, .cpu = 200ms};

// Time enough to fill the memory, on any machine.
constexpr Allowance small_memory{.memory = small.memory, .cpu = 60s};

int contain(const std::function<int()>& action, const Allowance& allowance = small) {
    return Containment("x.h5", allowance, action).wait();
}

// The line that a UserError of `action` becomes.
std::string refusal(const std::function<int()>& action, const Allowance& allowance = small) {
    try {
        contain(action, allowance);
    } catch (const UserError& error) {
        return error.what();
    }
    return "no refusal";
}

void compute(std::chrono::milliseconds duration) {
    const auto begin = std::clock();
    while (std::clock() - begin < duration.count() * CLOCKS_PER_SEC / 1000) continue;
}

int spin() {
    for (;;) static_cast<void>(std::clock());
}

TEST(Containment, ReturnsWhatTheActionReturns) {
    EXPECT_EQ(contain([] { return 0; }), 0);
    EXPECT_EQ(contain([] { return 7; }), 7);
    EXPECT_EQ(contained("no_such_file.h5", [] { return 5; }), 5);
}

TEST(Containment, PrintsEverythingOnceAndInOrder) {
    const std::string many(1 << 20, '-');
    const tests::CaughtOutput out(STDOUT_FILENO);
    std::fputs("before\n", stdout);
    contain([&] { return std::fputs(("within" + many + "\n").c_str(), stdout) < 0; });
    std::fputs("after\n", stdout);
    EXPECT_TRUE(out.text() == "before\nwithin" + many + "\nafter\n");
}

TEST(Containment, HasNoEffectOnMemory) {
    int value = 1;
    EXPECT_EQ(contain([&] { return ++value; }), 2);
    EXPECT_EQ(value, 1);
}

TEST(Containment, ThrowsWhatTheActionThrows) {
    EXPECT_EQ(refusal([]() -> int { throw UserError("x.h5: wrong"); }), "x.h5: wrong");
    try {
        contain([]() -> int { throw std::system_error(ENOSPC, std::generic_category(), "disk"); });
        FAIL();
    } catch (const UserError&) {
        FAIL() << "the machine's failure is not the user's";
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "disk: No space left on device");
    }
    EXPECT_THROW(contain([]() -> int { throw 1; }), std::runtime_error);
}

TEST(Containment, MakesOneLineOfWhateverIsThrown) {
    EXPECT_EQ(refusal([]() -> int { throw UserError("a\nb\x1b[31m"); }), "a b [31m");
    const std::string endless(1 << 20, 'x');
    const std::string line = refusal([&]() -> int { throw UserError(endless); });
    EXPECT_GT(line.size(), 1000U);
    EXPECT_LT(line.size(), 100'000U);
}

TEST(Containment, SaysThatOutputCannotBeWritten) {
    EXPECT_THROW(contain([] {
                     static_cast<void>(std::freopen("/dev/full", "w", stdout));
                     std::puts("lost");
                     return 0;
                 }),
                 std::runtime_error);
}

TEST(Containment, TellsOfACrash) {
    const tests::CaughtOutput errors(STDERR_FILENO);  // a sanitizer's report
    const std::string crashed = "x.h5: damaged: reading it crashed the HDF5 library (";
    const auto segfault = refusal([] { return std::raise(SIGSEGV); });
    EXPECT_TRUE(segfault.starts_with(crashed)) << segfault;
    if (!ENTENTE_SANITIZED) {
        EXPECT_EQ(segfault, crashed + "signal 11)");
    }
    EXPECT_TRUE(refusal([]() -> int { std::abort(); }).starts_with(crashed));
    EXPECT_EQ(refusal([]() -> int { ::_exit(3); }), crashed + "status 3)");
}

TEST(Containment, PassesOnWhatIsPrintedToStandardErrorButNotTheLastWordsOfTheCLibrary) {
    const tests::CaughtOutput errors(STDERR_FILENO);
    contain([] { return std::fputs("a warning\n", stderr) < 0; });
    EXPECT_EQ(errors.text(), "a warning\n");
    if (ENTENTE_SANITIZED) return;
    EXPECT_EQ(refusal([] {
                  static_cast<void>(::write(STDERR_FILENO, "free(): invalid size\n", 21) == 21);
                  return std::raise(SIGABRT);
              }),
              "x.h5: damaged: reading it crashed the HDF5 library (signal 6)");
    EXPECT_EQ(errors.text(), "a warning\n");
}

TEST(Containment, TellsOfAHang) {
    EXPECT_EQ(refusal(spin), "x.h5: damaged: reading it made no progress for 0.2 s of CPU time");
}

TEST(Containment, LetsAnActionTakeLongThatGivesSignsOfLife) {
    EXPECT_EQ(contain([] {
                  for (int i = 0; i < 8; ++i) {
                      compute(60ms);
                      still_alive();
                  }
                  return 0;
              }),
              0);
    still_alive();  // does nothing here
    compute(300ms);
}

TEST(Containment, LetsAnActionWait) {
    EXPECT_EQ(contain([] {
                  std::this_thread::sleep_for(500ms);
                  return 0;
              }),
              0);
}

TEST(Containment, TellsOfMemoryWithoutEnd) {
    if (ENTENTE_SANITIZED) GTEST_SKIP() << "the sanitizer ends the process";
    const std::string line = "x.h5: damaged: reading it wanted more than 0.25 GiB of memory";
    const auto ends_for_want_of = [&](const std::function<int()>& action) {
        EXPECT_EQ(refusal(action, small_memory), line);
    };
    ends_for_want_of([] {
        for (std::vector<std::vector<char>> all;;) all.emplace_back(1 << 24);
        return 0;
    });
    ends_for_want_of([] { return std::vector<char>(std::size_t{1} << 40).front(); });
    ends_for_want_of([] { return std::vector<char>(SIZE_MAX).front(); });
    const auto little = [] { return std::vector<char>(std::size_t{200} << 20).back(); };
    EXPECT_EQ(contain(little, small_memory), 0);
}

TEST(Containment, MayTakeMoreMemoryForALargeFile) {
    const std::uint64_t least = std::uint64_t{4} << 30;
    EXPECT_EQ(allowance_for("no_such_file.h5").memory, least);
    EXPECT_GE(allowance_for("/proc/self/exe").memory, least + (1 << 20));
}

TEST(Containment, TellsOfAnOutsider) {
    try {
        contain([] { return std::raise(SIGKILL); });
        FAIL();
    } catch (const UserError&) {
        FAIL() << "the file may be sound";
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "x.h5: the process that read it was killed (signal 9)");
    }
}

TEST(Containment, EndsWithTheSignalThatEndedTheProcess) {
    EXPECT_EXIT(contain([] { return std::raise(SIGPIPE); }), testing::KilledBySignal(SIGPIPE), "");
    EXPECT_EXIT(contain([] { return std::raise(SIGTERM); }), testing::KilledBySignal(SIGTERM), "");
}

TEST(Containment, EndsAndReapsAProcessThatNobodyWaitsFor) {
    { const Containment abandoned("x.h5", {.memory = small.memory, .cpu = 1h}, spin); }
    EXPECT_EQ(::waitpid(-1, nullptr, 0), -1);
    EXPECT_EQ(errno, ECHILD);
}

TEST(Containment, DiesWithItsParent) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t parent = ::fork();
    if (parent == 0) {
        const Containment contained("x.h5", {.memory = small.memory, .cpu = 1h}, [&] {
            static_cast<void>(::write(ends[1], "x", 1) == 1);
            return spin();
        });
        char begun = 0;
        static_cast<void>(::read(ends[0], &begun, 1) == 1);
        ::_exit(0);
    }
    ::close(ends[1]);
    ::waitpid(parent, nullptr, 0);
    char nothing = 0;
    EXPECT_EQ(::read(ends[0], &nothing, 1), 0);  // when the last that could write is gone
    ::close(ends[0]);
}

}  // namespace
}  // namespace entente::driver
