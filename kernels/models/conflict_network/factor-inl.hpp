// SPDX-License-Identifier: Apache-2.0
//
// L D L^T of a symmetric matrix with a right-hand side, one matrix per lane, without pivoting.
//
// The rows of a tile wait in registers while the columns to their left pass by: two loads serve
// R C / (R + C) multiplications. Every entry is updated by k = 0, 1, ... in this order, whatever
// the tiles, so that all instruction sets with fused multiply-add return the same bits.
#if defined(ENTENTE_CONFLICT_NETWORK_FACTOR_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef ENTENTE_CONFLICT_NETWORK_FACTOR_INL_HPP
#undef ENTENTE_CONFLICT_NETWORK_FACTOR_INL_HPP
#else
#define ENTENTE_CONFLICT_NETWORK_FACTOR_INL_HPP
#endif

#include <cstddef>

#include "hwy/highway.h"
#include "kernels/lanes/narrow-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE::conflict_network_kernel {

/// Columns and rows of a tile: its sums fit the registers.
inline constexpr std::size_t tile_columns = HWY_TARGET == HWY_AVX3 ? 4 : 2;
inline constexpr std::size_t tile_rows = 4;

/// Numbers in memory, a vector each.
class Numbers {
  public:
    HWY_INLINE explicit Numbers(double* first) : first_(first) {}
    HWY_INLINE Narrow get(std::size_t i) const { return load_narrow(first_ + i * narrow_lanes); }
    HWY_INLINE void set(std::size_t i, Narrow value) const {
        store(value, first_ + i * narrow_lanes);
    }
    HWY_INLINE Numbers from(std::size_t i) const { return Numbers(first_ + i * narrow_lanes); }
    HWY_INLINE double& lane(std::size_t i, std::size_t lane) const {
        return first_[i * narrow_lanes + lane];
    }

  private:
    double* first_;
};

/// Where row i begins among the entries below the diagonal.
constexpr std::size_t row_start(std::size_t i) { return i * (i + 1) / 2 - i; }

struct Factor {
    std::size_t n;
    Numbers rows;   ///< A, then L, below the diagonal; then b, then D^-1 L^-1 b, as row n
    Numbers pivot;  ///< of A all 1, then D
    Numbers panel;  ///< L D of the columns at work: tile_columns times n
};

template <std::size_t R>
struct TileRows {
    Numbers row[R];
};

template <std::size_t R>
HWY_INLINE TileRows<R> rows_from(const Factor& f, std::size_t i, std::size_t column) {
    if constexpr (R == 1) return {{f.rows.from(row_start(i) + column)}};
    if constexpr (R == 2) {
        return {{f.rows.from(row_start(i) + column), f.rows.from(row_start(i + 1) + column)}};
    }
    if constexpr (R == 3) {
        return {{f.rows.from(row_start(i) + column), f.rows.from(row_start(i + 1) + column),
                 f.rows.from(row_start(i + 2) + column)}};
    }
    if constexpr (R == 4) {
        return {{f.rows.from(row_start(i) + column), f.rows.from(row_start(i + 1) + column),
                 f.rows.from(row_start(i + 2) + column), f.rows.from(row_start(i + 3) + column)}};
    }
}

/// Columns j .. j + C - 1 at their diagonal.
template <std::size_t C>
struct Corner {
    Narrow scaled[C][C];  ///< l d below the diagonal
    Narrow inverse[C];    ///< 1 / d
};

/// L D of rows j .. j + C - 1, as far as their columns are done.
template <std::size_t C>
HWY_INLINE void scale_panel(const Factor& f, std::size_t j) {
    const auto rows = rows_from<C>(f, j, 0);
    for (std::size_t k = 0; k < j; ++k) {
        const Narrow d = f.pivot.get(k);
        HWY_UNROLL(4)
        for (std::size_t c = 0; c < C; ++c) f.panel.set(c * f.n + k, rows.row[c].get(k) * d);
    }
}

template <std::size_t C>
HWY_INLINE Corner<C> factor_corner(const Factor& f, std::size_t j) {
    const auto rows = rows_from<C>(f, j, 0);
    Narrow sum[C][C];
    HWY_UNROLL(4)
    for (std::size_t r = 0; r < C; ++r) {
        HWY_UNROLL(4)
        for (std::size_t c = 0; c < r; ++c) sum[r][c] = rows.row[r].get(j + c);
        sum[r][r] = 1.0;
    }
    for (std::size_t k = 0; k < j; ++k) {
        HWY_UNROLL(4)
        for (std::size_t r = 0; r < C; ++r) {
            const Narrow l = rows.row[r].get(k);
            HWY_UNROLL(4)
            for (std::size_t c = 0; c <= r; ++c) {
                sum[r][c] = minus_product(l, f.panel.get(c * f.n + k), sum[r][c]);
            }
        }
    }
    Corner<C> corner;
    HWY_UNROLL(4)
    for (std::size_t c = 0; c < C; ++c) {
        f.pivot.set(j + c, sum[c][c]);
        corner.inverse[c] = Narrow(1.0) / sum[c][c];
        HWY_UNROLL(4)
        for (std::size_t r = c + 1; r < C; ++r) {
            const Narrow l = sum[r][c] * corner.inverse[c];
            rows.row[r].set(j + c, l);
            corner.scaled[r][c] = l * sum[c][c];
            HWY_UNROLL(4)
            for (std::size_t s = c + 1; s <= r; ++s) {
                sum[r][s] = minus_product(l, corner.scaled[s][c], sum[r][s]);
            }
        }
    }
    return corner;
}

