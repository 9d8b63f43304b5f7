// SPDX-License-Identifier: Apache-2.0
#include "driver/counted.hpp"

#include <fmt/format.h>

namespace entente::driver {

std::string grouped(std::uint64_t count) {
    std::string text = std::to_string(count);
    for (std::size_t i = text.size(); i > 3;) text.insert(i -= 3, ",");
    return text;
}

std::string counted(std::uint64_t count, std::string_view singular, std::string_view plural) {
    const std::string several = plural.empty() ? std::string(singular) + "s" : std::string(plural);
    return fmt::format("{} {}", grouped(count), count == 1 ? singular : several);
}

}  // namespace entente::driver
