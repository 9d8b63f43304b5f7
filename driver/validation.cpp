// SPDX-License-Identifier: Apache-2.0
#include "driver/validation.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace entente::driver {
namespace {

double relative_difference(double computed, double published) {
    const double off = std::abs(computed - published);
    if (std::isnan(off)) return std::numeric_limits<double>::infinity();
    return published == 0 ? off : off / std::abs(published);
}

void add(const kernels::Model& model, const kernels::PublishedCase& known,
         std::span<const kernels::Isa> isas, std::vector<Finding>& findings) {
    const std::size_t first = findings.size();
    for (const kernels::PublishedValue& value : known.values) {
        findings.push_back({.model = &model,
                            .source = known.source,
                            .quantity = value.quantity,
                            .published = value.published,
                            .computed = value.published,
                            .isa = isas.front(),
                            .agrees = true});
    }
    for (const kernels::Isa isa : isas) {
        const std::vector<double> computed = kernels::recompute(model, known, isa);
        for (std::size_t v = 0; v < computed.size(); ++v) {
            Finding& finding = findings[first + v];
            finding.agrees = finding.agrees && kernels::agrees(known.values[v], computed[v]);
            if (relative_difference(computed[v], finding.published) > finding.difference()) {
                finding.computed = computed[v];
                finding.isa = isa;
            }
        }
    }
}

}  // namespace

double Finding::difference() const noexcept { return relative_difference(computed, published); }

std::vector<Finding> validate(std::span<const kernels::Model* const> models,
                              std::span<const kernels::Isa> isas) {
    std::vector<Finding> findings;
    for (const kernels::Model* model : models) {
        if (model->published == nullptr) continue;
        for (const auto& known : model->published()) add(*model, known, isas, findings);
    }
    return findings;
}

}  // namespace entente::driver
