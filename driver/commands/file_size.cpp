// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/file_size.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "driver/commands/wording.hpp"
#include "driver/statistics.hpp"
#include "results/partial_folder.hpp"
#include "results/writer.hpp"

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

// Of one variable's index of chunks, a tree whose nodes have room for 64 and are, as a run fills
// it, 55 full; the first is part of what any variable takes.
double index_size(const results::Schema& schema, std::uint64_t tiles) {
    constexpr std::uint64_t most = 64, filled = 55;
    if (tiles <= most) return 0;
    const double key = 8 + 8 * static_cast<double>(schema.design.size() + 1);
    constexpr double child = 8, head = 24;
    const double node = head + most * child + (most + 1) * key;
    return node * std::ceil(static_cast<double>(tiles) / filled);
}

// What the file takes besides values: its texts, the description of each variable, where each chunk
// is, and the checksums of the chunks of the whole design. Measured; what small files mostly
// consist of.
double frame_size(const Plan& plan, const results::Schema& schema) {
    constexpr double file = 14e3, object = 3e3, checksum = 4;
    const auto variables = static_cast<double>(schema.variables.size());
    const auto dimensions = static_cast<double>(schema.design.size() + schema.further.size());
    double size = file + object * (variables + dimensions) +
                  variables * (checksum * static_cast<double>(schema.tiling.tiles()) +
                               index_size(schema, plan.last_tile - plan.first_tile));
    for (const auto& [name, text] : schema.texts) size += static_cast<double>(text.size());
    return size;
}

// Of the journal that grows beside the file: for each tile where its chunks are, and statistics of
// its outputs.
double journal_size(const Plan& plan) {
    constexpr double record = 24, chunk = 20;
    results::Bytes statistics;
    Statistics().save(statistics);
    const auto outputs = static_cast<double>(plan.outputs.size());
    const auto variables = static_cast<double>(make_schema(plan).variables.size());
    return static_cast<double>(plan.last_tile - plan.first_tile) *
           (record + chunk * variables + outputs * static_cast<double>(statistics.size()));
}

// Bytes on the disk that need not be written again, or are removed: of what an unfinished run has
// left, but for those that a run that goes on has twice for a while.
double left_behind(const std::filesystem::path& file) {
    constexpr double block = 512;
    double bytes = 0;
    for (const auto& segment : results::segments_in(results::partial_path(file))) {
        for (const auto& path : {segment.data, segment.journal}) {
            struct stat status {};
            if (stat(path.c_str(), &status) == 0) {
                bytes += block * static_cast<double>(status.st_blocks);
            }
        }
    }
    return std::max(bytes - static_cast<double>(results::Writer::most_twice), 0.0);
}

}  // namespace

double plain_file_size(const Plan& plan) {
    const results::Schema schema = make_schema(plan);
    return values_size(plan, schema) + frame_size(plan, schema);
}

double file_size(const Plan& plan, const Trial& trial) {
    if (plan.study.output.compression == results::Compression::none ||
        trial.finished_scenarios == 0) {
        return plain_file_size(plan);
    }
    const double per_scenario =
        static_cast<double>(trial.finished_bytes) / static_cast<double>(trial.finished_scenarios);
    return per_scenario * static_cast<double>(plan.scenarios_here()) +
           frame_size(plan, make_schema(plan));
}

std::string shortage(const std::filesystem::path& file, double bytes, double beside) {
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    struct statvfs space {};
    // A file system without blocks does not tell how much room it has.
    if (statvfs(folder.c_str(), &space) == 0 && space.f_blocks > 0) {
        const double free =
            static_cast<double>(space.f_bavail) * static_cast<double>(space.f_frsize);
        if (bytes + beside > free + left_behind(file)) {
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

std::string shortage(const Plan& plan, const std::filesystem::path& file, double bytes) {
    return shortage(file, bytes, journal_size(plan));
}

std::string shortage_of(const Plan& plan, const Crew& crew, const std::filesystem::path& file,
                        int times) {
    const auto shortage_for = [&](double bytes) {
        return shortage(file, bytes, (times - 1) * bytes + times * journal_size(plan));
    };
    double bytes = plain_file_size(plan);
    if (shortage_for(bytes).empty()) return "";
    if (plan.study.output.compression != results::Compression::none) {
        bytes = file_size(plan, try_out(plan, crew, trial_seconds));
    }
    const std::string why = shortage_for(bytes);
    if (why.empty()) return "";
    return fmt::format(
        "{}: will take about {}, but {}; the run will stop there, and --resume goes on with it "
        "once there is room",
        file.string(), byte_size(bytes), why);
}

}  // namespace entente::driver
