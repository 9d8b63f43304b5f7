// SPDX-License-Identifier: Apache-2.0
//
// Control groups: docs.kernel.org, admin-guide/cgroup-v1 and cgroup-v2; proc(5) and cgroups(7) for
// /proc/self/cgroup. Slurm: the output environment variables of sbatch(1) and srun(1).
#include "driver/allocation.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace entente::driver {
namespace {

namespace fs = std::filesystem;

// Above this a number is no number of CPUs, tasks or MiB.
constexpr std::uint64_t most = 1'000'000'000;

std::optional<std::uint64_t> whole_number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value > 0 && value <= most ? std::optional(value) : std::nullopt;
}

std::optional<std::uint64_t> whole_number(const Surroundings& from, const char* name) {
    const auto text = from.variable(name);
    return text ? whole_number(*text) : std::nullopt;
}

bool in_slurm(const Surroundings& from) { return from.variable("SLURM_JOB_ID").has_value(); }

// The folders that may say what a control group grants: from `path` below `mount` up to `mount`. In
// a container, the path may be that of its host, and only the mount be there.
void add_folders(std::vector<fs::path>& folders, const fs::path& mount, std::string_view path) {
    const fs::path relative = fs::path(path).relative_path().lexically_normal();
    if (relative.empty() || *relative.begin() == "..") {
        folders.push_back(mount);
        return;
    }
    for (fs::path below = relative; !below.empty(); below = below.parent_path()) {
        folders.push_back(mount / below);
    }
    folders.push_back(mount);
}

// "cpu,cpuacct": that, "cpu" and "cpuacct".
std::vector<std::string> mount_names(const std::string& controllers) {
    std::vector<std::string> names{controllers};
    if (controllers.find(',') == std::string::npos) return names;
    std::istringstream list(controllers);
    for (std::string name; std::getline(list, name, ',');) names.push_back(name);
    return names;
}

// Of all hierarchies. A line of /proc/self/cgroup is ID:CONTROLLERS:PATH; version 2 has no
// controllers, and version 1 is mounted under their names, together or one by one.
std::vector<fs::path> control_groups(const Surroundings& from) {
    const fs::path mounts = from.root / "sys/fs/cgroup";
    std::vector<fs::path> folders{mounts};
    std::ifstream file(from.root / "proc/self/cgroup");
    for (std::string line; std::getline(file, line);) {
        const auto first = line.find(':');
        if (first == std::string::npos) continue;
        const auto second = line.find(':', first + 1);
        if (second == std::string::npos) continue;
        const std::string path = line.substr(second + 1);
        for (const auto& name : mount_names(line.substr(first + 1, second - first - 1))) {
            add_folders(folders, name.empty() ? mounts : mounts / name, path);
        }
    }
    return folders;
}

std::optional<double> number_in(const fs::path& file) {
    std::ifstream stream(file);
    double value = 0;  // the file may say "max", or -1
    return stream >> value && value > 0 ? std::optional(value) : std::nullopt;
}

std::optional<double> quota(const fs::path& group) {
    if (std::ifstream file(group / "cpu.max"); file) {
        double time = 0, period = 0;  // microseconds; the first may be "max"
        if (file >> time >> period && time > 0 && period > 0) return time / period;
    }
    const auto time = number_in(group / "cpu.cfs_quota_us");
    const auto period = number_in(group / "cpu.cfs_period_us");
    return time && period ? std::optional(*time / *period) : std::nullopt;
}

// How many tasks of this job step share the node: its entry of SLURM_STEP_TASKS_PER_NODE, as in
// "2(x3),1", or what mpirun says (Open MPI, MPICH).
std::uint64_t tasks_on_node(const Surroundings& from) {
    std::uint64_t tasks = 1;
    for (const char* name : {"OMPI_COMM_WORLD_LOCAL_SIZE", "MPI_LOCALNRANKS"}) {
        tasks = std::max(tasks, whole_number(from, name).value_or(1));
    }
    const std::string list = from.variable("SLURM_STEP_TASKS_PER_NODE").value_or("");
    std::uint64_t node = whole_number(from, "SLURM_NODEID").value_or(0);
    for (std::string_view rest = list; !rest.empty();) {
        const std::string_view entry = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(rest.size(), entry.size() + 1));
        const auto times = entry.find("(x");
        const auto nodes = times == std::string_view::npos || !entry.ends_with(')')
                               ? 1
                               : whole_number(entry.substr(times + 2, entry.size() - times - 3));
        const auto here = whole_number(entry.substr(0, times));
        if (!nodes || !here) break;
        if (node < *nodes) return std::max(tasks, *here);
        node -= *nodes;
    }
    return tasks;
}

}  // namespace

