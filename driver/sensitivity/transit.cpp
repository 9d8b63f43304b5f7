// SPDX-License-Identifier: Apache-2.0
#include "driver/sensitivity/transit.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "driver/counted.hpp"
#include "driver/evaluation.hpp"
#include "driver/failure.hpp"
#include "driver/provenance.hpp"
#include "driver/ranks/claims.hpp"
#include "driver/ranks/lone_rank.hpp"
#include "driver/run_identity.hpp"
#include "driver/run_start.hpp"
#include "driver/sensitivity/centres.hpp"
#include "driver/sensitivity/checkpoint.hpp"
#include "driver/sensitivity/findings.hpp"
#include "driver/sensitivity/subject.hpp"
#include "driver/sensitivity/turn_work.hpp"
#include "driver/tile_work.hpp"

namespace entente::driver {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds between_checkpoints{5};

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

// How a round of turns has ended.
enum class Verdict : unsigned char { go_on, done, stopped, failed };

// The sums of a run: evaluates turns and adds them up. Those of all ranks come together at the
// leader, piece by piece as they are made, so that no rank has to keep any.
class Transit {
  public:
    Transit(const Plan& plan, const Inquiry& inquiry, const RunOptions& options, Ranks& ranks,
            std::stop_token stop, RunCounts& counts)
        : plan_(plan),
          inquiry_(inquiry),
          options_(options),
          ranks_(ranks),
          stop_(std::move(stop)),
          counts_(counts),
          claims_(ranks, counts),
          identity_(identity_of_sums(plan, inquiry, options.crew)),
          turns_(plan),
          subject_(subject_of(plan, inquiry)),
          intervals_(intervals_for(subject_, inquiry)),
          centres_(plan, subject_, options.crew.isa),
          method_(method_for(subject_, intervals_, centres_.inputs)),
          summation_{centres_.outputs, inquiry.failures, inquiry.imputed,
                     intervals_ == Intervals::bootstrap ? inquiry.bootstrap : 0},
          layout_(*method_, subject_.outputs.size(), summation_.bootstrap),
          trees_(subject_.blocks.replicates, SumTree(keeps_prefixes())) {
        if (!ranks.leads()) return;
        ranks.listen([this](std::span<const std::byte> message) { hear(message); });
    }

    // Goes on with what an earlier run has left in `folder`, if it has: nothing is empty.
    void resume(const results::Bytes& kept, const std::filesystem::path& folder) {
        if (kept.empty()) return;
        earlier_ = trees_;
        unpack_sums(kept, identity_, layout_.size(), folder, earlier_);
        if (ranks_.leads()) trees_ = earlier_;
        counts_.kept = std::min(turns_done() * turns_.most_scenarios(), plan_.scenarios);
    }

    // Evaluates until all is done, or the intervals are narrow enough; false if stopped. `folder`
    // is the leader's.
    bool run(const results::PartialFolder* folder) {
        const std::stop_callback stop_all(stop_, [this] { ranks_.stop(); });
        last_save_ = Clock::now();
        const std::uint64_t replicates = trees_.size();
        std::uint64_t from = 0, to = inquiry_.until_ci ? replicates : turns_.count();
        for (std::size_t round = 0;; ++round, from = to, to = 2 * to) {
            to = std::min(to, turns_.count());
            run_turns(round, from, to, folder);
            const Verdict verdict = agree(to, folder);
            if (verdict != Verdict::go_on) return verdict == Verdict::done;
        }
    }

    Sample sample() const {
        return {subject_, *method_, summation_, intervals_, inquiry_.level, trees_};
    }

    std::uint64_t blocks_done() const {
        return std::min(turns_done() * Blocks::turn, turns_.blocks());
    }
    std::uint64_t failed() const noexcept { return failures_; }
    std::uint64_t computed() { return claims_.of_all(); }

  private:
    struct Slot {
        TurnWork work;
        BlockSums sums;
        std::vector<SumTree> trees;
        std::uint64_t failed = 0;
        std::uint64_t scenarios = 0;
    };

    bool keeps_prefixes() const noexcept {
        return inquiry_.trace && plan_.blocks.kind != Blocks::Kind::fast;
    }

