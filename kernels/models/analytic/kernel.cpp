// SPDX-License-Identifier: Apache-2.0
//
// The kernel of analytic. The functions are told in analytic.cpp.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/models/analytic/kernel.cpp"
#include <cstddef>

#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "kernels/lanes/lanes-inl.hpp"
#include "kernels/lanes/sine-inl.hpp"
#include "kernels/models/analytic/prepared.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {
namespace analytic_kernel {
using namespace analytic_model;

// (1)
struct Ishigami {
    HWY_INLINE static Real at(const Prepared&, const Batch& batch, std::size_t i) {
        const Real first = sin(take(batch, 0, i)), second = sin(take(batch, 1, i));
        const Real x3 = take(batch, 2, i);
        const Real square = x3 * x3;
        return fma(first, fma(0.1, square * square, 1.0), Real(7.0) * (second * second));
    }
};

// (2)
struct SobolG {
    HWY_INLINE static Real at(const Prepared& g, const Batch& batch, std::size_t i) {
        Real product = 1.0;
        for (std::size_t k = 0; k < g.dimensions; ++k) {
            const Real distance = abs(fma(4.0, take(batch, k, i), -2.0));
            product = product * fma(distance, g.slope[k], g.offset[k]);
        }
        return product;
    }
};

// (3): `e1` to `e4` are the elementary symmetric polynomials of the w so far, and `pairs` is the
// sum of all products of two v that are not both of the first six, v_i = (-1)^i w_i.
struct Morris {
    HWY_INLINE static Real w(const Batch& batch, std::size_t k, std::size_t i) {
        const Real x = take(batch, k, i);
        const bool curved = k == 2 || k == 4 || k == 6;
        return curved ? fma(2.2, x / (x + Real(0.1)), -1.0) : fma(2.0, x, -1.0);
    }

    HWY_INLINE static Real at(const Prepared&, const Batch& batch, std::size_t i) {
        Real e1 = 0.0, e2 = 0.0, e3 = 0.0, e4 = 0.0, v_sum = 0.0;
        for (std::size_t k = 0; k < 6; ++k) {
            const Real w_k = w(batch, k, i);
            if (k < 4) e4 = fma(w_k, e3, e4);
            if (k < 5) e3 = fma(w_k, e2, e3);
            e2 = fma(w_k, e1, e2);
            e1 = e1 + w_k;
            v_sum = k % 2 == 0 ? v_sum - w_k : v_sum + w_k;
        }
        Real pairs = 0.0, rest = 0.0;
        for (std::size_t k = 6; k < 20; ++k) {
            const Real w_k = w(batch, k, i);
            const Real v = k % 2 == 0 ? -w_k : w_k;
            if (k < 10) e1 = e1 + w_k;
            if (k >= 10) rest = rest + v;
            pairs = fma(v, v_sum, pairs);
            v_sum = v_sum + v;
        }
        const Real high = fma(-15.0, e2, fma(-10.0, e3, Real(5.0) * e4));
        return fma(20.0, e1, rest) + (pairs + high);
    }
};

// (4)
struct Friedman {
    HWY_INLINE static Real at(const Prepared&, const Batch& batch, std::size_t i) {
        const auto x = [&](std::size_t k) { return take(batch, k - 1, i); };
        const Real bend = x(3) - Real(0.5);
        const Real straight = fma(10.0, x(4), Real(5.0) * x(5));
        return fma(10.0, sin(Real(pi) * (x(1) * x(2))), fma(Real(20.0) * bend, bend, straight));
    }
};

// (5)
struct Linear {
    HWY_INLINE static Real at(const Prepared& line, const Batch& batch, std::size_t i) {
        Real sum = 0.0;
        for (std::size_t k = 0; k < line.dimensions; ++k) {
            sum = fma(line.slope[k], take(batch, k, i), sum);
        }
        return sum;
    }
};

template <class Of>
void each(const Prepared& prepared, const Batch& batch) {
    const bool value = batch.out[out::y] != nullptr;
    for (std::size_t i = 0; i < batch.scenarios; i += lanes) {
        if (value) put(batch, out::y, i, Of::at(prepared, batch, i));
        put(batch, out::status, i, 0.0);
    }
}

}  // namespace analytic_kernel

void evaluate_analytic(const analytic_model::Prepared& prepared, const Batch& batch) {
    using namespace analytic_kernel;
    switch (prepared.function) {
        case ishigami:
            return each<Ishigami>(prepared, batch);
        case sobol_g:
            return each<SobolG>(prepared, batch);
        case morris:
            return each<Morris>(prepared, batch);
        case friedman:
            return each<Friedman>(prepared, batch);
        case linear:
            return each<Linear>(prepared, batch);
    }
}

}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace entente::kernels::analytic_model {

const Kernel kernel = ENTENTE_BUILDS(evaluate_analytic);

}  // namespace entente::kernels::analytic_model
#endif
