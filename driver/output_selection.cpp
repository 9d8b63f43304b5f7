// SPDX-License-Identifier: Apache-2.0
#include "driver/output_selection.hpp"

#include <set>
#include <string_view>

#include <fmt/format.h>

namespace entente::driver {
namespace {

// Greedy with one point to return to: linear, unlike recursion over the stars.
bool matches(std::string_view pattern, std::string_view name) {
    std::size_t p = 0, n = 0, star = std::string_view::npos, resumed = 0;
    while (n < name.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resumed = n;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
            ++p;
            ++n;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            n = ++resumed;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

[[noreturn]] void refuse(const std::string& pattern, const Position& where,
                         const kernels::Instance& instance, const std::string& model) {
    const auto list = fmt::format("'entente models {}' lists the outputs", model);
    if (pattern.find_first_of("*?") != std::string::npos) {
        throw UserError(where, fmt::format("no output matches '{}' ({})", pattern, list));
    }
    std::vector<std::string> valid;
    for (const kernels::Output& output : instance.outputs()) valid.push_back(output.name);
    throw UserError(
        where, fmt::format("unknown output '{}' ({})", pattern, suggestion(pattern, valid, list)));
}

}  // namespace

std::vector<std::size_t> select_outputs(
    const std::vector<std::pair<std::string, Position>>& variables,
    const kernels::Instance& instance, const std::string& model) {
    const auto outputs = instance.outputs();
    std::vector<bool> wanted(outputs.size(), false);
    for (std::size_t o = 0; o < outputs.size(); ++o) {
        const bool is_code = outputs[o].kind == kernels::OutputKind::code;
        wanted[o] = is_code || (variables.empty() && outputs[o].dimension.empty());
    }
    std::set<std::string_view> named;
    for (const auto& [pattern, where] : variables) {
        if (!named.insert(pattern).second) {
            throw UserError(where, fmt::format("output '{}' is named twice", pattern));
        }
        bool found = false;
        for (std::size_t o = 0; o < outputs.size(); ++o) {
            if (!matches(pattern, outputs[o].name)) continue;
            wanted[o] = true;
            found = true;
        }
        if (!found) refuse(pattern, where, instance, model);
    }
    std::vector<std::size_t> selected;
    for (std::size_t o = 0; o < outputs.size(); ++o) {
        if (wanted[o]) selected.push_back(o);
    }
    return selected;
}

}  // namespace entente::driver
