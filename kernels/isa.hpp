// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace entente::kernels {

/// An instruction set that a kernel was compiled for, narrowest first.
///
/// `scalar` is the same source on plain doubles with the C library's exp and log; it runs on every
/// machine. `avx2` and `avx512` fuse multiply and add, and return the same bits; `scalar` and
/// `sse4` do not, and agree with them to rounding error.
enum class Isa { scalar, sse4, avx2, avx512 };

/// Those that both this binary and this machine have, narrowest first; never empty.
std::span<const Isa> available_isas();

/// The widest of `available_isas()`.
Isa widest_isa();

/// "scalar", "sse4", "avx2" or "avx512".
std::string_view name(Isa isa);

/// The instruction set called `text`, or nothing.
std::optional<Isa> parse_isa(std::string_view text);

/// Whether kernels built for `isa` fuse multiply and add. Those that do agree bit for bit.
bool fuses_multiply_add(Isa isa);

}  // namespace entente::kernels
