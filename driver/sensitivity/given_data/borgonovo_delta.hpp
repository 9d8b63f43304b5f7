// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "driver/sensitivity/given_data/sample.hpp"

namespace entente::driver::given_data {

struct DeltaOptions : GivenDataOptions {
    /// Classes of each input and of the output, 2 .. 256, at most rows / 8; 0: as many as the rows
    /// allow, 5 (some hundred rows) to 48 (some 10^5).
    std::size_t classes = 0;
};

/// "borgonovo_delta", Borgonovo's moment-independent importance, from equiprobable classes of the
/// inputs and of the output; and "correlation_ratio", the first-order index from the same classes
/// of the inputs. Both have intervals for what the values tend to with ever more rows and the same
/// classes, which is not above the index itself: differences within a class are not seen. The
/// interval of delta holds the limit with the level's probability or more; that of the ratio, with
/// about the level's probability, and with more where there is next to no influence.
///
/// Equal outputs and discrete inputs are taken as they are. A constant output has delta 0 and no
/// correlation ratio (NaN). Time: a sort and 3 passes per input, and 2 `replicates` passes. Memory:
/// 10 bytes per row, and 34 per task.
std::vector<Measure> borgonovo_delta(const Sample& sample, const DeltaOptions& options);

}  // namespace entente::driver::given_data
