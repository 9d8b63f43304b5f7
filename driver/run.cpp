// SPDX-License-Identifier: Apache-2.0
#include "driver/run.hpp"

#include <algorithm>
#include <chrono>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "driver/provenance.hpp"
#include "driver/ranks/claims.hpp"
#include "driver/ranks/lone_rank.hpp"
#include "driver/run_opening.hpp"
#include "driver/tile_work.hpp"
#include "results/segment_reader.hpp"
#include "results/writer.hpp"

namespace entente::driver {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

// `present` is the opening or the writer.
template <class Tiles>
std::uint64_t scenarios_missing(const Plan& plan, const Tiles& present) {
    std::uint64_t missing = 0;
    for (auto t = plan.first_tile; t < plan.last_tile; ++t) {
        if (!present.has(t)) missing += plan.tile(t).count;
    }
    return missing;
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

// Of a run that was stopped: what is in the segments of all ranks, and of earlier runs.
std::uint64_t scenarios_in(const std::filesystem::path& folder, const Plan& plan) {
    std::vector<bool> seen(plan.tiling.tiles());
    std::uint64_t scenarios = 0;
    for (const results::Segment& segment : results::segments_in(folder)) {
        results::SegmentReader reader(segment);
        while (reader.next()) {
            const std::uint64_t tile = reader.record().tile;
            if (tile >= seen.size() || seen[tile]) continue;
            seen[tile] = true;
            scenarios += plan.tile(tile).count;
        }
    }
    return scenarios;
}

std::uint64_t size_of(const std::filesystem::path& folder) {
    std::uint64_t bytes = 0;
    for (const results::Segment& segment : results::segments_in(folder)) {
        bytes += std::filesystem::file_size(segment.data);
    }
    return bytes;
}

void close(results::Writer& writer, const Plan& plan, RunReport& report,
           const std::filesystem::path& file) {
    const auto attributes = provenance_of_end(report.scenarios, report.seconds);
    if (report.complete) {
        report.outputs = all_statistics(plan, writer);
        writer.finish(attributes);
        report.bytes = std::filesystem::file_size(file);
    } else {
        writer.abandon(attributes);
        report.scenarios = scenarios_in(results::partial_path(file), plan);
        report.bytes = size_of(results::partial_path(file));
    }
}

// The end of a rank that does not lead: its segment is the leader's to put together.
RunReport followed(results::Writer& writer, Ranks& ranks, const std::stop_token& stop) {
    writer.abandon({});
    RunReport report{};
    if (ranks.meet(stop)) report.complete = ranks.from_leader({}).at(0) != std::byte{0};
    return report;
}

}  // namespace

// Statistics of a tile are taken where it is computed and go with it into the journal; as their
// sums are exact, they can be joined at the end, in any order and from any number of runs.
RunReport run(const Plan& plan, const RunOptions& options, Ranks& ranks, std::stop_token stop,
              RunCounts& counts) {
    const auto start_time = Clock::now();
    RunOpening opening(plan, options, ranks);
    results::Writer& writer = opening.writer();
    const std::stop_callback stop_all(stop, [&] { ranks.stop(); });
    const auto give_up = [&] { return stop.stop_requested() || ranks.stopped(); };

    RunReport report{};
    if (opening.resumes()) {
        report.scenarios = plan.scenarios_here() - scenarios_missing(plan, opening);
    }
    counts.kept = report.scenarios;
    const results::Encoder encoder(opening.schema());
    TileLoop loop = tile_loop(plan.first_tile, plan.last_tile, options.crew.threads);
    loop.placement = options.crew.placement;
    TileWorks works(loop.slots, plan, opening.schema(), options.crew.isa);
    Claims claims(ranks, counts);
    loop.claim = [&] {
        std::uint64_t tile = 0;
        do {
            tile = plan.first_tile + std::min(claims.next(0), plan.last_tile - plan.first_tile);
        } while (opening.has(tile));
        return tile;
    };
    loop.compute = [&](std::uint64_t tile, std::size_t slot) {
        works[slot].process(plan.tile(tile), encoder, counts.computed, give_up);
    };
    loop.consume = [&](std::uint64_t, std::size_t slot) {
        const TileWork& work = works[slot];
        if (!work.finished()) return;
        writer.write(work.encoded());
        report.scenarios += work.tile().count;
        claims.add(work.tile().count);
    };
    run(options.crew.backend, loop, stop);
    claims.tell();
    if (!ranks.leads()) return followed(writer, ranks, stop);

    // Tiles of others are read only now; those that turn out to be damaged are computed, too.
    const auto gather = [&] {
        if (writer.is_gathered() || !writer.gather(give_up)) return;
        report.damaged = plan.last_tile - plan.first_tile - writer.tiles_written();
        report.scenarios = plan.scenarios_here() - scenarios_missing(plan, writer);
        if (report.damaged == 0) return;
        loop.claim = [&, next = counting_from(plan.first_tile)] {
            std::uint64_t tile = 0;
            do {
                tile = next();
            } while (tile < plan.last_tile && writer.has(tile));
            return tile;
        };
        run(options.crew.backend, loop, stop);
    };

    // One that is stopped tells the user first.
    bool have_met = !give_up() && ranks.meet(stop, std::chrono::seconds(0));
    if (have_met) {
        if (!ranks.alone()) writer.take_in_others();
        if (!give_up()) gather();
    }
    report.seconds = seconds_since(start_time);
    report.computed = claims.of_all();
    report.tiles = writer.tiles_written();
    report.complete = writer.is_gathered() && report.tiles == plan.last_tile - plan.first_tile;
    close(writer, plan, report, options.file);
    if (!report.complete && options.when_stopped) options.when_stopped(report);
    if (!have_met) have_met = ranks.meet(stop);
    if (have_met) ranks.from_leader({std::byte{report.complete}});
    return report;
}

RunReport run(const Plan& plan, const RunOptions& options, std::stop_token stop,
              RunCounts& counts) {
    LoneRank rank;
    return run(plan, options, rank, std::move(stop), counts);
}

std::uint64_t run_memory(const Plan& plan, std::size_t threads) {
    const TileLoop loop = tile_loop(plan.first_tile, plan.last_tile, threads);
    return loop.slots * tile_memory(plan, make_schema(plan));
}

}  // namespace entente::driver
