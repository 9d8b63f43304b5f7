// SPDX-License-Identifier: Apache-2.0
//
// Printed by oracle.py.
#pragma once

namespace entente::driver::oracle {

inline constexpr double pearson[] = {0.6020562505837629, -0.49256229155793163, 0.3561319092356274};
inline constexpr double spearman[] = {0.5856009309384961, -0.5085808605026985, 0.34593636295287405};
inline constexpr double src[] = {0.7920460096707799, -0.7364231390419437, 0.2904728479925405};
inline constexpr double srrc[] = {0.7670674666500673, -0.7337841346816583, 0.27873696053806285};
inline constexpr double pcc[] = {0.9531197484885859, -0.9468671174896751, 0.7709091747582895};
inline constexpr double prcc[] = {0.9316847452225712, -0.9267367381054692, 0.6972808615089391};
inline constexpr double r_squared[] = {0.9430371697316998, 0.9188092395516154};
inline constexpr double hsic[] = {0.02352204856798387, 0.019602547160660115, 0.007136331620254076};
inline constexpr double r2_hsic[] = {0.26399998134299046, 0.22400884665495557, 0.07986588206716498};
inline constexpr double hsic_p_value_gamma[] = {1.0648881167858904e-12, 1.865432357497249e-11,
                                                0.0007301282324188466};

}  // namespace entente::driver::oracle
