// SPDX-License-Identifier: Apache-2.0
#include "driver/machine.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <limits>
#include <thread>
#include <utility>

#include <fmt/chrono.h>
#include <unistd.h>

#include "driver/thread_affinity.hpp"

namespace entente::driver {
namespace {

std::size_t cpus_of_affinity() {
    const std::size_t allowed = allowed_cpus().size();
    return allowed > 0 ? allowed : std::thread::hardware_concurrency();
}

}  // namespace

CpuGrant cpu_grant(std::size_t sharers) {
    const std::size_t allowed = std::max<std::size_t>(cpus_of_affinity() / sharers, 1);
    auto granted = granted_cpus(surroundings(), sharers);
    if (granted && granted->cpus < allowed) return *std::move(granted);
    return {allowed, ""};
}

std::size_t available_cpus(std::size_t sharers) { return cpu_grant(sharers).cpus; }

std::uint64_t available_memory() {
    const long pages = sysconf(_SC_PHYS_PAGES);
    const long page = sysconf(_SC_PAGESIZE);
    std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
    if (pages > 0 && page > 0) {
        least = static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page);
    }
    return std::min(least, granted_memory(surroundings()).value_or(least));
}

std::string host_name() {
    char name[256] = {};
    if (gethostname(name, sizeof name - 1) != 0) return "unknown";
    return name;
}

std::string cpu_model() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);) {
        const auto colon = line.find(": ");
        if (line.starts_with("model name") && colon != std::string::npos) {
            return line.substr(colon + 2);
        }
    }
    return "unknown";
}

std::string utc_now() {
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
}

}  // namespace entente::driver
