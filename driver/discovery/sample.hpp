// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace entente::driver::discovery {

/// A random sample of 0 .. population - 1, one of each of `size` parts as equal as they can be, so
/// that it can be told of any member alone whether it is in the sample. All of them if `size` is
/// not less than `population`.
class Sample {
  public:
    Sample(std::uint64_t population, std::uint64_t size, std::uint64_t seed) noexcept;

    std::uint64_t size() const noexcept { return size_; }
    bool has(std::uint64_t member) const noexcept;

  private:
    std::uint64_t begin_of(std::uint64_t part) const noexcept;

    std::uint64_t population_, size_, seed_;
};

/// Whether `row` is in the half sample number `sample`: each with probability 1/2.
bool in_half(std::uint64_t seed, std::uint64_t sample, std::uint64_t row) noexcept;

}  // namespace entente::driver::discovery
