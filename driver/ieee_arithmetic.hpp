// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cfenv>

namespace entente::driver {

/// While one lives, its thread computes as IEEE 754 does by default: rounded to nearest, subnormal
/// numbers kept, no traps. Afterwards as before.
///
/// A thread has the settings of whoever made it, and any library may change them (one linked with
/// -ffast-math does when it is loaded); results must not depend on that.
class IeeeArithmetic {
  public:
    IeeeArithmetic() noexcept {
        std::fegetenv(&before_);
        std::fesetenv(FE_DFL_ENV);
    }
    ~IeeeArithmetic() { std::fesetenv(&before_); }
    IeeeArithmetic(const IeeeArithmetic&) = delete;
    IeeeArithmetic& operator=(const IeeeArithmetic&) = delete;

  private:
    std::fenv_t before_;
};

}  // namespace entente::driver
