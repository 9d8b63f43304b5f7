// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "results/descriptor.hpp"

namespace entente::results {

/// Who holds a lock, or held it last.
struct LockHolder {
    std::string host;
    long process = 0;
    std::chrono::seconds silent{};  ///< since its last sign of life, by the file system's clock
};

/// The right of one run to write a file, on every machine that sees the folder as far as can be
/// known: a lock of the operating system on a file that says who holds it, whose time of
/// modification is renewed every few seconds. The system gives the lock back when its holder dies.
/// Where another machine cannot see it (some network file systems), the renewal tells.
class RunLock {
  public:
    /// A holder on another machine that has been silent for so long is taken for dead.
    static constexpr std::chrono::seconds patience{60};

    /// Takes the lock in the file `path`, which it creates. Throws std::runtime_error, with a line
    /// that says who has it and what to do, if another run has it or may have it. `take_over`: go
    /// by the system's lock alone.
    RunLock(const std::filesystem::path& path, bool take_over);
    /// Gives it back, and removes the file.
    ~RunLock();
    RunLock(const RunLock&) = delete;
    RunLock& operator=(const RunLock&) = delete;

    /// Whoever held the lock and did not give it back, for he died.
    const std::optional<LockHolder>& earlier() const noexcept { return earlier_; }

  private:
    void give_signs_of_life(const std::stop_token& stop) const;

    std::filesystem::path path_;
    Descriptor file_;
    std::optional<LockHolder> earlier_;
    std::jthread renewal_;
};

/// Who holds the lock in the file `path` now, as far as the system tells; nothing if nobody does.
std::optional<LockHolder> holder_of(const std::filesystem::path& path);

}  // namespace entente::results
