// SPDX-License-Identifier: Apache-2.0
#include "kernels/isa.hpp"

#include <vector>

#include <hwy/targets.h>

namespace entente::kernels {
namespace {

constexpr Isa all[] = {Isa::scalar, Isa::sse4, Isa::avx2, Isa::avx512};

// Highway's bit for `isa`; 0 for scalar, which every machine runs.
std::int64_t target(Isa isa) {
    switch (isa) {
        case Isa::scalar:
            return 0;
        case Isa::sse4:
            return HWY_SSE4;
        case Isa::avx2:
            return HWY_AVX2;
        case Isa::avx512:
            return HWY_AVX3;
    }
    return 0;
}

std::vector<Isa> detect() {
    const std::int64_t machine = hwy::SupportedTargets();
    std::vector<Isa> found;
    for (const Isa isa : all) {
        if (isa == Isa::scalar || (machine & target(isa)) != 0) found.push_back(isa);
    }
    return found;
}

}  // namespace

std::span<const Isa> available_isas() {
    static const std::vector<Isa> found = detect();
    return found;
}

Isa widest_isa() { return available_isas().back(); }

std::string_view name(Isa isa) {
    switch (isa) {
        case Isa::scalar:
            return "scalar";
        case Isa::sse4:
            return "sse4";
        case Isa::avx2:
            return "avx2";
        case Isa::avx512:
            return "avx512";
    }
    return "unknown";
}

std::optional<Isa> parse_isa(std::string_view text) {
    for (const Isa isa : all) {
        if (name(isa) == text) return isa;
    }
    return std::nullopt;
}

bool fuses_multiply_add(Isa isa) { return isa == Isa::avx2 || isa == Isa::avx512; }

}  // namespace entente::kernels
