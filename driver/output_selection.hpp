// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "driver/user_error.hpp"
#include "kernels/model.hpp"

namespace entente::driver {

/// Indices of the outputs that `variables` name, ascending: full names, or patterns in which `*`
/// stands for any characters and `?` for one ("europe.*", "*.yearly_*"). None named: all scalar
/// outputs. The codes that say whether a scenario could be computed are always among them. Throws
/// UserError for what matches nothing and for a name given twice.
std::vector<std::size_t> select_outputs(
    const std::vector<std::pair<std::string, Position>>& variables,
    const kernels::Instance& instance, const std::string& model);

}  // namespace entente::driver
