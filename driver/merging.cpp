// SPDX-License-Identifier: Apache-2.0
#include "driver/merging.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <sstream>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "driver/user_error.hpp"
#include "results/format.hpp"
#include "results/partial_folder.hpp"

namespace entente::driver {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view shard_mark = ".shard-", of_mark = "-of-";

[[noreturn]] void refuse(const fs::path& file, const std::string& why) {
    throw UserError(fmt::format("{}: {}", file.string(), why));
}

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stop != end || text.empty()) return std::nullopt;
    return value;
}

// What a file is called without its shard, and which one that is: "x", 3 of 16.
struct Named {
    std::string stem;
    Shard shard;
};

std::optional<Named> named(const fs::path& file) {
    const std::string stem = file.stem().string();
    const auto mark = stem.rfind(shard_mark);
    if (mark == std::string::npos) return std::nullopt;
    const std::string_view numbers = std::string_view(stem).substr(mark + shard_mark.size());
    const auto of = numbers.find(of_mark);
    if (of == std::string_view::npos) return std::nullopt;
    const auto index = number(numbers.substr(0, of));
    const auto count = number(numbers.substr(of + of_mark.size()));
    if (!index || !count || *index < 1 || *index > *count) return std::nullopt;
    return Named{stem.substr(0, mark), {*index, *count}};
}

std::uint64_t count_of(const fs::path& file, const results::Schema& schema, const char* name,
                       std::optional<std::uint64_t> otherwise = {}) {
    const auto* count = results::find<std::int64_t>(schema.attributes, name);
    if (count != nullptr && *count >= 0) return static_cast<std::uint64_t>(*count);
    if (count != nullptr || !otherwise)
        refuse(file, fmt::format("not as a result file should be (its attribute '{}')", name));
    return *otherwise;
}

std::string text_of(const results::Attributes& attributes, const char* name) {
    const auto* text = results::find<std::string>(attributes, name);
    return text == nullptr ? "" : *text;
}

bool is_unfinished(const fs::path& file) {
    return !results::segments_in(results::partial_path(file)).empty();
}

std::string shards_text(std::span<const std::uint64_t> shards) {
    return (shards.size() == 1 ? "shard " : "shards ") + numbers_text(shards);
}

bool is_drawn(const results::Variable& variable) {
    return results::is_float(variable.type) && !variable.further &&
           results::find<std::vector<std::string>>(variable.attributes, "parameters") == nullptr;
}

bool is_of_shard(const std::string& attribute) {
    constexpr std::array<std::string_view, 4> names{"shard_index", "shard_count", "first_tile",
                                                    "end_tile"};
    return std::find(names.begin(), names.end(), attribute) != names.end();
}

}  // namespace

bool is_of_end(const std::string& attribute) {
    constexpr std::array<std::string_view, 3> names{"end_time", "seconds", "scenarios_computed"};
    return std::find(names.begin(), names.end(), attribute) != names.end();
}

ShardFile part_of(const fs::path& file, const results::Schema& schema) {
    const auto& tiling = schema.tiling;
    const auto wanted = count_of(file, schema, "scenarios_wanted");
    const auto tiles = tiling.tiles_before(std::min(wanted, tiling.scenarios()));
    const auto* seconds = results::find<double>(schema.attributes, "seconds");
    ShardFile part{.file = file,
                   .shard = {count_of(file, schema, "shard_index", 1),
                             count_of(file, schema, "shard_count", 1)},
                   .first_tile = count_of(file, schema, "first_tile", 0),
                   .end_tile = count_of(file, schema, "end_tile", tiles),
                   .scenarios = count_of(file, schema, "scenarios_computed"),
                   .seconds = seconds == nullptr ? 0 : *seconds,
                   .start_time = text_of(schema.attributes, "start_time"),
                   .history = text_of(schema.attributes, "history")};
    if (part.shard.index < 1 || part.shard.index > part.shard.count)
        refuse(file, "not as a result file should be (which shard it is)");
    if (part.first_tile > part.end_tile || part.end_tile > tiles)
        refuse(file, "not as a result file should be (which tiles it has)");
    return part;
}

