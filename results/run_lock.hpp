// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

#include "results/descriptor.hpp"

namespace entente::results {

/// After the name of a lock: a file that is made for a moment, to see what its clock says.
inline constexpr char clock_suffix[] = ".clock";

/// Who holds a lock, or held it last.
struct LockHolder {
    std::string host;
    long process = 0;

    bool operator==(const LockHolder&) const = default;
};

/// The refusal to write a file that another run writes, or may write: nothing was touched.
class HeldByAnother : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Looks whether the lock in the file `path` is still held by `holder`: for whoever works under its
/// protection.
class LockWatch {
  public:
    LockWatch(std::filesystem::path path, LockHolder holder)
        : path_(std::move(path)), holder_(std::move(holder)) {}

    const LockHolder& holder() const noexcept { return holder_; }

    /// Throws if the lock has been lost, as far as was seen when look() was called last:
    /// std::runtime_error if its file is gone, HeldByAnother if another run has taken the holder
    /// for dead. Costs nothing.
    void check() const;

    /// Looks; whether the lock is still held. Any thread.
    bool look();

    /// Looks, and then the same as check().
    void check_now() {
        look();
        check();
    }

  private:
    enum class Loss { none, gone, taken };
    std::filesystem::path path_;
    LockHolder holder_;
    std::atomic<Loss> loss_{Loss::none};
};

/// The right of one run to write a file, on every machine that sees the folder as far as can be
/// known: a lock of the operating system on a file that says who holds it, whose time of
/// modification is renewed every few seconds. The system gives the lock back when its holder dies.
/// Where another machine cannot see it (some network file systems), the renewal tells.
class RunLock {
  public:
    /// A holder on another machine that has been silent for so long is taken for dead.
    static constexpr std::chrono::seconds patience{60};

    /// Takes the lock in the file `path`, which it creates, with its folder if there is none.
    /// Throws HeldByAnother, with a line that says who has it and what to do, if another run has it
    /// or may have it; std::runtime_error if the machine refuses. `take_over`: go by the system's
    /// lock alone.
    RunLock(const std::filesystem::path& path, bool take_over);
    /// Gives it back, and removes the file if it is still this run's.
    ~RunLock();
    RunLock(const RunLock&) = delete;
    RunLock& operator=(const RunLock&) = delete;

    /// Whoever held the lock and did not give it back, for he died.
    const std::optional<LockHolder>& earlier() const noexcept { return earlier_; }

    /// Whether the file system has locks; if not, only the renewal tells.
    bool is_of_system() const noexcept { return is_of_system_; }

    /// This run, and whether it still has the lock, as was seen when it was last renewed.
    LockWatch& watch() noexcept { return watch_; }
    const LockWatch& watch() const noexcept { return watch_; }

  private:
    void give_signs_of_life(const std::stop_token& stop);

    std::filesystem::path path_;
    LockWatch watch_;
    Descriptor file_;
    bool is_of_system_ = true;
    std::optional<LockHolder> earlier_;
    std::jthread renewal_;
};

/// Who holds the lock in the file `path` now, as far as the system tells; nothing if nobody does.
std::optional<LockHolder> holder_of(const std::filesystem::path& path);

/// The line with which HeldByAnother refuses a file that `holder` is writing.
std::string refusal_for(const std::optional<LockHolder>& holder);

}  // namespace entente::results
