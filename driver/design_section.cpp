// SPDX-License-Identifier: Apache-2.0
#include "driver/design_section.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "driver/counted.hpp"
#include "driver/designs/blocks.hpp"
#include "driver/designs/maximin.hpp"
#include "driver/input_file.hpp"
#include "driver/table_reader.hpp"

namespace entente::driver {
namespace {

constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
constexpr std::uint64_t most_replicates = 256;
constexpr std::uint64_t usual_replicates = 16;
constexpr std::uint64_t most_chosen = 4096;  // an attribute of the result file lists them
constexpr std::uint64_t most_levels = 1000;
constexpr std::uint64_t most_harmonics = 32;

constexpr std::pair<std::string_view, DesignKind> kinds[] = {
    {"grid", DesignKind::grid},
    {"random", DesignKind::random},
    {"latin_hypercube", DesignKind::latin_hypercube},
    {"sobol", DesignKind::sobol},
    {"saltelli", DesignKind::saltelli},
    {"morris", DesignKind::morris},
    {"fast", DesignKind::fast},
    {"derivatives", DesignKind::derivatives},
    {"table", DesignKind::table}};

constexpr std::pair<std::string_view, Scrambling> scramblings[] = {
    {"none", Scrambling::none},
    {"digital_shift", Scrambling::digital_shift},
    {"linear", Scrambling::linear},
    {"owen", Scrambling::owen}};

constexpr std::pair<std::string_view, Sampling> samplings[] = {{"sobol", Sampling::sobol},
                                                               {"random", Sampling::random}};

constexpr std::pair<std::string_view, Criterion> criteria[] = {{"none", Criterion::none},
                                                               {"maximin", Criterion::maximin}};

template <class T>
std::string_view word_of(T value, std::span<const std::pair<std::string_view, T>> words) {
    const auto found = std::find_if(words.begin(), words.end(),
                                    [&](const auto& entry) { return entry.second == value; });
    return found->first;
}

// The kinds that have a use for a key, in the order of `kinds`.
struct Use {
    std::string_view key;
    std::vector<DesignKind> kinds;
};

std::vector<Use> all_uses() {
    using enum DesignKind;
    return {
        {"scenarios", {random, latin_hypercube, sobol}},
        {"points", {saltelli, morris, fast, derivatives}},
        {"seed", {random, latin_hypercube, sobol, saltelli, morris, fast, derivatives}},
        {"scrambling", {sobol, saltelli, derivatives}},
        {"replicates", {saltelli, fast, derivatives}},
        {"sampling", {saltelli}},
        {"second_order", {saltelli}},
        {"criterion", {latin_hypercube}},
        {"levels", {morris}},
        {"optimised", {morris}},
        {"harmonics", {fast}},
        {"step", {derivatives}},
        {"file", {table}},
    };
}

bool has_use(const std::vector<DesignKind>& users, DesignKind kind) {
    return std::find(users.begin(), users.end(), kind) != users.end();
}

bool uses(DesignKind kind, std::string_view key) {
    const std::vector<Use> all = all_uses();
    return std::any_of(all.begin(), all.end(),
                       [&](const Use& use) { return use.key == key && has_use(use.kinds, kind); });
}

std::string list_of(const std::vector<DesignKind>& users) {
    std::string text;
    for (std::size_t i = 0; i < users.size(); ++i) {
        text += i == 0 ? "" : i + 1 == users.size() ? " and " : ", ";
        text += keyword(users[i]);
    }
    return text;
}

// A key that the kind has no use for would be ignored: better to say so.
void check_use(const Table& table, DesignKind kind) {
    for (const Use& use : all_uses()) {
        if (has_use(use.kinds, kind)) continue;
        for (const Entry& entry : table) {
            if (entry.key != use.key) continue;
            throw UserError(entry.where,
                            fmt::format("design.{} has no meaning for kind \"{}\" (only for {})",
                                        use.key, keyword(kind), list_of(use.kinds)));
        }
    }
}

bool truth(const Value& value, const std::string& what) {
    if (const auto* flag = std::get_if<bool>(&value.data)) return *flag;
    throw UserError(value.where,
                    fmt::format("{}: expected true or false, found {}", what, type_of(value)));
}

// Independent randomisations need randomness.
std::string_view why_only_one(const DesignEntry& entry) {
    if (entry.sampling == Sampling::random) return "random points are independent as they are";
    if (entry.kind == DesignKind::fast) return "";
    if (entry.scrambling == Scrambling::none) return "points that are not scrambled are the same";
    return "";
}

// The nearest numbers of points, and the nearest number of replicates, that go together.
std::string shares(std::uint64_t points, std::uint64_t replicates) {
    const std::uint64_t unit = Blocks::turn * replicates;
    std::string valid;
    if (points >= unit) valid += fmt::format("points = {} or ", points - points % unit);
    valid += fmt::format("{}{}", valid.empty() ? "points = " : "", points - points % unit + unit);
    std::uint64_t fewer = 1;
    for (std::uint64_t r = 2; r < replicates; ++r) {
        if (points % (Blocks::turn * r) == 0) fewer = r;
    }
    return fmt::format("{}, or replicates = {}", valid, fewer);
}

void read_replicates(TableReader& table, DesignEntry& entry) {
    const Value* value = table.find("replicates");
    const std::string_view why = why_only_one(entry);
    if (value != nullptr) {
        entry.replicates = whole(*value, "design.replicates", 1, most_replicates);
        if (entry.replicates > 1 && !why.empty()) {
            throw UserError(value->where, fmt::format("design.replicates: {} of them, but {} "
                                                      "(valid: 1)",
                                                      entry.replicates, why));
        }
    } else if (why.empty()) {
        entry.replicates = usual_replicates;
    }
    const std::uint64_t unit = Blocks::turn * entry.replicates;
    if (entry.replicates == 1 || entry.points % unit == 0) return;
    throw UserError(
        entry.points_where,
        fmt::format("design.points: {} is not a multiple of {}, 64 for each of {} "
                    "replicates (valid: {})",
                    entry.points, unit, entry.replicates, shares(entry.points, entry.replicates)));
}

void read_scenarios(TableReader& table, DesignEntry& entry) {
    const Value& scenarios = table.need("scenarios");
    entry.scenarios = whole(scenarios, "design.scenarios", 1, most);
    if (!uses(entry.kind, "criterion")) return;
    if (const Value* criterion = table.find("criterion")) {
        entry.criterion = choice<Criterion>(*criterion, "design.criterion", criteria);
    }
    if (entry.criterion == Criterion::maximin && entry.scenarios > most_maximin_points) {
        throw UserError(scenarios.where,
                        fmt::format("design.scenarios: {} are too many to place for criterion = "
                                    "\"maximin\" (valid: 1 to {}; or kind = \"sobol\", which fills "
                                    "space as well for any number)",
                                    entry.scenarios, most_maximin_points));
    }
}

void read_saltelli(TableReader& table, DesignEntry& entry) {
    if (const Value* sampling = table.find("sampling")) {
        entry.sampling = choice<Sampling>(*sampling, "design.sampling", samplings);
        const Value* scrambling = find(table.entries(), "scrambling");
        if (entry.sampling == Sampling::random && scrambling != nullptr) {
            throw UserError(scrambling->where,
                            "design.scrambling has no meaning for sampling = \"random\"");
        }
    }
    if (const Value* second = table.find("second_order")) {
        entry.second_order = truth(*second, "design.second_order");
    }
}

void read_morris(TableReader& table, DesignEntry& entry) {
    if (const Value* levels = table.find("levels")) {
        entry.levels = static_cast<int>(whole(*levels, "design.levels", 2, most_levels));
        if (entry.levels % 2 != 0) {
            throw UserError(levels->where,
                            fmt::format("design.levels: {} is odd, and a step goes from one half "
                                        "of the levels to the other (valid: {} or {})",
                                        entry.levels, entry.levels - 1, entry.levels + 1));
        }
    }
    if (const Value* optimised = table.find("optimised")) {
        entry.optimised_where = optimised->where;
        entry.optimised = whole(*optimised, "design.optimised", 2, most_chosen);
        if (entry.optimised > entry.points) {
            throw UserError(optimised->where,
                            fmt::format("design.optimised: {} trajectories of {} (valid: 2 to {}, "
                                        "or more points to choose from)",
                                        entry.optimised, entry.points, entry.points));
        }
    }
}

void read_fast(TableReader& table, DesignEntry& entry) {
    if (const Value* harmonics = table.find("harmonics")) {
        entry.harmonics =
            static_cast<int>(whole(*harmonics, "design.harmonics", 1, most_harmonics));
    }
    const std::uint64_t least = least_fast_points(static_cast<std::uint64_t>(entry.harmonics));
    if (entry.points / entry.replicates >= least) return;
    const std::uint64_t unit = entry.replicates == 1 ? 1 : Blocks::turn;
    throw UserError(entry.points_where,
                    fmt::format("design.points: {} are {} on each of {}, and {} "
                                "{} {} (valid: {} or more, or fewer replicates or harmonics)",
                                entry.points, entry.points / entry.replicates,
                                counted(entry.replicates, "curve"),
                                counted(static_cast<std::uint64_t>(entry.harmonics), "harmonic"),
                                entry.harmonics == 1 ? "needs" : "need", least,
                                (least + unit - 1) / unit * unit * entry.replicates));
}

void read_derivatives(TableReader& table, DesignEntry& entry) {
    if (const Value* step = table.find("step")) {
        entry.step = number(*step, "design.step", {1e-8, 0.5, false, false});
    }
}

void read_blocks(TableReader& table, DesignEntry& entry) {
    const Value& points = table.need("points");
    entry.points = whole(points, "design.points", 1, most);
    entry.points_where = points.where;
    if (entry.kind == DesignKind::saltelli) read_saltelli(table, entry);
    if (uses(entry.kind, "replicates")) read_replicates(table, entry);
    if (entry.kind == DesignKind::morris) read_morris(table, entry);
    if (entry.kind == DesignKind::fast) read_fast(table, entry);
    if (entry.kind == DesignKind::derivatives) read_derivatives(table, entry);
}

void read_randomness(TableReader& table, DesignEntry& entry) {
    if (const Value* seed = table.find("seed")) entry.seed = whole(*seed, "design.seed", 0, most);
    if (!uses(entry.kind, "scrambling")) return;
    if (const Value* scrambling = table.find("scrambling")) {
        entry.scrambling = choice<Scrambling>(*scrambling, "design.scrambling", scramblings);
    }
}

GroupEntry read_group(const Value& value) {
    TableReader table(value, "[[group]]");
    GroupEntry group;
    const Value& name = table.need("name");
    group.name = word(name, "[[group]]: name");
    group.where = name.where;
    const Value& parameters = table.need("parameters");
    const std::string what = fmt::format("group '{}'", group.name);
    group.columns = words(parameters, what + ": parameters");
    if (group.columns.empty()) throw UserError(parameters.where, what + ": it has no parameter");
    table.finish();
    return group;
}

CorrelationEntry read_correlation(const Value& value) {
    TableReader table(value, "[[correlation]]");
    const Value& parameters = table.need("parameters");
    const auto names = words(parameters, "[[correlation]]: parameters");
    if (names.size() != 2) {
        throw UserError(parameters.where, fmt::format("[[correlation]]: {} (valid: 2)",
                                                      counted(names.size(), "parameter")));
    }
    const double rank = number(table.need("value"), "[[correlation]]: value", {-1, 1, true, true});
    table.finish();
    return {value.where, {names[0], names[1]}, rank};
}

}  // namespace

std::string_view keyword(DesignKind kind) { return word_of<DesignKind>(kind, kinds); }
std::string_view keyword(Scrambling scrambling) {
    return word_of<Scrambling>(scrambling, scramblings);
}
std::string_view keyword(Criterion criterion) { return word_of<Criterion>(criterion, criteria); }
std::string_view keyword(Sampling sampling) { return word_of<Sampling>(sampling, samplings); }

DesignEntry read_design(const Value& design, const std::filesystem::path& folder) {
    TableReader table(design, "[design]");
    DesignEntry entry;
    entry.where = design.where;
    if (const Value* kind = table.find("kind")) {
        entry.kind = choice<DesignKind>(*kind, "design.kind", kinds);
    }
    check_use(table.entries(), entry.kind);
    if (is_sampled(entry.kind)) read_randomness(table, entry);
    if (is_in_blocks(entry.kind)) {
        read_blocks(table, entry);
    } else if (is_sampled(entry.kind)) {
        read_scenarios(table, entry);
    } else if (entry.kind == DesignKind::table) {
        const Value& file = table.need("file");
        entry.table = (folder / word(file, "design.file")).lexically_normal();
        entry.table_where = file.where;
        InputFile{entry.table, file.where};  // here the place that names it is known
    }
    table.finish();
    return entry;
}

std::vector<GroupEntry> read_groups(const Value& groups) {
    std::vector<GroupEntry> entries;
    std::map<std::string, Position> places;
    for (const Value& value : array(groups, "[[group]]")) {
        entries.push_back(read_group(value));
        const GroupEntry& last = entries.back();
        const auto [same, is_new] = places.emplace(last.name, last.where);
        if (is_new) continue;
        throw UserError(last.where, fmt::format("group '{}' is given twice (also at {})", last.name,
                                                to_string(same->second)));
    }
    return entries;
}

std::vector<CorrelationEntry> read_correlations(const Value& correlations) {
    std::vector<CorrelationEntry> entries;
    for (const Value& value : array(correlations, "[[correlation]]")) {
        entries.push_back(read_correlation(value));
    }
    return entries;
}

}  // namespace entente::driver
