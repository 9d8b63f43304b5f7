// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/plain_models.hpp"

namespace entente::reference {

const std::vector<PlainModel>& plain_models() {
    static const std::vector<PlainModel> all = [] {
        std::vector<PlainModel> list;
        for (const auto& models :
             {plain_analytic(), plain_arms_race(), plain_burden(), plain_coalition(),
              plain_commitment(), plain_conflict_network(), plain_deterrence(), plain_lateralism(),
              plain_network_stability(), plain_unilateral_deterrence()}) {
            list.insert(list.end(), models.begin(), models.end());
        }
        return list;
    }();
    return all;
}

}  // namespace entente::reference
