// SPDX-License-Identifier: Apache-2.0
#include "driver/designs/sobol_sequence.hpp"

#include <algorithm>
#include <bit>

#include <boost/random/sobol.hpp>

#include "driver/designs/philox.hpp"

namespace entente::driver {

using Numbers = boost::random::default_sobol_table;

std::size_t SobolSequence::most_dimensions() noexcept { return Numbers::max_dimension; }

SobolSequence::SobolSequence(std::size_t dimension) noexcept {
    set_directions(dimension);
    set_first_points();
}

SobolSequence::SobolSequence(std::size_t dimension, std::uint64_t seed,
                             std::uint64_t replicate) noexcept {
    set_directions(dimension);
    // Column k of the matrix: 1 in row k, and random digits in the rows below.
    std::array<std::uint64_t, bits> column;
    for (std::size_t k = 0; k < bits; ++k) {
        const std::uint64_t diagonal = std::uint64_t{1} << (bits - 1 - k);
        const auto random = random_bits(seed, Purpose::matrix, dimension, replicate * bits + k)[0];
        column[k] = diagonal | (random & (diagonal - 1));
    }
    for (std::uint64_t& direction : directions_) {
        std::uint64_t product = 0;
        for (std::size_t k = 0; k < bits; ++k) {
            if ((direction >> (bits - 1 - k) & 1) != 0) product ^= column[k];
        }
        direction = product;
    }
    set_first_points();
}

void SobolSequence::set_first_points() noexcept {
    for (std::size_t k = 0; k < block; ++k) low_[k] = (*this)(k);
}

void SobolSequence::set_directions(std::size_t dimension) noexcept {
    // The first coordinate has no polynomial: van der Corput's sequence.
    if (dimension == 0) {
        for (std::size_t j = 0; j < bits; ++j) directions_[j] = std::uint64_t{1} << (bits - 1 - j);
        return;
    }
    // Direction number j is m_j / 2^(j + 1), with m_j odd; they satisfy the recurrence of the
    // primitive polynomial (Bratley and Fox, ACM TOMS 14 (1988), section 2).
    const std::uint64_t polynomial = Numbers::polynomial(dimension - 1);
    const auto degree = static_cast<std::size_t>(std::bit_width(polynomial)) - 1;
    for (std::size_t j = 0; j < bits; ++j) {
        if (j < degree) {
            const std::uint64_t m = Numbers::minit(dimension - 1, j);
            directions_[j] = m << (bits - 1 - j);
            continue;
        }
        std::uint64_t v = directions_[j - degree] ^ directions_[j - degree] >> degree;
        for (std::size_t k = 1; k < degree; ++k) {
            if ((polynomial >> (degree - k) & 1) != 0) v ^= directions_[j - k];
        }
        directions_[j] = v;
    }
}

std::uint64_t SobolSequence::operator()(std::uint64_t index) const noexcept {
    std::uint64_t x = 0;
    for (std::uint64_t gray = index ^ index >> 1; gray != 0; gray &= gray - 1) {
        x ^= directions_[static_cast<std::size_t>(std::countr_zero(gray))];
    }
    return x;
}

// Gray codes are linear: point 64 b + k is point 64 b shifted digitally by point k.
void SobolSequence::fill(std::uint64_t first, std::size_t count,
                         std::uint64_t* points) const noexcept {
    for (std::size_t i = 0; i < count;) {
        const std::size_t k = (first + i) % block;
        const std::size_t n = std::min(block - k, count - i);
        const std::uint64_t x = (*this)(first + i - k);
        for (std::size_t j = 0; j < n; ++j) points[i + j] = x ^ low_[k + j];
        i += n;
    }
}

}  // namespace entente::driver
