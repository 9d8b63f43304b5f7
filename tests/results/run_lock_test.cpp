// SPDX-License-Identifier: Apache-2.0
//
// Who may write a file, and what of an earlier run may be removed.
#include "results/run_lock.hpp"

#include <fstream>
#include <functional>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "results/partial_folder.hpp"
#include "tests/results/child_process.hpp"
#include "tests/results/scratch_folder.hpp"

namespace entente::results {
namespace {

using std::filesystem::exists;

std::string host() {
    char name[256] = "";
    ::gethostname(name, sizeof name - 1);
    return name;
}

class Lock : public tests::ScratchFolder {
  protected:
    Lock() { std::filesystem::create_directory(folder_); }

    void write(const std::string& name, const std::string& text) const {
        std::ofstream(folder_ / name) << text;
    }
    std::string contents(const std::string& name) const {
        std::ifstream in(folder_ / name);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    // Makes the lock's last sign of life so many seconds old.
    void grow_old(std::time_t seconds) const {
        const timespec then{std::time(nullptr) - seconds, 0};
        const timespec times[]{then, then};
        ASSERT_EQ(::utimensat(AT_FDCWD, lock_.c_str(), times, 0), 0);
    }

    // What PartialFolder says when it refuses; "" if it does not.
    std::string refusal(bool take_over = false) const {
        try {
            const PartialFolder folder(path_, take_over);
        } catch (const HeldByAnother& held) {
            return held.what();
        }
        return "";
    }

    const std::filesystem::path path_ = file("x.h5"), folder_ = file("x.h5.partial"),
                                lock_ = folder_ / "lock";
};

TEST_F(Lock, IsOneRunsAndSaysWhose) {
    const PartialFolder first(path_);
    const auto self = "process " + std::to_string(::getpid()) + " on " + host();
    EXPECT_EQ(contents("lock"), host() + " " + std::to_string(::getpid()) + "\n");
    const auto holder = writer_in(folder_);
    ASSERT_TRUE(holder);
    EXPECT_EQ(*holder, (LockHolder{host(), ::getpid()}));
    for (const bool take_over : {false, true}) {
        EXPECT_EQ(refusal(take_over), folder_.string() +
                                          ": another run is writing this file: " + self +
                                          " (wait for it, end it, or write to another file: -o)");
        EXPECT_TRUE(exists(lock_));
    }
    EXPECT_NO_THROW(first.check());
    EXPECT_NO_THROW(first.check_now());
}

TEST_F(Lock, GoesWithItsFolderWhenNothingElseIsThere) {
    { const PartialFolder folder(path_); }
    EXPECT_FALSE(exists(folder_));
    {
        const PartialFolder folder(path_);
        write("notes.txt", "a stranger's");
    }
    EXPECT_FALSE(exists(lock_));
    EXPECT_EQ(contents("notes.txt"), "a stranger's");
    EXPECT_FALSE(writer_in(folder_));
}

TEST_F(Lock, OfAKilledRunOnThisMachineIsFree) {
    const int status = tests::status_of_child([&] {
        const PartialFolder folder(path_);
        static_cast<void>(::raise(SIGKILL));
        return 0;
    });
    EXPECT_EQ(status, -SIGKILL);
    EXPECT_TRUE(exists(lock_));
    EXPECT_FALSE(writer_in(folder_));
    const PartialFolder folder(path_);
    EXPECT_TRUE(folder.earlier());
    EXPECT_EQ(folder.earlier()->host, host());
}

TEST_F(Lock, OfAnotherMachineIsRespectedUntilItHasBeenSilentForLong) {
    write("lock", "elsewhere 4711\n");
    const std::string says =
        folder_.string() + ": another run may be writing this file: process 4711 on elsewhere ";
    for (const std::time_t age : {0, 30, 55}) {
        grow_old(age);
        const auto told = refusal();
        EXPECT_EQ(told.rfind(says + "(last seen ", 0), 0u) << told;
        EXPECT_NE(told.find("taken for dead after 60 s of silence"), std::string::npos);
        EXPECT_NE(told.find("--take-over"), std::string::npos);
        EXPECT_EQ(contents("lock"), "elsewhere 4711\n");
    }
    grow_old(-3600);  // clocks of two machines differ
    EXPECT_NE(refusal().find("(last seen 0 s ago"), std::string::npos);
    grow_old(61);
    const PartialFolder folder(path_);
    EXPECT_EQ(folder.earlier(), (LockHolder{"elsewhere", 4711}));
    EXPECT_EQ(contents("lock"), host() + " " + std::to_string(::getpid()) + "\n");
}

TEST_F(Lock, OfAnotherMachineIsTakenOverOnDemand) {
    write("lock", "elsewhere 4711\n");
    EXPECT_EQ(refusal(true), "");
    EXPECT_FALSE(exists(folder_));
}

TEST_F(Lock, ThatSaysNothingIsNobodys) {
    for (const std::string text : {"", "elsewhere", "elsewhere soon\n"}) {
        std::filesystem::create_directory(folder_);
        write("lock", text);
        EXPECT_EQ(refusal(), "") << text;
    }
}

TEST_F(Lock, IsAskedForWithoutTakingIt) {
    const int asking = ::open((folder_ / "lock").c_str(), O_RDWR | O_CREAT, 0666);
    ASSERT_EQ(::flock(asking, LOCK_SH), 0);
    const auto child = ::fork();
    if (child == 0) {
        ::usleep(300'000);  // as where it has to wait for a processor
        ::_exit(0);         // gives back the lock, which it shares
    }
    ::close(asking);
    EXPECT_EQ(refusal(), "");
    ::waitpid(child, nullptr, 0);
}

TEST_F(Lock, IsLostWhenItsFolderIsRemoved) {
    const PartialFolder folder(path_);
    std::filesystem::remove_all(folder_);
    EXPECT_NO_THROW(folder.check()) << "it has not looked yet";
    for (int times = 0; times < 2; ++times) {
        try {
            folder.check_now();
            FAIL() << "not lost";
        } catch (const HeldByAnother&) {
            FAIL() << "held by whom?";
        } catch (const std::runtime_error& error) {
            EXPECT_EQ(error.what(), folder_.string() +
                                        ": the lock has gone while the run was writing (removed, "
                                        "or its disk taken away)");
        }
    }
    EXPECT_THROW(folder.check(), std::runtime_error);
}

TEST_F(Lock, IsLostWhenAnotherMachineTakesItOver) {
    {
        const PartialFolder folder(path_);
        write("lock", "elsewhere 4711\n");
        EXPECT_THROW(folder.check_now(), HeldByAnother);
        EXPECT_THROW(folder.check(), HeldByAnother);
    }
    EXPECT_EQ(contents("lock"), "elsewhere 4711\n") << "not this run's to remove";
}

TEST_F(Lock, IsRenewed) {
    const PartialFolder folder(path_);
    grow_old(1000);
    struct stat status {};
    for (int tenths = 0; tenths < 600; ++tenths) {
        ASSERT_EQ(::stat(lock_.c_str(), &status), 0);
        if (std::time(nullptr) - status.st_mtime < 60) return;
        ::usleep(100'000);
    }
    FAIL() << "no sign of life within a minute";
}

// Runs `action` in `count` processes that begin at the same moment; their exit statuses, sorted.
std::vector<int> together(int count, const std::function<int()>& action) {
    int gate[2];
    if (::pipe(gate) != 0) return {};
    std::vector<pid_t> children;
    for (int i = 0; i < count; ++i) {
        const auto child = ::fork();
        if (child == 0) {
            ::close(gate[1]);
            char nothing = 0;
            static_cast<void>(::read(gate[0], &nothing, 1) == 0);  // returns when the gate closes
            int status = 99;
            try {
                status = action();
            } catch (const std::exception& error) {
                static_cast<void>(::write(2, error.what(), std::string(error.what()).size()));
            }
            ::_exit(status);
        }
        children.push_back(child);
    }
    ::close(gate[0]);
    ::close(gate[1]);
    std::vector<int> statuses;
    for (const auto child : children) {
        int status = 0;
        ::waitpid(child, &status, 0);
        statuses.push_back(WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status));
    }
    std::sort(statuses.begin(), statuses.end());
    return statuses;
}

// Holds the lock while `action` runs, and finds out with a lock of another kind whether another one
// does so at the same time: 0 if alone, 2 if not, 1 if it was refused.
int hold(
    const std::filesystem::path& path, const std::filesystem::path& witness,
    const std::function<void()>& action = [] {}) try {
    const PartialFolder folder(path);
    const int other = ::open(witness.c_str(), O_RDWR | O_CREAT | O_EXCL, 0666);
    action();
    if (other < 0) return 2;
    ::unlink(witness.c_str());
    return 0;
} catch (const HeldByAnother&) {
    return 1;
}

TEST_F(Lock, IsWonByExactlyOneOfThoseWhoWantItAtOnce) {
    for (int round = 0; round < 10; ++round) {
        int refusals[2];
        ASSERT_EQ(::pipe(refusals), 0);
        // Whoever has it keeps it until the others have been refused; for half a minute, if they
        // are not.
        const auto wait_for_the_others = [&] {
            char one = 0;
            pollfd coming{refusals[0], POLLIN, 0};
            for (int count = 0; count < 3 && ::poll(&coming, 1, 30'000) == 1; ++count)
                static_cast<void>(::read(refusals[0], &one, 1) == 1);
        };
        const auto statuses = together(4, [&] {
            const int status = hold(path_, file("witness"), wait_for_the_others);
            if (status == 1) static_cast<void>(::write(refusals[1], "x", 1) == 1);
            return status;
        });
        ::close(refusals[0]);
        ::close(refusals[1]);
        EXPECT_EQ(statuses, (std::vector<int>{0, 1, 1, 1})) << "round " << round;
        EXPECT_FALSE(exists(folder_)) << "round " << round;
    }
}

// While each holder removes the lock and the folder, the next ones create them.
TEST_F(Lock, IsNeverTwosWhileItComesAndGoes) {
    const auto statuses = together(4, [&] {
        for (int times = 0; times < 100; ++times) {
            if (hold(path_, file("witness")) == 2) return 2;
        }
        return 0;
    });
    EXPECT_EQ(statuses, (std::vector<int>{0, 0, 0, 0}));
    EXPECT_FALSE(exists(folder_));
}

TEST_F(Lock, OfTwoIsWonByOneAHundredTimes) {
    for (int round = 0; round < 100; ++round) {
        std::filesystem::create_directory(folder_);
        const auto statuses =
            together(2, [&] { return hold(path_, file("witness"), [] { ::usleep(1'000); }); });
        // The loser waits a moment, in which the winner may have ended.
        ASSERT_EQ(statuses[0], 0) << "none has won";
        ASSERT_LE(statuses[1], 1);
        ASSERT_FALSE(exists(folder_));
    }
}

TEST_F(Lock, ClearsWhatRunsHaveLeftAndNothingElse) {
    const std::vector<std::string> ours{"1.h5",  "1.journal",     "2.journal",
                                        "12.h5", "3.journal.new", "lock.clock"};
    const std::vector<std::string> others{"notes.txt",
                                          "lock.txt",
                                          "01.h5",
                                          "1.h5.bak",
                                          "a.journal",
                                          ".h5",
                                          "0.h5",
                                          "-1.h5",
                                          "1x.h5",
                                          "1.H5",
                                          "99999999999999999999.h5",
                                          "journal",
                                          "18446744073709551615.h5"};
    for (const auto& name : ours) write(name, "ours");
    for (const auto& name : others) write(name, "a stranger's");
    std::filesystem::create_directory(folder_ / "folder");
    const PartialFolder folder(path_);
    EXPECT_EQ(folder.next().number, 13u);
    folder.clear();
    for (const auto& name : ours) EXPECT_FALSE(exists(folder_ / name)) << name;
    for (const auto& name : others) EXPECT_EQ(contents(name), "a stranger's") << name;
    EXPECT_TRUE(exists(folder_ / "folder"));
    EXPECT_EQ(folder.next().number, 1u);
}

}  // namespace
}  // namespace entente::results
