// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "driver/designs/correlation.hpp"
#include "driver/study.hpp"

namespace entente::driver {

/// The columns that a study correlates, and how.
struct Correlations {
    std::vector<std::size_t> columns;
    CorrelationMatrix matrix;  ///< of the normal variables behind `columns`
};

/// The correlations of a study with these columns; none if it has none. Throws UserError for what
/// is no column, for a pair that is given twice, for correlations that contradict each other, and
/// for designs whose estimators take parameters for independent.
Correlations correlations_of(const Study& study, const std::vector<std::string>& columns);

}  // namespace entente::driver
