// SPDX-License-Identifier: Apache-2.0
#include "tests/numbers/variants.hpp"

#include <random>
#include <utility>

#include "tests/kernels/both_sides.hpp"
#include "tests/published/networks.hpp"
#include "tests/reference/theatres_2019.hpp"

namespace entente::kernels {
namespace {

using ::reference::asia_2019;
using ::reference::europe_2019;
using ::reference::united_states_2019;

std::vector<Variant> with_theatres(const Model& model) {
    const std::pair<std::string, std::vector<::reference::Theatre>> choices[] = {
        {"europe", {europe_2019()}},
        {"asia", {asia_2019()}},
        {"europe and asia", {europe_2019(), asia_2019()}}};
    std::vector<Variant> list;
    for (const int horizon : {1, 3, 30, 100}) {
        for (const auto& [name, theatres] : choices) {
            list.push_back({"horizon = " + std::to_string(horizon) + ", " + name,
                            model.join(model_data(theatres, united_states_2019, horizon))});
        }
    }
    return list;
}

void add_networks(const Model& model, std::vector<Variant>& list) {
    std::mt19937_64 random(5);
    for (const std::size_t groups : {2U, 3U, 5U, 9U, 16U}) {
        ModelData data = initial_data(model);
        data.network = random_network(groups, 0.6, random);
        list.push_back({"a network of " + std::to_string(groups), model.join(data)});
    }
}

}  // namespace

std::vector<Variant> variants(const Model& model) {
    if (model.least_theatres > 0) return with_theatres(model);
    std::vector<Variant> list;
    list.push_back({"initial settings", model.join(initial_data(model))});
    for (const Setting& setting : model.settings) {
        for (int value = setting.least; value <= setting.most; ++value) {
            if (setting.words.empty() && value != setting.least && value != setting.most) continue;
            if (value == setting.initial) continue;
            ModelData data = initial_data(model);
            data.settings.find(setting.name)->second = value;
            list.push_back(
                {std::string(setting.name) + " = " + std::to_string(value), model.join(data)});
        }
    }
    if (model.takes_network) add_networks(model, list);
    return list;
}

}  // namespace entente::kernels
