// SPDX-License-Identifier: Apache-2.0
#include "driver/discovery/sources.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "driver/user_error.hpp"

namespace entente::driver::discovery {
namespace {

bool is_lever(const results::Attributes& attributes) {
    const auto* const role = results::find<std::string>(attributes, "role");
    return role != nullptr && *role == "lever";
}

bool has_coordinates(const results::Dimension& dimension) {
    return !dimension.values.empty() || !dimension.labels.empty();
}

bool is_input(const results::Variable& variable) {
    return results::find<std::vector<std::string>>(variable.attributes, "parameters") != nullptr;
}

std::string entry_name(const results::Dimension& dimension, std::size_t i) {
    if (!dimension.labels.empty()) return dimension.labels[i];
    return dimension.values.empty() ? std::to_string(i) : fmt::format("{}", dimension.values[i]);
}

std::vector<std::string> entries_of(const results::Dimension& dimension) {
    std::vector<std::string> entries;
    for (std::size_t i = 0; i < dimension.size; ++i) entries.push_back(entry_name(dimension, i));
    return entries;
}

}  // namespace

std::vector<Source> sources_of(const results::Reader& reader) {
    std::vector<Source> sources;
    std::uint64_t stride = reader.scenarios();
    for (const results::Dimension& axis : reader.design()) {
        stride /= std::max<std::uint64_t>(axis.size, 1);
        if (!has_coordinates(axis) || axis.size < 2) continue;
        sources.push_back({&axis, stride, nullptr, is_lever(axis.attributes)});
    }
    for (const results::Variable& v : reader.variables()) {
        if (is_input(v)) sources.push_back({nullptr, 1, &v, is_lever(v.attributes)});
    }
    return sources;
}

std::vector<Source> sources_for(const results::Reader& reader, const Request& request) {
    auto sources = sources_of(reader);
    std::vector<std::string> names;
    names.reserve(sources.size());
    for (const Source& s : sources) names.push_back(s.name());
    const auto check = [&](std::string_view option, const std::vector<std::string>& asked) {
        for (const std::string& name : asked) {
            if (std::find(names.begin(), names.end(), name) != names.end()) continue;
            throw UserError(
                fmt::format("{}: unknown input '{}' ({})", option, name, suggestion(name, names)));
        }
    };
    check("--factors", request.factors);
    check("--levers", request.levers);
    const auto asked = [](const std::vector<std::string>& list, const std::string& name) {
        return std::find(list.begin(), list.end(), name) != list.end();
    };
    for (Source& s : sources) {
        if (!request.levers.empty()) s.is_lever = asked(request.levers, s.name());
    }
    if (!request.factors.empty()) {
        std::erase_if(sources, [&](const Source& s) {
            return !asked(request.factors, s.name()) && !s.is_lever;
        });
    }
    return sources;
}

std::vector<Quantity> quantities_of(const results::Reader& reader) {
    std::vector<Quantity> quantities;
    for (const results::Variable& v : reader.variables()) {
        quantities.push_back({.name = v.name,
                              .entries = v.further ? entries_of(reader.further()[*v.further])
                                                   : std::vector<std::string>{},
                              .flags = v.flags,
                              .is_input = is_input(v),
                              .is_float32 = v.type == results::ElementType::float32});
    }
    for (const Source& s : sources_of(reader)) {
        if (s.axis == nullptr) continue;
        quantities.push_back(
            {.name = s.axis->name,
             .flags = s.axis->values.empty() ? s.axis->labels : std::vector<std::string>{},
             .is_input = true});
    }
    return quantities;
}

std::uint64_t memory_for(const results::Reader& reader, const Request& request) {
    // Values, their order and a copy of it; for the target, marks; for an objective its values and
    // copies of them, sorted and as regrets.
    constexpr std::uint64_t per_input = 20, per_objective = 40, per_scenario = 64;
    const std::uint64_t scenarios = std::min(request.most, reader.scenarios());
    return scenarios * (sources_of(reader).size() * per_input +
                        request.objectives.size() * per_objective + per_scenario);
}

}  // namespace entente::driver::discovery
