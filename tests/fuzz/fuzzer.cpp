// SPDX-License-Identifier: Apache-2.0
//
// A target under libFuzzer; built once for each. ENTENTE_FUZZ_FOLDER is the folder, in memory,
// where its files go.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "tests/fuzz/targets.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    static const entente::fuzz::Target& target = entente::fuzz::target(ENTENTE_FUZZ_TARGET);
    static const std::filesystem::path folder = [] {
        const char* const given = std::getenv("ENTENTE_FUZZ_FOLDER");
        const std::filesystem::path path = given != nullptr ? given : ".";
        target.prepare(path);
        return path;
    }();
    target.take(folder, {reinterpret_cast<const char*>(bytes), count});
    return 0;
}
