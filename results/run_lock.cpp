// SPDX-License-Identifier: Apache-2.0
#include "results/run_lock.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <ctime>
#include <fstream>
#include <mutex>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace entente::results {
namespace {

constexpr std::chrono::seconds between_signs{5};

LockHolder this_run() {
    std::array<char, 256> name{};
    const bool known = ::gethostname(name.data(), name.size() - 1) == 0 && name[0] != '\0';
    return {.host = known ? name.data() : "unknown", .process = ::getpid()};
}

// What the system says of the lock.
enum class Answer { ours, taken, no_locks_here };

Answer ask(const Descriptor& file) {
    if (::flock(file.number(), LOCK_EX | LOCK_NB) == 0) return Answer::ours;
    return errno == EWOULDBLOCK ? Answer::taken : Answer::no_locks_here;
}

// Seconds by the clock of the file system, on which machines agree: that of a file just made.
std::time_t now(const std::filesystem::path& lock) {
    auto probe = lock;
    probe += clock_suffix;
    const Descriptor file(probe, O_WRONLY | O_CREAT);
    struct stat status {};
    const bool known = file.is_open() && ::futimens(file.number(), nullptr) == 0 &&
                       ::fstat(file.number(), &status) == 0;
    ::unlink(probe.c_str());
    return known ? status.st_mtime : std::time(nullptr);
}

// Who the file says holds the lock; nothing if it says nothing.
std::optional<LockHolder> read_holder(const std::filesystem::path& path) {
    std::ifstream in(path);
    LockHolder holder;
    if (!(in >> holder.host >> holder.process)) return std::nullopt;
    return holder;
}

bool may_live_here(const LockHolder& holder) {
    return holder.host == this_run().host &&
           (::kill(static_cast<pid_t>(holder.process), 0) == 0 || errno != ESRCH);
}

// Since its holder's last sign of life.
std::chrono::seconds silence(const std::filesystem::path& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return RunLock::patience;
    return std::chrono::seconds(std::max<std::time_t>(now(path) - status.st_mtime, 0));
}

// Whether the lock's holder may be alive, as far as can be seen from here.
bool may_live(const LockHolder& holder, const std::filesystem::path& path) {
    return may_live_here(holder) ||
           (holder.host != this_run().host && silence(path) < RunLock::patience);
}

// A program that only asks who holds the lock has it for a moment, which is long where it has to
// wait for a processor. A run keeps it.
Answer ask_patiently(const Descriptor& file, const std::filesystem::path& path) {
    constexpr useconds_t moment = 10'000;
    constexpr int times = 200, times_if_held = 10;
    auto answer = ask(file);
    for (int i = 1; i < times && answer == Answer::taken; ++i) {
        const auto holder = read_holder(path);
        if (i >= times_if_held && holder && may_live(*holder, path)) break;
        ::usleep(moment);
        answer = ask(file);
    }
    return answer;
}

void write_holder(const Descriptor& file) {
    const auto [host, process] = this_run();
    const auto text = host + " " + std::to_string(process) + "\n";
    if (::ftruncate(file.number(), 0) != 0) refuse("write the lock", errno);
    const auto put = ::pwrite(file.number(), text.data(), text.size(), 0);
    if (put != static_cast<ssize_t>(text.size()))
        refuse("write the lock", put < 0 ? errno : ENOSPC);
}

std::string named(const LockHolder& holder) {
    return "process " + std::to_string(holder.process) + " on " + holder.host;
}

// Refuses if a holder that did not give the lock back may be alive, as far as can be seen from
// here.
void refuse_if_alive(const LockHolder& holder, Answer answer, const std::filesystem::path& path) {
    const auto self = this_run();
    std::string seen = "it runs on this machine, if it is no other program";
    if (holder.host != self.host) {
        const auto silent = silence(path);
        if (silent >= RunLock::patience) return;
        seen =
            "last seen " + std::to_string(silent.count()) +
            " s ago, and whether it lives cannot be seen from here: it is taken for dead after " +
            std::to_string(RunLock::patience.count()) + " s of silence";
    } else if (answer != Answer::no_locks_here || holder.process == self.process ||
               !may_live_here(holder)) {
        return;
    }
    throw HeldByAnother("another run may be writing this file: " + named(holder) + " (" + seen +
                        "; if you know that it has ended, add --take-over to --resume or --force)");
}

// Whether the open file is still the one of this name: its last holder may have removed it.
bool has_name(const Descriptor& file, const std::filesystem::path& path) {
    struct stat ours {
    }, named{};
    return ::fstat(file.number(), &ours) == 0 && ::stat(path.c_str(), &named) == 0 &&
           ours.st_ino == named.st_ino && ours.st_dev == named.st_dev;
}

void make_folder(const std::filesystem::path& folder) {
    if (::mkdir(folder.c_str(), 0777) == 0) return;
    if (errno != EEXIST) refuse("create the folder", errno);
    std::error_code unknown;
    // It may have gone since, with its last holder, or go now: so this looks once.
    const auto status = std::filesystem::status(folder, unknown);
    if (exists(status) && !is_directory(status)) refuse("create the folder", ENOTDIR);
}

// The file of the lock, open and with its name; `answer` is what the system said. Whoever gives the
// lock back removes the file and its folder, perhaps between any two steps here.
Descriptor take(const std::filesystem::path& path, Answer& answer) {
    constexpr int most_attempts = 1000;
    for (int attempt = 1;; ++attempt) {
        make_folder(path.parent_path());
        Descriptor file(path, O_RDWR | O_CREAT);
        if (!file.is_open()) {
            if (errno != ENOENT || attempt == most_attempts) refuse("create the lock", errno);
            continue;
        }
        answer = ask_patiently(file, path);
        if (answer == Answer::taken) throw HeldByAnother(refusal_for(read_holder(path)));
        if (has_name(file, path)) return file;
        if (attempt == most_attempts) refuse("keep the lock", ESTALE);
    }
}

}  // namespace

