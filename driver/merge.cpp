// SPDX-License-Identifier: Apache-2.0
#include "driver/merge.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <sys/resource.h>

#include "driver/containment.hpp"
#include "driver/machine.hpp"
#include "driver/provenance.hpp"
#include "driver/run_start.hpp"
#include "driver/user_error.hpp"
#include "driver/verification.hpp"
#include "results/format.hpp"
#include "results/integrity.hpp"
#include "results/virtual_view.hpp"
#include "results/writer.hpp"

namespace entente::driver {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& file, const std::string& why) {
    throw UserError(fmt::format("{}: {}", file.string(), why));
}

std::string how_to_finish(const fs::path& file) {
    return fmt::format("unfinished: '{}' goes on with it",
                       resume_command(file, shard_named(file).value_or(Shard{})));
}

void check_is_finished(fs::path file) {
    std::error_code unknown;
    const bool is_folder = file.extension() == ".partial" && fs::is_directory(file, unknown);
    if (is_folder) refuse(file, how_to_finish(file.replace_extension()));
    const bool has_rest = !results::segments_in(results::partial_path(file)).empty();
    if (!fs::exists(file, unknown)) refuse(file, has_rest ? how_to_finish(file) : "no such file");
    if (!fs::is_regular_file(file, unknown)) refuse(file, "this is not a regular file");
    if (has_rest) {
        refuse(file, fmt::format("being written anew, or mended: there is {} beside it",
                                 results::partial_path(file).string()));
    }
}

// Opens a shard. What is wrong with it is the user's input, not the machine.
std::unique_ptr<results::CheckedFile> open(const fs::path& file) try {
    return std::make_unique<results::CheckedFile>(file);
} catch (const std::runtime_error& error) {
    throw UserError(error.what());
}

void check_version(const fs::path& file, const results::Schema& schema) {
    const auto* version = results::find<std::string>(schema.attributes, "format_version");
    if (version == nullptr || *version != results::format_version) {
        refuse(file,
               fmt::format("of format {}; this program merges {}",
                           version == nullptr ? "unknown" : *version, results::format_version));
    }
}

// What is read of a file before any tile is.
struct Opened {
    results::Schema schema;
    Identity identity;
    results::DescriptionChecksums sums;
};

Opened look_at(const fs::path& file) try {
    const auto opened = open(file);
    check_version(file, opened->schema());
    if (results::is_view(opened->schema()))
        refuse(file, "a virtual view of shards: merge these themselves");
    const auto sums = opened->sound_description();
    if (!sums) {
        const auto part = part_of(file, opened->schema());
        refuse(file, fmt::format("damaged: names, attributes, coordinates or texts; '{}' mends it",
                                 resume_command(file, part.shard)));
    }
    Opened found{.schema = opened->schema(), .identity = {}, .sums = *sums};
    found.schema.texts = opened->texts();
    auto identity = identity_of(found.schema);
    if (!identity ||
        results::checksums_of({.identity = *identity, .attributes = {}}) != opened->identity()) {
        refuse(file, "written by another version of this program, which must merge it");
    }
    found.identity = std::move(*identity);
    return found;
} catch (const UserError&) {
    throw;
} catch (const std::runtime_error& error) {
    throw UserError(error.what());
}

void check_same_run(const ShardFile& first, const Identity& one, const ShardFile& part,
                    Identity other) {
    const Sides sides{.then = "in " + first.file.string(),
                      .now = "in " + part.file.string(),
                      .gone = "which is only in " + first.file.string(),
                      .come = "which is only in " + part.file.string()};
    const auto what = difference(with_tiles(one, 0, 0), with_tiles(std::move(other), 0, 0), sides);
    if (!what) return;
    throw UserError(fmt::format("{} and {} are not of one run: {}", first.file.string(),
                                part.file.string(), *what));
}

class Merging {
  public:
    Merging(const Shards& shards, MergeWatch& watch, RunCounts& counts, results::Writer& writer)
        : shards_(shards), watch_(watch), counts_(counts), writer_(writer) {}

    // Copies what is not in the file yet; false when stopped.
    bool copy() {
        for (std::size_t s = 0; s < shards_.parts.size(); ++s) {
            if (!copy(shards_.parts[s], shards_.places[s])) return false;
        }
        watch_.reading = MergeWatch::none;
        return true;
    }

    std::uint64_t tiles() const noexcept { return tiles_; }
    std::uint64_t bytes() const noexcept { return bytes_; }

    std::uint64_t scenarios_of(std::uint64_t tile) const {
        const auto whole = schema().tiling.tile(tile);
        const auto end = wanted();
        return std::min(whole.count, end - std::min(end, whole.first));
    }

  private:
    const results::Schema& schema() const { return shards_.whole.schema; }

