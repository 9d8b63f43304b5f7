// SPDX-License-Identifier: Apache-2.0
//
// exp, log and the arithmetic of kernels/lanes/vector-inl.hpp, on every instruction set.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tests/kernels/vector_functions_test.cpp"
#include <cstddef>

#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/batch.hpp"
#include "kernels/lanes/vector-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {

// out[i] = e^a[i], ln a[i], ... for whole blocks; b and c are further operands.
void apply_exp(const double* a, double* out, std::size_t n) {
    for (std::size_t i = 0; i < n; i += lanes) store(exp(load(a + i)), out + i);
}

void apply_exp_bounded(const double* a, double* out, std::size_t n) {
    for (std::size_t i = 0; i < n; i += lanes) store(exp_bounded(load(a + i)), out + i);
}

void apply_exp_within_2(const double* a, double* out, std::size_t n) {
    for (std::size_t i = 0; i < n; i += lanes) store(exp_within(2.0, load(a + i)), out + i);
}

void apply_exponential(const double* a, double* out, std::size_t n) {
    for (std::size_t i = 0; i < n; i += lanes) store(exponential(load(a + i)).value, out + i);
}

void apply_exp_less_one(const double* a, double* out, std::size_t n) {
    for (std::size_t i = 0; i < n; i += lanes) store(exponential(load(a + i)).less_one, out + i);
}

void apply_log(const double* a, double* out, std::size_t n) {
    for (std::size_t i = 0; i < n; i += lanes) store(log(load(a + i)), out + i);
}

// One number per lane that depends on each operation.
void apply_arithmetic(const double* a, double* out, std::size_t n) {
    for (std::size_t i = 0; i < n; i += lanes) {
        const Real x = load(a + i);
        const Real y = Real(3.0) - x;
        Real result = min(x, y) * Real(2.0) + max(x, y) / Real(8.0) + abs(x) + sqrt(abs(y));
        result = select((x < y) & (x <= Real(1.0)), result, -result);
        result = select((x > Real(2.5)) | (x >= y), result - Real(100.0), result);
        store(result, out + i);
    }
}

// 1 in all lanes of a block in which some lane is below zero, else 0.
void apply_any(const double* a, double* out, std::size_t n) {
    for (std::size_t i = 0; i < n; i += lanes) {
        store(any(load(a + i) < Real(0.0)) ? Real(1.0) : Real(0.0), out + i);
    }
}

std::size_t lanes_in_a_block() { return lanes; }

}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/isa.hpp"
#include "kernels/workspace.hpp"

