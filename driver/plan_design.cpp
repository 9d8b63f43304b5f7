// SPDX-License-Identifier: Apache-2.0
#include "driver/plan_design.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "driver/designs/morris_selection.hpp"

namespace entente::driver {
namespace {

constexpr auto most_scenarios =
    static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

constexpr std::uint64_t most_candidates = 10'000;
constexpr std::uint64_t most_work = 10'000'000'000;

Blocks::Kind block_kind(DesignKind kind) {
    switch (kind) {
        case DesignKind::saltelli:
            return Blocks::Kind::saltelli;
        case DesignKind::morris:
            return Blocks::Kind::morris;
        case DesignKind::fast:
            return Blocks::Kind::fast;
        case DesignKind::derivatives:
            return Blocks::Kind::derivatives;
        default:
            break;
    }
    return Blocks::Kind::single;
}

// Takes a few seconds at most.
void choose(const DesignEntry& entry, const std::vector<Factor>& factors, Blocks& blocks) {
    std::size_t columns = 0;
    for (const Factor& factor : factors) columns += factor.columns.size();
    const auto work = [&](std::uint64_t candidates) {
        return selection_work(candidates, entry.optimised, factors.size(), columns);
    };
    if (blocks.count > most_candidates || work(blocks.count) > most_work) {
        const std::uint64_t valid = std::min(most_candidates, most_work / work(1));
        throw UserError(entry.optimised_where,
                        fmt::format("design.optimised: to choose {} of {} trajectories along {} "
                                    "factors takes too long (valid: {})",
                                    entry.optimised, blocks.count, factors.size(),
                                    valid < entry.optimised
                                        ? "fewer of them, or the trajectories as they are drawn"
                                        : fmt::format("at most {} points", valid)));
    }
    blocks.chosen = most_spread(blocks, factors, entry.optimised);
    blocks.count = blocks.chosen.size();
}

// Designs without blocks.
std::unique_ptr<const Design> make_points(const DesignEntry& entry,
                                          const std::vector<Distribution>& marginals) {
    switch (entry.kind) {
        case DesignKind::latin_hypercube:
            return make_latin_hypercube(marginals, entry.scenarios, entry.seed, entry.criterion);
        case DesignKind::sobol:
            return make_sobol(marginals, entry.scenarios, entry.seed, entry.scrambling);
        default:
            return make_random(marginals, entry.scenarios, entry.seed);
    }
}

// Finds the factors of groups by name.
class Grouping {
  public:
    explicit Grouping(const std::vector<Factor>& singles) {
        for (std::size_t f = 0; f < singles.size(); ++f) {
            names_.push_back(singles[f].name);
            places_.emplace(singles[f].name, f);
        }
    }

    std::size_t index(const std::string& name, const std::string& what,
                      const Position& where) const {
        if (const auto found = places_.find(name); found != places_.end()) return found->second;
        throw UserError(where, fmt::format("{}: '{}' is no column of the design ({})", what, name,
                                           suggestion(name, names_,
                                                      "valid: sampled parameters, axes, "
                                                      "columns of a table")));
    }

