// SPDX-License-Identifier: Apache-2.0
//
// The functions of `analytic`: their variances and indices as the literature has them, against
// exact quadrature of what the kernel returns.
#include <bit>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/registry.hpp"
#include "tests/published/comparison.hpp"

namespace entente::kernels {
namespace {

constexpr double pi = 3.14159265358979323846;

enum Function { ishigami, sobol_g, morris, friedman, linear };

std::unique_ptr<const Instance> joined(Function function, int dimensions = 10) {
    const Model& model = *find_model("analytic");
    ModelData data = initial_data(model);
    data.settings.find("function")->second = function;
    data.settings.find("dimensions")->second = dimensions;
    return model.join(data);
}

// Points and weights, which add up to 1, of a quadrature of one parameter.
struct Rule {
    Values points, weights;
};

// Exact for trigonometric polynomials of degree below `count` over a period.
Rule periodic(std::size_t count) {
    Rule rule;
    for (std::size_t k = 0; k < count; ++k) {
        const double part = (static_cast<double>(k) + 0.5) / static_cast<double>(count);
        rule.points.push_back(pi * (2 * part - 1));
        rule.weights.push_back(1 / static_cast<double>(count));
    }
    return rule;
}

// Gauss and Legendre's over [lo, hi] with five points: exact to degree 9.
Rule gauss(double lo, double hi) {
    const double inner = std::sqrt(5 - 2 * std::sqrt(10.0 / 7)) / 3;
    const double outer = std::sqrt(5 + 2 * std::sqrt(10.0 / 7)) / 3;
    const double heavy = (322 + 13 * std::sqrt(70.0)) / 1800;
    const double light = (322 - 13 * std::sqrt(70.0)) / 1800;
    Rule rule{{-outer, -inner, 0, inner, outer}, {light, heavy, 64.0 / 225, heavy, light}};
    for (double& x : rule.points) x = (lo + hi) / 2 + (hi - lo) / 2 * x;
    return rule;
}

Rule joined_rules(const Rule& left, const Rule& right) {
    Rule both = left;
    both.points.insert(both.points.end(), right.points.begin(), right.points.end());
    both.weights.insert(both.weights.end(), right.weights.begin(), right.weights.end());
    for (double& weight : both.weights) weight /= 2;
    return both;
}

// The kernel's values at all points of a product of rules, the last parameter fastest.
struct Tensor {
    std::vector<Rule> rules;
    std::vector<std::vector<std::size_t>> at;  // of each point: its position in each rule
    Values y;

    Tensor(const Instance& instance, std::vector<Rule> of) : rules(std::move(of)) {
        std::size_t count = 1;
        for (const Rule& rule : rules) count *= rule.points.size();
        std::vector<Values> scenarios;
        for (std::size_t n = 0; n < count; ++n) {
            std::vector<std::size_t> where(rules.size());
            Values scenario(rules.size());
            for (std::size_t d = rules.size(), rest = n; d-- > 0;) {
                where[d] = rest % rules[d].points.size();
                rest /= rules[d].points.size();
                scenario[d] = rules[d].points[where[d]];
            }
            at.push_back(where);
            scenarios.push_back(scenario);
        }
        for (const Values& out : evaluate(instance, widest_isa(), scenarios)) y.push_back(out[0]);
    }

    double weight(std::size_t n, const std::function<bool(std::size_t)>& over) const {
        double product = 1;
        for (std::size_t d = 0; d < rules.size(); ++d) {
            if (over(d)) product *= rules[d].weights[at[n][d]];
        }
        return product;
    }

    double mean() const {
        double sum = 0;
        for (std::size_t n = 0; n < y.size(); ++n)
            sum += weight(n, [](auto) { return true; }) * y[n];
        return sum;
    }

    // The variance of the mean of y given the parameters that `given` names.
    double variance_of_mean(const std::function<bool(std::size_t)>& given) const {
        std::map<std::vector<std::size_t>, double> means;
        std::map<std::vector<std::size_t>, double> weights;
        for (std::size_t n = 0; n < y.size(); ++n) {
            std::vector<std::size_t> key;
            for (std::size_t d = 0; d < rules.size(); ++d) {
                if (given(d)) key.push_back(at[n][d]);
            }
            means[key] += weight(n, [&](auto d) { return !given(d); }) * y[n];
            weights[key] = weight(n, given);
        }
        const double middle = mean();
        double sum = 0;
        for (const auto& [key, value] : means) {
            sum += weights[key] * (value - middle) * (value - middle);
        }
        return sum;
    }

