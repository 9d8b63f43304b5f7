// SPDX-License-Identifier: Apache-2.0
//
// What the processor's divider allows: it is shared by all instruction sets, and does not grow with
// their width as other units do. No kernel that waits for it can gain more by vectors than this.
#pragma once

#include <cstddef>

namespace entente::bench {

/// to[i] = a[i] / b[i], one at a time.
void divide_one_by_one(const double* a, const double* b, double* to, std::size_t count) noexcept;

/// The same eight at a time (AVX-512), where has_wide_division().
void divide_eight_at_once(const double* a, const double* b, double* to, std::size_t count) noexcept;

bool has_wide_division() noexcept;

}  // namespace entente::bench
