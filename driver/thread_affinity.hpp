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

/// Whether the user has told OpenMP which CPUs its threads have (OMP_PROC_BIND, OMP_PLACES,
/// GOMP_CPU_AFFINITY, KMP_AFFINITY): then those are not ours to give.
bool openmp_binds();

/// To be called by main() before anything asks for CPUs, or begins a thread or another program.
/// Where the user has told OpenMP to bind, the main thread is bound to the first of its places, by
/// libgomp even before main(): this gives it the CPUs of all places, which are those that the
/// process was given, or those that the user has named. (OpenMP 4.5, sections 3.2.22 to 3.2.25.)
/// Nothing happens where OpenMP does not bind, or is told to keep all threads on one place
/// (OMP_PROC_BIND=master).
void run_on_all_places();

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
