// SPDX-License-Identifier: Apache-2.0
#include "driver/verification.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "driver/containment.hpp"
#include "driver/run_identity.hpp"
#include "driver/run_start.hpp"
#include "driver/statistics.hpp"
#include "driver/user_error.hpp"
#include "results/reader.hpp"
#include "results/virtual_view.hpp"

namespace entente::driver {
namespace {

std::optional<std::uint64_t> count_of(const results::Schema& schema, std::string_view name) {
    const auto* count = results::find<std::int64_t>(schema.attributes, name);
    if (count == nullptr || *count < 0) return std::nullopt;
    return static_cast<std::uint64_t>(*count);
}

// The tiles that the run of the file was to compute.
std::pair<std::uint64_t, std::uint64_t> tiles_of(const results::Schema& schema) {
    const auto& tiling = schema.tiling;
    const auto wanted = count_of(schema, "scenarios_wanted").value_or(tiling.scenarios());
    const auto end = std::min(tiling.tiles_before(wanted),
                              count_of(schema, "end_tile").value_or(tiling.tiles()));
    return {std::min(count_of(schema, "first_tile").value_or(0), end), end};
}

// Statistics as a run would have taken them, but of the values as the file has them: rounded.
std::vector<std::byte> notes_of(const results::Reader& reader, const Plan& plan,
                                const results::Tile& tile) {
    std::vector<std::byte> notes;
    for (std::size_t i = 0; i < plan.outputs.size(); ++i) {
        const auto& variable = reader.variables()[i];
        const auto values = reader.read(variable, tile.first, tile.count);
        const auto each = values.size() / tile.count;
        Statistics statistics;
        for (std::size_t s = 0; s < tile.count; ++s) {
            statistics.add(std::span(values).subspan(s * each, each), tile.first + s);
        }
        statistics.save(notes);
    }
    return notes;
}

// What the file says of its run, where that is sound.
results::RunStart start_of(const results::CheckedFile& file, const Plan& plan,
                           const RunOptions& options) {
    auto start = first_start(plan, options);
    if (!file.description_is_sound()) return start;
    for (auto& [name, value] : start.attributes) {
        for (const auto& [other, stored] : file.schema().attributes) {
            if (name == other && value.index() == stored.index()) value = stored;
        }
    }
    return start;
}

Salvage salvage_here(const Plan& plan, const RunOptions& options) {
    results::CheckedFile file(options.file);
    if (results::is_view(file.schema())) {
        throw UserError(options.file.string() +
                        ": a virtual view, so --resume cannot go on with it (--force begins anew)");
    }
    if (const auto what = difference(file.identity(), identity_of(plan, options.crew))) {
        throw UserError(
            fmt::format("{}: complete, but not of this run, so --resume cannot go on "
                        "with it: another {} (--force begins anew)",
                        options.file.string(), *what));
    }
    if (verify(file).is_sound()) return Salvage::nothing_to_do;
    const results::Reader reader(options.file);
    const auto start = start_of(file, plan, options);
    auto schema = make_schema(plan);
    schema.attributes.insert(schema.attributes.end(), start.attributes.begin(),
                             start.attributes.end());
    results::Writer writer(results::PartialFolder(options.file, options.take_over), schema, start,
                           options.sync);
    verify(file, [&](const results::EncodedTile& sound) {
        auto tile = sound;
        tile.notes = notes_of(reader, plan, plan.tile(sound.index));
        writer.write(tile);
    });
    writer.abandon({});
    return Salvage::begun;
}

}  // namespace

Verification verify(results::CheckedFile& file,
                    const std::function<void(const results::EncodedTile&)>& sound) {
    const auto [first, last] = tiles_of(file.schema());
    Verification result{
        .tiles = 0, .sound = 0, .damaged = {}, .description = file.description_is_sound()};
    results::EncodedTile tile;
    for (auto t = first; t < last; ++t) {
        if (!file.is_to_have(t)) continue;
        still_alive();
        ++result.tiles;
        auto damaged = file.read(t, tile);
        if (damaged.empty()) {
            ++result.sound;
            if (sound) sound(tile);
        } else if (result.damaged.size() < Verification::most_told) {
            result.damaged.push_back({file.schema().tiling.tile(t), std::move(damaged)});
        }
    }
    return result;
}

Salvage salvage(const Plan& plan, const RunOptions& options) {
    const auto found = [&] { return static_cast<int>(salvage_here(plan, options)); };
    return static_cast<Salvage>(contained(options.file, found));
}

}  // namespace entente::driver
