// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "driver/user_error.hpp"
#include "kernels/model.hpp"

namespace entente::driver {

/// The parameters of a joined model by name.
class ParameterNames {
  public:
    /// `model` is its name; both arguments outlive this.
    ParameterNames(const kernels::Instance& instance, std::string_view model);

    /// Index of the parameter called `name`. Throws UserError at `where` if there is none.
    std::size_t index(std::string_view name, const Position& where) const;

    const kernels::Parameter& operator[](std::size_t p) const { return parameters_[p]; }
    std::size_t size() const noexcept { return parameters_.size(); }

    /// Whether parameter `p` may be `value`.
    bool allows(std::size_t p, double value) const noexcept;

    /// Throws UserError at `where` unless parameter `p` may be `value`.
    void check(std::size_t p, double value, const Position& where) const;

  private:
    std::span<const kernels::Parameter> parameters_;
    std::string_view model_;
};

/// "parameter 'mirror'", as messages call it.
std::string in_words(const kernels::Parameter& parameter);

/// Which values it may have, as a list has it: "0 to 1", "2 to 8, whole".
std::string valid_values(const kernels::Parameter& parameter);

}  // namespace entente::driver
