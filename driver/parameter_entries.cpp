// SPDX-License-Identifier: Apache-2.0
#include "driver/parameter_entries.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "driver/axis_values.hpp"
#include "driver/table_reader.hpp"

namespace entente::driver {
namespace {

constexpr std::string_view everything_else = "*";

using ParameterValue = decltype(ParameterEntry::value);

ParameterValue read_value_table(const Value& value, const std::string& what) {
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
    table.finish();
    return result;
}

ParameterValue read_value(const Value& value, const std::string& what) {
    if (const auto* text = std::get_if<std::string>(&value.data)) {
        if (*text == "plausible") return Plausible{};
        throw UserError(
            value.where,
            fmt::format("{}: unknown '{}' (valid: a number, [a, b, c], {{ from = , to = , "
                        "points = }}, {{ min = , max = }}, \"plausible\")",
                        what, *text));
    }
    if (std::holds_alternative<Array>(value.data)) return read_list(value, what);
    if (value.table() != nullptr) return read_value_table(value, what);
    return Fixed{number(value, what), value.where};
}

void add(const Entry& entry, const std::string& prefix, std::vector<ParameterEntry>& entries) {
    const std::string name = prefix + entry.key;
    const std::string what = fmt::format("parameter '{}'", name);
    const Table* group = entry.value.table();
    if (group != nullptr && group->empty()) {
        throw UserError(entry.value.where, what + ": the table is empty");
    }
    if (group != nullptr && !describes_values(*group)) {
        for (const Entry& inner : *group) add(inner, name + ".", entries);
        return;
    }
    ParameterEntry result{name, entry.where, entry.order, read_value(entry.value, what)};
    if (name == everything_else && !std::holds_alternative<Plausible>(result.value)) {
        throw UserError(entry.value.where,
                        "'*' stands for all parameters that are not named (valid: \"plausible\")");
    }
    const auto same = std::find_if(entries.begin(), entries.end(),
                                   [&](const ParameterEntry& e) { return e.name == name; });
    if (same != entries.end()) {
        throw UserError(entry.where, fmt::format("{} is given twice (also at {})", what,
                                                 to_string(same->where)));
    }
    entries.push_back(std::move(result));
}

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
                                           std::size_t parameters) {
    const Array& lists = array(value, what);
    if (lists.empty() || !std::holds_alternative<Array>(lists.front().data)) {
        return std::vector<AxisValues>(parameters, read_list(value, what));
    }
    if (lists.size() != parameters) {
        throw UserError(value.where, fmt::format("{}: {} lists of values for {} parameters", what,
                                                 lists.size(), parameters));
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
            throw UserError(list.where,
                            fmt::format("{}: {} values, but the first list has {}", what,
                                        axis.values.size(), result.front().values.size()));
        }
    }
    check_points(result, what);
    return result;
}

LinkedEntry read_linked_entry(const Value& value) {
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
        entry.values = read_linked_values(*values, what, entry.parameters.size());
    } else {
        entry.values.assign(entry.parameters.size(), read_range(table));
    }
    table.finish();
    return entry;
}

}  // namespace

std::vector<ParameterEntry> read_parameters(const Value& parameters) {
    std::vector<ParameterEntry> entries;
    for (const Entry& entry : table(parameters, "[parameters]")) add(entry, "", entries);
    std::sort(entries.begin(), entries.end(),
              [](const ParameterEntry& a, const ParameterEntry& b) { return a.order < b.order; });
    return entries;
}

std::vector<LinkedEntry> read_linked(const Value& linked) {
    std::vector<LinkedEntry> entries;
    for (const Value& value : array(linked, "[[linked]]")) {
        entries.push_back(read_linked_entry(value));
        const LinkedEntry& last = entries.back();
        for (std::size_t i = 0; i + 1 < entries.size(); ++i) {
            if (entries[i].axis != last.axis) continue;
            throw UserError(last.where, fmt::format("axis '{}' is given twice (also at {})",
                                                    last.axis, to_string(entries[i].where)));
        }
    }
    return entries;
}

}  // namespace entente::driver