/// Rows i .. i + R - 1 below the corner of the columns from j on.
template <std::size_t R, std::size_t C>
HWY_INLINE void factor_tile(const Factor& f, std::size_t i, std::size_t j,
                            const Corner<C>& corner) {
    const auto rows = rows_from<R>(f, i, 0);
    Narrow sum[R][C];
    HWY_UNROLL(4)
    for (std::size_t r = 0; r < R; ++r) {
        HWY_UNROLL(4)
        for (std::size_t c = 0; c < C; ++c) sum[r][c] = rows.row[r].get(j + c);
    }
    for (std::size_t k = 0; k < j; ++k) {
        Narrow scaled[C];
        HWY_UNROLL(4)
        for (std::size_t c = 0; c < C; ++c) scaled[c] = f.panel.get(c * f.n + k);
        HWY_UNROLL(4)
        for (std::size_t r = 0; r < R; ++r) {
            const Narrow l = rows.row[r].get(k);
            HWY_UNROLL(4)
            for (std::size_t c = 0; c < C; ++c) {
                sum[r][c] = minus_product(l, scaled[c], sum[r][c]);
            }
        }
    }
    HWY_UNROLL(4)
    for (std::size_t c = 0; c < C; ++c) {
        HWY_UNROLL(4)
        for (std::size_t r = 0; r < R; ++r) {
            const Narrow l = sum[r][c] * corner.inverse[c];
            rows.row[r].set(j + c, l);
            HWY_UNROLL(4)
            for (std::size_t s = c + 1; s < C; ++s) {
                sum[r][s] = minus_product(l, corner.scaled[s][c], sum[r][s]);
            }
        }
    }
}

template <std::size_t C>
HWY_INLINE void factor_columns(const Factor& f, std::size_t j) {
    scale_panel<C>(f, j);
    const auto corner = factor_corner<C>(f, j);
    std::size_t i = j + C;
    for (; i + tile_rows <= f.n + 1; i += tile_rows) factor_tile<tile_rows>(f, i, j, corner);
    for (; i <= f.n; ++i) factor_tile<1>(f, i, j, corner);
}

/// A = L D L^T, and D^-1 L^-1 b.
HWY_INLINE void factorize(const Factor& f) {
    std::size_t j = 0;
    for (; j + tile_columns <= f.n; j += tile_columns) factor_columns<tile_columns>(f, j);
    switch (f.n - j) {
        case 3:
            return factor_columns<3>(f, j);
        case 2:
            return factor_columns<2>(f, j);
        case 1:
            return factor_columns<1>(f, j);
        default:
            return;
    }
}

/// The last row, from D^-1 L^-1 b to L^-T D^-1 L^-1 b = A^-1 b: rows i .. i + R - 1 of L take their
/// share from the x before them.
template <std::size_t R>
HWY_INLINE void substitute_rows(const Factor& f, std::size_t i) {
    const Numbers x = f.rows.from(row_start(f.n));
    const auto rows = rows_from<R>(f, i, 0);
    Narrow value[R];
    for (std::size_t r = 0; r < R; ++r) value[r] = x.get(i + r);
    for (std::size_t r = R; r-- > 1;) {
        for (std::size_t s = r; s-- > 0;) {
            value[s] = minus_product(rows.row[r].get(i + s), value[r], value[s]);
        }
    }
    for (std::size_t r = 0; r < R; ++r) x.set(i + r, value[r]);
    for (std::size_t k = 0; k < i; ++k) {
        Narrow rest = x.get(k);
        for (std::size_t r = R; r-- > 0;) rest = minus_product(rows.row[r].get(k), value[r], rest);
        x.set(k, rest);
    }
}

HWY_INLINE void substitute(const Factor& f) {
    std::size_t i = f.n;
    for (; i >= tile_rows; i -= tile_rows) substitute_rows<tile_rows>(f, i - tile_rows);
    for (; i >= 1; --i) substitute_rows<1>(f, i - 1);
}

/// Beyond this growth, or below this pivot, a lane is solved with pivoting instead.
inline constexpr double most_growth = 64;
inline constexpr double least_pivot = 0x1p-30;

/// Where the factorization may be trusted. Where all pivots are positive, it is as stable as one
/// with pivoting if none is tiny. Elsewhere its error is that of entries of size
/// max_i sum_k l_ik^2 |d_k|, which bounds |L| |D| |L^T| (Cauchy and Schwarz).
HWY_INLINE NarrowMask stable(const Factor& f) {
    NarrowMask sound = Narrow(0.0) < Narrow(1.0), positive = sound;
    for (std::size_t k = 0; k < f.n; ++k) {
        const Narrow d = f.pivot.get(k);
        sound = sound & (abs(d) > Narrow(least_pivot));  // false of what is not a number
        positive = positive & (d > Narrow(0.0));
    }
    if (!any(sound & !positive)) return sound;
    NarrowMask modest = Narrow(0.0) < Narrow(1.0);
    for (std::size_t i = 0; i < f.n; ++i) {
        const Numbers row = f.rows.from(row_start(i));
        Narrow sum = abs(f.pivot.get(i));
        for (std::size_t k = 0; k < i; ++k) {
            sum = fma(row.get(k) * row.get(k), abs(f.pivot.get(k)), sum);
        }
        modest = modest & (sum < Narrow(most_growth));
    }
    // Positive definite lanes keep their answer whoever their neighbours are.
    return sound & (positive | modest);
}

}  // namespace entente::kernels::HWY_NAMESPACE::conflict_network_kernel
HWY_AFTER_NAMESPACE();

#endif
