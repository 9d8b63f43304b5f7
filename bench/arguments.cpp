// SPDX-License-Identifier: Apache-2.0
#include "bench/arguments.hpp"

#include <charconv>
#include <stdexcept>
#include <string>
#include <string_view>

namespace entente::bench {

std::uint64_t take_scenarios(int& argc, char** argv, std::uint64_t otherwise) {
    constexpr std::string_view option = "--scenarios=";
    std::uint64_t scenarios = otherwise;
    int kept = 1;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (!word.starts_with(option)) {
            argv[kept++] = argv[i];
            continue;
        }
        const std::string_view number = word.substr(option.size());
        const auto [end, error] =
            std::from_chars(number.data(), number.data() + number.size(), scenarios);
        if (error != std::errc() || end != number.data() + number.size() || scenarios == 0) {
            throw std::invalid_argument(std::string(word) + ": not a number of scenarios");
        }
    }
    argc = kept;
    return scenarios;
}

}  // namespace entente::bench
