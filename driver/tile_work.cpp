// SPDX-License-Identifier: Apache-2.0
#include "driver/tile_work.hpp"

#include <algorithm>
#include <memory>
#include <span>

#include "driver/ieee_arithmetic.hpp"

namespace entente::driver {
namespace {

std::size_t tile_capacity(const Plan& plan) {
    return static_cast<std::size_t>(plan.tiling.scenarios_per_chunk());
}

bool stores_design(const Plan& plan, const results::Schema& schema) {
    return schema.variables.size() > plan.outputs.size();
}

}  // namespace

TileWork::TileWork(const Plan& plan, const results::Schema& schema, kernels::Isa isa)
    : plan_(plan), batch_(plan, isa, tile_capacity(plan)), statistics_(plan.outputs.size()) {
    for (const std::size_t o : plan.outputs) variables_.push_back(batch_.output(o));
    if (!stores_design(plan, schema)) return;
    for (const std::size_t p : plan.varied) variables_.push_back(batch_.parameters() + p);
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
        const auto count =
            static_cast<std::size_t>(std::min<std::uint64_t>(tile.count - done, batch_.capacity()));
        batch_.compute(tile.first + done, count);
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

void TileWork::take_statistics(std::uint64_t first, std::size_t count) {
    for (std::size_t i = 0; i < plan_.outputs.size(); ++i) {
        const std::size_t o = plan_.outputs[i];
        for (std::size_t c = 0; c < batch_.extent(o); ++c) {
            statistics_[i].add({batch_.output(o)[c], count}, first);
        }
    }
}

std::vector<Statistics> all_statistics(const Plan& plan, const results::Writer& writer) {
    std::vector<Statistics> outputs(plan.outputs.size());
    bool whole = true;
    writer.for_each_note([&](std::span<const std::byte> notes) {
        for (Statistics& output : outputs) {
            Statistics part;
            whole = whole && part.load(notes);
            output.add(part);
        }
    });
    if (!whole) outputs.clear();
    return outputs;
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
    return {.claim = counting_from(first),
            .last = last,
            .threads = workers,
            .slots = static_cast<std::size_t>(slots),
            .compute = {},
            .consume = {}};
}

std::uint64_t tile_memory(const Plan& plan, const results::Schema& schema) {
    std::uint64_t chunks = 0, largest = 0;  // bytes per scenario
    for (const results::Variable& variable : schema.variables) {
        const std::uint64_t size = extent(schema, variable) * bytes(variable.type);
        chunks += size;
        largest = std::max(largest, size);
    }
    // To deflate a chunk takes room for a shuffled and for a compressed one.
    if (schema.compression == results::Compression::deflate) chunks += 2 * largest;
    return chunks * tile_capacity(plan) + evaluation_memory(plan, tile_capacity(plan)) +
           plan.outputs.size() * sizeof(Statistics);
}

}  // namespace entente::driver
