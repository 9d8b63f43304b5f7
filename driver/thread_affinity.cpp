// SPDX-License-Identifier: Apache-2.0
#include "driver/thread_affinity.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <iterator>
#include <utility>

#include <omp.h>
#include <sched.h>

namespace entente::driver {
namespace {

// A set of CPUs 0 .. most - 1: those of the usual size end at 1023.
class CpuSet {
  public:
    explicit CpuSet(std::size_t most) noexcept
        : set_(CPU_ALLOC(most)), bytes_(CPU_ALLOC_SIZE(most)) {
        if (set_ != nullptr) CPU_ZERO_S(bytes_, set_);
    }
    ~CpuSet() {
        if (set_ != nullptr) CPU_FREE(set_);
    }
    CpuSet(const CpuSet&) = delete;
    CpuSet& operator=(const CpuSet&) = delete;

    explicit operator bool() const noexcept { return set_ != nullptr; }
    cpu_set_t* get() const noexcept { return set_; }
    std::size_t bytes() const noexcept { return bytes_; }

  private:
    cpu_set_t* set_;
    std::size_t bytes_;
};

constexpr unsigned most_cpus = 1U << 20;

}  // namespace

std::vector<unsigned> allowed_cpus() {
    // The call fails if the machine could have more CPUs than the set has room for.
    for (unsigned most = 1024; most <= most_cpus; most *= 4) {
        const CpuSet set(most);
        if (!set) break;
        if (sched_getaffinity(0, set.bytes(), set.get()) != 0) continue;
        std::vector<unsigned> cpus;
        for (unsigned cpu = 0; cpu < most; ++cpu) {
            if (CPU_ISSET_S(cpu, set.bytes(), set.get())) cpus.push_back(cpu);
        }
        return cpus;
    }
    return {};
}

bool run_on(std::span<const unsigned> cpus) noexcept {
    if (cpus.empty()) return false;
    unsigned last = 0;
    for (const unsigned cpu : cpus) last = cpu > last ? cpu : last;
    if (last >= most_cpus) return false;
    const CpuSet set(last + 1);
    if (!set) return false;
    for (const unsigned cpu : cpus) CPU_SET_S(cpu, set.bytes(), set.get());
    return sched_setaffinity(0, set.bytes(), set.get()) == 0;
}

bool openmp_binds() {
    constexpr const char* variables[] = {"OMP_PROC_BIND", "OMP_PLACES", "GOMP_CPU_AFFINITY",
                                         "KMP_AFFINITY"};
    return std::any_of(std::begin(variables), std::end(variables),
                       [](const char* variable) { return std::getenv(variable) != nullptr; });
}

void run_on_all_places() {
    if (!openmp_binds()) return;  // some OpenMPs take milliseconds to begin
    const omp_proc_bind_t policy = omp_get_proc_bind();
    if (policy == omp_proc_bind_false || policy == omp_proc_bind_master) return;
    std::vector<unsigned> cpus;
    for (int place = 0; place < omp_get_num_places(); ++place) {
        std::vector<int> numbers(static_cast<std::size_t>(omp_get_place_num_procs(place)));
        omp_get_place_proc_ids(place, numbers.data());
        cpus.insert(cpus.end(), numbers.begin(), numbers.end());
    }
    run_on(cpus);
}

BoundThread::BoundThread(std::span<const unsigned> cpus) {
    if (cpus.empty()) return;
    std::vector<unsigned> before = allowed_cpus();
    if (!before.empty() && run_on(cpus)) before_ = std::move(before);
}

BoundThread::~BoundThread() { run_on(before_); }

}  // namespace entente::driver
