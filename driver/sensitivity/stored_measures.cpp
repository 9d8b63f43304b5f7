// SPDX-License-Identifier: Apache-2.0
#include "driver/sensitivity/stored_measures.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "driver/sensitivity/given_data/borgonovo_delta.hpp"
#include "driver/sensitivity/given_data/hsic.hpp"
#include "driver/sensitivity/given_data/pawn.hpp"
#include "driver/sensitivity/given_data/rank_first_order.hpp"
#include "driver/sensitivity/given_data/regression.hpp"
#include "driver/sensitivity/given_data/shapley.hpp"
#include "driver/user_error.hpp"

namespace entente::driver {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint64_t scenarios_at_once = 65536;

using Column = std::vector<double>;

// The values of a scalar variable in every `stride`-th scenario.
Column column(const results::Reader& reader, const results::Variable& variable,
              std::uint64_t stride) {
    Column values;
    for (std::uint64_t first = 0; first < reader.scenarios(); first += scenarios_at_once) {
        const auto part =
            reader.read(variable, first, std::min(scenarios_at_once, reader.scenarios() - first));
        for (std::uint64_t i = (stride - first % stride) % stride; i < part.size(); i += stride) {
            values.push_back(part[i]);
        }
    }
    return values;
}

template <class Options>
Options options_of(const StoredMethods& methods, Options options = {}) {
    options.level = methods.level;
    options.seed = methods.seed;
    if (methods.crew) options.crew = methods.crew;
    return options;
}

// Which columns each factor has, for Shapley effects.
std::vector<std::vector<std::size_t>> groups_of(const results::Analysis& analysis,
                                                const std::vector<std::string>& columns,
                                                const results::Reader& reader) {
    const auto& factors = analysis.dimension("factor")->labels;
    std::vector<std::vector<std::size_t>> groups(factors.size());
    const auto* of_column =
        results::find<std::vector<std::int64_t>>(reader.attributes(), "factor_of_column");
    for (std::size_t c = 0; c < columns.size(); ++c) {
        const std::size_t f = of_column != nullptr && c < of_column->size()
                                  ? static_cast<std::size_t>((*of_column)[c])
                                  : c;
        if (f < groups.size()) groups[f].push_back(c);
    }
    return groups;
}

std::vector<Measure> measures(const std::string& method, const given_data::Sample& sample,
                              const StoredMethods& methods) {
    if (method == "pawn") return pawn(sample, options_of<given_data::PawnOptions>(methods));
    if (method == "delta") {
        return borgonovo_delta(sample, options_of<given_data::DeltaOptions>(methods));
    }
    if (method == "hsic") return hsic(sample, options_of<given_data::HsicOptions>(methods));
    if (method == "rank") {
        return rank_first_order(sample, options_of<given_data::GivenDataOptions>(methods));
    }
    if (method == "regression") {
        return regression(sample, options_of<given_data::GivenDataOptions>(methods)).measures;
    }
    auto found = shapley(sample, options_of<given_data::ShapleyOptions>(methods));
    return {std::move(found.effects)};
}

// Arrays over (output, factor), filled output by output.
class Arrays {
  public:
    explicit Arrays(results::Analysis& analysis)
        : analysis_(analysis),
          outputs_(analysis.dimension("output")->size),
          factors_(analysis.dimension("factor")->size) {}

    void put(const Measure& measure, std::size_t output) {
        if (measure.factors.size() != factors_) return;
        for (std::size_t f = 0; f < factors_; ++f) {
            const Estimate& estimate = measure.factors[f];
            array(measure.name, measure.long_name, true)[output * factors_ + f] = estimate.value;
            if (std::isnan(estimate.low)) continue;
            const std::string of = " end of the interval of " + measure.long_name;
            array(measure.name + "_low", "lower" + of, true)[output * factors_ + f] = estimate.low;
            array(measure.name + "_high", "upper" + of, true)[output * factors_ + f] =
                estimate.high;
        }
        if (std::isnan(measure.noise)) return;
        array(measure.name + "_noise", "what a factor without influence may get by chance",
              false)[output] = measure.noise;
    }