    double variance() const {
        return variance_of_mean([](auto) { return true; });
    }
    double first(std::size_t d) const {
        return variance_of_mean([d](auto other) { return other == d; });
    }
    double total(std::size_t d) const {
        return variance() - variance_of_mean([d](auto other) { return other != d; });
    }
};

// sin^2 x2 squared is of degree 4; (x3^4)^2 of degree 8: the rules are exact, so that what remains
// is rounding.
TEST(Analytic, IshigamiHasTheIndicesOfTheLiterature) {
    const Tensor y(*joined(ishigami), {periodic(8), periodic(8), gauss(-pi, pi)});
    constexpr double a = 7, b = 0.1;
    const double p4 = std::pow(pi, 4), p8 = p4 * p4;
    const double variance = a * a / 8 + b * p4 / 5 + b * b * p8 / 18 + 0.5;
    EXPECT_NEAR(y.mean(), a / 2, 1e-13);
    EXPECT_NEAR(y.variance(), variance, 1e-12);
    EXPECT_NEAR(y.first(0), 0.5 * std::pow(1 + b * p4 / 5, 2), 1e-12);
    EXPECT_NEAR(y.first(1), a * a / 8, 1e-12);
    EXPECT_NEAR(y.first(2), 0, 1e-12);
    EXPECT_NEAR(y.total(2), 8 * b * b * p8 / 225, 1e-12);
    EXPECT_NEAR(y.total(0), y.first(0) + y.total(2), 1e-12);
    EXPECT_NEAR(y.total(1), y.first(1), 1e-12);
    // As they are printed (Saltelli et al. 2008, and many others).
    EXPECT_NEAR(y.first(0) / variance, 0.3139, 5e-5);
    EXPECT_NEAR(y.first(1) / variance, 0.4424, 5e-5);
    EXPECT_NEAR(y.total(0) / variance, 0.5576, 5e-5);
    EXPECT_NEAR(y.total(2) / variance, 0.2437, 5e-5);
}

// Squares of straight lines on either side of 1/2: exact again.
TEST(Analytic, SobolGHasTheIndicesOfTheLiterature) {
    const Rule rule = joined_rules(gauss(0, 0.5), gauss(0.5, 1));
    const Tensor y(*joined(sobol_g, 4), std::vector<Rule>(4, rule));
    double all = 1;
    Values V;
    for (const double a : {0.0, 1.0, 4.5, 9.0}) {
        V.push_back(1 / (3 * (1 + a) * (1 + a)));
        all *= 1 + V.back();
    }
    EXPECT_NEAR(y.mean(), 1, 1e-13);
    EXPECT_NEAR(y.variance(), all - 1, 1e-12);
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_NEAR(y.first(i), V[i], 1e-12) << i;
        EXPECT_NEAR(y.total(i), V[i] * all / (1 + V[i]), 1e-12) << i;
    }
}

// Further parameters are factors 1 at their initial value, and have a = 99.
TEST(Analytic, SobolGOfMoreParametersIsAProduct) {
    for (const int dimensions : {1, 4, 5, 8, 10, 999, 1000}) {
        const auto g = joined(sobol_g, dimensions);
        ASSERT_EQ(g->parameters().size(), static_cast<std::size_t>(dimensions));
        Values scenario;
        for (const Parameter& p : g->parameters()) scenario.push_back(p.initial);
        std::vector<Values> scenarios{scenario};
        scenarios.push_back(scenario);
        scenarios.back().back() = 0;
        const auto y = evaluate(*g, widest_isa(), scenarios);
        EXPECT_NEAR(y[0][0], 1, 1e-12) << dimensions;
        const double a = dimensions == 1 ? 0 : dimensions == 4 ? 9 : 99;
        EXPECT_NEAR(y[1][0], (2 + a) / (1 + a), 1e-12) << dimensions;
    }
}

// The function is linear in each w, so that its coefficients are sums of its values where w is 0
// or 1.
TEST(Analytic, MorrisHasTheCoefficientsOfThePaper) {
    const auto function = joined(morris);
    const auto x = [](std::size_t i, bool one) {
        const bool curved = i == 3 || i == 5 || i == 7;
        return one ? 1.0 : curved ? 1.0 / 12 : 0.5;
    };
    const auto coefficient = [&](const std::vector<std::size_t>& of) {
        std::vector<Values> scenarios;
        for (unsigned set = 0; set < 1U << of.size(); ++set) {
            Values scenario;
            for (std::size_t i = 1; i <= 20; ++i) scenario.push_back(x(i, false));
            for (std::size_t k = 0; k < of.size(); ++k) {
                if ((set >> k & 1U) != 0) scenario[of[k] - 1] = x(of[k], true);
            }
            scenarios.push_back(scenario);
        }
        const auto y = evaluate(*function, widest_isa(), scenarios);
        double sum = 0;
        for (unsigned set = 0; set < y.size(); ++set) {
            const bool odd = (of.size() - static_cast<std::size_t>(std::popcount(set))) % 2 == 1;
            sum += odd ? -y[set][0] : y[set][0];
        }
        return sum;
    };
    const auto sign = [](std::size_t exponent) { return exponent % 2 == 0 ? 1.0 : -1.0; };
    constexpr double rounding = 1e-12;
    for (std::size_t i = 1; i <= 20; ++i) {
        EXPECT_NEAR(coefficient({i}), i <= 10 ? 20 : sign(i), rounding) << i;
        for (std::size_t j = i + 1; j <= 20; ++j) {
            EXPECT_NEAR(coefficient({i, j}), j <= 6 ? -15 : sign(i + j), rounding) << i << ' ' << j;
            for (std::size_t l = j + 1; l <= 20; ++l) {
                EXPECT_NEAR(coefficient({i, j, l}), l <= 5 ? -10 : 0, rounding);
                for (std::size_t s = l + 1; s <= 8; ++s) {
                    EXPECT_NEAR(coefficient({i, j, l, s}), s <= 4 ? 5 : 0, rounding);
                }
            }
        }
    }
}

// The mean of sin(pi x1 x2) is Cin(pi)/pi, Cin the entire cosine integral, here by its series.
TEST(Analytic, FriedmanHasItsMeanAndFiveInputsWithoutEffect) {
    const auto function = joined(friedman);
    Rule fine;
    constexpr int parts = 8;
    for (int k = 0; k < parts; ++k) {
        const Rule part = gauss(k / double(parts), (k + 1) / double(parts));
        fine.points.insert(fine.points.end(), part.points.begin(), part.points.end());
        for (const double weight : part.weights) fine.weights.push_back(weight / parts);
    }
    const Rule quadratic = gauss(0, 1), fixed{{0.3}, {1}};
    const Tensor y(*function,
                   {fine, fine, quadratic, fixed, fixed, fixed, fixed, fixed, fixed, fixed});
    double term = 1, cin = 0;
    for (int n = 1; n <= 20; ++n) {
        term *= -pi * pi / ((2.0 * n - 1) * (2.0 * n));
        cin -= term / (2.0 * n);
    }
    EXPECT_NEAR(y.mean(), 10 * cin / pi + 20.0 / 12 + 0.3 * 15, 1e-12);
    for (const Values& scenario : random_scenarios(*function, Region::plausible, 200)) {
        Values other = scenario;
        for (std::size_t k = 5; k < 10; ++k) other[k] = 1 - other[k];
        const std::vector<Values> both{scenario, other};
        const auto found = evaluate(*function, widest_isa(), both);
        EXPECT_EQ(found[0][0], found[1][0]);
    }
}

TEST(Analytic, LinearIsItsCoefficients) {
    const auto function = joined(linear, 1000);
    for (std::size_t i = 0; i < 1000; i += 37) {
        Values scenario(1000, 0.0);
        scenario[i] = -static_cast<double>(i + 1);
        EXPECT_NEAR(evaluate(*function, widest_isa(), {&scenario, 1})[0][0], -1, 1e-15);
    }
}

TEST(Analytic, RefusesDimensionsThatAFunctionDoesNotHave) {
    for (const Function function : {ishigami, morris, friedman}) {
        EXPECT_THROW(joined(function, 4), std::invalid_argument);
    }
    EXPECT_EQ(joined(ishigami)->parameters().size(), 3U);
    EXPECT_EQ(joined(morris)->parameters().size(), 20U);
    EXPECT_EQ(joined(friedman)->parameters().size(), 10U);
}

}  // namespace
}  // namespace entente::kernels
