// SPDX-License-Identifier: Apache-2.0
#include "driver/axis_values.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <string>

#include <fmt/format.h>

#include "driver/counted.hpp"
#include "driver/whole_points.hpp"

namespace entente::driver {
namespace {

using Kind = Distribution::Kind;

enum class Scale { linear, logarithmic };

constexpr std::pair<std::string_view, Scale> scales[] = {{"linear", Scale::linear},
                                                         {"log", Scale::logarithmic}};

constexpr std::pair<std::string_view, Kind> kinds[] = {
    {"uniform", Kind::uniform},     {"loguniform", Kind::loguniform}, {"normal", Kind::normal},
    {"lognormal", Kind::lognormal}, {"triangular", Kind::triangular}, {"beta", Kind::beta}};

constexpr std::pair<std::string_view, Role> roles[] = {{"uncertainty", Role::uncertainty},
                                                       {"lever", Role::lever}};

constexpr std::size_t most_choices = 1000;

// The positions of equal values in a list, or nothing.
std::optional<std::pair<std::size_t, std::size_t>> repeated(const std::vector<double>& values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return values[a] != values[b] ? values[a] < values[b] : a < b;
    });
    const auto same =
        std::adjacent_find(order.begin(), order.end(),
                           [&](std::size_t a, std::size_t b) { return values[a] == values[b]; });
    if (same == order.end()) return std::nullopt;
    return std::pair(*same, *std::next(same));
}

// The decimal number of 12 digits that `value` is but for rounding, if it is one: the middle of
// 0.35 to 0.95 is the 0.65 that a person selects, not the double before it.
double as_written(double value, double largest) {
    const double rounding = 4 * std::numeric_limits<double>::epsilon() * largest;
    if (std::abs(value) <= rounding) return 0;
    const std::string text = fmt::format("{:.12g}", value);
    double decimal = value;
    std::from_chars(text.data(), text.data() + text.size(), decimal);
    return std::abs(decimal - value) <= rounding ? decimal : value;
}

std::vector<double> spread(double from, double to, std::size_t points, Scale scale) {
    std::vector<double> values(points);
    const auto last = static_cast<double>(points - 1);
    const double largest = std::max(std::abs(from), std::abs(to));
    for (std::size_t i = 0; i < points; ++i) {
        const auto step = static_cast<double>(i);
        const double value = scale == Scale::linear ? from + (to - from) * step / last
                                                    : from * std::pow(to / from, step / last);
        values[i] = as_written(value, scale == Scale::linear ? largest : value);
    }
    values.front() = from;
    values.back() = to;
    return values;
}

bool has_one_of(const Table& table, std::initializer_list<std::string_view> keys) {
    return std::any_of(table.begin(), table.end(), [&](const Entry& entry) {
        return std::find(keys.begin(), keys.end(), entry.key) != keys.end();
    });
}

double infinite_or(const Value* bound, double infinite, const std::string& what) {
    return bound == nullptr ? infinite : number(*bound, what);
}

Sampled read_choices(TableReader& table) {
    const std::string& what = table.what();
    const Value& list = table.need("choices");
    const AxisValues choices = read_list(list, what);
    if (choices.values.size() > most_choices) {
        throw UserError(list.where, fmt::format("{}: {} choices (valid: at most {})", what,
                                                choices.values.size(), most_choices));
    }
    Sampled sampled{
        {.kind = Kind::choices, .choices = choices.values}, list.where, list.where, choices.places};
    Distribution& d = sampled.distribution;
    const auto [least, largest] = std::minmax_element(d.choices.begin(), d.choices.end());
    d.min = *least;
    d.max = *largest;
    const Value* weights = table.find("weights");
    if (weights == nullptr) return sampled;
    for (const Value& weight : array(*weights, what + ": weights")) {
        d.weights.push_back(number(weight, what + ": weights", {0, 1e9, true, false}));
    }
    if (d.weights.size() != d.choices.size()) {
        throw UserError(weights->where,
                        fmt::format("{}: {} for {}", what, counted(d.weights.size(), "weight"),
                                    counted(d.choices.size(), "choice")));
    }
    return sampled;
}

}  // namespace

std::optional<Role> read_role(TableReader& table) {
    const Value* role = table.find("role");
    if (role == nullptr) return std::nullopt;
    return choice<Role>(*role, table.what() + ": role", roles);
}

