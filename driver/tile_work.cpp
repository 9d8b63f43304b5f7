// SPDX-License-Identifier: Apache-2.0
#include "driver/tile_work.hpp"

#include <algorithm>
#include <memory>

#include "driver/ieee_arithmetic.hpp"
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
    return {offsets.back(), batch_capacity(plan), {wanted.get(), offsets.back()}};
}

}  // namespace

TileWork::TileWork(const Plan& plan, const results::Schema& schema, kernels::Isa isa)
    : plan_(plan),
      isa_(isa),
      offsets_(kernels::column_offsets(*plan.instance)),
      parameters_(plan.fixed.size(), batch_capacity(plan)),
      scratch_(1, plan.instance->scratch()),
      outputs_(output_columns(plan, offsets_)),
      statistics_(plan.outputs.size()) {
    for (const std::size_t o : plan.outputs) variables_.push_back(outputs_.columns() + offsets_[o]);
    if (!stores_design(plan, schema)) return;
    for (const std::size_t p : plan.varied) variables_.push_back(parameters_.columns() + p);
}

void TileWork::process(const results::Tile& tile, const results::Encoder& encoder,
                       std::atomic<std::uint64_t>& computed, const std::function<bool()>& give_up) {
    const IeeeArithmetic ieee;
    tile_ = tile;
    finished_ = false;
    std::fill(statistics_.begin(), statistics_.end(), Statistics());
    encoder.start(tile, encoded_);
    for (std::uint64_t done = 0; done < tile.count;) {
        if (give_up()) return;
        const auto count = static_cast<std::size_t>(
            std::min<std::uint64_t>(tile.count - done, parameters_.capacity()));
        compute_batch(tile.first + done, count);
        take_statistics(tile.first + done, count);
        encoder.add(static_cast<std::size_t>(done), count, variables_, encoded_);
        done += count;
        computed.fetch_add(count, std::memory_order_relaxed);
    }
    encoder.finish(tile, encoded_);
    encoded_.notes.clear();
    for (const Statistics& output : statistics_) output.save(encoded_.notes);
    finished_ = true;
}

void TileWork::compute_batch(std::uint64_t first, std::size_t count) {
    plan_.fill(first, count, parameters_.columns(), count > filled_);
    filled_ = std::max(filled_, count);
    parameters_.pad(count);
    plan_.instance->evaluate(isa_, {.in = parameters_.columns(),
                                    .out = outputs_.columns(),
                                    .scenarios = count,
                                    .scratch = scratch_[0]});
}

void TileWork::take_statistics(std::uint64_t first, std::size_t count) {
    for (std::size_t i = 0; i < plan_.outputs.size(); ++i) {
        const std::size_t o = plan_.outputs[i];
        for (std::size_t c = offsets_[o]; c < offsets_[o + 1]; ++c) {
            statistics_[i].add({outputs_[c], count}, first);
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
    const auto workers = static_cast<std::size_t>(std::min<std::uint64_t>(threads, tiles));
    const std::uint64_t slots = std::min<std::uint64_t>(workers + workers / 4 + 2, tiles);
    return {.first = first,
            .last = last,
            .threads = workers,
            .slots = static_cast<std::size_t>(slots),
            .compute = {},
            .consume = {}};
}

std::uint64_t tile_memory(const Plan& plan, const results::Schema& schema) {
    std::uint64_t chunks = 0, largest = 0;  // bytes per scenario
    std::uint64_t columns = plan.fixed.size();
    for (const results::Variable& variable : schema.variables) {
        const std::uint64_t size = extent(schema, variable) * bytes(variable.type);
        chunks += size;
        largest = std::max(largest, size);
    }
    for (const std::size_t o : plan.outputs) {
        columns += extent(*plan.instance, plan.instance->outputs()[o]);
    }
    // To deflate a chunk takes room for a shuffled and for a compressed one.
    if (schema.compression == results::Compression::deflate) chunks += 2 * largest;
    const std::uint64_t batch = columns * kernels::padded(batch_capacity(plan)) * sizeof(double);
    const std::uint64_t scratch = plan.instance->scratch() * sizeof(double);
    return chunks * tile_capacity(plan) + batch + scratch +
           plan.outputs.size() * sizeof(Statistics);
}

}  // namespace entente::driver
