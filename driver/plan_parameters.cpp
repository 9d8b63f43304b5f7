// SPDX-License-Identifier: Apache-2.0
#include "driver/plan_parameters.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "driver/marginals.hpp"
#include "driver/parameter_names.hpp"
#include "driver/parameter_table.hpp"
#include "driver/plan_design.hpp"
#include "driver/whole_points.hpp"

namespace entente::driver {
namespace {

constexpr std::string_view everything_else = "*";
constexpr auto most_scenarios =
    static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
// HDF5 has 32 dimensions; one is left to outputs that are lists.
constexpr std::size_t most_axes = 31;

// Goes through the study's entries in the order of the text and collects what they come to.
class Resolver {
  public:
    Resolver(const Study& study, const kernels::Instance& instance)
        : study_(study), names_(instance, study.model), claims_(names_.size()) {
        for (std::size_t p = 0; p < names_.size(); ++p) plan_.fixed.push_back(names_[p].initial);
    }

    ParameterPlan resolve() && {
        read_entries();
        const DesignKind kind = study_.design.kind;
        if (kind == DesignKind::table) read_table();
        plan_.factors = grouped(single_factors(), study_.groups, kind);
        const Correlations correlations = correlations_of(study_, plan_.column_names);
        if (kind == DesignKind::grid) {
            plan_.design = make_grid(std::move(grid_));
        } else if (kind != DesignKind::table) {
            plan_.blocks = blocks_of(study_.design, plan_.factors);
            plan_.design = make_sampled(study_.design, plan_.marginals, plan_.blocks, plan_.factors,
                                        correlations);
        }
        if (plan_.blocks.kind == Blocks::Kind::single) {
            plan_.blocks.factors = plan_.factors.size();
            const auto shape = plan_.design->shape();
            plan_.blocks.count =
                std::accumulate(shape.begin(), shape.end(), std::uint64_t{1}, std::multiplies<>());
        }
        return std::move(plan_);
    }

  private:
    using AnyEntry = std::variant<const ParameterEntry*, const LinkedEntry*>;