Surroundings surroundings() {
    return {.variable = [](const char* name) -> std::optional<std::string> {
                const char* value = std::getenv(name);
                return value == nullptr ? std::nullopt : std::optional<std::string>(value);
            },
            .root = "/"};
}

std::optional<CpuGrant> granted_cpus(const Surroundings& from, std::size_t sharers) {
    std::optional<CpuGrant> least;
    const auto take = [&](double cpus, const char* source) {
        cpus = std::max(1.0, std::ceil(cpus));
        if (cpus > static_cast<double>(most)) return;
        const auto count = static_cast<std::size_t>(cpus);
        if (!least || count < least->cpus) least = {count, source};
    };
    if (in_slurm(from)) {
        if (const auto cpus = whole_number(from, "SLURM_CPUS_PER_TASK")) {
            take(static_cast<double>(*cpus), "SLURM_CPUS_PER_TASK");
        }
        if (const auto cpus = whole_number(from, "SLURM_CPUS_ON_NODE")) {
            const std::uint64_t share =
                *cpus / std::max<std::uint64_t>(tasks_on_node(from), sharers);
            take(static_cast<double>(share), "SLURM_CPUS_ON_NODE");
        }
    }
    for (const fs::path& group : control_groups(from)) {
        if (const auto cpus = quota(group))
            take(*cpus / static_cast<double>(sharers), "a control group's quota");
    }
    return least;
}

std::optional<std::uint64_t> granted_memory(const Surroundings& from) {
    std::optional<std::uint64_t> least;
    const auto take = [&](std::uint64_t bytes) { least = std::min(least.value_or(bytes), bytes); };
    for (const fs::path& group : control_groups(from)) {
        for (const char* name : {"memory.max", "memory.limit_in_bytes"}) {
            std::ifstream file(group / name);
            std::uint64_t bytes = 0;  // the file may say "max"
            if (file >> bytes) take(bytes);
        }
    }
    if (!in_slurm(from)) return least;
    std::uint64_t granted = whole_number(from, "SLURM_MEM_PER_NODE").value_or(0);
    if (granted == 0) {
        granted = whole_number(from, "SLURM_MEM_PER_CPU").value_or(0) *
                  whole_number(from, "SLURM_CPUS_ON_NODE").value_or(0);
    }
    constexpr std::uint64_t mebi = 1ULL << 20;
    if (granted > 0 && granted <= most) take(granted * mebi);
    return least;
}

std::string batch_job(const Surroundings& from) {
    const auto word = [&](const char* name, std::size_t longest = 40) -> std::string {
        std::string text = from.variable(name).value_or("");
        const bool plain = std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
        if (!plain) return "?";
        return text.size() <= longest ? text : text.substr(0, longest) + "...";
    };
    if (!in_slurm(from)) return "";
    std::string text = "Slurm job " + word("SLURM_JOB_ID");
    if (from.variable("SLURM_ARRAY_TASK_ID")) {
        text += fmt::format(", task {} of array {}", word("SLURM_ARRAY_TASK_ID"),
                            word("SLURM_ARRAY_JOB_ID"));
    }
    if (from.variable("SLURM_RESTART_COUNT")) text += ", restart " + word("SLURM_RESTART_COUNT");
    constexpr std::size_t longest_list = 160;
    if (from.variable("SLURM_JOB_NODELIST")) {
        text += ", nodes " + word("SLURM_JOB_NODELIST", longest_list);
    }
    return text;
}

}  // namespace entente::driver
