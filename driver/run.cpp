// SPDX-License-Identifier: Apache-2.0
#include "driver/run.hpp"

#include <chrono>
#include <utility>

#include "driver/provenance.hpp"
#include "driver/tile_work.hpp"
#include "results/writer.hpp"

namespace entente::driver {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

void close(results::Writer& writer, const Plan& plan, RunReport& report,
           const std::filesystem::path& file) {
    const results::Attributes attributes = provenance_of_end(report.scenarios, report.seconds);
    report.tiles = writer.tiles_written();
    report.complete = report.tiles == plan.last_tile - plan.first_tile;
    if (report.complete) {
        writer.finish(attributes);
    } else {
        writer.abandon(attributes);
    }
    report.bytes = std::filesystem::file_size(report.complete ? file : results::partial_path(file));
}

}  // namespace

// Statistics of a tile are taken where it is computed and joined where it is consumed, one tile at
// a time; as their sums are exact, the order in which tiles arrive does not matter.
RunReport run(const Plan& plan, const RunOptions& options, std::stop_token stop,
              std::atomic<std::uint64_t>& computed) {
    const auto start = Clock::now();
    results::Schema schema = make_schema(plan);
    for (auto& attribute : provenance_of_start(plan, options.crew)) {
        schema.attributes.push_back(std::move(attribute));
    }
    schema.attributes.insert(schema.attributes.end(), options.attributes.begin(),
                             options.attributes.end());
    const results::Encoder encoder(schema);
    results::Writer writer(options.file, schema);

    RunReport report{};
    report.outputs.resize(plan.outputs.size());
    TileLoop loop = tile_loop(plan.first_tile, plan.last_tile, options.crew.threads);
    TileWorks works(loop.slots, plan, schema, options.crew.isa);
    const auto give_up = [&] { return stop.stop_requested(); };
    loop.compute = [&](std::uint64_t tile, std::size_t slot) {
        works[slot].process(plan.tile(tile), encoder, computed, give_up);
    };
    loop.consume = [&](std::uint64_t, std::size_t slot) {
        const TileWork& work = works[slot];
        if (!work.finished()) return;
        writer.write(work.encoded());
        report.scenarios += work.tile().count;
        for (std::size_t i = 0; i < report.outputs.size(); ++i) {
            report.outputs[i].add(work.statistics()[i]);
        }
    };
    run(options.crew.backend, loop, stop);
    report.seconds = seconds_since(start);
    close(writer, plan, report, options.file);
    return report;
}

std::uint64_t run_memory(const Plan& plan, std::size_t threads) {
    const TileLoop loop = tile_loop(plan.first_tile, plan.last_tile, threads);
    return loop.slots * tile_memory(plan, make_schema(plan));
}

}  // namespace entente::driver