    std::uint64_t turns_done() const {
        std::uint64_t done = 0;
        for (const SumTree& tree : trees_) done += tree.leaves();
        return done;
    }

    bool is_kept(std::uint64_t turn) const {
        return !earlier_.empty() && earlier_[turn % earlier_.size()].has(turn / earlier_.size());
    }

    bool aborts() const noexcept { return inquiry_.failures == Failures::abort; }
    bool is_stopped() const { return stop_.stop_requested() || ranks_.stopped(); }

    // As many turns as a tile of a result file has scenarios.
    std::uint64_t turns_at_once() const {
        return std::max<std::uint64_t>(plan_.tiling.scenarios_per_chunk() / turns_.most_scenarios(),
                                       1);
    }

    void run_turns(std::size_t round, std::uint64_t from, std::uint64_t to,
                   const results::PartialFolder* folder) {
        const std::uint64_t at_once = turns_at_once();
        TileLoop loop = tile_loop(0, (to - from + at_once - 1) / at_once, options_.crew.threads);
        loop.placement = options_.crew.placement;
        std::vector<std::unique_ptr<Slot>> slots(loop.slots);
        loop.claim = [&] {
            if (failed_ && aborts()) ranks_.stop();
            return claims_.next(round);
        };
        loop.compute = [&](std::uint64_t piece, std::size_t s) {
            if (!slots[s]) {
                slots[s] = std::make_unique<Slot>(
                    Slot{TurnWork(plan_, options_.crew.isa, method_->uses_inputs()),
                         BlockSums(*method_, summation_),
                         {}});
            }
            compute(from + piece * at_once, std::min(from + (piece + 1) * at_once, to), *slots[s]);
        };
        loop.consume = [&](std::uint64_t, std::size_t s) {
            take_in(*slots[s]);
            if (folder != nullptr && Clock::now() - last_save_ >= between_checkpoints)
                save(*folder);
        };
        driver::run(options_.crew.backend, loop, stop_);
        claims_.tell();
    }

    void compute(std::uint64_t from, std::uint64_t to, Slot& slot) {
        slot.trees.assign(trees_.size(), SumTree(keeps_prefixes()));
        const auto give_up = [&] { return is_stopped() || (failed_ && aborts()); };
        for (std::uint64_t turn = from; turn < to; ++turn) {
            if (is_kept(turn)) continue;
            if (!slot.work.evaluate(turn, counts_.computed, give_up)) return;
            const std::uint64_t before = slot.sums.failed();
            auto sums = slot.sums.turn(turns_.first(turn), turns_.size(turn), slot.work.outputs(),
                                       slot.work.inputs());
            slot.failed += slot.sums.failed() - before;
            // A turn that ends the run is not kept: a run that goes on would pass over it.
            if (slot.sums.failed() > before && aborts()) {
                fail(turn);
                return;
            }
            slot.trees[turn % trees_.size()].insert(0, turn / trees_.size(), std::move(sums));
            slot.scenarios += turns_.size(turn) * plan_.blocks.scenarios;
        }
    }

    void fail(std::uint64_t turn) {
        if (!failed_.exchange(true)) failed_turn_ = turn;
    }

    // The leader adds the sums of a piece to the others, and another rank sends them there.
    void take_in(Slot& slot) {
        claims_.add(std::exchange(slot.scenarios, 0));
        const std::uint64_t failures = std::exchange(slot.failed, 0);
        if (ranks_.leads()) {
            const std::lock_guard lock(sums_);
            failures_ += failures;
            for (std::size_t r = 0; r < trees_.size(); ++r) {
                trees_[r].insert(std::move(slot.trees[r]));
            }
            return;
        }
        results::Bytes message;
        results::append(message, failures);
        results::append(message, std::uint8_t{failed_});
        results::append(message, failed_ ? failed_turn_.load() : 0);
        append_trees(message, slot.trees);
        ranks_.send(message);
    }

