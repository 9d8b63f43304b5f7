// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <string>
#include <vector>

namespace entente::driver {

/// An estimated number with a confidence interval; NaN where there is none.
struct Estimate {
    double value = std::numeric_limits<double>::quiet_NaN();
    double low = std::numeric_limits<double>::quiet_NaN();
    double high = std::numeric_limits<double>::quiet_NaN();
};

/// One measure of sensitivity of one output, for every factor.
struct Measure {
    std::string name;       ///< as in the file: "pawn", "borgonovo_delta", "hsic", "prcc"
    std::string long_name;  ///< "Borgonovo's moment-independent importance"
    std::vector<Estimate> factors;
    /// What a factor without any influence would get by chance, with the level's probability at
    /// most; NaN if the measure has no such threshold.
    double noise = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace entente::driver
