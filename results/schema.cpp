// SPDX-License-Identifier: Apache-2.0
#include "results/schema.hpp"

#include <limits>

namespace entente::results {

std::size_t bytes(ElementType type) noexcept {
    switch (type) {
        case ElementType::float64:
            return 8;
        case ElementType::float32:
        case ElementType::int32:
            return 4;
        case ElementType::uint8:
            break;
    }
    return 1;
}

std::uint64_t extent(const Schema& schema, const Variable& variable) {
    return variable.further ? schema.further.at(*variable.further).size : 1;
}

std::uint64_t raw_bytes(const Schema& schema) {
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t total = 0;
    for (const auto& variable : schema.variables) {
        std::uint64_t part = 0;
        if (__builtin_mul_overflow(extent(schema, variable), bytes(variable.type), &part) ||
            __builtin_mul_overflow(part, schema.tiling.scenarios(), &part) ||
            __builtin_add_overflow(part, total, &total))
            return most;
    }
    return total;
}

}  // namespace entente::results