std::optional<fs::path> sibling(const fs::path& file, std::uint64_t index) {
    const auto name = named(file);
    if (!name) return std::nullopt;
    return file.parent_path() / fmt::format("{}{}{}{}{}{}", name->stem, shard_mark, index, of_mark,
                                            name->shard.count, file.extension().string());
}

std::optional<Shard> shard_named(const fs::path& file) {
    const auto name = named(file);
    if (!name) return std::nullopt;
    return name->shard;
}

std::string resume_command(const fs::path& file, const Shard& shard) {
    const auto which =
        shard.count > 1 ? fmt::format(" --shard {}/{}", shard.index, shard.count) : "";
    return fmt::format("entente run STUDY{} -o {} --resume", which, file.string());
}

std::string numbers_text(std::span<const std::uint64_t> numbers) {
    std::vector<std::string> ranges;
    for (std::size_t i = 0; i < numbers.size();) {
        std::size_t last = i;
        while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
        if (last == i + 1) last = i;  // two in a row are no range
        ranges.push_back(last == i ? std::to_string(numbers[i])
                                   : fmt::format("{} to {}", numbers[i], numbers[last]));
        i = last + 1;
    }
    std::string text;
    constexpr std::size_t most = 20;
    const std::size_t told = std::min(ranges.size(), most);
    for (std::size_t i = 0; i < told; ++i) {
        const bool is_last = i + 1 == ranges.size();
        text += (i == 0 ? "" : is_last ? " and " : ", ") + ranges[i];
    }
    return text + (told < ranges.size() ? ", ..." : "");
}

void arrange(std::vector<ShardFile>& parts, std::uint64_t tiles) {
    const ShardFile& first = parts.front();
    for (const ShardFile& part : parts) {
        if (part.shard.count == first.shard.count) continue;
        const auto told = [](const ShardFile& p) {
            return p.shard.count == 1 ? std::string("the whole run")
                                      : fmt::format("shard {} of {}", p.shard.index, p.shard.count);
        };
        throw UserError(fmt::format("{} is {}, {} is {}: shards of one division go together",
                                    first.file.string(), told(first), part.file.string(),
                                    told(part)));
    }
    std::stable_sort(parts.begin(), parts.end(), [](const ShardFile& a, const ShardFile& b) {
        return a.shard.index < b.shard.index;
    });
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const ShardFile& part = parts[i];
        if (i > 0 && parts[i - 1].shard.index == part.shard.index) {
            throw UserError(fmt::format("{} and {} are both shard {} of {}: give each shard once",
                                        parts[i - 1].file.string(), part.file.string(),
                                        part.shard.index, part.shard.count));
        }
        const bool follows = i > 0 && parts[i - 1].shard.index + 1 == part.shard.index
                                 ? parts[i - 1].end_tile == part.first_tile
                                 : (i == 0 ? part.shard.index > 1 || part.first_tile == 0
                                           : parts[i - 1].end_tile <= part.first_tile);
        const bool ends = part.shard.index < part.shard.count || part.end_tile == tiles;
        if (!follows || !ends) {
            refuse(part.file, fmt::format("its tiles {} to {} do not go with those of the other "
                                          "shards",
                                          part.first_tile, part.end_tile));
        }
    }
}

std::vector<std::uint64_t> missing_shards(std::span<const ShardFile> parts) {
    std::vector<std::uint64_t> missing;
    std::uint64_t next = 1;
    for (const ShardFile& part : parts) {
        for (; next < part.shard.index; ++next) missing.push_back(next);
        ++next;
    }
    for (; next <= parts.front().shard.count; ++next) missing.push_back(next);
    return missing;
}

