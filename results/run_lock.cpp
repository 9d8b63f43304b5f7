// SPDX-License-Identifier: Apache-2.0
#include "results/run_lock.hpp"

#include <array>
#include <cerrno>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <sstream>
#include <stdexcept>

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace entente::results {
namespace {

constexpr std::chrono::seconds between_signs{5};

std::string this_host() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
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
    probe += "." + this_host() + "." + std::to_string(::getpid());
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
    struct stat status {};
    if (!(in >> holder.host >> holder.process) || ::stat(path.c_str(), &status) != 0)
        return std::nullopt;
    holder.silent = std::chrono::seconds(std::max<std::time_t>(now(path) - status.st_mtime, 0));
    return holder;
}

void write_holder(const Descriptor& file) {
    const auto text = this_host() + " " + std::to_string(::getpid()) + "\n";
    if (::ftruncate(file.number(), 0) != 0 ||
        ::pwrite(file.number(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
        refuse("write the lock", errno);
}

std::string named(const LockHolder& holder) {
    return "process " + std::to_string(holder.process) + " on " + holder.host;
}

[[noreturn]] void refuse_for(const std::optional<LockHolder>& holder) {
    throw std::runtime_error("another run is writing this file" +
                             (holder ? ": " + named(*holder) : std::string()) +
                             "; wait for it, or end it, or write to another file (-o)");
}

// Whether a holder that did not give the lock back may be alive, as far as can be seen from here.
bool may_live(const LockHolder& holder, Answer answer) {
    if (holder.host != this_host()) return holder.silent < RunLock::patience;
    return answer == Answer::no_locks_here && holder.process != ::getpid() &&
           ::kill(static_cast<pid_t>(holder.process), 0) == 0;
}

[[noreturn]] void refuse_unseen(const LockHolder& holder) {
    throw std::runtime_error(
        "another run may be writing this file: " + named(holder) + ", last seen " +
        std::to_string(holder.silent.count()) +
        " s ago, and whether it lives cannot be seen from here. It is taken for dead after " +
        std::to_string(RunLock::patience.count()) +
        " s of silence; if you know that it has ended, add --take-over");
}

// Whether the open file is still the one of this name: its last holder may have removed it.
bool has_name(const Descriptor& file, const std::filesystem::path& path) {
    struct stat ours {
    }, named{};
    return ::fstat(file.number(), &ours) == 0 && ::stat(path.c_str(), &named) == 0 &&
           ours.st_ino == named.st_ino && ours.st_dev == named.st_dev;
}

}  // namespace

RunLock::RunLock(const std::filesystem::path& path, bool take_over) : path_(path) {
    Answer answer{};
    do {
        file_ = Descriptor(path, O_RDWR | O_CREAT);
        if (!file_.is_open()) refuse("create the lock", errno);
        answer = ask(file_);
        if (answer == Answer::taken) refuse_for(read_holder(path));
    } while (!has_name(file_, path));
    earlier_ = read_holder(path);
    if (earlier_ && !take_over && may_live(*earlier_, answer)) refuse_unseen(*earlier_);
    write_holder(file_);
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
    if (has_name(file_, path_)) ::unlink(path_.c_str());
}

void RunLock::give_signs_of_life(const std::stop_token& stop) const {
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    while (!stopped.wait_for(lock, stop, between_signs, [&] { return stop.stop_requested(); }))
        static_cast<void>(::futimens(file_.number(), nullptr));
}

}  // namespace entente::results
