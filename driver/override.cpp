// SPDX-License-Identifier: Apache-2.0
#include "driver/override.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "driver/nesting.hpp"

namespace entente::driver {
namespace {

constexpr std::uint64_t behind_the_text = std::uint64_t{1} << 63;

// How an entry comes into a table that lacks it: "a.b" as a table `a` with a key `b`, or as one
// key.
enum class Missing { nested, flat };

// Replaces or adds entries of a document on behalf of one override.
struct Setter {
    Position where;
    std::uint64_t order;  ///< of what is added

    void set(Table& table, std::string_view name, const Value& value, Missing missing) const {
        Entry* deepest = nullptr;
        for (Entry& entry : table) {
            const bool leads = name.starts_with(entry.key) &&
                               (name.size() == entry.key.size() || name[entry.key.size()] == '.');
            if (leads && (deepest == nullptr || entry.key.size() > deepest->key.size())) {
                deepest = &entry;
            }
        }
        if (deepest == nullptr) {
            add(table, name, value, missing);
        } else if (deepest->key.size() == name.size()) {
            deepest->where = where;
            deepest->value = value;
        } else {
            Table* inner = deepest->value.table();
            if (inner == nullptr) {
                throw UserError(
                    where, fmt::format("'{}' has no parts: it is given as a single value at {}",
                                       deepest->key, to_string(deepest->value.where)));
            }
            set(*inner, name.substr(deepest->key.size() + 1), value, missing);
        }
    }

    void add(Table& table, std::string_view name, const Value& value, Missing missing) const {
        const auto dot = name.find('.');
        if (missing == Missing::flat || dot == std::string_view::npos) {
            table.push_back({std::string(name), where, value, order});
            return;
        }
        table.push_back({std::string(name.substr(0, dot)), where, {Table{}, where}, order});
        add(*table.back().value.table(), name.substr(dot + 1), value, missing);
    }
};

Table& parameters_of(Table& study, const Setter& setter) {
    for (Entry& entry : study) {
        if (entry.key == "parameters" && entry.value.table() != nullptr)
            return *entry.value.table();
    }
    study.push_back({"parameters", setter.where, {Table{}, setter.where}, setter.order});
    return *study.back().value.table();
}

std::string_view axis_of(const Value& linked) {
    const Value* axis = linked.table() != nullptr ? find(*linked.table(), "axis") : nullptr;
    const auto* name = axis != nullptr ? std::get_if<std::string>(&axis->data) : nullptr;
    return name != nullptr ? std::string_view(*name) : std::string_view();
}

// The entry's values are replaced by those of the override.
void revalue(Table& linked, const Value& value, const Setter& setter) {
    std::erase_if(linked, [](const Entry& e) { return e.key != "axis" && e.key != "parameters"; });
    if (const Table* entries = value.table()) {
        linked.insert(linked.end(), entries->begin(), entries->end());
    } else {
        linked.push_back({"values", setter.where, value, setter.order});
    }
}

// True if `name` is a linked axis, which then has the value.
bool set_linked(Table& study, const std::string& name, const Value& value, const Setter& setter) {
    for (Entry& entry : study) {
        auto* list = entry.key == "linked" ? std::get_if<Array>(&entry.value.data) : nullptr;
        if (list == nullptr) continue;
        const auto found = std::find_if(list->begin(), list->end(),
                                        [&](const Value& v) { return axis_of(v) == name; });
        if (found == list->end()) continue;
        const bool is_number = std::holds_alternative<double>(value.data) ||
                               std::holds_alternative<std::int64_t>(value.data);
        const Value* parameters = find(*found->table(), "parameters");
        const auto* names = parameters != nullptr ? std::get_if<Array>(&parameters->data) : nullptr;
        if (!is_number || names == nullptr) {
            revalue(*found->table(), value, setter);
            return true;
        }
        const Array fixed = *names;
        list->erase(found);
        Table& table = parameters_of(study, setter);
        for (const Value& parameter : fixed) {
            const auto* text = std::get_if<std::string>(&parameter.data);
            if (text != nullptr) setter.set(table, *text, value, Missing::flat);
        }
        return true;
    }
    return false;
}

// Whether `name` is one of the keys or stands in a section of this name. Where keys name entries of
// a section ("patron.gdp_bn_usd"), only these are its: all else is a parameter ("patron.cost").
bool is_of_study(const std::string& name, std::span<const std::string> keys) {
    const auto has = [&](std::string_view key) {
        return std::find(keys.begin(), keys.end(), key) != keys.end();
    };
    const std::string section = name.substr(0, name.find('.'));
    const auto entry_of_it = [&](const std::string& key) { return key.starts_with(section + '.'); };
    return has(name) || (has(section) && std::none_of(keys.begin(), keys.end(), entry_of_it));
}

}  // namespace

void apply_overrides(Value& study, const std::vector<Override>& overrides,
                     std::span<const std::string> keys) {
    std::uint64_t order = behind_the_text;
    for (const Override& o : overrides) {
        const std::string file = fmt::format("--set {}={}", o.name, o.value);
        const Setter setter{{file, 0, 0}, order++};
        const bool gap = o.name.empty() || o.name.front() == '.' || o.name.back() == '.' ||
                         o.name.find("..") != std::string::npos;
        if (gap) throw UserError(setter.where, fmt::format("'{}' is not a name", o.name));
        if (std::count(o.name.begin(), o.name.end(), '.') >= std::ptrdiff_t{most_name_parts}) {
            throw UserError(setter.where,
                            fmt::format("a name of more than {} parts", most_name_parts));
        }
        const Value value = parse_value(o.value, file);
        Table& table = *study.table();
        if (is_of_study(o.name, keys)) {
            setter.set(table, o.name, value, Missing::nested);
        } else if (!set_linked(table, o.name, value, setter)) {
            setter.set(parameters_of(table, setter), o.name, value, Missing::flat);
        }
    }
}

}  // namespace entente::driver
