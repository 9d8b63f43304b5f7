// SPDX-License-Identifier: Apache-2.0
#include "driver/parameter_entries.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "driver/axis_values.hpp"
#include "driver/counted.hpp"
#include "driver/table_reader.hpp"
#include "driver/whole_points.hpp"

namespace entente::driver {
namespace {

constexpr std::string_view everything_else = "*";

using ParameterValue = decltype(ParameterEntry::value);

ParameterValue read_value_table(const Value& value, const std::string& what,
                                std::optional<Role>& role) {
    TableReader table(value, what);
    ParameterValue result;
    if (describes_distribution(table.entries())) {
        result = read_distribution(table);
    } else if (const Value* values = driver::find(table.entries(), "values")) {
        table.find("values");
        result = read_list(*values, what);
    } else {
        result = read_range(table);
    }
    role = read_role(table);
    table.finish();
    return result;
}

ParameterValue read_value(const Value& value, const std::string& what, std::optional<Role>& role) {
    if (const auto* text = std::get_if<std::string>(&value.data)) {
        if (*text == "plausible") return Plausible{};
        throw UserError(
            value.where,
            fmt::format("{}: unknown '{}' (valid: a number, [a, b, c], {{ from = , to = , "
                        "points = }}, {{ min = , max = }}, \"plausible\")",
                        what, *text));
    }
    if (std::holds_alternative<Array>(value.data)) return read_list(value, what);
    if (value.table() != nullptr) return read_value_table(value, what, role);
    return Fixed{number(value, what), value.where};
}

// Counts the values that axes hold, so that a page of text cannot fill the memory.
class Room {
  public:
    void take(std::uint64_t values, const std::string& what, const Position& where) {
        if (values > left_) {
            throw UserError(where, fmt::format("{}: the axes have more than {} values together",
                                               what, most_axis_values));
        }
        left_ -= values;
    }

  private:
    std::uint64_t left_ = most_axis_values;
};

// Entries that have been read; refuses a second one for a parameter.
class Parameters {
  public:
    void add(const Entry& entry, const std::string& prefix) {
        const std::string name = prefix + entry.key;
        const std::string what = fmt::format("parameter '{}'", name);
        const Table* group = entry.value.table();
        if (group != nullptr && group->empty()) {
            throw UserError(entry.value.where, what + ": the table is empty");
        }
        if (group != nullptr && !describes_values(*group)) {
            for (const Entry& inner : *group) add(inner, name + ".");
            return;
        }
        std::optional<Role> role;
        ParameterEntry result{name, entry.where, entry.order, read_value(entry.value, what, role)};
        result.role = role;
        if (name == everything_else && !std::holds_alternative<Plausible>(result.value)) {
            throw UserError(entry.value.where,
                            "'*' stands for all parameters that are not named (valid: "
                            "\"plausible\")");
        }
        if (const auto* axis = std::get_if<AxisValues>(&result.value)) {
            room_.take(axis->values.size(), what, entry.where);
        }
        const auto [same, is_new] = places_.emplace(name, entry.where);
        if (!is_new) {
            throw UserError(entry.where, fmt::format("{} is given twice (also at {})", what,
                                                     to_string(same->second)));
        }
        entries_.push_back(std::move(result));
    }

    std::vector<ParameterEntry> take() && { return std::move(entries_); }

  private:
    std::vector<ParameterEntry> entries_;
    std::map<std::string, Position> places_;
    Room room_;
};

// A list of its own may repeat a value, but no point may be another's twin.
void check_points(const std::vector<AxisValues>& lists, const std::string& what) {
    std::map<std::vector<double>, std::size_t> points;
    for (std::size_t k = 0; k < lists.front().values.size(); ++k) {
        std::vector<double> point;
        for (const AxisValues& list : lists) point.push_back(list.values[k]);
        const auto [first, is_new] = points.emplace(std::move(point), k);
        if (is_new) continue;
        throw UserError(lists.front().place(k), fmt::format("{}: its points {} and {} are the same",
                                                            what, first->second + 1, k + 1));
    }
}

// One list of numbers for all parameters, or a list of lists, one for each.
std::vector<AxisValues> read_linked_values(const Value& value, const std::string& what,
                                           std::size_t parameters, Room& room) {
    const Array& lists = array(value, what);
    if (lists.empty() || !std::holds_alternative<Array>(lists.front().data)) {
        room.take(lists.size() * parameters, what, value.where);
        return std::vector<AxisValues>(parameters, read_list(value, what));
    }
    if (lists.size() != parameters) {
        throw UserError(value.where,
                        fmt::format("{}: {} of values for {}", what, counted(lists.size(), "list"),
                                    counted(parameters, "parameter")));
    }
    std::vector<AxisValues> result;
    for (const Value& list : lists) {
        AxisValues& axis = result.emplace_back();
        for (const Value& element : array(list, what)) {
            axis.values.push_back(number(element, what));
            axis.places.push_back(element.where);
        }
        if (axis.values.empty())
            throw UserError(list.where, what + ": an axis needs at least one value");
        if (axis.values.size() != result.front().values.size()) {
            throw UserError(list.where, fmt::format("{}: {}, but the first list has {}", what,
                                                    counted(axis.values.size(), "value"),
                                                    result.front().values.size()));
        }
        room.take(axis.values.size(), what, list.where);
    }
    check_points(result, what);
    return result;
}

LinkedEntry read_linked_entry(const Value& value, Room& room) {
    const Value* name = value.table() != nullptr ? find(*value.table(), "axis") : nullptr;
    LinkedEntry entry;
    if (name != nullptr) {
        entry.axis = word(*name, "axis");
        entry.where = name->where;
    }
    TableReader table(value, name != nullptr ? fmt::format("axis '{}'", entry.axis) : "[[linked]]");
    table.need("axis");
    const std::string& what = table.what();
    for (const Entry& e : table.entries()) {
        if (e.key == "axis") entry.order = e.order;
    }
    const Value& parameters = table.need("parameters");
    entry.parameters = words(parameters, what + ": parameters");
    if (entry.parameters.empty()) {
        throw UserError(parameters.where, what + ": it moves no parameter");
    }
    if (describes_distribution(table.entries())) {
        entry.sampled = read_distribution(table);
    } else if (const Value* values = table.find("values")) {
        entry.values = read_linked_values(*values, what, entry.parameters.size(), room);
    } else {
        const AxisValues range = read_range(table);
        room.take(range.values.size() * entry.parameters.size(), what, entry.where);
        entry.values.assign(entry.parameters.size(), range);
    }
    entry.role = read_role(table);
    table.finish();
    return entry;
}

}  // namespace

std::vector<ParameterEntry> read_parameters(const Value& parameters) {
    Parameters read;
    for (const Entry& entry : table(parameters, "[parameters]")) read.add(entry, "");
    std::vector<ParameterEntry> entries = std::move(read).take();
    std::sort(entries.begin(), entries.end(),
              [](const ParameterEntry& a, const ParameterEntry& b) { return a.order < b.order; });
    return entries;
}

std::vector<LinkedEntry> read_linked(const Value& linked) {
    std::vector<LinkedEntry> entries;
    std::map<std::string, Position> places;
    Room room;
    for (const Value& value : array(linked, "[[linked]]")) {
        entries.push_back(read_linked_entry(value, room));
        const LinkedEntry& last = entries.back();
        const auto [same, is_new] = places.emplace(last.axis, last.where);
        if (!is_new) {
            throw UserError(last.where, fmt::format("axis '{}' is given twice (also at {})",
                                                    last.axis, to_string(same->second)));
        }
    }
    return entries;
}

}  // namespace entente::driver