void check_complete(std::span<const ShardFile> parts) {
    const auto missing = missing_shards(parts);
    if (missing.empty()) return;
    constexpr std::size_t most = 4;
    const auto count = parts.front().shard.count;
    std::string files;
    for (std::size_t i = 0; i < std::min(missing.size(), most); ++i) {
        const auto file = sibling(parts.front().file, missing[i]);
        if (!file) break;
        files += (i == 0 ? ": " : ", ") + file->string();
        if (is_unfinished(*file)) {
            files += fmt::format(" (unfinished: '{}' goes on with it)",
                                 resume_command(*file, {missing[i], count}));
        }
    }
    if (missing.size() > most && !files.empty()) files += ", ...";
    throw UserError(fmt::format("{} of {} {} missing{}", shards_text(missing), count,
                                missing.size() == 1 ? "is" : "are", files));
}

void check_layout(const fs::path& first_file, const results::Schema& first, const fs::path& file,
                  const results::Schema& other) {
    const auto same = [](const results::Variable& a, const results::Variable& b) {
        return a.name == b.name && a.type == b.type && a.further == b.further &&
               a.significant_bits == b.significant_bits;
    };
    const bool alike = std::ranges::equal(first.variables, other.variables, same) &&
                       std::ranges::equal(first.tiling.shape(), other.tiling.shape()) &&
                       std::ranges::equal(first.tiling.chunk(), other.tiling.chunk()) &&
                       std::ranges::equal(first.further, other.further,
                                          [](const auto& a, const auto& b) {
                                              return a.name == b.name && a.size == b.size;
                                          }) &&
                       first.compression == other.compression;
    if (!alike) {
        throw UserError(fmt::format("{} and {} are laid out differently: they cannot be of one run",
                                    first_file.string(), file.string()));
    }
}

Whole whole_of(results::Schema first, const Identity& identity, std::span<const ShardFile> parts) {
    Whole whole{.schema = std::move(first), .start = {}, .tiles = 0};
    auto& schema = whole.schema;
    const auto* wanted = results::find<std::int64_t>(schema.attributes, "scenarios_wanted");
    whole.tiles = schema.tiling.tiles_before(static_cast<std::uint64_t>(*wanted));
    whole.start.identity = with_tiles(identity, 0, whole.tiles);

    // A run says of itself what begins with its program, and the plan's attributes come before.
    results::Attributes of_plan;
    bool is_of_run = false;
    for (auto& [name, value] : schema.attributes) {
        if (results::is_of_format(name) || is_of_shard(name) || is_of_end(name)) continue;
        is_of_run = is_of_run || name == "program";
        (is_of_run ? whole.start.attributes : of_plan).emplace_back(name, std::move(value));
    }
    schema.attributes = std::move(of_plan);
    std::string earliest = parts.front().start_time;
    for (const ShardFile& part : parts) earliest = std::min(earliest, part.start_time);
    for (auto& [name, value] : whole.start.attributes) {
        if (name == "start_time") value = earliest;
        if (name == "tiles_wanted") value = static_cast<std::int64_t>(whole.tiles);
        if (name == "history") value = joined_history("", parts);
    }

    constexpr std::size_t most_plotted = 4;  // as make_schema has it
    for (std::size_t v = 0; v < schema.variables.size(); ++v) {
        if (schema.plotted.size() < most_plotted && is_drawn(schema.variables[v]))
            schema.plotted.push_back(v);
    }
    return whole;
}

std::string joined_history(const std::string& then, std::span<const ShardFile> more) {
    std::string joined = then;
    std::set<std::string> known;
    const auto for_each_line = [](const std::string& text, const auto& action) {
        std::istringstream in(text);
        for (std::string line; std::getline(in, line);) action(line);
    };
    for_each_line(then, [&](const std::string& line) { known.insert(line); });
    for (const ShardFile& part : more) {
        for_each_line(part.history, [&](const std::string& line) {
            if (known.insert(line).second) joined += (joined.empty() ? "" : "\n") + line;
        });
    }
    return joined;
}

}  // namespace entente::driver
