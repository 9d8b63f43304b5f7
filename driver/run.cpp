// SPDX-License-Identifier: Apache-2.0
#include "driver/run.hpp"

#include <chrono>
#include <span>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "driver/provenance.hpp"
#include "driver/run_start.hpp"
#include "driver/tile_work.hpp"
#include "driver/user_error.hpp"
#include "results/writer.hpp"

namespace entente::driver {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

std::uint64_t scenarios_missing(const Plan& plan, const results::Writer& writer) {
    std::uint64_t missing = 0;
    for (auto t = plan.first_tile; t < plan.last_tile; ++t) {
        if (!writer.has(t)) missing += plan.tile(t).count;
    }
    return missing;
}

std::vector<Statistics> all_statistics(const Plan& plan, const results::Writer& writer) {
    std::vector<Statistics> outputs(plan.outputs.size());
    writer.for_each_note([&](std::span<const std::byte> notes) {
        for (Statistics& output : outputs) {
            Statistics part;
            if (!part.load(notes)) throw std::runtime_error("a tile without its statistics");
            output.add(part);
        }
    });
    return outputs;
}

void check_new(const results::PartialFolder& folder) {
    std::error_code unknown;
    if (std::filesystem::exists(folder.file(), unknown) || !folder.segments().empty()) {
        throw UserError(folder.file().string() +
                        ": another run has written this file meanwhile (--force replaces it)");
    }
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
        report.bytes = size_of(results::partial_path(file));
    }
}

}  // namespace

// Statistics of a tile are taken where it is computed and go with it into the journal; as their
// sums are exact, they can be joined at the end, in any order and from any number of runs.
RunReport run(const Plan& plan, const RunOptions& options, std::stop_token stop,
              RunCounts& counts) {
    const auto start_time = Clock::now();
    results::PartialFolder folder(options.file, options.take_over);
    if (options.only_new) check_new(folder);
    const bool resumes = options.resume && !folder.segments().empty();
    if (!resumes) folder.clear();
    const auto start = resumes ? next_start(folder, plan, options) : first_start(plan, options);
    results::Schema schema = make_schema(plan);
    schema.attributes.insert(schema.attributes.end(), start.attributes.begin(),
                             start.attributes.end());
    const results::Encoder encoder(schema);
    results::Writer writer(std::move(folder), schema, start, options.sync);

    RunReport report{};
    if (resumes) report.scenarios = plan.scenarios_here() - scenarios_missing(plan, writer);
    counts.kept = report.scenarios;
    TileLoop loop = tile_loop(plan.first_tile, plan.last_tile, options.crew.threads);
    TileWorks works(loop.slots, plan, schema, options.crew.isa);
    const auto give_up = [&] { return stop.stop_requested(); };
    loop.compute = [&](std::uint64_t tile, std::size_t slot) {
        if (writer.has(tile)) return works[slot].skip();
        works[slot].process(plan.tile(tile), encoder, counts.computed, give_up);
    };
    loop.consume = [&](std::uint64_t, std::size_t slot) {
        const TileWork& work = works[slot];
        if (!work.finished()) return;
        writer.write(work.encoded());
        report.scenarios += work.tile().count;
        report.computed += work.tile().count;
    };
    run(options.crew.backend, loop, stop);
    // Tiles of earlier runs are read only now; those that turn out to be damaged are computed, too.
    if (resumes && !give_up() && writer.gather(give_up)) {
        report.damaged = plan.last_tile - plan.first_tile - writer.tiles_written();
        if (report.damaged > 0) {
            report.scenarios = plan.scenarios_here() - scenarios_missing(plan, writer);
            run(options.crew.backend, loop, stop);
        }
    }
    report.seconds = seconds_since(start_time);
    report.tiles = writer.tiles_written();
    report.complete = writer.is_gathered() && report.tiles == plan.last_tile - plan.first_tile;
    close(writer, plan, report, options.file);
    return report;
}

std::uint64_t run_memory(const Plan& plan, std::size_t threads) {
    const TileLoop loop = tile_loop(plan.first_tile, plan.last_tile, threads);
    return loop.slots * tile_memory(plan, make_schema(plan));
}

}  // namespace entente::driver
