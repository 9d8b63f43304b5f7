// SPDX-License-Identifier: Apache-2.0
#include "driver/sensitivity_section.hpp"

#include <string_view>
#include <utility>

#include "driver/table_reader.hpp"

namespace entente::driver {
namespace {

constexpr std::size_t most_bootstrap = 10000;

constexpr std::pair<std::string_view, Intervals> intervals[] = {
    {"replicates", Intervals::replicates},
    {"bootstrap", Intervals::bootstrap},
    {"asymptotic", Intervals::asymptotic},
    {"none", Intervals::none}};

constexpr std::pair<std::string_view, Failures> policies[] = {{"drop", Failures::drop},
                                                              {"abort", Failures::abort}};

constexpr std::pair<std::string_view, bool> switches[] = {{"true", true}, {"false", false}};

bool read_switch(const Value& value, const std::string& what) {
    if (const auto* is = std::get_if<bool>(&value.data)) return *is;
    return choice<bool>(value, what, switches);
}

void read_failures(const Value& value, Inquiry& inquiry) {
    if (value.table() == nullptr) {
        inquiry.failures = choice<Failures>(value, "sensitivity.failures", policies);
        return;
    }
    TableReader table(value, "sensitivity.failures");
    inquiry.failures = Failures::impute;
    inquiry.imputed = number(table.need("impute"), "sensitivity.failures: impute");
    table.finish();
}

}  // namespace

Inquiry read_sensitivity(const Value& sensitivity, DesignKind design) {
    TableReader table(sensitivity, "[sensitivity]");
    Inquiry inquiry;
    inquiry.where = sensitivity.where;
    inquiry.intervals_where = sensitivity.where;
    if (!is_sampled(design)) {
        throw UserError(sensitivity.where,
                        "[sensitivity] needs parameters with distributions, and a " +
                            std::string(keyword(design)) +
                            " has none (valid: kind = \"saltelli\", \"morris\", \"fast\", "
                            "\"derivatives\", \"sobol\", \"latin_hypercube\" or \"random\")");
    }
    if (const Value* store = table.find("store")) {
        inquiry.store = read_switch(*store, "sensitivity.store");
    }
    if (const Value* trace = table.find("trace")) {
        inquiry.trace = read_switch(*trace, "sensitivity.trace");
    }
    if (const Value* value = table.find("intervals")) {
        inquiry.intervals = choice<Intervals>(*value, "sensitivity.intervals", intervals);
        inquiry.intervals_where = value->where;
    }
    if (const Value* level = table.find("level")) {
        inquiry.level = number(*level, "sensitivity.level", {0.5, 0.9999});
    }
    if (const Value* replicates = table.find("bootstrap")) {
        inquiry.bootstrap = whole(*replicates, "sensitivity.bootstrap", 2, most_bootstrap);
    }
    if (const Value* failures = table.find("failures")) read_failures(*failures, inquiry);
    if (const Value* until = table.find("until_ci")) {
        inquiry.until_ci = number(*until, "sensitivity.until_ci", {1e-6, 1});
    }
    table.finish();
    return inquiry;
}

}  // namespace entente::driver
