// SPDX-License-Identifier: Apache-2.0
#include "driver/plan.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "driver/ieee_arithmetic.hpp"
#include "driver/model_joining.hpp"
#include "driver/output_selection.hpp"
#include "driver/plan_parameters.hpp"

namespace entente::driver {
namespace {

// A tile should take well under a second, for progress and stopping, and yet be a chunk worth
// writing.
constexpr double operations_per_tile = 2e9;
constexpr std::uint64_t least_per_tile = 256;
constexpr std::uint64_t most_per_tile = 65536;
constexpr std::uint64_t most_per_tile_asked = 16777216;

std::uint64_t default_tile(const kernels::Instance& instance) {
    const double scenarios = operations_per_tile / std::max(instance.work(), 1.0);
    const auto bounded = static_cast<std::uint64_t>(
        std::clamp(scenarios, double{least_per_tile}, double{most_per_tile}));
    return std::bit_floor(bounded);
}

void check_cut(const Cut& cut) {
    const auto refuse = [](const char* option, const std::string& value, const std::string& valid) {
        throw UserError({option, 0, 0},
                        fmt::format("{} is out of range (valid: {})", value, valid));
    };
    if (cut.scenarios_per_tile &&
        (*cut.scenarios_per_tile < 1 || *cut.scenarios_per_tile > most_per_tile_asked)) {
        refuse("--tile", std::to_string(*cut.scenarios_per_tile),
               fmt::format("1 to {}", most_per_tile_asked));
    }
    if (cut.limit && *cut.limit < 1) refuse("--limit", "0", "1 or more");
    const Shard& shard = cut.shard;
    if (shard.count < 1 || shard.index < 1 || shard.index > shard.count) {
        refuse("--shard", fmt::format("{}/{}", shard.index, shard.count), "1/N to N/N");
    }
}

// Of `tiles`, those in the first `parts` of `count` equal parts.
std::uint64_t share(std::uint64_t tiles, std::uint64_t parts, std::uint64_t count) {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>(Wide{tiles} * parts / count);
}

// What a file cannot hold is found before the first scenario is computed.
void check_file(const Plan& plan) {
    try {
        results::check(make_schema(plan));
    } catch (const std::invalid_argument& error) {
        throw UserError({plan.study.path.string(), 0, 0}, error.what());
    }
}

}  // namespace

std::uint64_t Plan::scenarios_here() const {
    if (first_tile == last_tile) return 0;
    const results::Tile last = tile(last_tile - 1);
    return last.first + last.count - tile(first_tile).first;
}

results::Tile Plan::tile(std::uint64_t index) const {
    results::Tile tile = tiling.tile(index);
    tile.count = tile.first < scenarios ? std::min(tile.count, scenarios - tile.first) : 0;
    return tile;
}

void Plan::fill(std::uint64_t first, std::size_t count, double* const* columns, bool fresh) const {
    std::vector<double*> moved;
    for (const std::size_t p : varied) moved.push_back(columns[p]);
    if (fresh) {
        for (std::size_t p = 0; p < fixed.size(); ++p) std::fill_n(columns[p], count, fixed[p]);
    }
    design->fill(first, count, moved.data());
    for (const auto& [parameter, leader] : followers) {
        std::copy_n(columns[leader], count, columns[parameter]);
    }
}

std::vector<double> Plan::scenario(std::uint64_t index) const {
    std::vector<double> values(fixed.size());
    std::vector<double*> columns;
    for (double& value : values) columns.push_back(&value);
    fill(index, 1, columns.data(), true);
    return values;
}

Plan make_plan(Study study, const Cut& cut) {
    const IeeeArithmetic ieee;
    check_cut(cut);
    auto [model, instance] = join_model(study);
    ParameterPlan parameters = plan_parameters(study, *instance);
    check_axis_names(study, *instance);
    auto outputs = select_outputs(study.output.variables, *instance, study.model);

    results::Tiling tiling(parameters.design->shape(),
                           cut.scenarios_per_tile.value_or(default_tile(*instance)));
    const std::uint64_t scenarios =
        std::min(tiling.scenarios(), cut.limit.value_or(tiling.scenarios()));
    const std::uint64_t tiles = tiling.tiles_before(scenarios);
    Plan plan{.study = std::move(study),
              .model = model,
              .instance = std::move(instance),
              .design = std::move(parameters.design),
              .fixed = std::move(parameters.fixed),
              .varied = std::move(parameters.varied),
              .followers = std::move(parameters.followers),
              .axes = std::move(parameters.axes),
              .marginals = std::move(parameters.marginals),
              .roles = std::move(parameters.roles),
              .column_names = std::move(parameters.column_names),
              .blocks = std::move(parameters.blocks),
              .factors = std::move(parameters.factors),
              .outputs = std::move(outputs),
              .tiling = std::move(tiling),
              .scenarios = scenarios,
              .first_tile = share(tiles, cut.shard.index - 1, cut.shard.count),
              .last_tile = share(tiles, cut.shard.index, cut.shard.count)};
    check_file(plan);
    return plan;
}

}  // namespace entente::driver