  private:
    std::vector<std::string> names_;
    std::map<std::string, std::size_t, std::less<>> places_;
};

}  // namespace

const char* in_words(DesignKind kind) {
    switch (kind) {
        case DesignKind::grid:
            return "a grid";
        case DesignKind::random:
            return "random";
        case DesignKind::latin_hypercube:
            return "a Latin hypercube";
        case DesignKind::sobol:
            return "a Sobol' sequence";
        case DesignKind::saltelli:
            return "one of Saltelli's";
        case DesignKind::morris:
            return "one of Morris's";
        case DesignKind::fast:
            return "one of FAST";
        case DesignKind::derivatives:
            return "one of derivatives";
        case DesignKind::table:
            break;
    }
    return "a table";
}

std::vector<Factor> grouped(std::vector<Factor> singles, const std::vector<GroupEntry>& groups,
                            DesignKind kind) {
    const bool knows_none = kind == DesignKind::fast || kind == DesignKind::derivatives;
    if (knows_none && !groups.empty()) {
        throw UserError(groups.front().where,
                        fmt::format("group '{}': kind \"{}\" has no groups (valid: kind = "
                                    "\"saltelli\" or \"morris\")",
                                    groups.front().name, keyword(kind)));
    }
    const Grouping names(singles);
    std::vector<const GroupEntry*> group_of(singles.size(), nullptr);
    std::vector<Position> taken(singles.size());
    for (const GroupEntry& group : groups) {
        const std::string what = fmt::format("group '{}'", group.name);
        for (const auto& [name, where] : group.columns) {
            const std::size_t f = names.index(name, what, where);
            if (group_of[f] != nullptr) {
                throw UserError(where, fmt::format("{}: '{}' is in a group already (at {})", what,
                                                   name, to_string(taken[f])));
            }
            group_of[f] = &group;
            taken[f] = where;
        }
    }
    for (std::size_t f = 0; f < singles.size(); ++f) {
        for (const GroupEntry& group : groups) {
            if (group_of[f] == &group || group.name != singles[f].name) continue;
            throw UserError(
                group.where,
                fmt::format("group '{}' has the name of a column that is not in it", group.name));
        }
    }
    std::vector<Factor> factors;
    std::map<const GroupEntry*, std::size_t> made;
    for (std::size_t f = 0; f < singles.size(); ++f) {
        if (group_of[f] == nullptr) {
            factors.push_back(std::move(singles[f]));
            continue;
        }
        const auto [at, is_new] = made.emplace(group_of[f], factors.size());
        if (is_new) factors.push_back({group_of[f]->name, {}});
        auto& columns = factors[at->second].columns;
        columns.insert(columns.end(), singles[f].columns.begin(), singles[f].columns.end());
    }
    return factors;
}

void check_column(DesignKind kind, const Distribution& distribution, const std::string& what,
                  const Position& where) {
    if (kind == DesignKind::morris &&
        !(std::isfinite(distribution.min) && std::isfinite(distribution.max))) {
        throw UserError(where, fmt::format("{}: a Morris design goes to the ends of a range, and "
                                           "this one has none (valid: with min and max)",
                                           what));
    }
    if (kind == DesignKind::derivatives &&
        (distribution.whole || distribution.kind == Distribution::Kind::choices)) {
        throw UserError(where, fmt::format("{}: there is no derivative by a whole number or a "
                                           "choice (valid: "
                                           "fixed, or kind = \"saltelli\" or \"morris\")",
                                           what));
    }
}

Blocks blocks_of(const DesignEntry& entry, const std::vector<Factor>& factors) {
    if (factors.empty()) {
        throw UserError(entry.where,
                        fmt::format("the design is {}, but no parameter is sampled (write "
                                    "{{ min = , max = }}, or \"*\" = \"plausible\")",
                                    in_words(entry.kind)));
    }
    Blocks blocks{.kind = block_kind(entry.kind),
                  .count = entry.points,
                  .factors = factors.size(),
                  .replicates = entry.replicates,
                  .second_order = entry.second_order,
                  .levels = entry.kind == DesignKind::morris ? entry.levels : 0,
                  .harmonics = entry.kind == DesignKind::fast ? entry.harmonics : 0,
                  .step = entry.kind == DesignKind::derivatives ? entry.step : 0,
                  .seed = entry.seed};
    blocks.scenarios = scenarios_in_block(blocks);
    if (blocks.count > most_scenarios / blocks.scenarios) {
        throw UserError(
            entry.points_where,
            fmt::format("design.points: with {} scenarios for each of {} points the "
                        "design has 2^63 scenarios or more (valid: at most {} points)",
                        blocks.scenarios, blocks.count, most_scenarios / blocks.scenarios));
    }
    if (entry.optimised > 0) choose(entry, factors, blocks);
    return blocks;
}

std::unique_ptr<const Design> make_sampled(const DesignEntry& entry,
                                           const std::vector<Distribution>& marginals,
                                           const Blocks& blocks, const std::vector<Factor>& factors,
                                           const Correlations& correlations) {
    switch (entry.kind) {
        case DesignKind::saltelli:
            return make_saltelli(marginals, blocks, factors, entry.sampling, entry.scrambling);
        case DesignKind::morris:
            return make_morris(marginals, blocks, factors);
        case DesignKind::fast:
            return make_fast(marginals, blocks);
        case DesignKind::derivatives:
            return make_derivatives(marginals, blocks, factors, entry.scrambling);
        default:
            break;
    }
    if (correlations.columns.empty()) return make_points(entry, marginals);
    const std::vector<Distribution> cube(marginals.size());
    return make_correlated(make_points(entry, cube), marginals, correlations.columns,
                           correlations.matrix);
}

}  // namespace entente::driver