namespace entente::kernels {
namespace {

using Apply = void (*)(const double*, double*, std::size_t);

// The functions above, compiled for one instruction set.
struct Functions {
    Isa isa;
    Apply exp, exp_bounded, exp_within_2, exponential, exp_less_one, log, arithmetic, any;
    std::size_t lanes;
};

#define ENTENTE_FUNCTIONS(isa, target)                                                 \
    Functions {                                                                        \
        isa, target::apply_exp, target::apply_exp_bounded, target::apply_exp_within_2, \
            target::apply_exponential, target::apply_exp_less_one, target::apply_log,  \
            target::apply_arithmetic, target::apply_any, target::lanes_in_a_block()    \
    }

// For the vector instruction sets of this machine.
std::vector<Functions> on_this_machine() {
    std::vector<Functions> list;
    for (const Isa isa : available_isas()) {
        if (isa == Isa::sse4) list.push_back(ENTENTE_FUNCTIONS(isa, N_SSE4));
        if (isa == Isa::avx2) list.push_back(ENTENTE_FUNCTIONS(isa, N_AVX2));
        if (isa == Isa::avx512) list.push_back(ENTENTE_FUNCTIONS(isa, N_AVX3));
    }
    return list;
}

std::vector<double> results(Apply apply, const std::vector<double>& arguments) {
    Workspace in(1, arguments.size()), out(1, arguments.size());
    std::copy(arguments.begin(), arguments.end(), in[0]);
    in.pad(arguments.size());
    apply(in[0], out[0], padded(arguments.size()));
    return {out[0], out[0] + arguments.size()};
}

// Evenly spread over [lo, hi], with a random number in each of `count` parts.
std::vector<double> spread(double lo, double hi, std::size_t count) {
    std::mt19937_64 random(1);
    std::vector<double> numbers{lo, hi};
    for (std::size_t i = 0; i < count; ++i) {
        const double in_part = static_cast<double>(random() >> 11) * 0x1p-53;
        numbers.push_back(
            lo + (hi - lo) * ((static_cast<double>(i) + in_part) / static_cast<double>(count)));
    }
    return numbers;
}

using Exact = long double (*)(long double);
long double exact_exp(long double a) { return std::exp(a); }
long double exact_exp_less_one(long double a) { return std::expm1(a); }
long double exact_log(long double a) { return std::log(a); }

// Every result is within `bound(argument)` of the exact one, relatively.
void expect_accuracy(Apply Functions::*which, const std::vector<double>& arguments, Exact exact,
                     const std::function<double(Isa, double)>& bound) {
    for (const Functions& functions : on_this_machine()) {
        const std::vector<double> found = results(functions.*which, arguments);
        for (std::size_t i = 0; i < arguments.size(); ++i) {
            const long double right = exact(static_cast<long double>(arguments[i]));
            const auto error = static_cast<double>(std::abs((found[i] - right) / right));
            ASSERT_LE(error, bound(functions.isa, arguments[i]))
                << name(functions.isa) << " at " << arguments[i];
        }
    }
}

// As vector-inl.hpp has it. Where multiply and add are not fused, the product n ln 2 is rounded as
// well, by at most 2^-53 |a|.
double stated_error_of_exp(Isa isa, double a) {
    return 1.5e-15 + (4e-17 + (fuses_multiply_add(isa) ? 0 : 0x1p-53)) * std::abs(a);
}

double stated_error_of_exponential(Isa isa, double a) {
    return 0.5e-15 + stated_error_of_exp(isa, a);
}
double stated_error_of_exp_less_one(Isa isa, double a) {
    return 6e-15 + (4e-17 + (fuses_multiply_add(isa) ? 0 : 0x1p-51)) * std::abs(a);
}

double stated_error_of_log(Isa, double) { return 1.2e-15; }

TEST(VectorExp, HasTheStatedAccuracy) {
    for (const double reach : {708.0, 20.0, 1.0, 1e-3, 1e-9}) {
        const std::vector<double> arguments = spread(-reach, reach, 100000);
        expect_accuracy(&Functions::exp, arguments, exact_exp, stated_error_of_exp);
        expect_accuracy(&Functions::exp_bounded, arguments, exact_exp, stated_error_of_exp);
    }
}

TEST(VectorExp, IsAccurateAroundMultiplesOfHalfLogTwo) {
    // Where the argument's reduction goes from one power of two to the next.
    std::vector<double> arguments;
    for (int n = -2043; n <= 2043; n += 2) {
        const double a = n * 0.34657359027997265;
        for (const double off : {-1e-9, -1e-15, 0.0, 1e-15, 1e-9}) {
            arguments.push_back(a * (1 + off));
        }
    }
    std::erase_if(arguments, [](double a) { return std::abs(a) > 708; });
    expect_accuracy(&Functions::exp_bounded, arguments, exact_exp, stated_error_of_exp);
}

TEST(VectorExponential, HasTheStatedAccuracyAlsoLessOne) {
    for (const double reach : {708.0, 20.0, 1.0, 0.35, 1e-3, 1e-9, 1e-200}) {
        const std::vector<double> arguments = spread(-reach, reach, 100000);
        expect_accuracy(&Functions::exponential, arguments, exact_exp, stated_error_of_exponential);
        expect_accuracy(&Functions::exp_less_one, arguments, exact_exp_less_one,
                        stated_error_of_exp_less_one);
    }
    for (const Functions& functions : on_this_machine()) {
        EXPECT_EQ(results(functions.exponential, {0.0, -0.0}), (std::vector<double>{1, 1}));
        EXPECT_EQ(results(functions.exp_less_one, {0.0, -0.0}), (std::vector<double>{0, 0}));
    }
}

TEST(VectorExp, OfZeroIsOne) {
    for (const Functions& functions : on_this_machine()) {
        EXPECT_EQ(results(functions.exp, {0.0, -0.0}), (std::vector<double>{1, 1}));
    }
}

TEST(VectorExp, StopsAtItsBounds) {
    const double infinity = std::numeric_limits<double>::infinity();
    for (const Functions& functions : on_this_machine()) {
        const auto ends = results(functions.exp, {-708, 708});
        EXPECT_EQ(results(functions.exp, {-709, -1e9, -infinity}), std::vector<double>(3, ends[0]));
        EXPECT_EQ(results(functions.exp, {709, 1e300, infinity}), std::vector<double>(3, ends[1]));
        const auto at_2 = results(functions.exp, {-2, 2});
        EXPECT_EQ(results(functions.exp_within_2, {-2.5, -infinity, 2.0001, infinity}),
                  (std::vector<double>{at_2[0], at_2[0], at_2[1], at_2[1]}));
        EXPECT_EQ(results(functions.exp_within_2, {1.5}), results(functions.exp, {1.5}));
    }
}

TEST(VectorLog, HasTheStatedAccuracy) {
    std::vector<double> over_all_exponents;
    for (const double a : spread(-708, 709, 200000)) over_all_exponents.push_back(std::exp(a));
    expect_accuracy(&Functions::log, over_all_exponents, exact_log, stated_error_of_log);
    expect_accuracy(&Functions::log, spread(0.25, 4, 200000), exact_log, stated_error_of_log);
}

TEST(VectorLog, IsAccurateAroundOne) {
    std::vector<double> arguments;
    for (int k = 1; k <= 52; ++k) {
        for (const double m : {1.0, 1.3, 1.9}) {
            arguments.push_back(1 + std::ldexp(m, -k));
            arguments.push_back(1 - std::ldexp(m / 2, -k));
        }
    }
    std::erase(arguments, 1.0);
    expect_accuracy(&Functions::log, arguments, exact_log, stated_error_of_log);
    for (const Functions& functions : on_this_machine()) {
        EXPECT_EQ(results(functions.log, {1.0}), std::vector<double>{0.0});
    }
}

TEST(VectorLog, IsAccurateWhereTheMantissaIsSplit) {
    std::vector<double> arguments;
    for (const int n : {-1021, -500, -1, 0, 1, 2, 500, 1023}) {
        double a = std::ldexp(0.70710678118654746, n);
        for (int i = 0; i < 8; ++i) a = std::nextafter(a, 0);
        for (int i = 0; i < 16; ++i) arguments.push_back(a = std::nextafter(a, 1e308));
    }
    arguments.push_back(std::numeric_limits<double>::min());
    arguments.push_back(std::numeric_limits<double>::max());
    expect_accuracy(&Functions::log, arguments, exact_log, stated_error_of_log);
}

TEST(VectorLog, OfZeroIsAbout709BelowZero) {
    for (const Functions& functions : on_this_machine()) {
        EXPECT_NEAR(results(functions.log, {0.0})[0], -709, 1);
    }
}

TEST(VectorFunctions, HaveTheSameBitsWhereMultiplyAndAddAreFused) {
    const std::vector<double> exponents = spread(-708, 708, 100000);
    std::vector<double> numbers;
    for (const double a : exponents) numbers.push_back(std::exp(a));
    std::vector<std::vector<double>> exps, logs;
    for (const Functions& functions : on_this_machine()) {
        if (!fuses_multiply_add(functions.isa)) continue;
        exps.push_back(results(functions.exp, exponents));
        logs.push_back(results(functions.log, numbers));
    }
    if (exps.size() < 2) GTEST_SKIP() << "this machine has fewer than two such instruction sets";
    EXPECT_EQ(exps[0], exps[1]);
    EXPECT_EQ(logs[0], logs[1]);
}

TEST(VectorArithmetic, IsThatOfEachLane) {
    const std::vector<double> arguments = spread(-4, 7, 999);
    for (const Functions& functions : on_this_machine()) {
        const std::vector<double> found = results(functions.arithmetic, arguments);
        for (std::size_t i = 0; i < arguments.size(); ++i) {
            const double x = arguments[i], y = 3 - x;
            double right =
                std::min(x, y) * 2 + std::max(x, y) / 8 + std::abs(x) + std::sqrt(std::abs(y));
            if (!(x < y && x <= 1)) right = -right;
            if (x > 2.5 || x >= y) right -= 100;
            EXPECT_EQ(found[i], right) << name(functions.isa) << " at " << x;
        }
    }
}

TEST(VectorArithmetic, FindsAnyLaneOfABlock) {
    for (const Functions& functions : on_this_machine()) {
        for (std::size_t lane = 0; lane < 2 * functions.lanes; ++lane) {
            std::vector<double> arguments(2 * functions.lanes, 1.0);
            arguments[lane] = -1;
            const std::vector<double> found = results(functions.any, arguments);
            for (std::size_t i = 0; i < found.size(); ++i) {
                const bool same_block = i / functions.lanes == lane / functions.lanes;
                EXPECT_EQ(found[i], same_block ? 1 : 0) << name(functions.isa) << ' ' << lane;
            }
        }
    }
}

}  // namespace
}  // namespace entente::kernels
#endif  // HWY_ONCE
