// SPDX-License-Identifier: Apache-2.0
#include "kernels/registry.hpp"

namespace entente::kernels {

#define ENTENTE_MODEL(model) extern const Model model;
#include "models.def"
#undef ENTENTE_MODEL

std::span<const Model* const> models() {
#define ENTENTE_MODEL(model) &(model),
    static constexpr const Model* list[] = {
#include "models.def"
    };
#undef ENTENTE_MODEL
    return list;
}

const Model* find_model(std::string_view name) {
    for (const Model* model : models()) {
        if (model->name == name) return model;
    }
    return nullptr;
}

}  // namespace entente::kernels
