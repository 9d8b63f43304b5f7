// SPDX-License-Identifier: Apache-2.0
#include "results/shuffle.hpp"

#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace entente::results {
namespace {

TEST(Shuffle, PutsByteNOfEveryElementTogether) {
    std::mt19937_64 random(1);
    for (const std::size_t size : {4u, 8u})
        for (const std::size_t elements : {0u, 1u, 2u, 3u, 15u, 16u, 17u, 63u, 64u, 65u, 1000u}) {
            std::vector<std::byte> from(elements * size), to(elements * size + 1, std::byte{7});
            for (auto& byte : from) byte = static_cast<std::byte>(random());
            shuffle(from.data(), to.data(), elements, size);
            for (std::size_t element = 0; element < elements; ++element)
                for (std::size_t byte = 0; byte < size; ++byte)
                    ASSERT_EQ(to[byte * elements + element], from[element * size + byte]);
            EXPECT_EQ(to.back(), std::byte{7}) << "wrote behind the end";
        }
}

}  // namespace
}  // namespace entente::results