    // The same at the other end.
    void hear(std::span<const std::byte> message) {
        const std::lock_guard lock(sums_);
        if (is_closed_) return;
        failures_ += results::take<std::uint64_t>(message).value_or(0);
        const bool failed = results::take<std::uint8_t>(message).value_or(0) != 0;
        const auto turn = results::take<std::uint64_t>(message).value_or(0);
        if (failed) fail(turn);
        insert_trees(message, layout_.size(), trees_);
    }

    void save(const results::PartialFolder& folder) {
        const std::lock_guard lock(sums_);
        folder.save_checkpoint(packed_sums(identity_, trees_));
        last_save_ = Clock::now();
    }

    // How the turns up to `to` have ended, when those of all ranks are in: the leader says.
    Verdict agree(std::uint64_t to, const results::PartialFolder* folder) {
        if (folder == nullptr && !ranks_.meet(stop_)) return Verdict::stopped;
        Verdict verdict = Verdict::stopped;
        if (folder != nullptr && !lead(to, *folder, verdict)) return Verdict::stopped;
        verdict = Verdict{std::to_integer<unsigned char>(
            ranks_.from_leader({static_cast<std::byte>(verdict)}).at(0))};
        if (verdict == Verdict::failed) throw failure();
        return verdict;
    }

    // One that is stopped keeps what it has, and tells the user, before it waits for longer. False
    // if some rank has not come even then.
    bool lead(std::uint64_t to, const results::PartialFolder& folder, Verdict& verdict) {
        if (ranks_.meet(stop_, std::chrono::seconds(0))) {
            verdict = judge(to);
            if (verdict != Verdict::go_on) save(folder);
            if (verdict == Verdict::stopped) tell_of_stop();
            return true;
        }
        save(folder);
        tell_of_stop();
        const bool all_came = ranks_.meet(stop_);
        save(folder);
        const std::lock_guard lock(sums_);
        is_closed_ = true;
        return all_came;
    }

    void tell_of_stop() {
        if (!options_.when_stopped) return;
        RunReport report{};
        {
            const std::lock_guard lock(sums_);
            report.scenarios = blocks_done() * plan_.blocks.scenarios;
        }
        options_.when_stopped(report);
    }

    Verdict judge(std::uint64_t to) const {
        if (failed_ && aborts()) return Verdict::failed;
        if (to >= turns_.count() && turns_done() >= turns_.count()) return Verdict::done;
        if (is_stopped()) return Verdict::stopped;
        const bool is_narrow = inquiry_.until_ci && widest_interval(sample()) <= *inquiry_.until_ci;
        return is_narrow ? Verdict::done : Verdict::go_on;
    }

    // For the leader to tell.
    Failure failure() const {
        constexpr int machine_failed = 1;
        const std::uint64_t first = failed_turn_ * turns_.most_scenarios();
        const std::string message = fmt::format(
            "a scenario has no finite result, and sensitivity.failures is \"abort\" (\"drop\" "
            "leaves "
            "its block out): see 'status' of scenarios {} to {}",
            first, first + turns_.most_scenarios() - 1);
        return {machine_failed, ranks_.leads() ? message : std::string()};
    }

