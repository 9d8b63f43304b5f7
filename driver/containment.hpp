// SPDX-License-Identifier: Apache-2.0
//
// The HDF5 library crashes or hangs on some damaged files, and so reads a file that this program
// has not just written in a process that may die.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include <sys/types.h>

namespace entente::driver {

/// What a contained process may take.
struct Allowance {
    std::uint64_t memory;           ///< bytes, beyond what this program has at its start
    std::chrono::milliseconds cpu;  ///< between two signs of life; waiting for a disk is free
};

/// 30 s and 4 GiB, or more for a file so large that it may hold what takes more.
Allowance allowance_for(const std::filesystem::path& file);

/// A process that does something with `file`, a copy of this one. It has the memory of this one as
/// it is now; what it changes there is lost. It leaves no core dump, and dies at the latest with
/// the thread that began it.
///
/// Begin it while this process has no other threads: a lock that one of them held would never be
/// released in the copy.
class Containment {
  public:
    /// Begins to run `action` in the process; what is printed there arrives before wait() returns.
    Containment(std::filesystem::path file, const Allowance& allowance,
                const std::function<int()>& action);
    ~Containment();  ///< ends the process, whatever it is doing
    Containment(const Containment&) = delete;
    Containment& operator=(const Containment&) = delete;

    /// Waits for the process to end; to be called once. Returns what `action` returned. Throws what
    /// it threw: a UserError as such, anything else as std::runtime_error. Throws UserError "FILE:
    /// damaged: reading it ..." if the process crashed or took more than its allowance; where it
    /// reads several files, `which` tells afterwards which of them it was at.
    int wait(const std::function<std::filesystem::path()>& which = {});

  private:
    struct Result;

    [[noreturn]] void fail(int status) const;

    std::filesystem::path file_;
    Allowance allowance_;
    Result* result_;  ///< shared with the process
    pid_t process_ = -1;
};

/// Runs `action` in a Containment, to its end; returns and throws as wait() does.
int contained(const std::filesystem::path& file, const std::function<int()>& action);

/// To be called again and again by what takes long: from now on, a contained process has all of its
/// CPU time before it. Costs two system calls; does nothing outside a Containment.
void still_alive();

/// From now on a contained process reads nothing that may be damaged, and may take any time.
void done_with_reading();

}  // namespace entente::driver
