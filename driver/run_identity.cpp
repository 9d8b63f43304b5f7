// SPDX-License-Identifier: Apache-2.0
#include "driver/run_identity.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "driver/provenance.hpp"
#include "results/checksum.hpp"

namespace entente::driver {
namespace {

std::string arithmetic(kernels::Isa isa) {
    if (kernels::fuses_multiply_add(isa)) return "with fused multiply-add (avx2, avx512)";
    return std::string(name(isa));
}

constexpr std::string_view table_text = "a file with checksum ";
constexpr char first_name[] = "first tile", end_name[] = "end of tiles";

// What an identity is made of: where the scenarios come from,
struct Origin {
    std::string program, model;
    std::int64_t version;
    kernels::Isa isa;
    const std::vector<std::pair<std::string, std::string>>& texts;
    std::uint64_t scenarios;
    std::optional<std::uint32_t> table;
};

// and how they are stored.
struct Storage {
    std::string outputs;  ///< a line each
    std::uint64_t per_tile, first_tile, end_tile;
};

Identity assemble(const Origin& origin, const Storage* storage) {
    Identity identity{{"program", origin.program},
                      {"model", fmt::format("{}, version {}", origin.model, origin.version)},
                      {"instruction set", arithmetic(origin.isa)}};
    identity.insert(identity.end(), origin.texts.begin(), origin.texts.end());
    const auto number = [&](const char* name, std::uint64_t value) {
        identity.emplace_back(name, std::to_string(value));
    };
    if (storage != nullptr) identity.emplace_back("outputs", storage->outputs);
    number("scenarios", origin.scenarios);
    if (storage != nullptr) {
        number("scenarios per tile", storage->per_tile);
        number(first_name, storage->first_tile);
        number(end_name, storage->end_tile);
    }
    if (origin.table)
        identity.emplace_back("table", fmt::format("{}{:08x}", table_text, *origin.table));
    return identity;
}

Origin origin_of(const Plan& plan, const Crew& crew, const results::Schema& schema) {
    std::optional<std::uint32_t> table;
    if (plan.study.design.kind == DesignKind::table)
        table = results::file_checksum(plan.study.design.table);
    return {.program = program_name(),
            .model = std::string(plan.model->name),
            .version = plan.model->version,
            .isa = crew.isa,
            .texts = schema.texts,
            .scenarios = plan.scenarios,
            .table = table};
}

// What a file says of it; nothing if it does not say all.
std::optional<Origin> origin_of(const results::Attributes& attributes,
                                const std::vector<std::pair<std::string, std::string>>& texts) {
    const auto text = [&](const char* name) {
        return results::find<std::string>(attributes, name);
    };
    const auto number = [&](const char* name) {
        return results::find<std::int64_t>(attributes, name);
    };
    const auto *program = text("program"), *version = text("program_version"),
               *commit = text("program_commit"), *model = text("model"), *isa_name = text("isa"),
               *design = text("design");
    const auto *model_version = number("model_version"), *wanted = number("scenarios_wanted"),
               *table = number("table_crc32");
    if (!program || !version || !commit || !model || !isa_name || !design || !model_version ||
        !wanted || *wanted < 0)
        return std::nullopt;
    const auto isa = kernels::parse_isa(*isa_name);
    if (!isa || (*design == keyword(DesignKind::table)) != (table != nullptr)) return std::nullopt;
    Origin origin{.program = fmt::format("{} {} ({})", *program, *version, *commit),
                  .model = *model,
                  .version = *model_version,
                  .isa = *isa,
                  .texts = texts,
                  .scenarios = static_cast<std::uint64_t>(*wanted),
                  .table = {}};
    if (table != nullptr) origin.table = static_cast<std::uint32_t>(*table);
    return origin;
}

std::string shortened(const std::string& line) {
    constexpr std::size_t most = 60;
    return line.size() <= most ? line : line.substr(0, most - 3) + "...";
}

// The first line in which two texts differ.
std::string text_difference(const std::string& name, const std::string& then,
                            const std::string& now, const Sides& sides) {
    std::istringstream before(then), after(now);
    std::string line_before, line_after;
    const bool one_line = then.find('\n') == std::string::npos;
    for (int number = 1;; ++number) {
        const bool has_before = static_cast<bool>(std::getline(before, line_before));
        const bool has_after = static_cast<bool>(std::getline(after, line_after));
        if (has_before && has_after && line_before == line_after) continue;
        if (!has_before && !has_after) return name + ": the end of its last line";
        const auto told = [](bool is, const std::string& line) {
            return is ? "'" + shortened(line) + "'" : std::string("nothing");
        };
        return fmt::format(
            "{}{}: {} {}, {} {}", name, one_line ? "" : fmt::format(", line {}", number),
            told(has_before, line_before), sides.then, told(has_after, line_after), sides.now);
    }
}

}  // namespace

Identity identity_of(const Plan& plan, const Crew& crew) {
    const auto schema = make_schema(plan);
    Storage storage{.outputs = {},
                    .per_tile = plan.tiling.scenarios_per_chunk(),
                    .first_tile = plan.first_tile,
                    .end_tile = plan.last_tile};
    for (const std::size_t o : plan.outputs)
        storage.outputs += plan.instance->outputs()[o].name + "\n";
    return assemble(origin_of(plan, crew, schema), &storage);
}

Identity identity_without_tiles(const Plan& plan, const Crew& crew) {
    const auto schema = make_schema(plan);
    return assemble(origin_of(plan, crew, schema), nullptr);
}

std::optional<Identity> identity_of(const results::Schema& schema) {
    const auto origin = origin_of(schema.attributes, schema.texts);
    if (!origin) return std::nullopt;
    Storage storage{.outputs = {},
                    .per_tile = schema.tiling.scenarios_per_chunk(),
                    .first_tile = 0,
                    .end_tile = schema.tiling.tiles_before(origin->scenarios)};
    for (const auto& variable : schema.variables) {
        if (!results::find<std::vector<std::string>>(variable.attributes, "parameters"))
            storage.outputs += variable.name + "\n";
    }
    const auto* first = results::find<std::int64_t>(schema.attributes, "first_tile");
    const auto* end = results::find<std::int64_t>(schema.attributes, "end_tile");
    if (first != nullptr) storage.first_tile = static_cast<std::uint64_t>(*first);
    if (end != nullptr) storage.end_tile = static_cast<std::uint64_t>(*end);
    return assemble(*origin, &storage);
}

std::optional<Identity> identity_of(const results::Analysis& analysis) {
    const auto origin = origin_of(analysis.attributes, analysis.texts);
    if (!origin) return std::nullopt;
    return assemble(*origin, nullptr);
}

Identity with_tiles(Identity identity, std::uint64_t first, std::uint64_t end) {
    for (auto& [name, text] : identity) {
        if (name == first_name) text = std::to_string(first);
        if (name == end_name) text = std::to_string(end);
    }
    return identity;
}

std::optional<std::uint32_t> table_checksum(const Identity& identity) {
    for (const auto& [name, text] : identity) {
        if (name != "table" || !text.starts_with(table_text)) continue;
        std::uint32_t sum = 0;
        const char* const end = text.data() + text.size();
        if (std::from_chars(text.data() + table_text.size(), end, sum, 16).ptr == end) return sum;
    }
    return std::nullopt;
}

std::optional<std::string> difference(const Identity& then, const Identity& now,
                                      const Sides& sides) {
    for (const auto& [name, text] : then) {
        const auto same_name = [&name = name](const auto& other) { return other.first == name; };
        const auto other = std::find_if(now.begin(), now.end(), same_name);
        if (other == now.end()) return name + ", " + sides.gone;
        if (other->second != text) return text_difference(name, text, other->second, sides);
    }
    for (const auto& [name, text] : now) {
        const auto same_name = [&name = name](const auto& other) { return other.first == name; };
        if (std::none_of(then.begin(), then.end(), same_name)) return name + ", " + sides.come;
    }
    return std::nullopt;
}

std::optional<std::string> difference(const results::IdentityChecksums& then, const Identity& now) {
    const auto sums = results::checksums_of({.identity = now, .attributes = {}});
    if (then.size() != sums.size()) return "what it is made of";
    for (std::size_t i = 0; i < sums.size(); ++i) {
        if (then[i] != sums[i])
            return sums[i].first + " ('" +
                   shortened(now[i].second.substr(0, now[i].second.find('\n'))) + "' now)";
    }
    return std::nullopt;
}

}  // namespace entente::driver
