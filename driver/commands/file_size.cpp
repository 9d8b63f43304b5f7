// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/file_size.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/statvfs.h>

#include "driver/commands/wording.hpp"

namespace entente::driver {
namespace {

constexpr double trial_seconds = 0.5;

// Of this shard's values, uncompressed. A chunk is stored whole, however few scenarios it has.
double values_size(const Plan& plan, const results::Schema& schema) {
    double per_scenario = 0;
    for (const auto& variable : schema.variables) {
        per_scenario += static_cast<double>(bytes(variable.type) * extent(schema, variable));
    }
    return per_scenario * static_cast<double>(plan.last_tile - plan.first_tile) *
           static_cast<double>(plan.tiling.scenarios_per_chunk());
}

// What the file takes besides values: its texts, the description of each variable, and where each
// chunk of the whole design is, with its checksum. Measured; what small files mostly consist of.
double frame_size(const results::Schema& schema) {
    constexpr double file = 14e3, object = 3e3, chunk = 20;
    const auto variables = static_cast<double>(schema.variables.size());
    const auto dimensions = static_cast<double>(schema.design.size() + schema.further.size());
    double size = file + object * (variables + dimensions) +
                  chunk * variables * static_cast<double>(schema.tiling.tiles());
    for (const auto& [name, text] : schema.texts) size += static_cast<double>(text.size());
    return size;
}

}  // namespace

double plain_file_size(const Plan& plan) {
    const results::Schema schema = make_schema(plan);
    return values_size(plan, schema) + frame_size(schema);
}

double file_size(const Plan& plan, const Trial& trial) {
    if (plan.study.output.compression == results::Compression::none ||
        trial.finished_scenarios == 0) {
        return plain_file_size(plan);
    }
    const double per_scenario =
        static_cast<double>(trial.finished_bytes) / static_cast<double>(trial.finished_scenarios);
    return per_scenario * static_cast<double>(plan.scenarios_here()) +
           frame_size(make_schema(plan));
}

std::string shortage(const std::filesystem::path& file, double bytes) {
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    struct statvfs space {};
    if (statvfs(folder.c_str(), &space) == 0) {
        const double free =
            static_cast<double>(space.f_bavail) * static_cast<double>(space.f_frsize);
        if (bytes > free) {
            return fmt::format("only {} are free in {}", byte_size(free), folder.string());
        }
    }
    rlimit limit{};
    if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
        bytes > static_cast<double>(limit.rlim_cur)) {
        return fmt::format("a file may have {} at most (ulimit -f)",
                           byte_size(static_cast<double>(limit.rlim_cur)));
    }
    return "";
}

std::string shortage_of(const Plan& plan, const Crew& crew, const std::filesystem::path& file) {
    double bytes = plain_file_size(plan);
    if (shortage(file, bytes).empty()) return "";
    if (plan.study.output.compression != results::Compression::none) {
        bytes = file_size(plan, try_out(plan, crew, trial_seconds));
    }
    const std::string why = shortage(file, bytes);
    if (why.empty()) return "";
    return fmt::format(
        "{}: will take about {}, but {}; the run will stop there, and --resume goes on with it "
        "once there is room",
        file.string(), byte_size(bytes), why);
}

}  // namespace entente::driver
