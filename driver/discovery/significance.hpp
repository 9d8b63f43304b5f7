// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "driver/discovery/box.hpp"

namespace entente::driver::discovery {

/// P(X >= k) where X is binomial with n trials of probability p.
double binomial_tail(std::uint64_t k, std::uint64_t n, double p);

/// The quasi-p-value of a restriction: the probability of as many scenarios of interest as `inside`
/// has, or more, if its scenarios were drawn with the density that the box would have without the
/// restriction. B. P. Bryant and R. J. Lempert, "Thinking inside the box", Technological
/// Forecasting and Social Change 77 (2010), 34-49, appendix. "Quasi", since the same scenarios have
/// chosen the restriction: it is optimistic.
double quasi_p(const Count& inside, const Count& without);

}  // namespace entente::driver::discovery
