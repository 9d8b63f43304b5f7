// SPDX-License-Identifier: Apache-2.0
#include "results/utf8.hpp"

#include <gtest/gtest.h>

namespace entente::results {
namespace {

TEST(Utf8, IsRecognisedUpToItsLimits) {
    for (const auto* text :
         {"", "plain", "é", "€", "\xF0\x9F\x98\x80", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80",
          "\xED\x9F\xBF", "\xEE\x80\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"})
        EXPECT_TRUE(is_utf8(text)) << text;
}

TEST(Utf8, RefusesWhatIsNot) {
    for (const auto* text :
         {"T\xFCrkiye", "\x80", "\xC0\xAF", "\xC1\xBF", "\xC3", "\xC3(", "\xE0\x9F\xBF", "\xE2\x82",
          "\xE2(\x82", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
          "\xF0\x9F\x98", "\xF0\x9F\x98(", "\xFF", "fine\xFF"})
        EXPECT_FALSE(is_utf8(text)) << testing::PrintToString(text);
}

}  // namespace
}  // namespace entente::results
