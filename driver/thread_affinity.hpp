// SPDX-License-Identifier: Apache-2.0
//
// Which CPUs a thread runs on (sched_setaffinity(2)).
#pragma once

#include <span>
#include <vector>

namespace entente::driver {

/// The CPUs that the calling thread may run on, as the system numbers them, ascending; none where
/// the system does not tell.
std::vector<unsigned> allowed_cpus();

/// Lets the calling thread run on `cpus` only. False, and all as before, if the system refuses:
/// there is no such CPU, this process may not have it, or may not ask (a sandbox).
bool run_on(std::span<const unsigned> cpus) noexcept;

/// While it lives, the thread that made it runs on `cpus` only, if the system lets it; where it
/// pleases if there are none.
class BoundThread {
  public:
    explicit BoundThread(std::span<const unsigned> cpus);
    ~BoundThread();
    BoundThread(const BoundThread&) = delete;
    BoundThread& operator=(const BoundThread&) = delete;

  private:
    std::vector<unsigned> before_;
};

}  // namespace entente::driver