    const Plan& plan_;
    const Inquiry& inquiry_;
    const RunOptions& options_;
    Ranks& ranks_;
    std::stop_token stop_;
    RunCounts& counts_;
    Claims claims_;
    Identity identity_;
    Turns turns_;
    Subject subject_;
    Intervals intervals_;
    Centres centres_;
    std::unique_ptr<const Moments> method_;
    Summation summation_;
    SumsLayout layout_;
    std::mutex sums_;             ///< guards trees_ and failures_ while the loop runs
    std::vector<SumTree> trees_;  ///< the leader's
    std::uint64_t failures_ = 0;
    bool is_closed_ = false;        ///< what comes from other ranks comes too late
    std::vector<SumTree> earlier_;  ///< what an interrupted run has left
    Clock::time_point last_save_;
    std::atomic<bool> failed_ = false;
    std::atomic<std::uint64_t> failed_turn_ = 0;
};

void add_provenance(const Plan& plan, const Inquiry& inquiry, Intervals intervals,
                    const RunOptions& options, const TransitReport& report,
                    results::Analysis& analysis) {
    const results::Schema schema = make_schema(plan);
    results::Attributes attributes = schema.attributes;
    for (const auto& attribute : first_start(plan, options).attributes) {
        if (attribute.first.find("tile") == std::string::npos) attributes.push_back(attribute);
    }
    for (const auto& attribute :
         provenance_of_end(report.blocks * plan.blocks.scenarios, report.seconds)) {
        attributes.push_back(attribute);
    }
    attributes.emplace_back("blocks_used", static_cast<std::int64_t>(report.blocks));
    attributes.emplace_back("level", inquiry.level);
    if (inquiry.until_ci) attributes.emplace_back(until_ci_attribute, *inquiry.until_ci);
    attributes.emplace_back("intervals", std::string(name(intervals)));
    analysis.attributes = std::move(attributes);
    analysis.texts = schema.texts;
}

void check_plan(const Plan& plan, const Inquiry& inquiry) {
    if (plan.first_tile != 0 || plan.last_tile != plan.tiling.tiles_before(plan.scenarios)) {
        throw UserError(inquiry.where,
                        "[sensitivity]: a shard has part of the blocks only (run the shards with "
                        "store = true, then analyze the merged file)");
    }
    if (plan.scenarios < plan.blocks.scenarios) {
        throw UserError({"--limit", 0, 0},
                        fmt::format("{} {} no whole block of the design (valid: {} or more)",
                                    counted(plan.scenarios, "scenario"),
                                    plan.scenarios == 1 ? "is" : "are", plan.blocks.scenarios));
    }
}

}  // namespace

TransitReport run_in_transit(const Plan& plan, const Inquiry& inquiry, const RunOptions& options,
                             Ranks& ranks, std::stop_token stop, RunCounts& counts) {
    const auto start = Clock::now();
    check_plan(plan, inquiry);
    Transit transit(plan, inquiry, options, ranks, std::move(stop), counts);
    std::optional<results::PartialFolder> folder;
    results::Bytes kept;
    together(ranks, [&] {
        if (!ranks.leads()) return;
        folder.emplace(options.file, options.take_over);
        if (!options.resume) return folder->clear();
        kept = folder->checkpoint().value_or(results::Bytes());
    });
    kept = ranks.from_leader(std::move(kept));
    together(ranks, [&] { transit.resume(kept, results::partial_path(options.file)); });
    TransitReport report{};
    report.complete = transit.run(folder ? &*folder : nullptr);
    if (!folder) return report;
    report.blocks = transit.blocks_done();
    report.computed = transit.computed();
    report.failed = transit.failed();
    report.analysis = findings(transit.sample());
    report.widest = widest_interval(transit.sample());
    report.seconds = seconds_since(start);
    add_provenance(plan, inquiry, transit.sample().intervals, options, report, report.analysis);
    if (report.complete) write_analysis(std::move(*folder), report.analysis);
    return report;
}

TransitReport run_in_transit(const Plan& plan, const Inquiry& inquiry, const RunOptions& options,
                             std::stop_token stop, RunCounts& counts) {
    LoneRank rank;
    return run_in_transit(plan, inquiry, options, rank, std::move(stop), counts);
}

std::uint64_t transit_memory(const Plan& plan, const Inquiry& inquiry, std::size_t threads) {
    const Subject subject = subject_of(plan, inquiry);
    const Intervals intervals = intervals_for(subject, inquiry);
    const auto method = method_for(subject, intervals, std::vector<double>(subject.columns.size()));
    const SumsLayout layout(*method, subject.outputs.size(),
                            intervals == Intervals::bootstrap ? inquiry.bootstrap : 0);
    const Turns turns(plan);
    // A list for each level of a tree, and for each prefix.
    const std::uint64_t lists = std::uint64_t{128} * plan.blocks.replicates;
    const std::uint64_t slots = tile_loop(0, turns.count(), threads).slots;
    const std::uint64_t columns = subject.outputs.size() + plan.varied.size();
    return layout.size() * sizeof(double) * lists / 4 +
           slots * (columns * turns.most_scenarios() * sizeof(double) +
                    evaluation_memory(plan, turns.most_scenarios()));
}

}  // namespace entente::driver