    void read_entries() {
        std::vector<std::pair<std::uint64_t, AnyEntry>> entries;
        for (const ParameterEntry& entry : study_.parameters)
            entries.emplace_back(entry.order, &entry);
        for (const LinkedEntry& entry : study_.linked) entries.emplace_back(entry.order, &entry);
        std::stable_sort(entries.begin(), entries.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        const ParameterEntry* rest = nullptr;
        for (const auto& [order, entry] : entries) {
            if (const auto* linked = std::get_if<const LinkedEntry*>(&entry)) {
                add(**linked);
            } else if (const auto* single = std::get<const ParameterEntry*>(entry);
                       single->name == everything_else) {
                rest = single;
            } else {
                add(*single);
            }
        }
        if (rest != nullptr) add_rest(*rest);
        if (study_.design.kind == DesignKind::grid && grid_.empty()) add_only_scenario();
    }

    // Each parameter gets its value in one place.
    std::size_t claim(const std::string& name, const Position& where) {
        const std::size_t p = names_.index(name, where);
        if (claims_[p]) {
            throw UserError(where, fmt::format("{} is given twice (also at {})",
                                               in_words(names_[p]), to_string(*claims_[p])));
        }
        claims_[p] = where;
        return p;
    }

    void need_grid(const std::string& what, const Position& where) const {
        if (study_.design.kind == DesignKind::grid) return;
        if (study_.design.kind == DesignKind::table) refuse_beside_table(what, where);
        throw UserError(where,
                        fmt::format("{} has the values of a grid's axis, but the design is {} "
                                    "(sample it with {{ min = , max = }}, or choose kind = "
                                    "\"grid\")",
                                    what, in_words(study_.design.kind)));
    }

    void need_samples(const std::string& what, const Position& where) const {
        if (study_.design.kind == DesignKind::table) refuse_beside_table(what, where);
        if (study_.design.kind != DesignKind::grid) return;
        throw UserError(where,
                        fmt::format("{} is sampled, but the design is a grid (make it an axis with "
                                    "{{ from = , to = , points = }}, or choose kind = "
                                    "\"latin_hypercube\", \"sobol\" or \"random\")",
                                    what));
    }

    [[noreturn]] static void refuse_beside_table(const std::string& what, const Position& where) {
        throw UserError(where,
                        fmt::format("{} varies, but the design is a table (valid: a number, or a "
                                    "column of the table)",
                                    what));
    }

    void add(const ParameterEntry& entry) {
        const std::size_t p = claim(entry.name, entry.where);
        const std::string what = in_words(names_[p]);
        if (const auto* fixed = std::get_if<Fixed>(&entry.value)) {
            names_.check(p, fixed->value, fixed->where);
            plan_.fixed[p] = fixed->value;
        } else if (const auto* axis = std::get_if<AxisValues>(&entry.value)) {
            need_grid(what, axis->place(0));
            add_axis({names_[p].name, names_[p].unit, axis->values, {p}, {}, entry.role},
                     std::span(axis, 1), entry.where);
        } else {
            need_samples(what, entry.where);
            const auto* sampled = std::get_if<Sampled>(&entry.value);
            const std::size_t moved[] = {p};
            add_column(p, names_[p].name,
                       sampled != nullptr ? bounded(*sampled, names_, moved, what, entry.where)
                                          : plausible(names_[p]),
                       entry.role, entry.where);
        }
    }

    void add(const LinkedEntry& entry) {
        const std::string what = fmt::format("axis '{}'", entry.axis);
        std::vector<std::size_t> moved;
        for (const auto& [name, where] : entry.parameters) moved.push_back(claim(name, where));
        if (entry.sampled) {
            need_samples(what, entry.where);
            add_column(moved[0], entry.axis,
                       bounded(*entry.sampled, names_, moved, what, entry.where), entry.role,
                       entry.where);
            for (std::size_t i = 1; i < moved.size(); ++i) {
                plan_.followers.push_back({moved[i], moved[0]});
            }
            return;
        }
        need_grid(what, entry.where);
        Axis axis{entry.axis, names_[moved[0]].unit, entry.values[0].values, moved, {}, entry.role};
        for (const std::size_t p : moved) {
            if (names_[p].unit != axis.unit) axis.unit = "1";
        }
        add_axis(std::move(axis), entry.values, entry.where);
    }

    void check_values(std::size_t p, const AxisValues& axis) const {
        const std::size_t last = axis.values.size() - 1;
        if (names_[p].whole && axis.points) {
            for (const std::size_t end : {std::size_t{0}, last}) {
                names_.check(p, axis.values[end], axis.place(end));
            }
            check_steps(p, axis);
        }
        for (std::size_t k = 0; k <= last; ++k) names_.check(p, axis.values[k], axis.place(k));
    }

    // Between the ends of a range nobody wrote the values: what helps is another number of them.
    void check_steps(std::size_t p, const AxisValues& axis) const {
        if (std::all_of(axis.values.begin(), axis.values.end(),
                        [&](double value) { return names_.allows(p, value); })) {
            return;
        }
        const double from = axis.values.front(), to = axis.values.back();
        std::string valid;
        for (const std::uint64_t n : whole_points(from, to, axis.values.size())) {
            valid += fmt::format("{}points = {}", valid.empty() ? "" : " or ", n);
        }
        throw UserError(*axis.points,
                        fmt::format("{}: {} points from {} to {} are not all whole numbers "
                                    "(valid: {})",
                                    in_words(names_[p]), axis.values.size(), from, to, valid));
    }

    void add_axis(Axis axis, std::span<const AxisValues> values, const Position& where) {
        const std::size_t points = axis.values.size();
        if (scenarios_ > most_scenarios / points) {
            throw UserError(where,
                            fmt::format("axis '{}': with its {} points the grid has 2^63 scenarios "
                                        "or more ({} without it)",
                                        axis.name, points, scenarios_));
        }
        if (plan_.axes.size() == most_axes) {
            throw UserError(
                where, fmt::format("axis '{}': a grid has at most {} axes", axis.name, most_axes));
        }
        scenarios_ *= points;
        bool alike = true;
        for (std::size_t i = 0; i < values.size(); ++i) {
            check_values(axis.parameters[i], values[i]);
            axis.parameter_values.push_back(values[i].values);
            alike = alike && values[i].values == axis.values;
            plan_.varied.push_back(axis.parameters[i]);
            plan_.column_names.push_back(names_[axis.parameters[i]].name);
        }
        if (!alike) {
            axis.unit = "1";
            for (std::size_t k = 0; k < points; ++k) axis.values[k] = static_cast<double>(k);
        }
        grid_.push_back(axis.parameter_values);
        plan_.axes.push_back(std::move(axis));
    }

    void add_column(std::size_t p, const std::string& name, const Distribution& distribution,
                    std::optional<Role> role, const Position& where) {
        check_column(study_.design.kind, distribution, in_words(names_[p]), where);
        plan_.varied.push_back(p);
        plan_.column_names.push_back(name);
        plan_.marginals.push_back(distribution);
        plan_.roles.push_back(role);
    }

    void add_rest(const ParameterEntry& entry) {
        need_samples("'*'", entry.where);
        for (std::size_t p = 0; p < names_.size(); ++p) {
            if (!claims_[p]) add_column(p, names_[p].name, plausible(names_[p]), {}, entry.where);
        }
    }

    // A grid without axes is one scenario: the only point of an axis that stays unseen.
    void add_only_scenario() {
        plan_.varied.push_back(0);
        plan_.column_names.push_back(names_[0].name);
        grid_.push_back({{plan_.fixed[0]}});
    }

    void read_table() {
        ParameterTable table = open_parameter_table(study_.design.table, names_);
        for (std::size_t c = 0; c < table.parameters.size(); ++c) {
            plan_.varied.push_back(claim(table.table->names()[c], table.table->header(c)));
            plan_.column_names.push_back(table.table->names()[c]);
        }
        plan_.design = std::move(table.table);
    }

    // An axis, or a column, stands for the whole of what it moves.
    std::vector<Factor> single_factors() const {
        std::vector<Factor> factors;
        std::size_t column = 0;
        for (const Axis& axis : plan_.axes) {
            Factor& factor = factors.emplace_back(Factor{axis.name, {}});
            for (std::size_t i = 0; i < axis.parameters.size(); ++i) {
                factor.columns.push_back(column++);
            }
        }
        if (study_.design.kind == DesignKind::grid) return factors;
        for (const std::string& name : plan_.column_names) factors.push_back({name, {column++}});
        return factors;
    }

    const Study& study_;
    ParameterNames names_;
    std::vector<std::optional<Position>> claims_;  ///< where each parameter was given
    std::vector<std::vector<std::vector<double>>> grid_;
    std::uint64_t scenarios_ = 1;  ///< of the grid so far
    ParameterPlan plan_;
};

}  // namespace

ParameterPlan plan_parameters(const Study& study, const kernels::Instance& instance) {
    return Resolver(study, instance).resolve();
}

}  // namespace entente::driver
