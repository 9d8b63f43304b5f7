// SPDX-License-Identifier: Apache-2.0
#include "driver/designs/block_attributes.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace entente::driver {
namespace {

using results::Attributes;
using Kind = Blocks::Kind;

constexpr std::pair<std::string_view, Kind> kinds[] = {{"saltelli", Kind::saltelli},
                                                       {"morris", Kind::morris},
                                                       {"fast", Kind::fast},
                                                       {"derivatives", Kind::derivatives}};

[[noreturn]] void refuse(std::string_view name) {
    throw std::runtime_error(
        fmt::format("the attribute '{}' is not what this design would have", name));
}

std::uint64_t number(const Attributes& attributes, std::string_view name, std::int64_t least,
                     std::int64_t most) {
    const auto* value = results::find<std::int64_t>(attributes, name);
    if (value == nullptr || *value < least || *value > most) refuse(name);
    return static_cast<std::uint64_t>(*value);
}

std::vector<Factor> factors_from(const Attributes& attributes) {
    const auto* names = results::find<std::vector<std::string>>(attributes, "factors");
    if (names == nullptr || names->empty()) refuse("factors");
    std::vector<Factor> factors;
    for (const std::string& name : *names) factors.push_back({name, {}});
    const auto* groups = results::find<std::vector<std::int64_t>>(attributes, "factor_of_column");
    if (groups == nullptr) {
        for (std::size_t f = 0; f < factors.size(); ++f) factors[f].columns = {f};
        return factors;
    }
    for (std::size_t c = 0; c < groups->size(); ++c) {
        const std::int64_t f = (*groups)[c];
        if (f < 0 || std::cmp_greater_equal(f, factors.size())) refuse("factor_of_column");
        factors[static_cast<std::size_t>(f)].columns.push_back(c);
    }
    if (std::any_of(factors.begin(), factors.end(),
                    [](const Factor& factor) { return factor.columns.empty(); })) {
        refuse("factor_of_column");
    }
    return factors;
}

void read_morris(const Attributes& attributes, Blocks& blocks) {
    blocks.levels = static_cast<int>(number(attributes, "levels", 2, 1'000'000));
    if (blocks.levels % 2 != 0) refuse("levels");
    const auto* chosen =
        results::find<std::vector<std::int64_t>>(attributes, "chosen_trajectories");
    if (chosen == nullptr) return;
    if (chosen->size() != blocks.count) refuse("chosen_trajectories");
    for (const std::int64_t trajectory : *chosen) {
        if (trajectory < 0) refuse("chosen_trajectories");
        blocks.chosen.push_back(static_cast<std::uint64_t>(trajectory));
    }
}

void read_fast(const Attributes& attributes, Blocks& blocks) {
    const std::uint64_t harmonics = number(attributes, "harmonics", 1, 1000);
    if (blocks.count / blocks.replicates < least_fast_points(harmonics)) refuse("points");
    blocks.harmonics = static_cast<int>(harmonics);
}

}  // namespace

void add_structure(const BlockStructure& structure, Attributes& attributes) {
    const Blocks& blocks = structure.blocks;
    const auto add = [&](const char* name, std::uint64_t value) {
        attributes.emplace_back(name, static_cast<std::int64_t>(value));
    };
    if (blocks.kind != Kind::single) {
        add("points", blocks.count);
        add("replicates", blocks.replicates);
    }
    if (blocks.kind == Kind::saltelli) add("second_order", blocks.second_order ? 1 : 0);
    if (blocks.kind == Kind::morris) add("levels", static_cast<std::uint64_t>(blocks.levels));
    if (!blocks.chosen.empty()) {
        attributes.emplace_back(
            "chosen_trajectories",
            std::vector<std::int64_t>(blocks.chosen.begin(), blocks.chosen.end()));
    }
    if (blocks.kind == Kind::fast) add("harmonics", static_cast<std::uint64_t>(blocks.harmonics));
    if (blocks.kind == Kind::derivatives) attributes.emplace_back("step", blocks.step);
    std::vector<std::string> names;
    std::vector<std::int64_t> factor_of_column;
    for (std::size_t f = 0; f < structure.factors.size(); ++f) {
        names.push_back(structure.factors[f].name);
        for (const std::size_t c : structure.factors[f].columns) {
            if (factor_of_column.size() <= c) factor_of_column.resize(c + 1);
            factor_of_column[c] = static_cast<std::int64_t>(f);
        }
    }
    const bool groups = factor_of_column.size() > names.size();
    attributes.emplace_back("factors", std::move(names));
    if (groups) attributes.emplace_back("factor_of_column", std::move(factor_of_column));
}

std::optional<BlockStructure> structure_from(const Attributes& attributes) {
    const auto* design = results::find<std::string>(attributes, "design");
    if (design == nullptr) return std::nullopt;
    const auto* const kind =
        std::find_if(std::begin(kinds), std::end(kinds),
                     [&](const auto& entry) { return entry.first == *design; });
    if (kind == std::end(kinds)) return std::nullopt;
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    BlockStructure structure;
    structure.factors = factors_from(attributes);
    Blocks& blocks = structure.blocks;
    blocks.kind = kind->second;
    blocks.factors = structure.factors.size();
    blocks.seed = number(attributes, "seed", 0, most);
    blocks.count = number(attributes, "points", 1, most);
    blocks.replicates = number(attributes, "replicates", 1, most / 64);
    if (blocks.kind == Kind::saltelli) {
        blocks.second_order = number(attributes, "second_order", 0, 1) == 1;
    }
    if (blocks.kind == Kind::morris) read_morris(attributes, blocks);
    if (blocks.kind == Kind::fast) read_fast(attributes, blocks);
    if (blocks.kind == Kind::derivatives) {
        const auto* step = results::find<double>(attributes, "step");
        if (step == nullptr || !(*step > 0 && *step < 1)) refuse("step");
        blocks.step = *step;
    }
    blocks.scenarios = scenarios_in_block(blocks);
    if (blocks.count > static_cast<std::uint64_t>(most) / blocks.scenarios) refuse("points");
    if (blocks.replicates > 1 && blocks.count % (Blocks::turn * blocks.replicates) != 0) {
        refuse("replicates");
    }
    return structure;
}

}  // namespace entente::driver
