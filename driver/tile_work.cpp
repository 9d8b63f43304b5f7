// SPDX-License-Identifier: Apache-2.0
#include "driver/tile_work.hpp"

#include <algorithm>
#include <memory>

#include "kernels/batch.hpp"

namespace entente::driver {
namespace {

// Scenarios that a kernel gets at once: their parameters and outputs stay in the second-level cache
// from the design to the kernel, and asking whether to give up costs nothing.
constexpr std::size_t batch_scenarios = 512;
static_assert(batch_scenarios % kernels::padding == 0);

std::size_t tile_capacity(const Plan& plan) {
    return static_cast<std::size_t>(plan.tiling.scenarios_per_chunk());
}

std::size_t batch_capacity(const Plan& plan) {
    return std::min(batch_scenarios, tile_capacity(plan));
}

bool stores_design(const Plan& plan, const results::Schema& schema) {
    return schema.variables.size() > plan.outputs.size();
}

// Columns for the outputs that the study asks for, and for no others.
kernels::Workspace output_columns(const Plan& plan, const std::vector<std::size_t>& offsets) {
    const auto wanted = std::make_unique<bool[]>(offsets.back());
    for (const std::size_t o : plan.outputs) {
        std::fill(&wanted[offsets[o]], &wanted[offsets[o + 1]], true);
    }
    return {offsets.back(), tile_capacity(plan), {wanted.get(), offsets.back()}};
}

}  // namespace

TileWork::TileWork(const Plan& plan, const results::Schema& schema, kernels::Isa isa)
    : plan_(plan),
      isa_(isa),
      offsets_(kernels::column_offsets(*plan.instance)),
      parameters_(plan.fixed.size(), batch_capacity(plan)),
      scratch_(1, plan.instance->scratch()),
      outputs_(output_columns(plan, offsets_)),
      design_(stores_design(plan, schema) ? plan.varied.size() : 0, tile_capacity(plan)),
      batch_outputs_(offsets_.back()),
      statistics_(plan.outputs.size()) {
    for (const std::size_t o : plan.outputs) variables_.push_back(outputs_.columns() + offsets_[o]);
    if (!stores_design(plan, schema)) return;
    for (std::size_t c = 0; c < plan.varied.size(); ++c)
        variables_.push_back(design_.columns() + c);
}

void TileWork::process(const results::Tile& tile, const results::Encoder& encoder,
                       std::atomic<std::uint64_t>& computed, const std::function<bool()>& give_up) {
    tile_ = tile;
    finished_ = false;
    for (std::uint64_t done = 0; done < tile.count;) {
        if (give_up()) return;
        const auto count = std::min<std::uint64_t>(tile.count - done, parameters_.capacity());
        compute_batch(done, static_cast<std::size_t>(count));
        done += count;
        computed.fetch_add(count, std::memory_order_relaxed);
    }
    take_statistics();
    encoder.encode(tile_, variables_, encoded_);
    finished_ = true;
}

// `first` counts from the tile's first scenario.
void TileWork::compute_batch(std::uint64_t first, std::size_t count) {
    plan_.fill(tile_.first + first, count, parameters_.columns(), count > filled_);
    filled_ = std::max(filled_, count);
    parameters_.pad(count);
    for (std::size_t c = 0; c < batch_outputs_.size(); ++c) {
        double* const column = outputs_[c];
        batch_outputs_[c] = column == nullptr ? nullptr : column + first;
    }
    plan_.instance->evaluate(isa_, {.in = parameters_.columns(),
                                    .out = batch_outputs_.data(),
                                    .scenarios = count,
                                    .scratch = scratch_[0]});
    for (std::size_t v = plan_.outputs.size(), c = 0; v < variables_.size(); ++v, ++c) {
        std::copy_n(parameters_[plan_.varied[c]], count, design_[c] + first);
    }
}

void TileWork::take_statistics() {
    for (std::size_t i = 0; i < plan_.outputs.size(); ++i) {
        const std::size_t o = plan_.outputs[i];
        statistics_[i] = {};
        for (std::size_t c = offsets_[o]; c < offsets_[o + 1]; ++c) {
            statistics_[i].add({outputs_[c], static_cast<std::size_t>(tile_.count)}, tile_.first);
        }
    }
}

TileWork& TileWorks::operator[](std::size_t slot) {
    auto& work = works_[slot];
    if (!work) work = std::make_unique<TileWork>(plan_, schema_, isa_);
    return *work;
}

TileLoop tile_loop(std::uint64_t first, std::uint64_t last, std::size_t threads) {
    const std::uint64_t tiles = std::max<std::uint64_t>(last - first, 1);
    const std::size_t workers = static_cast<std::size_t>(std::min<std::uint64_t>(threads, tiles));
    const std::uint64_t slots = std::min<std::uint64_t>(workers + workers / 4 + 2, tiles);
    return {.first = first,
            .last = last,
            .threads = workers,
            .slots = static_cast<std::size_t>(slots),
            .compute = {},
            .consume = {}};
}

std::uint64_t tile_memory(const Plan& plan, const results::Schema& schema) {
    const std::uint64_t scenarios = kernels::padded(tile_capacity(plan));
    std::uint64_t chunks = 0;  // an encoded chunk, and room to shuffle one
    for (const results::Variable& variable : schema.variables) {
        chunks += extent(schema, variable) * (bytes(variable.type) + sizeof(double));
    }
    const std::uint64_t parameters =
        plan.fixed.size() * kernels::padded(batch_capacity(plan)) * sizeof(double);
    const std::uint64_t scratch = plan.instance->scratch() * sizeof(double);
    return chunks * scenarios + parameters + scratch + plan.outputs.size() * sizeof(Statistics);
}

}  // namespace entente::driver
