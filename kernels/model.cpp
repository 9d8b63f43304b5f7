// SPDX-License-Identifier: Apache-2.0
#include "kernels/model.hpp"

namespace entente::kernels {

Trace Instance::trace(std::span<const double>) const { return {}; }

std::size_t extent(const Instance& instance, const Output& output) {
    if (output.dimension.empty()) return 1;
    for (const Dimension& dimension : instance.dimensions()) {
        if (dimension.name == output.dimension) return dimension.size();
    }
    return 0;
}

std::vector<std::size_t> column_offsets(const Instance& instance) {
    std::vector<std::size_t> offsets{0};
    for (const Output& output : instance.outputs()) {
        offsets.push_back(offsets.back() + extent(instance, output));
    }
    return offsets;
}

ModelData initial_data(const Model& model) {
    ModelData data;
    for (const Setting& setting : model.settings) {
        data.settings.emplace(setting.name, setting.initial);
    }
    return data;
}

}  // namespace entente::kernels