bool describes_distribution(const Table& table) {
    return has_one_of(table, {"distribution", "min", "max", "choices", "weights"});
}

bool describes_values(const Table& table) {
    return describes_distribution(table) || has_one_of(table, {"from", "to", "points", "values"});
}

AxisValues read_list(const Value& list, const std::string& what) {
    AxisValues axis;
    for (const Value& element : array(list, what)) {
        axis.values.push_back(number(element, what));
        axis.places.push_back(element.where);
    }
    if (axis.values.empty())
        throw UserError(list.where, what + ": an axis needs at least one value");
    if (const auto same = repeated(axis.values)) {
        throw UserError(axis.places[same->second], fmt::format("{}: the value {} is listed twice",
                                                               what, axis.values[same->first]));
    }
    return axis;
}

AxisValues read_range(TableReader& table) {
    const std::string& what = table.what();
    const Value& from_value = table.need("from");
    const Value& to_value = table.need("to");
    const Value& points_value = table.need("points");
    const Value* scale_value = table.find("scale");
    const double from = number(from_value, what + ": from");
    const double to = number(to_value, what + ": to");
    const auto points = whole(points_value, what + ": points", 1, most_points);
    const auto scale = scale_value == nullptr
                           ? Scale::linear
                           : choice<Scale>(*scale_value, what + ": scale", scales);
    if (scale == Scale::logarithmic) {
        for (const auto& [end, value] : {std::pair(from, &from_value), std::pair(to, &to_value)}) {
            if (end > 0) continue;
            throw UserError(
                value->where,
                fmt::format("{}: a log scale cannot reach {} (valid: above 0)", what, end));
        }
    }
    if (!std::isfinite((to - from) * static_cast<double>(points)) ||
        !std::isfinite(to / (scale == Scale::linear ? 1 : from))) {
        throw UserError(table.where(),
                        fmt::format("{}: from {} to {} is too wide", what, from, to));
    }
    if (points == 1 && from != to) {
        throw UserError(points_value.where,
                        fmt::format("{}: one point cannot reach from {} to {} (valid: 2 "
                                    "or more points, or from = to)",
                                    what, from, to));
    }
    if (points > 1 && from == to) {
        throw UserError(points_value.where,
                        fmt::format("{}: from and to are both {}, which is 1 point, not {}", what,
                                    from, points));
    }
    AxisValues axis{spread(from, to, points, scale), {from_value.where, to_value.where}};
    if (scale == Scale::linear) axis.points = points_value.where;
    if (repeated(axis.values)) {
        throw UserError(points_value.where,
                        fmt::format("{}: {} points from {} to {} are closer than "
                                    "double precision can tell apart",
                                    what, points, from, to));
    }
    return axis;
}

Sampled read_distribution(TableReader& table) {
    if (driver::find(table.entries(), "choices") != nullptr ||
        driver::find(table.entries(), "weights") != nullptr) {
        return read_choices(table);
    }
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const std::string& what = table.what();
    Sampled sampled;
    Distribution& d = sampled.distribution;
    if (const Value* kind = table.find("distribution")) {
        d.kind = choice<Kind>(*kind, what + ": distribution", kinds);
    }
    const auto need = [&](const char* key) { return number(table.need(key), what + ": " + key); };
    const bool normal = d.kind == Kind::normal || d.kind == Kind::lognormal;
    if (normal) {
        d.a = need("mean");
        d.b = need("sd");
    } else if (d.kind == Kind::triangular) {
        d.a = need("mode");
    } else if (d.kind == Kind::beta) {
        d.a = need("alpha");
        d.b = need("beta");
    }
    const bool bounds_needed = !normal && d.kind != Kind::beta;
    const Value* min = bounds_needed ? &table.need("min") : table.find("min");
    const Value* max = bounds_needed ? &table.need("max") : table.find("max");
    d.min = infinite_or(min, d.kind == Kind::beta ? 0 : -infinity, what + ": min");
    d.max = infinite_or(max, d.kind == Kind::beta ? 1 : infinity, what + ": max");
    sampled.min = min != nullptr ? min->where : table.where();
    sampled.max = max != nullptr ? max->where : table.where();
    return sampled;
}

}  // namespace entente::driver
