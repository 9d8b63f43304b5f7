// SPDX-License-Identifier: Apache-2.0
//
// The numbers that a model's file says it returns, it returns on every instruction set.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "kernels/registry.hpp"
#include "tests/kernels/evaluation.hpp"

namespace entente::kernels {
namespace {

std::size_t position(const auto& list, const std::string& name) {
    const auto is_it = [&](const auto& entry) { return entry.name == name; };
    const auto found = std::find_if(list.begin(), list.end(), is_it);
    EXPECT_NE(found, list.end()) << name;
    return static_cast<std::size_t>(found - list.begin());
}

void check(const Model& model, const PublishedCase& known) {
    ModelData data = initial_data(model);
    for (const auto& [name, value] : known.settings) data.settings.at(name) = value;
    data.theatres = known.theatres;
    data.network = known.network;
    const auto instance = model.join(data);
    Values scenario = initial_values(*instance);
    for (const auto& [name, value] : known.parameters) {
        const std::size_t p = position(instance->parameters(), name);
        EXPECT_TRUE(instance->parameters()[p].valid.contains(value)) << name << ' ' << value;
        scenario[p] = value;
    }
    const auto offsets = column_offsets(*instance);
    EXPECT_FALSE(known.values.empty());
    for (const Isa isa : available_isas()) {
        const Values found = evaluate(*instance, isa, {&scenario, 1}).front();
        for (const PublishedValue& value : known.values) {
            const std::size_t output = position(instance->outputs(), value.output);
            ASSERT_LT(value.entry, extent(*instance, instance->outputs()[output]));
            const double computed = found[offsets[output] + value.entry];
            const double size = value.published == 0 ? 1 : std::abs(value.published);
            EXPECT_LE(std::abs(computed - value.published), value.tolerance * size)
                << model.name << ", " << known.source << ", " << value.quantity << " on "
                << name(isa) << ": " << computed << " for " << value.published;
        }
    }
}

TEST(PublishedCases, AreReturnedOnEveryInstructionSet) {
    for (const Model* model : models()) {
        if (model->published == nullptr) continue;
        for (const PublishedCase& known : model->published()) {
            SCOPED_TRACE(std::string(model->name) + ": " + known.source);
            check(*model, known);
        }
    }
}

}  // namespace
}  // namespace entente::kernels
