// SPDX-License-Identifier: Apache-2.0
#include "driver/plan_correlations.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace entente::driver {
namespace {

constexpr std::size_t most_columns = 64;  // a scenario takes half their square of operations

void check_kind(const Study& study) {
    const Position& where = study.correlations.front().where;
    const DesignKind kind = study.design.kind;
    if (!is_sampled(kind)) {
        throw UserError(where,
                        fmt::format("[[correlation]]: the scenarios of kind \"{}\" are given "
                                    "(valid: kind = \"random\", \"latin_hypercube\" or "
                                    "\"sobol\")",
                                    keyword(kind)));
    }
    if (!is_in_blocks(kind)) return;
    throw UserError(where, fmt::format("[[correlation]]: what kind \"{}\" estimates is defined for "
                                       "independent parameters (valid: kind = \"random\", "
                                       "\"latin_hypercube\" or \"sobol\", with given-data methods)",
                                       keyword(kind)));
}

// Numbers the columns that are correlated, in the order in which they are named.
class Named {
  public:
    explicit Named(const std::vector<std::string>& columns) : names_(columns) {
        for (std::size_t c = 0; c < columns.size(); ++c) places_.emplace(columns[c], c);
    }

    std::size_t number(const std::string& name, const Position& where) {
        const auto column = places_.find(name);
        if (column == places_.end()) {
            throw UserError(
                where,
                fmt::format("[[correlation]]: '{}' is no column of the design "
                            "({})",
                            name, suggestion(name, names_, "valid: sampled parameters and axes")));
        }
        const auto [at, is_new] = numbers_.emplace(column->second, columns_.size());
        if (is_new) columns_.push_back(column->second);
        if (columns_.size() > most_columns) {
            throw UserError(where, fmt::format("[[correlation]]: more than {} columns are "
                                               "correlated",
                                               most_columns));
        }
        return at->second;
    }

    const std::vector<std::size_t>& columns() const noexcept { return columns_; }

  private:
    const std::vector<std::string>& names_;
    std::map<std::string, std::size_t, std::less<>> places_;
    std::map<std::size_t, std::size_t> numbers_;
    std::vector<std::size_t> columns_;
};

}  // namespace

Correlations correlations_of(const Study& study, const std::vector<std::string>& columns) {
    if (study.correlations.empty()) return {};
    check_kind(study);
    Named named(columns);
    std::map<std::pair<std::size_t, std::size_t>, const CorrelationEntry*> pairs;
    for (const CorrelationEntry& entry : study.correlations) {
        const auto& [one, other] = entry.columns;
        std::size_t i = named.number(one.first, one.second);
        std::size_t j = named.number(other.first, other.second);
        if (i == j) {
            throw UserError(other.second,
                            fmt::format("[[correlation]]: '{}' with itself", one.first));
        }
        if (i > j) std::swap(i, j);
        const auto [same, is_new] = pairs.emplace(std::pair(i, j), &entry);
        if (is_new) continue;
        throw UserError(entry.where,
                        fmt::format("[[correlation]]: '{}' and '{}' are correlated twice (also at "
                                    "{})",
                                    one.first, other.first, to_string(same->second->where)));
    }
    const std::size_t n = named.columns().size();
    Correlations result{named.columns(), {n, std::vector<double>(n * n, 0.0)}};
    for (std::size_t i = 0; i < n; ++i) result.matrix.at(i, i) = 1;
    for (const auto& [pair, entry] : pairs) {
        const double value = normal_correlation(entry->value);
        result.matrix.at(pair.first, pair.second) = value;
        result.matrix.at(pair.second, pair.first) = value;
    }
    if (cholesky(result.matrix).empty()) {
        throw UserError(study.correlations.front().where,
                        fmt::format("[[correlation]]: no {} parameters can have these correlations "
                                    "together: the matrix is not positive definite (valid: nearer "
                                    "to 0, about {} times as strong)",
                                    n, bearable_share(result.matrix)));
    }
    return result;
}

}  // namespace entente::driver
