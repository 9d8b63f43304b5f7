// SPDX-License-Identifier: Apache-2.0
#include "driver/sensitivity/transit.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "driver/evaluation.hpp"
#include "driver/provenance.hpp"
#include "driver/run_identity.hpp"
#include "driver/run_start.hpp"
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

// A constant near the mean of every output, and of every column: that of the first turn.
struct Centres {
    std::vector<double> outputs, inputs;

    Centres(const Plan& plan, const Subject& subject, kernels::Isa isa) {
        TurnWork work(plan, isa, true);
        std::atomic<std::uint64_t> computed = 0;
        work.evaluate(0, computed, [] { return false; });
        const std::size_t count = Turns(plan).size(0) * plan.blocks.scenarios;
        for (std::size_t o = 0; o < subject.outputs.size(); ++o) {
            outputs.push_back(centre_of({work.outputs()[o], count}));
        }
        for (std::size_t c = 0; c < plan.varied.size(); ++c) {
            inputs.push_back(centre_of({work.inputs()[c], count}));
        }
    }
};

// What a run keeps, and finds again: who it is, then the sums.
class Checkpoint {
  public:
    explicit Checkpoint(Identity identity) : identity_(std::move(identity)) {}

    void save(const results::PartialFolder& folder, const std::vector<SumTree>& trees) const {
        results::Bytes state;
        state.reserve(std::size_t{1} << 16);
        results::append(state, std::uint64_t{identity_.size()});
        for (const auto& [name, text] : identity_) {
            results::append(state, name);
            results::append(state, text);
        }
        for (const SumTree& tree : trees) tree.save(state);
        folder.save_checkpoint(state);
    }

    // Fills the trees if there is a state of this run; throws UserError if it is another's.
    void load(const results::PartialFolder& folder, std::vector<SumTree>& trees,
              std::size_t size) const {
        const auto kept = folder.checkpoint();
        if (!kept) return;
        std::span<const std::byte> from = *kept;
        Identity then;
        const auto count = results::take<std::uint64_t>(from);
        for (std::uint64_t i = 0; count && i < std::min<std::uint64_t>(*count, 4096); ++i) {
            auto name = results::take_text(from), text = results::take_text(from);
            if (!name || !text) break;
            then.emplace_back(std::move(*name), std::move(*text));
        }
        if (const auto what = difference(then, identity_)) {
            throw UserError(
                fmt::format("{}: not of this run, so --resume cannot go on with it: "
                            "{} (--force begins anew)",
                            folder.folder().string(), *what));
        }
        std::vector<SumTree> found = trees;  // which know whether they keep prefixes
        for (SumTree& tree : found) {
            if (!tree.load(from, size)) return;
        }
        trees = std::move(found);
    }

  private:
    Identity identity_;
};

// The sums of a run: evaluates turns and adds them up.
class Transit {
  public:
    Transit(const Plan& plan, const Inquiry& inquiry, const RunOptions& options,
            std::stop_token stop, RunCounts& counts)
        : plan_(plan),
          inquiry_(inquiry),
          options_(options),
          stop_(std::move(stop)),
          counts_(counts),
          turns_(plan),
          subject_(subject_of(plan, inquiry)),
          intervals_(intervals_for(subject_, inquiry)),
          centres_(plan, subject_, options.crew.isa),
          method_(method_for(subject_, intervals_, centres_.inputs)),
          summation_{centres_.outputs, inquiry.failures, inquiry.imputed,
                     intervals_ == Intervals::bootstrap ? inquiry.bootstrap : 0},
          layout_(*method_, subject_.outputs.size(), summation_.bootstrap),
          trees_(subject_.blocks.replicates, SumTree(keeps_prefixes())) {}

    void resume(const Checkpoint& checkpoint, const results::PartialFolder& folder) {
        checkpoint.load(folder, trees_, layout_.size());
        counts_.kept = std::min(turns_done() * turns_.most_scenarios(), plan_.scenarios);
        earlier_ = trees_;
    }

    // Evaluates until all is done, or the intervals are narrow enough; false if stopped.
    bool run(const Checkpoint& checkpoint, const results::PartialFolder& folder) {
        last_save_ = Clock::now();
        const std::uint64_t replicates = trees_.size();
        std::uint64_t from = 0, to = inquiry_.until_ci ? replicates : turns_.count();
        for (; from < turns_.count(); from = to, to = 2 * to) {
            to = std::min(to, turns_.count());
            run_turns(from, to, checkpoint, folder);
            if (stop_.stop_requested() || failed_) break;
            if (inquiry_.until_ci && widest_interval(sample()) <= *inquiry_.until_ci) {
                from = to;
                break;
            }
        }
        checkpoint.save(folder, trees_);
        if (failed_ && inquiry_.failures == Failures::abort) {
            throw std::runtime_error(fmt::format(
                "a scenario has no finite result, and sensitivity.failures is \"abort\" (\"drop\" "
                "leaves its block out): see 'status' of scenarios {} to {}",
                *failed_turn_ * turns_.most_scenarios(),
                (*failed_turn_ + 1) * turns_.most_scenarios() - 1));
        }
        return !stop_.stop_requested() || from >= turns_.count();
    }