    std::uint64_t wanted() const {
        const auto* wanted =
            results::find<std::int64_t>(shards_.whole.start.attributes, "scenarios_wanted");
        return static_cast<std::uint64_t>(*wanted);
    }

    bool copy(const ShardFile& part, std::size_t place) {
        std::unique_ptr<results::CheckedFile> file;
        for (auto tile = part.first_tile; tile < part.end_tile; ++tile) {
            if (watch_.stop) return false;
            if (writer_.has(tile)) continue;
            still_alive();
            if (!file) {
                watch_.reading = place;
                file = open(part.file);
                check_unchanged(part, *file);
            }
            read(part, *file, tile);
            writer_.write(encoded_);
            ++tiles_;
            for (const auto& chunk : encoded_.chunks) bytes_ += chunk.bytes.size();
            counts_.computed += scenarios_of(tile);
        }
        return true;
    }

    // It may have been replaced since it was looked at.
    void check_unchanged(const ShardFile& part, const results::CheckedFile& file) const {
        const auto expected = results::checksums_of(
            {.identity = with_tiles(shards_.whole.start.identity, part.first_tile, part.end_tile),
             .attributes = {}});
        if (file.identity() != expected) refuse(part.file, "replaced while it was being merged");
    }

    void read(const ShardFile& part, results::CheckedFile& file, std::uint64_t tile) {
        const auto damaged = [&]() -> std::vector<std::size_t> {
            try {
                return file.read(tile, encoded_);
            } catch (const std::runtime_error& error) {
                throw UserError(error.what());
            }
        }();
        if (damaged.empty()) return;
        std::string names;
        for (const std::size_t v : damaged)
            names += (names.empty() ? "" : ", ") + schema().variables[v].name;
        if (damaged.size() == schema().variables.size()) names = "all variables";
        const auto scenarios = schema().tiling.tile(tile);
        refuse(part.file,
               fmt::format("damaged: tile {} (scenarios {} to {}): {}; '{}' mends it, then merge "
                           "with --resume",
                           tile, scenarios.first, scenarios.first + scenarios.count - 1, names,
                           resume_command(part.file, part.shard)));
    }

    const Shards& shards_;
    MergeWatch& watch_;
    RunCounts& counts_;
    results::Writer& writer_;
    results::EncodedTile encoded_{};
    std::uint64_t tiles_ = 0, bytes_ = 0;
};

results::RunStart start_of(const results::PartialFolder& folder, const Shards& shards,
                           const MergeOptions& options) {
    const bool resumes = !folder.segments().empty();
    auto start = resumes ? earlier_start(folder, shards.whole.start.identity) : shards.whole.start;
    for (auto& [name, value] : start.attributes) {
        if (name != "history") continue;
        const auto& then = std::get<std::string>(value);
        value =
            fmt::format("{}\n{}: {} on {}", joined_history(then, shards.parts), utc_now(),
                        options.command_line.empty() ? "merge" : options.command_line, host_name());
    }
    return start;
}

// How one finds `file` from the folder of `view`, wherever both are moved together.
fs::path from_folder_of(const fs::path& view, const fs::path& file) {
    const auto folder = [](const fs::path& of) {
        return of.has_parent_path() ? of.parent_path() : fs::path(".");
    };
    const auto way = fs::relative(folder(file), folder(view));
    return way == "." ? file.filename() : way / file.filename();
}

}  // namespace

std::optional<Shards> read_shards(const std::vector<fs::path>& files, bool complete,
                                  MergeWatch& watch) {
    for (const fs::path& file : files) check_is_finished(file);
    std::vector<ShardFile> parts;
    std::vector<results::DescriptionChecksums> sums;
    std::optional<Opened> first;
    std::optional<Opened> lowest;  // whose attributes are those of the whole
    std::size_t lowest_place = 0;
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (watch.stop) return std::nullopt;
        still_alive();
        watch.reading = i;
        Opened opened = look_at(files[i]);
        parts.push_back(part_of(files[i], opened.schema));
        sums.push_back(opened.sums);
        bytes += fs::file_size(files[i]);
        if (first) {
            check_same_run(parts.front(), first->identity, parts.back(), opened.identity);
            check_layout(files.front(), first->schema, files[i], opened.schema);
        }
        if (i == 0 || parts[i].shard.index < parts[lowest_place].shard.index) {
            lowest_place = i;
            lowest = opened;
        }
        if (!first) first = std::move(opened);
    }
    watch.reading = MergeWatch::none;
    const auto given = parts;
    const auto wanted = *results::find<std::int64_t>(first->schema.attributes, "scenarios_wanted");
    arrange(parts, first->schema.tiling.tiles_before(static_cast<std::uint64_t>(wanted)));
    if (complete) check_complete(parts);
    std::vector<std::size_t> places;
    std::vector<results::DescriptionChecksums> sorted_sums;
    for (const ShardFile& part : parts) {
        const auto same = [&](const ShardFile& other) {
            return other.shard.index == part.shard.index;
        };
        const auto place = std::find_if(given.begin(), given.end(), same) - given.begin();
        places.push_back(static_cast<std::size_t>(place));
        sorted_sums.push_back(sums[places.back()]);
    }
    Whole whole = whole_of(std::move(lowest->schema), lowest->identity, parts);
    return Shards{.parts = std::move(parts),
                  .places = std::move(places),
                  .whole = std::move(whole),
                  .sums = std::move(sorted_sums),
                  .bytes = bytes};
}

