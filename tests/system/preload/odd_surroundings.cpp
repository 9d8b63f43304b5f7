// SPDX-License-Identifier: Apache-2.0
//
// Loaded into the program (LD_PRELOAD), it does what libraries do behind a program's back: sets how
// the first thread computes (ODD_MXCSR, a hexadecimal word) and the locale of C and C++
// (ODD_LOCALE, a name).
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <locale>

#include <immintrin.h>

namespace {

[[gnu::constructor]] void make_odd() {
    if (const char* name = std::getenv("ODD_LOCALE")) {
        if (std::setlocale(LC_ALL, name) == nullptr) {
            std::fprintf(stderr, "there is no locale %s\n", name);
            std::abort();
        }
        std::locale::global(std::locale(name));
    }
    if (const char* word = std::getenv("ODD_MXCSR")) {
        _mm_setcsr(static_cast<unsigned>(std::strtoul(word, nullptr, 16)));
    }
}

}  // namespace
