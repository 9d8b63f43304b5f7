// SPDX-License-Identifier: Apache-2.0
#include "driver/run.hpp"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "driver/harvest.hpp"
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

// That earlier runs have left.
std::uint64_t scenarios_kept(const Plan& plan, const RunOpening& opening) {
    std::uint64_t kept = 0;
    for (auto t = plan.first_tile; t < plan.last_tile; ++t) {
        if (opening.has(t)) kept += plan.tile(t).count;
    }
    return kept;
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

void close(results::Writer& writer, const Plan& plan, RunReport& report,
           const std::filesystem::path& file) {
    if (report.complete) report.scenarios = plan.scenarios_here();
    const auto attributes = provenance_of_end(report.scenarios, report.seconds);
    if (report.complete) {
        report.outputs = all_statistics(plan, writer);
        writer.finish(attributes);
        std::error_code moved;  // by somebody who was waiting for it
        report.bytes = std::filesystem::file_size(file, moved);
        if (moved) report.bytes = writer.bytes_written();
    } else {
        writer.abandon(attributes);
        report.scenarios = scenarios_in(results::partial_path(file), plan);
        report.bytes = results::bytes_in(results::partial_path(file));
    }
}

// A run, as one of its ranks sees it: compute(), then lead() or follow().
//
// Statistics of a tile are taken where it is computed and go with it into the journal; as their
// sums are exact, they can be joined at the end, in any order and from any number of runs.
class Run {
  public:
    Run(const Plan& plan, const RunOptions& options, Ranks& ranks, std::stop_token stop,
        RunCounts& counts)
        : plan_(plan),
          options_(options),
          ranks_(ranks),
          stop_(std::move(stop)),
          counts_(counts),
          opening_(plan, options, ranks),
          encoder_(opening_.schema()),
          claims_(ranks, counts),
          loop_(tile_loop(plan.first_tile, plan.last_tile, options.crew.threads)),
          works_(loop_.slots, plan, opening_.schema(), options.crew.isa) {
        if (opening_.resumes()) report_.scenarios = scenarios_kept(plan, opening_);
        counts.kept = report_.scenarios;
        loop_.placement = options.crew.placement;
        loop_.claim = [this] { return next_tile(); };
        loop_.compute = [this](std::uint64_t tile, std::size_t slot) {
            works_[slot].process(plan_.tile(tile), encoder_, counts_.computed,
                                 [this] { return is_stopped(); });
        };
        loop_.consume = [this](std::uint64_t, std::size_t slot) { write(works_[slot]); };
        if (ranks.leads() && !ranks.alone() && options.harvest)
            harvest_.emplace(writer(), writing_, [&ranks] { ranks.stop(); });
    }

    // The tiles that this rank gets.
    void compute() {
        driver::run(options_.crew.backend, loop_, stop_);
        claims_.tell();
    }

    // The end of a rank that does not lead: its segment is the leader's to put together.
    RunReport follow() {
        writer().abandon({});
        if (ranks_.meet(stop_)) {
            report_.complete = ranks_.from_leader({}).at(0) != std::byte{0};
        }
        return report_;
    }

    // The end of the leader. If it is stopped, it tells the user before it waits for longer.
    RunReport lead() {
        bool have_met = !is_stopped() && ranks_.meet(stop_, std::chrono::seconds(0));
        if (harvest_) harvest_->stop();
        if (have_met && !ranks_.alone()) writer().take_in_others();
        if (have_met && !is_stopped()) gather();
        report_.seconds = seconds_since(start_time_);
        report_.computed = claims_.of_all();
        report_.tiles = writer().tiles_written();
        report_.complete = writer().is_gathered() && report_.tiles == tiles();
        close(writer(), plan_, report_, options_.file);
        if (!report_.complete && options_.when_stopped) options_.when_stopped(report_);
        if (!have_met) have_met = ranks_.meet(stop_);
        if (have_met) ranks_.from_leader({std::byte{report_.complete}});
        return report_;
    }

  private:
    results::Writer& writer() { return opening_.writer(); }
    std::uint64_t tiles() const { return plan_.last_tile - plan_.first_tile; }
    bool is_stopped() const { return stop_.stop_requested() || ranks_.stopped(); }

    std::uint64_t next_tile() {
        std::uint64_t tile = 0;
        do {
            tile = plan_.first_tile + std::min(claims_.next(0), tiles());
        } while (opening_.has(tile));
        return tile;
    }

    void write(const TileWork& work) {
        if (!work.finished()) return;
        const std::lock_guard lock(writing_);
        if (harvest_ && harvest_->has_failed()) return;  // stop() will say why
        writer().write(work.encoded());
        report_.scenarios += work.tile().count;
        claims_.add(work.tile().count);
    }

    // Tiles of earlier runs and of other ranks are read only now; those that turn out to be damaged
    // are computed, too.
    void gather() {
        if (writer().is_gathered() || !writer().gather([this] { return is_stopped(); })) return;
        report_.damaged = tiles() - writer().tiles_written();
        if (report_.damaged == 0) return;
        loop_.claim = [this, next = counting_from(plan_.first_tile)] {
            std::uint64_t tile = 0;
            do {
                tile = next();
            } while (tile < plan_.last_tile && writer().has(tile));
            return tile;
        };
        driver::run(options_.crew.backend, loop_, stop_);
    }

    const Clock::time_point start_time_ = Clock::now();
    const Plan& plan_;
    const RunOptions& options_;
    Ranks& ranks_;
    const std::stop_token stop_;
    RunCounts& counts_;
    RunOpening opening_;
    const results::Encoder encoder_;
    Claims claims_;
    TileLoop loop_;
    TileWorks works_;
    RunReport report_{};
    std::mutex writing_;              ///< while the harvest lasts, it writes, too
    std::optional<Harvest> harvest_;  ///< of the leader of several ranks
};

}  // namespace

RunReport run(const Plan& plan, const RunOptions& options, Ranks& ranks, std::stop_token stop,
              RunCounts& counts) {
    Run here(plan, options, ranks, stop, counts);
    const std::stop_callback stop_all(std::move(stop), [&] { ranks.stop(); });
    here.compute();
    return ranks.leads() ? here.lead() : here.follow();
}

RunReport run(const Plan& plan, const RunOptions& options, std::stop_token stop,
              RunCounts& counts) {
    LoneRank rank;
    return run(plan, options, rank, std::move(stop), counts);
}

std::uint64_t run_memory(const Plan& plan, const Crew& crew) {
    const TileLoop loop = tile_loop(plan.first_tile, plan.last_tile, crew.threads);
    const std::size_t copied = crew.ranks > 1 ? 1 : 0;  // by the leader, at a time
    return (loop.slots + copied) * tile_memory(plan, make_schema(plan));
}

}  // namespace entente::driver
