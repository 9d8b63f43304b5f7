// SPDX-License-Identifier: Apache-2.0
//
// The functions of kernels/lanes/probability-inl.hpp, on every instruction set: their stated
// accuracy over all their arguments, and some values computed with sixty digits (mpmath).
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tests/kernels/probability_functions_test.cpp"
#include <cstddef>

#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/batch.hpp"
#include "kernels/lanes/builds.hpp"
#include "kernels/lanes/lanes-inl.hpp"

#ifndef ENTENTE_TESTS_KERNELS_PROBABILITY_FUNCTIONS  // what is the same for all instruction sets
#define ENTENTE_TESTS_KERNELS_PROBABILITY_FUNCTIONS
namespace entente::kernels {

enum class Function {
    normal_tail_ratio,
    normal,
    normal_of_opposite,
    log_normal,
    log_normal_of_opposite,
    normal_beside_log,
    logistic,
    logistic_of_opposite,
    log_logistic,
    log_logistic_of_opposite,
    logistic_beside_log,
    exp_sum,
    log_one_minus
};

}  // namespace entente::kernels
#endif

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {

// clang-format off
HWY_INLINE Real value(Function function, Real a, Real b) {
    switch (function) {
        case Function::normal_tail_ratio: return normal_tail_ratio(a);
        case Function::normal: return normal(a).yes;
        case Function::normal_of_opposite: return normal(a).no;
        case Function::log_normal: return log_normal(a).log.yes;
        case Function::log_normal_of_opposite: return log_normal(a).log.no;
        case Function::normal_beside_log: return log_normal(a).p.yes;
        case Function::logistic_beside_log: return log_logistic(a).p.yes;
        case Function::logistic: return logistic(a).yes;
        case Function::logistic_of_opposite: return logistic(a).no;
        case Function::log_logistic: return log_logistic(a).log.yes;
        case Function::log_logistic_of_opposite: return log_logistic(a).log.no;
        case Function::exp_sum: return exp_sum(a, b);
        case Function::log_one_minus: return log_one_minus(a);
    }
    return a;
}
// clang-format on

// Of a, or of a and b, for whole blocks.
void apply_probability_function(Function function, const double* a, const double* b, double* out,
                                std::size_t n) {
    for (std::size_t i = 0; i < n; i += lanes) {
        store(value(function, load(a + i), load(b + i)), out + i);
    }
}

}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/isa.hpp"
#include "kernels/workspace.hpp"

