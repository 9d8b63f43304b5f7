// SPDX-License-Identifier: Apache-2.0
#include "tests/numbers/sampled_batch.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <sstream>

namespace entente::kernels {
namespace {

std::vector<const Output*> column_outputs(const Instance& instance) {
    std::vector<const Output*> list;
    for (const Output& output : instance.outputs()) {
        list.insert(list.end(), extent(instance, output), &output);
    }
    return list;
}

bool as_promised(const Output& output, double value, double status) {
    if (output.kind == OutputKind::real)
        return std::isfinite(value) || (std::isnan(value) && status != 0);
    const double end =
        output.kind == OutputKind::code ? static_cast<double>(output.flags.size()) : 0x1p31;
    return value >= 0 && value < end && value == std::floor(value);
}

}  // namespace

SampledBatch::SampledBatch(const Instance& instance, std::size_t scenarios)
    : instance_(instance),
      scenarios_(scenarios),
      outputs_(column_outputs(instance)),
      names_(column_names(instance)),
      in_(instance.parameters().size(), scenarios),
      out_(outputs_.size(), scenarios),
      scratch_(1, instance.scratch()) {}

void SampledBatch::fill(Extreme extreme, std::mt19937_64& random) {
    fill_extremes(extreme, instance_.parameters(), random, scenarios_, in_.columns());
    in_.pad(scenarios_);
}

void SampledBatch::fill(std::span<const Values> scenarios) {
    for (std::size_t i = 0; i < scenarios_; ++i) {
        for (std::size_t p = 0; p < scenarios[i].size(); ++p) in_[p][i] = scenarios[i][p];
    }
    in_.pad(scenarios_);
}

void SampledBatch::copy_scenarios(const SampledBatch& other) {
    for (std::size_t p = 0; p < instance_.parameters().size(); ++p) {
        std::copy_n(other.in_.columns()[p], padded(scenarios_), in_[p]);
    }
}

void SampledBatch::evaluate(Isa isa) {
    instance_.evaluate(isa, {in_.columns(), out_.columns(), scenarios_, scratch_[0]});
}

Findings SampledBatch::unexplained() const {
    const double* const* out = out_.columns();
    const double* status = out[outputs_.size() - 1];
    Findings found;
    for (std::size_t c = 0; c < outputs_.size(); ++c) {
        for (std::size_t i = 0; i < scenarios_; ++i) {
            if (as_promised(*outputs_[c], out[c][i], status[i])) continue;
            found.emplace(outputs_[c]->name, told(c, i));
            break;
        }
    }
    return found;
}

Findings SampledBatch::differences(const SampledBatch& other) const {
    Findings found;
    for (std::size_t c = 0; c < outputs_.size(); ++c) {
        const double* mine = out_.columns()[c];
        const double* others = other.out_.columns()[c];
        if (std::memcmp(mine, others, scenarios_ * sizeof *mine) == 0) continue;
        std::size_t i = 0;
        while (std::memcmp(mine + i, others + i, sizeof *mine) == 0) ++i;
        found.emplace(outputs_[c]->name, told(c, i));
    }
    return found;
}

std::size_t SampledBatch::without_answer() const {
    const double* status = out_.columns()[outputs_.size() - 1];
    return scenarios_ - static_cast<std::size_t>(std::count(status, status + scenarios_, 0.0));
}

std::string SampledBatch::told(std::size_t column, std::size_t scenario) const {
    std::ostringstream text;
    text.precision(17);
    text << names_[column] << " = " << out_.columns()[column][scenario] << " with status "
         << out_.columns()[outputs_.size() - 1][scenario] << " at";
    for (std::size_t p = 0; p < instance_.parameters().size(); ++p) {
        text << ' ' << instance_.parameters()[p].name << '=' << in_.columns()[p][scenario];
    }
    return text.str();
}

}  // namespace entente::kernels