    Sample sample() const {
        return {subject_, *method_, summation_, intervals_, inquiry_.level, trees_};
    }

    std::uint64_t blocks_done() const {
        return std::min(turns_done() * Blocks::turn, turns_.blocks());
    }
    std::uint64_t failed() const noexcept { return failures_; }

  private:
    struct Slot {
        TurnWork work;
        BlockSums sums;
        std::vector<SumTree> trees;
        std::uint64_t failed = 0;
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

    // As many turns as a tile of a result file has scenarios.
    std::uint64_t turns_at_once() const {
        return std::max<std::uint64_t>(plan_.tiling.scenarios_per_chunk() / turns_.most_scenarios(),
                                       1);
    }

    void run_turns(std::uint64_t from, std::uint64_t to, const Checkpoint& checkpoint,
                   const results::PartialFolder& folder) {
        const std::uint64_t at_once = turns_at_once();
        TileLoop loop = tile_loop(0, (to - from + at_once - 1) / at_once, options_.crew.threads);
        std::vector<std::unique_ptr<Slot>> slots(loop.slots);
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
            for (std::size_t r = 0; r < trees_.size(); ++r) {
                trees_[r].insert(std::move(slots[s]->trees[r]));
            }
            failures_ += std::exchange(slots[s]->failed, 0);
            if (Clock::now() - last_save_ < between_checkpoints) return;
            checkpoint.save(folder, trees_);
            last_save_ = Clock::now();
        };
        driver::run(options_.crew.backend, loop, stop_);
    }

    void compute(std::uint64_t from, std::uint64_t to, Slot& slot) {
        slot.trees.assign(trees_.size(), SumTree(keeps_prefixes()));
        const auto give_up = [&] { return stop_.stop_requested() || (failed_ && aborts()); };
        for (std::uint64_t turn = from; turn < to; ++turn) {
            if (is_kept(turn)) continue;
            if (!slot.work.evaluate(turn, counts_.computed, give_up)) return;
            const std::uint64_t before = slot.sums.failed();
            auto sums = slot.sums.turn(turns_.first(turn), turns_.size(turn), slot.work.outputs(),
                                       slot.work.inputs());
            slot.failed += slot.sums.failed() - before;
            // A turn that ends the run is not kept: a run that goes on would pass over it.
            if (slot.sums.failed() > before && aborts()) {
                if (!failed_.exchange(true)) failed_turn_ = turn;
                return;
            }
            slot.trees[turn % trees_.size()].insert(0, turn / trees_.size(), std::move(sums));
        }
    }

    bool aborts() const noexcept { return inquiry_.failures == Failures::abort; }

    const Plan& plan_;
    const Inquiry& inquiry_;
    const RunOptions& options_;
    std::stop_token stop_;
    RunCounts& counts_;
    Turns turns_;
    Subject subject_;
    Intervals intervals_;
    Centres centres_;
    std::unique_ptr<const Moments> method_;
    Summation summation_;
    SumsLayout layout_;
    std::vector<SumTree> trees_;
    std::vector<SumTree> earlier_;  ///< what an interrupted run has left
    Clock::time_point last_save_;
    std::uint64_t failures_ = 0;
    std::atomic<bool> failed_ = false;
    std::optional<std::uint64_t> failed_turn_;
};

Identity transit_identity(const Plan& plan, const Inquiry& inquiry, const Crew& crew) {
    Identity identity = identity_of(plan, crew);
    // How the scenarios are cut into tiles does not matter here.
    std::erase_if(identity, [](const auto& entry) {
        return entry.first == "scenarios per tile" || entry.first == "first tile" ||
               entry.first == "end of tiles";
    });
    identity.emplace_back("sensitivity",
                          fmt::format("bootstrap {}, failures {}, imputed {}", inquiry.bootstrap,
                                      static_cast<int>(inquiry.failures), inquiry.imputed));
    return identity;
}

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
                        fmt::format("{} scenarios are no whole block of the design (valid: {} or "
                                    "more)",
                                    plan.scenarios, plan.blocks.scenarios));
    }
}

}  // namespace

TransitReport run_in_transit(const Plan& plan, const Inquiry& inquiry, const RunOptions& options,
                             std::stop_token stop, RunCounts& counts) {
    const auto start = Clock::now();
    check_plan(plan, inquiry);
    Transit transit(plan, inquiry, options, std::move(stop), counts);
    results::PartialFolder folder(options.file, options.take_over);
    if (!options.resume) folder.clear();
    const Checkpoint checkpoint(transit_identity(plan, inquiry, options.crew));
    if (options.resume) transit.resume(checkpoint, folder);
    TransitReport report{};
    report.complete = transit.run(checkpoint, folder);
    report.blocks = transit.blocks_done();
    report.computed = counts.computed;
    report.failed = transit.failed();
    report.analysis = findings(transit.sample());
    report.widest = widest_interval(transit.sample());
    report.seconds = seconds_since(start);
    add_provenance(plan, inquiry, transit.sample().intervals, options, report, report.analysis);
    if (report.complete) write_analysis(std::move(folder), report.analysis);
    return report;
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