  private:
    // What regression in one pass has found already stays.
    std::vector<double>& array(const std::string& name, const std::string& long_name,
                               bool by_factor) {
        const auto known = places_.find(name);
        if (known != places_.end()) return analysis_.arrays[known->second].values;
        std::erase_if(analysis_.arrays, [&](const auto& other) { return other.name == name; });
        for (auto& [other, place] : places_) {
            for (std::size_t a = 0; a < analysis_.arrays.size(); ++a) {
                if (analysis_.arrays[a].name == other) place = a;
            }
        }
        std::vector<std::string> dimensions{"output"};
        if (by_factor) dimensions.emplace_back("factor");
        places_[name] = analysis_.arrays.size();
        analysis_.arrays.push_back(
            {.name = name,
             .long_name = long_name,
             .units = "1",
             .dimensions = std::move(dimensions),
             .values = std::vector<double>(by_factor ? outputs_ * factors_ : outputs_, none)});
        return analysis_.arrays.back().values;
    }

    results::Analysis& analysis_;
    std::size_t outputs_, factors_;
    std::map<std::string, std::size_t> places_;
};

// The rows in which the output is finite.
given_data::Sample sample_of(const Column& output, const std::vector<Column>& inputs,
                             Column& output_store, std::vector<Column>& input_store) {
    output_store.clear();
    input_store.assign(inputs.size(), {});
    const bool whole =
        std::all_of(output.begin(), output.end(), [](double y) { return std::isfinite(y); });
    given_data::Sample sample{.output = output, .inputs = {}};
    if (whole) {
        for (const Column& input : inputs) sample.inputs.emplace_back(input);
        return sample;
    }
    for (std::size_t i = 0; i < output.size(); ++i) {
        if (!std::isfinite(output[i])) continue;
        output_store.push_back(output[i]);
        for (std::size_t c = 0; c < inputs.size(); ++c) input_store[c].push_back(inputs[c][i]);
    }
    sample.output = output_store;
    for (const Column& input : input_store) sample.inputs.emplace_back(input);
    return sample;
}

}  // namespace

const std::vector<std::string>& stored_methods() {
    static const std::vector<std::string> names{"pawn", "delta",      "hsic",
                                                "rank", "regression", "shapley"};
    return names;
}

void add_stored_measures(const results::Reader& reader, const StoredMethods& methods,
                         results::Analysis& analysis) {
    if (results::find<std::int64_t>(reader.attributes(), "points") != nullptr) {
        throw UserError(
            "--methods: the scenarios of a design in blocks are not independent draws "
            "(valid: random, latin_hypercube, sobol, or a table)");
    }
    std::vector<std::string> names;
    std::vector<Column> inputs;
    const std::uint64_t stride = (reader.scenarios() + methods.most - 1) / methods.most;
    for (const auto& variable : reader.variables()) {
        if (results::find<std::vector<std::string>>(variable.attributes, "parameters") == nullptr) {
            continue;
        }
        names.push_back(variable.name);
        inputs.push_back(column(reader, variable, stride));
    }
    const auto& outputs = analysis.dimension("output")->labels;
    const bool has_groups = results::find<std::vector<std::int64_t>>(reader.attributes(),
                                                                     "factor_of_column") != nullptr;
    Arrays arrays(analysis);
    Column output_store;
    std::vector<Column> input_store;
    for (const auto& variable : reader.variables()) {
        const auto place = std::find(outputs.begin(), outputs.end(), variable.name);
        if (place == outputs.end() || variable.further) continue;
        if (!methods.outputs.empty() && std::find(methods.outputs.begin(), methods.outputs.end(),
                                                  variable.name) == methods.outputs.end()) {
            continue;
        }
        const Column output = column(reader, variable, stride);
        const auto sample = sample_of(output, inputs, output_store, input_store);
        for (const std::string& method : methods.names) {
            const auto at = static_cast<std::size_t>(place - outputs.begin());
            if (method == "shapley" && has_groups) {
                auto options = options_of<given_data::ShapleyOptions>(methods);
                options.groups = groups_of(analysis, names, reader);
                arrays.put(shapley(sample, options).effects, at);
                continue;
            }
            for (const Measure& measure : measures(method, sample, methods)) {
                arrays.put(measure, at);
            }
        }
    }
}

}  // namespace entente::driver
