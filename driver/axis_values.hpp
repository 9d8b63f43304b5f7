// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "driver/study.hpp"
#include "driver/table_reader.hpp"

namespace entente::driver {

/// [0.1, 0.5, 0.9]. Throws UserError if it is empty, or names a value twice.
AxisValues read_list(const Value& list, const std::string& what);

/// from, to, points and scale of `table`. Throws UserError.
AxisValues read_range(TableReader& table);

/// The distribution that `table` describes, bounds of min and max alone being uniform: throws
/// UserError if keys are missing. What only a model's ranges can tell is left to make_plan.
Sampled read_distribution(TableReader& table);

/// The role that `table` gives, if it gives one.
std::optional<Role> read_role(TableReader& table);

/// Whether a table describes values (from, to, values, min, ...) rather than a group of parameters.
bool describes_values(const Table& table);

/// Whether it describes a distribution.
bool describes_distribution(const Table& table);

}  // namespace entente::driver
