// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <string>

namespace entente::tests {

/// Files as failing disks, careless programs and ill will make them: the `i`-th damaged copy of
/// `whole` is always the same.
class Mutations {
  public:
    explicit Mutations(std::string whole) : whole_(std::move(whole)) {}

    std::string operator()(std::uint64_t i) const {
        std::mt19937_64 random(i);
        std::string file = whole_;
        switch (i % 4) {
            case 0:  // up to four bits
                for (auto flips = 1 + random() % 4; flips > 0; --flips)
                    file[random() % file.size()] ^= static_cast<char>(1 << random() % 8);
                break;
            case 1:  // a block of zeros or of anything
                overwrite(file, random);
                break;
            case 2:  // an address, a size or a number
                put(file, random() % file.size(), number(random));
                break;
            default:  // the end
                i % 8 == 3 ? file.resize(random() % file.size()) : several(file, random);
        }
        return file;
    }

  private:
    using Random = std::mt19937_64;

    static void overwrite(std::string& file, Random& random) {
        const auto length = std::size_t{1} << random() % 10;
        const bool zeros = random() % 2 == 0;
        const auto begin = random() % file.size();
        for (auto at = begin; at < std::min(begin + length, file.size()); ++at)
            file[at] = zeros ? '\0' : static_cast<char>(random());
    }

    // Around any address in the file, or the ends of a type.
    std::uint64_t number(Random& random) const {
        const auto around = random() % 5 - 2;
        switch (random() % 4) {
            case 0:
                return random() % whole_.size();
            case 1:
                return (std::uint64_t{1} << random() % 64) + around;
            case 2:
                return around;
            default:
                return random();
        }
    }

    static void put(std::string& file, std::size_t at, std::uint64_t value) {
        at -= at % 8;
        for (int byte = 0; byte < 8 && at < file.size(); ++byte, ++at)
            file[at] = static_cast<char>(value >> 8 * byte);
    }

    void several(std::string& file, Random& random) const {
        for (int i = 0; i < 3; ++i) put(file, random() % file.size(), number(random));
    }

    std::string whole_;
};

}  // namespace entente::tests
