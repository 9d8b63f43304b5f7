// SPDX-License-Identifier: Apache-2.0
//
// A test of the project's own: the list of models that the program is made with has them all.
#include "kernels/registry.hpp"

int main() {
    using entente::kernels::find_model;
    const auto* const model = find_model("contest");
    if (model == nullptr || find_model("alliance") == nullptr) return 1;
    return model->join({})->parameters().size() == 2 ? 0 : 1;
}