namespace entente::kernels {
namespace {

using Numbers = std::vector<double>;

constexpr Builds<Function, const double*, const double*, double*, std::size_t> applying =
    ENTENTE_BUILDS(apply_probability_function);

Numbers results(Isa isa, Function function, const Numbers& a, const Numbers& b = {}) {
    Workspace in(2, a.size()), out(1, a.size());
    std::copy(a.begin(), a.end(), in[0]);
    std::copy(b.begin(), b.end(), in[1]);
    in.pad(a.size());
    applying[static_cast<std::size_t>(isa)](function, in[0], in[1], out[0], padded(a.size()));
    return {out[0], out[0] + a.size()};
}

// A random number in each of `count` equal parts of [lo, hi], and the ends.
Numbers spread(double lo, double hi, std::size_t count) {
    std::mt19937_64 random(1);
    Numbers numbers{lo, hi};
    for (std::size_t i = 0; i < count; ++i) {
        const double in_part = static_cast<double>(random() >> 11) * 0x1p-53;
        numbers.push_back(
            lo + (hi - lo) * ((static_cast<double>(i) + in_part) / static_cast<double>(count)));
    }
    return numbers;
}

constexpr std::size_t count = ENTENTE_SANITIZED ? 5000 : 100000;

// Positive and negative, of all magnitudes from lo to hi.
Numbers both_signs(double lo, double hi) {
    Numbers numbers;
    for (const double a : spread(std::log(lo), std::log(hi), count)) {
        numbers.push_back(std::exp(a));
        numbers.push_back(-std::exp(a));
    }
    return numbers;
}

using Exact = std::function<long double(long double)>;

// Its errors are far below those of doubles where long double has 64 bits.
constexpr bool has_long_double = std::numeric_limits<long double>::digits >= 64;

long double exact_normal(long double x) { return std::erfc(-x / std::sqrt(2.0L)) / 2; }

long double exact_log_normal(long double x) {
    return x < -1 ? std::log(exact_normal(x)) : std::log1p(-exact_normal(-x));
}

long double exact_logistic(long double x) { return 1 / (1 + std::exp(-x)); }

long double exact_log_logistic(long double x) {
    return x < 0 ? x - std::log1p(std::exp(x)) : -std::log1p(std::exp(-x));
}

// Every result is within `bound` of the exact one, relatively or absolutely.
void expect_accuracy(Function function, const Numbers& arguments, const Exact& exact, double bound,
                     bool absolutely = false) {
    if (!has_long_double) GTEST_SKIP() << "long double is too short to tell";
    for (const Isa isa : available_isas()) {
        const Numbers found = results(isa, function, arguments);
        for (std::size_t i = 0; i < found.size(); ++i) {
            const long double right = exact(static_cast<long double>(arguments[i]));
            const long double error = std::abs(found[i] - right);
            ASSERT_LE(error, absolutely ? bound : bound * std::abs(right))
                << name(isa) << " at " << arguments[i] << ": " << found[i];
        }
    }
}

struct Known {
    double argument, value;
};

void expect_known(Function function, const std::vector<Known>& list, double bound) {
    Numbers arguments;
    for (const Known& known : list) arguments.push_back(known.argument);
    for (const Isa isa : available_isas()) {
        const Numbers found = results(isa, function, arguments);
        for (std::size_t i = 0; i < list.size(); ++i) {
            EXPECT_LE(std::abs(found[i] / list[i].value - 1), bound + 0x1p-53)
                << name(isa) << " at " << arguments[i] << ": " << found[i];
        }
    }
}

void expect_results(Function function, const Numbers& arguments, const Numbers& expected) {
    for (const Isa isa : available_isas()) {
        EXPECT_EQ(results(isa, function, arguments), expected) << name(isa);
    }
}

// As probability-inl.hpp has them.
constexpr double stated_error_of_exp_sum = 4e-16;
constexpr double stated_error_of_log_one_minus = 5e-16;
constexpr double stated_error_of_normal_tail_ratio = 1.2e-15;
constexpr double stated_error_of_normal = 1.5e-15;
constexpr double stated_absolute_error_of_normal = 1e-15;
constexpr double stated_error_of_log_normal = 2e-15;
constexpr double stated_error_of_logistic = 5e-16;
constexpr double stated_error_of_log_logistic = 1e-15;

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(ExpSum, HasTheStatedAccuracy) {
    if (!has_long_double) GTEST_SKIP() << "long double is too short to tell";
    for (const double reach : {708.0, 20.0, 1.0, 1e-3}) {
        const Numbers a = spread(-reach, reach, count);
        Numbers rest = spread(-1e-5, 1e-5, count);
        std::shuffle(rest.begin(), rest.end(), std::mt19937_64(2));
        for (const Isa isa : available_isas()) {
            const Numbers found = results(isa, Function::exp_sum, a, rest);
            for (std::size_t i = 0; i < a.size(); ++i) {
                const long double right = std::exp(static_cast<long double>(a[i]) + rest[i]);
                const auto error = static_cast<double>(std::abs((found[i] - right) / right));
                ASSERT_LE(error, stated_error_of_exp_sum) << name(isa) << " at " << a[i];
            }
        }
    }
}

TEST(LogOneMinus, HasTheStatedAccuracy) {
    const auto exact = [](long double t) { return std::log1p(-t); };
    const auto check = [&](const Numbers& arguments) {
        expect_accuracy(Function::log_one_minus, arguments, exact, stated_error_of_log_one_minus);
    };
    check(spread(0x1p-60, 0.5, count));
    Numbers small;
    for (const double a : spread(-707, -0.7, count)) small.push_back(std::exp(a));
    check(small);
    expect_results(Function::log_one_minus, {0}, {0});
}

TEST(NormalTailRatio, HasTheStatedAccuracy) {
    const auto exact = [](long double t) { return exact_normal(-t) * std::exp(t * t / 2); };
    for (const double reach : {37.5, 5.0, 0.5}) {
        expect_accuracy(Function::normal_tail_ratio, spread(0, reach, count), exact,
                        stated_error_of_normal_tail_ratio);
    }
}

TEST(Normal, HasTheStatedRelativeAccuracyInBothTails) {
    const auto check = [](const Numbers& arguments) {
        expect_accuracy(Function::normal, arguments, exact_normal, stated_error_of_normal);
    };
    check(spread(-37.5, 0, count));
    check(spread(-37.5, -37, count));
    check(spread(-1, 1, count));
    check(spread(0, 40, count));
    check(both_signs(1e-300, 1));
}

TEST(Normal, HasTheStatedAbsoluteAccuracy) {
    for (const double reach : {40.0, 1.0}) {
        expect_accuracy(Function::normal, spread(-reach, reach, count), exact_normal,
                        stated_absolute_error_of_normal, true);
    }
}

TEST(Normal, IsWhatManyDigitsSay) {
    expect_known(Function::normal,
                 {{-37.5, 4.6053530095819548438e-308},
                  {-37.25, 5.2978887799272688403e-304},
                  {-37, 5.7255712225245768227e-300},
                  {-30, 4.9067139271481870595e-198},
                  {-20, 2.7536241186062336951e-89},
                  {-8, 6.2209605742717841235e-16},
                  {-2.5, 6.209665325776135167e-3},
                  {-1, 0.15865525393145705141},
                  {-0.5, 0.30853753872598689636},
                  {-0x1p-10, 0.49961040799121945899},
                  {0.25, 0.59870632568292372424},
                  {1.5, 0.933192798731141934},
                  {3, 0.99865010196836990547},
                  {8, 0.9999999999999993779}},
                 stated_error_of_normal);
}

TEST(Normal, BeyondItsReachIsZeroAndOne) {
    const Numbers far{37.500000000000007, 40, 1e10, 1e300, infinity};
    expect_results(Function::normal, far, Numbers(far.size(), 1));
    expect_results(Function::normal_of_opposite, far, Numbers(far.size(), 0));
    expect_results(Function::normal, {0.0, -0.0}, {0.5, 0.5});
}

TEST(LogNormal, HasTheStatedAccuracy) {
    const auto check = [](const Numbers& arguments) {
        expect_accuracy(Function::log_normal, arguments, exact_log_normal,
                        stated_error_of_log_normal);
    };
    check(spread(-150, 0, count));
    check(spread(-3, 3, count));
    check(spread(0, 37.5, count));
    check(both_signs(1e-300, 1));
}

TEST(LogNormal, IsWhatManyDigitsSay) {
    expect_known(Function::log_normal,
                 {{-1e149, -5.0000000000000004898e297},
                  {-1e100, -5.000000000000000159e199},
                  {-1e6, -5.0000000001473444909e11},
                  {-1000, -5.0000782669481218431e5},
                  {-150, -1.1255929618266808184e4},
                  {-40, -804.60844201375378817},
                  {-38, -726.5572160188201301},
                  {-37.5, -707.66898931750719107},
                  {-5, -15.064998393988725736},
                  {-0.125, -0.79792614275302409024},
                  {0.125, -0.59831306891242499386},
                  {1, -0.17275377902344988953},
                  {5, -2.8665161296376359338e-7},
                  {8, -6.2209605742717860585e-16},
                  {20, -2.7536241186062336951e-89},
                  {37, -5.7255712225245768227e-300},
                  {37.375, -4.978212009315380528e-306},
                  {37.5, -4.6053530095819548438e-308}},
                 stated_error_of_log_normal);
    expect_results(Function::log_normal, {37.500000000000007, 100, 1e149}, {0, 0, 0});
}

TEST(Logistic, HasTheStatedAccuracy) {
    const auto check = [](const Numbers& arguments) {
        expect_accuracy(Function::logistic, arguments, exact_logistic, stated_error_of_logistic);
    };
    check(spread(-707, 0, count));
    check(spread(-5, 5, count));
    check(spread(0, 800, count));
    check(both_signs(1e-300, 1));
}

TEST(Logistic, IsWhatManyDigitsSay) {
    expect_known(Function::logistic,
                 {{-707, 8.9908612264554187859e-308},
                  {-700, 9.8596765437597708567e-305},
                  {-300, 5.1482002224120137812e-131},
                  {-36, 2.3195228302435688503e-16},
                  {-20, 2.0611536181902035814e-9},
                  {-1, 0.26894142136999512075},
                  {-0x1p-10, 0.49975585939440255179},
                  {0.5, 0.62245933120185456464},
                  {3, 0.95257412682243321912},
                  {36, 0.99999999999999976805},
                  {37, 0.99999999999999991467}},
                 stated_error_of_logistic);
}

TEST(Logistic, BeyondItsReachIsZeroAndOne) {
    const Numbers far{707.0000000000001, 800, 1e10, 1e300, infinity};
    expect_results(Function::logistic, far, Numbers(far.size(), 1));
    expect_results(Function::logistic_of_opposite, far, Numbers(far.size(), 0));
    expect_results(Function::logistic, {0.0, -0.0}, {0.5, 0.5});
}

TEST(LogLogistic, HasTheStatedAccuracy) {
    const auto check = [](const Numbers& arguments) {
        expect_accuracy(Function::log_logistic, arguments, exact_log_logistic,
                        stated_error_of_log_logistic);
    };
    check(spread(-1000, 0, count));
    check(spread(-5, 5, count));
    check(spread(0, 707, count));
    check(both_signs(1e-300, 1));
}

TEST(LogLogistic, IsWhatManyDigitsSay) {
    expect_known(Function::log_logistic,
                 {{-1e300, -1.0000000000000000525e300},
                  {-1e8, -1.0e8},
                  {-1000, -1.0e3},
                  {-707, -707.0},
                  {-36, -36.000000000000000232},
                  {-1, -1.313261687518222834},
                  {-0x1p-10, -0.69363558101923012325},
                  {0.5, -0.47407698418010668087},
                  {1, -0.31326168751822283405},
                  {5, -6.7153484891180686164e-3},
                  {36, -2.3195228302435691193e-16},
                  {300, -5.1482002224120137812e-131},
                  {700, -9.8596765437597708567e-305},
                  {707, -8.9908612264554187859e-308}},
                 stated_error_of_log_logistic);
    expect_results(Function::log_logistic, {707.0000000000001, 1e10, infinity}, {0, 0, 0});
}

// One event's complement is the opposite argument's event, and the logarithms come with the same
// probabilities as are there without them.
TEST(ProbabilityFunctions, AreConsistent) {
    Numbers arguments = spread(-40, 40, count);
    for (const double a : spread(-800, 800, count)) arguments.push_back(a);
    Numbers opposite;
    for (const double a : arguments) opposite.push_back(-a);
    constexpr std::pair<Function, Function> pairs[] = {
        {Function::normal, Function::normal_of_opposite},
        {Function::log_normal, Function::log_normal_of_opposite},
        {Function::logistic, Function::logistic_of_opposite},
        {Function::log_logistic, Function::log_logistic_of_opposite}};
    for (const Isa isa : available_isas()) {
        for (const auto& [event, complement] : pairs) {
            EXPECT_EQ(results(isa, event, opposite), results(isa, complement, arguments));
        }
        const auto beside = [&](Function with_logs, Function without) {
            EXPECT_EQ(results(isa, with_logs, arguments), results(isa, without, arguments));
        };
        beside(Function::normal_beside_log, Function::normal);
        beside(Function::logistic_beside_log, Function::logistic);
    }
}

}  // namespace
}  // namespace entente::kernels
#endif  // HWY_ONCE
