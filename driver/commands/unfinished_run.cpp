// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/unfinished_run.hpp"

#include <cstdint>
#include <cstdio>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "driver/commands/wording.hpp"
#include "driver/containment.hpp"
#include "driver/statistics.hpp"
#include "driver/user_error.hpp"
#include "results/reader.hpp"
#include "results/segment_reader.hpp"

namespace entente::driver {
namespace {

std::string identity_text(const results::RunStart& start, std::string_view name) {
    for (const auto& [key, text] : start.identity) {
        if (key == name) return text;
    }
    return "unknown";
}

std::uint64_t wanted_tiles(const results::RunStart& start) {
    const auto* count = results::find<std::int64_t>(start.attributes, "tiles_wanted");
    return count == nullptr ? 0 : static_cast<std::uint64_t>(*count);
}

std::string attribute_text(const results::RunStart& start, std::string_view name) {
    const auto* text = results::find<std::string>(start.attributes, name);
    return text == nullptr ? "unknown" : *text;
}

std::vector<std::string> lines(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

// Calls `take` with every segment, oldest first, and returns how the last one's run started.
template <class Take>
results::RunStart for_each_segment(const std::filesystem::path& folder, const Take& take) {
    check_has_segments(folder);
    results::RunStart start;
    for (const auto& segment : results::segments_in(folder)) try {
            results::SegmentReader reader(segment);
            start = reader.start();
            take(reader);
        } catch (const std::runtime_error& error) {
            throw UserError(error.what());
        }
    return start;
}

std::string share(std::uint64_t tiles, std::uint64_t wanted) {
    if (wanted == 0) return counted(tiles, "tile");
    const double percent = 100 * static_cast<double>(tiles) / static_cast<double>(wanted);
    return fmt::format("{} of {} ({:.3g} %)", grouped(tiles), counted(wanted, "tile"), percent);
}

[[noreturn]] void throw_none(const std::filesystem::path& folder) {
    throw UserError(folder.string() + ": no tile is in it (a run that has just begun, or none)");
}

std::string outputs_table(const results::RunStart& start, const std::vector<Statistics>& outputs) {
    std::vector<std::vector<std::string>> rows{{"output", "min", "mean", "max", "not finite"}};
    const auto names = lines(identity_text(start, "outputs"));
    for (std::size_t i = 0; i < std::min(names.size(), outputs.size()); ++i) {
        const Statistics& s = outputs[i];
        rows.push_back({names[i], value_text(s.least().value), value_text(s.mean()),
                        value_text(s.most().value), grouped(s.not_finite())});
    }
    return text_table(rows, 1);
}

}  // namespace

bool is_unfinished_run(const std::filesystem::path& path) {
    std::error_code unknown;
    return path.extension() == ".partial" && std::filesystem::is_directory(path, unknown);
}

void check_has_segments(const std::filesystem::path& folder) {
    if (!results::segments_in(folder).empty()) return;
    if (results::read_checkpoint(folder)) {
        throw UserError(folder.string() +
                        ": the sums of an unfinished analysis in transit, of which nothing can be "
                        "told before its end ('entente run ... --resume' goes on with it)");
    }
    throw_none(folder);
}

void check_is_no_unfinished_run(const std::filesystem::path& path, std::string_view what) {
    if (!is_unfinished_run(path)) return;
    const auto writer = results::writer_in(path);
    throw UserError(fmt::format(
        "{}: {}, and {} takes a finished file ('entente show {}' tells how far it is)",
        path.string(),
        writer ? fmt::format("process {} on {} is writing it", writer->process, writer->host)
               : "an unfinished run, which 'entente run ... --resume' goes on with",
        what, path.string()));
}

int show_unfinished_run(const std::filesystem::path& folder) {
    std::set<std::uint64_t> tiles;
    std::vector<Statistics> outputs;
    std::uint64_t damaged = 0;
    const auto start = for_each_segment(folder, [&](results::SegmentReader& reader) {
        outputs.resize(lines(identity_text(reader.start(), "outputs")).size());
        while (reader.next()) {
            if (!tiles.insert(reader.record().tile).second) continue;
            std::span<const std::byte> notes = reader.record().notes;
            for (Statistics& output : outputs) {
                Statistics part;
                if (part.load(notes)) output.add(part);
            }
        }
        damaged += reader.damaged();
    });
    const auto writer = results::writer_in(folder);
    fmt::print("{}: {}\n{} done{}\n", folder.string(),
               writer ? fmt::format("process {} on {} is writing it", writer->process, writer->host)
                      : "an unfinished run; 'entente run ... --resume' goes on with it",
               share(tiles.size(), wanted_tiles(start)),
               damaged > 0 ? fmt::format(", {} damaged", counted(damaged, "record")) : "");
    fmt::print("\nmodel    {}\nprogram  {}\nhistory\n", identity_text(start, "model"),
               identity_text(start, "program"));
    for (const auto& line : lines(attribute_text(start, "history"))) fmt::print("  {}\n", line);
    fmt::print("\n{}", outputs_table(start, outputs));
    return 0;
}

std::vector<std::filesystem::path> sound_data_of(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& segment : results::segments_in(folder)) {
        results::SegmentReader reader(segment);
        results::EncodedTile tile;
        std::uint64_t tiles = 0;
        bool is_sound = true;
        for (; is_sound && reader.next(); ++tiles) {
            still_alive();
            is_sound = reader.read(tile);
        }
        if (tiles == 0) continue;
        // HDF5 finds its index as it was when it last wrote that: of a killed run, empty.
        if (!is_sound || results::Reader(segment.data, still_alive).tiles_present() < tiles) {
            throw UserError(fmt::format(
                "{} is {}: 'entente run ... --resume' puts together what is sound and computes the "
                "rest; analyse its file",
                segment.data.filename().string(),
                is_sound ? "as a run has left it that was killed, without its index"
                         : "not whole any more"));
        }
        files.push_back(segment.data);
    }
    if (files.empty()) throw_none(folder);
    return files;
}

int verify_unfinished_run(const std::filesystem::path& folder) {
    std::set<std::uint64_t> sound, damaged;
    std::uint64_t records = 0;
    const auto start = for_each_segment(folder, [&](results::SegmentReader& reader) {
        results::EncodedTile tile;
        while (reader.next()) {
            (reader.read(tile) ? sound : damaged).insert(reader.record().tile);
        }
        records += reader.damaged();
    });
    for (const std::uint64_t tile : sound) damaged.erase(tile);
    fmt::print(
        "{}: not finished: {} are sound, {} damaged; 'entente run ... --resume' computes the "
        "rest\n",
        folder.string(), share(sound.size(), wanted_tiles(start)),
        grouped(damaged.size() + records));
    return 1;
}

}  // namespace entente::driver