std::string refusal_for(const std::optional<LockHolder>& holder) {
    return "another run is writing this file" + (holder ? ": " + named(*holder) : std::string()) +
           " (wait for it, end it, or write to another file: -o)";
}

RunLock::RunLock(const std::filesystem::path& path, bool take_over)
    : path_(path), watch_(path, this_run()) {
    Answer answer{};
    file_ = take(path, answer);
    is_of_system_ = answer == Answer::ours;
    earlier_ = read_holder(path);
    if (earlier_ && !take_over) refuse_if_alive(*earlier_, answer, path);
    try {
        write_holder(file_);
    } catch (...) {
        ::unlink(path.c_str());
        throw;
    }
    renewal_ = std::jthread([this](const std::stop_token& stop) { give_signs_of_life(stop); });
}

std::optional<LockHolder> holder_of(const std::filesystem::path& path) {
    const Descriptor file(path, O_RDONLY);
    if (!file.is_open()) return std::nullopt;
    const bool is_free = ::flock(file.number(), LOCK_SH | LOCK_NB) == 0 || errno != EWOULDBLOCK;
    return is_free ? std::nullopt : read_holder(path);
}

RunLock::~RunLock() {
    renewal_.request_stop();
    if (renewal_.joinable()) renewal_.join();
    if (watch_.look()) ::unlink(path_.c_str());
}

bool LockWatch::look() {
    struct stat status {};
    Loss loss = Loss::none;
    if (::stat(path_.c_str(), &status) != 0) {
        // Other errors may pass.
        const bool gone = errno == ENOENT || errno == ENOTDIR || errno == ESTALE;
        if (gone) loss = Loss::gone;
    } else {
        const auto holder = read_holder(path_);
        if (holder && *holder != holder_) loss = Loss::taken;
    }
    loss_.store(loss, std::memory_order_relaxed);
    return loss == Loss::none;
}

void LockWatch::check() const {
    switch (loss_.load(std::memory_order_relaxed)) {
        case Loss::none:
            return;
        case Loss::gone:
            throw std::runtime_error(
                "the lock has gone while the run was writing (removed, or its disk taken away)");
        case Loss::taken:
            break;
    }
    const auto holder = read_holder(path_);
    throw HeldByAnother("taken over by another run" +
                        (holder ? ": " + named(*holder) : std::string()) + "; this one ends");
}

void RunLock::give_signs_of_life(const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    while (!stopped.wait_for(lock, stop, between_signs, [&] { return stop.stop_requested(); })) {
        if (watch_.look()) static_cast<void>(::futimens(file_.number(), nullptr));
    }
}

}  // namespace entente::results
