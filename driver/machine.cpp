// SPDX-License-Identifier: Apache-2.0
#include "driver/machine.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <thread>

#include <fmt/chrono.h>
#include <unistd.h>

#include "driver/thread_affinity.hpp"

namespace entente::driver {
namespace {

std::size_t cpus_of_affinity() {
    const std::size_t allowed = allowed_cpus().size();
    return allowed > 0 ? allowed : std::thread::hardware_concurrency();
}

// The folder of this process's control group (version 2), as far as it is visible.
std::filesystem::path control_group() {
    std::ifstream file("/proc/self/cgroup");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("0::/")) return "/sys/fs/cgroup/" + line.substr(4);
    }
    return "/sys/fs/cgroup";
}

// Calls `look` with the file `name` of the control group and of those that contain it.
template <class Look>
void in_control_groups(const char* name, Look look) {
    const std::filesystem::path root = "/sys/fs/cgroup";
    for (auto folder = control_group();; folder = folder.parent_path()) {
        if (std::ifstream file(folder / name); file) look(file);
        if (folder == root || !folder.has_relative_path()) return;
    }
}

double cpus_of_quota() {
    double least = std::numeric_limits<double>::infinity();
    in_control_groups("cpu.max", [&](std::ifstream& file) {
        double quota = 0, period = 0;  // microseconds; the quota may be "max"
        if (file >> quota >> period && quota > 0 && period > 0) {
            least = std::min(least, quota / period);
        }
    });
    return least;
}

}  // namespace

std::size_t available_cpus() {
    const auto allowed = static_cast<double>(std::max<std::size_t>(cpus_of_affinity(), 1));
    return static_cast<std::size_t>(std::max(1.0, std::min(allowed, std::ceil(cpus_of_quota()))));
}

std::uint64_t available_memory() {
    const long pages = sysconf(_SC_PHYS_PAGES);
    const long page = sysconf(_SC_PAGESIZE);
    std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
    if (pages > 0 && page > 0) {
        least = static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page);
    }
    in_control_groups("memory.max", [&](std::ifstream& file) {
        std::uint64_t limit = 0;  // the file may say "max"
        if (file >> limit) least = std::min(least, limit);
    });
    return least;
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