MergeReport merge(const Shards& shards, const MergeOptions& options, MergeWatch& watch,
                  RunCounts& counts) {
    const auto began = std::chrono::steady_clock::now();
    results::PartialFolder folder(options.file, options.take_over);
    if (options.only_new) check_new(folder);
    if (!options.resume) folder.clear();
    const auto start = start_of(folder, shards, options);
    auto schema = shards.whole.schema;
    schema.attributes.insert(schema.attributes.end(), start.attributes.begin(),
                             start.attributes.end());
    results::Writer writer(std::move(folder), schema, start, options.sync);
    Merging merging(shards, watch, counts, writer);
    for (std::uint64_t tile = 0; tile < shards.whole.tiles; ++tile) {
        if (writer.has(tile)) counts.kept += merging.scenarios_of(tile);
    }
    const auto give_up = [&] {
        still_alive();
        return watch.stop.load();
    };
    MergeReport report{};
    double computing = 0;
    for (const ShardFile& part : shards.parts) {
        report.scenarios += part.scenarios;
        computing += part.seconds;
    }
    try {
        // What an earlier merge has left comes last; what turns out to be damaged there, again.
        report.complete = merging.copy() && writer.gather(give_up);
        if (report.complete && writer.tiles_written() < shards.whole.tiles)
            report.complete = merging.copy();
    } catch (const UserError&) {
        writer.abandon({});
        throw;
    }
    report.tiles = writer.tiles_written();
    report.copied = merging.tiles();
    report.copied_bytes = merging.bytes();
    done_with_reading();
    if (report.complete) {
        writer.finish(provenance_of_end(report.scenarios, computing));
        report.bytes = fs::file_size(options.file);
    } else {
        writer.abandon({});
        report.bytes = results::bytes_in(results::partial_path(options.file));
    }
    report.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    return report;
}

void make_view(const Shards& shards, const MergeOptions& options) {
    // A reader has all files open while it reads a whole variable.
    constexpr rlim_t of_the_reader = 64;
    rlimit open_files{};
    if (::getrlimit(RLIMIT_NOFILE, &open_files) == 0 &&
        shards.parts.size() + of_the_reader > open_files.rlim_cur) {
        refuse(options.file,
               fmt::format("a view of {} files: who reads it has them all open, and a process may "
                           "have {} (ulimit -n); readers that may not get fill values, silently "
                           "(merge without --virtual)",
                           shards.parts.size(), open_files.rlim_cur));
    }
    results::PartialFolder folder(options.file, options.take_over);
    if (options.only_new) check_new(folder);
    folder.clear();
    auto start = start_of(folder, shards, options);
    std::uint64_t scenarios = 0;
    double seconds = 0;
    std::vector<results::ViewSource> sources;
    for (std::size_t s = 0; s < shards.parts.size(); ++s) {
        const ShardFile& part = shards.parts[s];
        scenarios += part.scenarios;
        seconds += part.seconds;
        sources.push_back({.file = from_folder_of(options.file, part.file),
                           .first_tile = part.first_tile,
                           .end_tile = part.end_tile,
                           .sums = shards.sums[s]});
    }
    const auto integer = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
    auto& attributes = start.attributes;
    attributes.emplace_back(results::view_attribute, integer(sources.size()));
    attributes.emplace_back("shard_count", integer(shards.parts.front().shard.count));
    const auto end = provenance_of_end(scenarios, seconds);
    attributes.insert(attributes.end(), end.begin(), end.end());
    done_with_reading();
    results::write_view(std::move(folder), shards.whole.schema, start, sources);
}

bool is_merged(const fs::path& file, const Shards& shards) {
    const auto opened = open(file);
    if (results::is_view(opened->schema())) refuse(file, "a virtual view (--force replaces it)");
    if (const auto what = difference(opened->identity(), shards.whole.start.identity)) {
        refuse(file, fmt::format("complete, but not of these shards, so --resume cannot go on with "
                                 "it: another {} (--force begins anew)",
                                 *what));
    }
    return verify(*opened).is_sound();
}

}  // namespace entente::driver
