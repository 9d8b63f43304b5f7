// SPDX-License-Identifier: Apache-2.0
#include "driver/parameter_names.hpp"

#include <cmath>

#include <fmt/format.h>

#include "driver/table_reader.hpp"

namespace entente::driver {
namespace {

// What a table may hold that says which values a parameter has. (A table with none of the keys that
// tell it from a group of parameters was read as such a group.)
const std::string value_keys[] = {"from", "to",  "points",  "scale",   "values", "distribution",
                                  "min",  "max", "choices", "weights", "role"};

bool is_whole(double value) noexcept { return value == std::floor(value); }

}  // namespace

ParameterNames::ParameterNames(const kernels::Instance& instance, std::string_view model)
    : parameters_(instance.parameters()), model_(model) {}

std::size_t ParameterNames::index(std::string_view name, const Position& where) const {
    for (std::size_t p = 0; p < parameters_.size(); ++p) {
        if (parameters_[p].name == name) return p;
    }
    for (const kernels::Parameter& parameter : parameters_) {
        if (!name.starts_with(parameter.name + '.')) continue;
        const std::string_view key = name.substr(parameter.name.size() + 1);
        throw UserError(where, fmt::format("{}: unknown key '{}' ({})", in_words(parameter), key,
                                           suggestion(key, value_keys)));
    }
    std::vector<std::string> valid;
    for (const kernels::Parameter& parameter : parameters_) valid.push_back(parameter.name);
    const auto list = fmt::format("'entente models {}' lists the parameters", model_);
    throw UserError(
        where, fmt::format("unknown parameter '{}' ({})", name, suggestion(name, valid, list)));
}

bool ParameterNames::allows(std::size_t p, double value) const noexcept {
    const kernels::Parameter& parameter = parameters_[p];
    return parameter.valid.contains(value) && (!parameter.whole || is_whole(value));
}

void ParameterNames::check(std::size_t p, double value, const Position& where) const {
    if (allows(p, value)) return;
    const kernels::Parameter& parameter = parameters_[p];
    if (std::isfinite(value) && !is_whole(value) && parameter.whole) {
        throw UserError(where, fmt::format("{}: {} is not a whole number (valid: {})",
                                           in_words(parameter), value, to_string(parameter.valid)));
    }
    throw UserError(where, out_of_range(in_words(parameter), value, parameter.valid));
}

std::string in_words(const kernels::Parameter& parameter) {
    return fmt::format("parameter '{}'", parameter.name);
}

std::string valid_values(const kernels::Parameter& parameter) {
    return to_string(parameter.valid) + (parameter.whole ? ", whole" : "");
}

}  // namespace entente::driver
