// SPDX-License-Identifier: Apache-2.0
//
// analytic: the functions that methods of sensitivity analysis are tested with, whose variances and
// indices are known in closed form. The setting `function` says which:
//
//   ishigami  y = sin x1 + a sin^2 x2 + b x3^4 sin x1,  a = 7, b = 0.1                          (1)
//   sobol_g   y = prod_i (|4 x_i - 2| + a_i)/(1 + a_i),
//             a = 0, 1, 4.5, 9, then 99 for every further parameter                             (2)
//   morris    y = sum_i b_i w_i + sum_(i<j) b_ij w_i w_j - 10 sum_(i<j<l<=5) w_i w_j w_l
//                 + 5 w_1 w_2 w_3 w_4,
//             w_i = 2 x_i - 1, but 2.2 x_i/(x_i + 0.1) - 1 for i = 3, 5, 7,
//             b_i = 20 for i <= 10, else (-1)^i; b_ij = -15 for i, j <= 6, else (-1)^(i+j) (3)
//   friedman  y = 10 sin(pi x1 x2) + 20 (x3 - 1/2)^2 + 10 x4 + 5 x5; x6 to x10 do nothing (4)
//   linear    y = sum_i c_i x_i,  c_i = 1/i (5)
//
//   symbol  unit  range       meaning
//   x_i     1     [-pi, pi]   of ishigami: 3 parameters
//           1     [0, 1]      of sobol_g (as many as the setting `dimensions`), morris (20) and
//                             friedman (10)
//           1     +-1e6       of linear (`dimensions`): so that normal distributions have room
//
// For independent x_i, uniform over the range of the function ([0, 1] for linear), with V the
// variance of y and V_i that of its mean given x_i:
//   ishigami  V_1 = (1 + b pi^4/5)^2/2, V_2 = a^2/8, V_3 = 0, V_13 = 8 b^2 pi^8/225,
//             V = V_1 + V_2 + V_13                                                              (6)
//   sobol_g   V_i = 1/(3 (1 + a_i)^2), V = prod_i (1 + V_i) - 1, and the part of V in which x_i
//             has a share is V_i prod_(j /= i) (1 + V_j) (7)
//   linear    V_i = c_i^2/12, V = sum_i V_i; with covariances C, V = c' C c (8)
//
// Method     As written; (3) by recursion over elementary symmetric polynomials.
// Accuracy   Within 1e-12, relative to the largest term where terms cancel.
// Neglected  Nothing: these are definitions. Morris drew what is (-1)^i and (-1)^(i+j) in (3) from
//            a normal distribution; the signs are Saltelli's, who needed it to be one function.
// References Below, in the table.
#include <cmath>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "kernels/kernel_instance.hpp"
#include "kernels/models/analytic/prepared.hpp"

namespace entente::kernels {
namespace analytic_model {
namespace {

constexpr std::string_view function_words[] = {"ishigami", "sobol_g", "morris", "friedman",
                                               "linear"};
constexpr int initial_dimensions = 10;

constexpr Setting settings[] = {
    choice("function", "which function", function_words, sobol_g),
    {"dimensions", "1", "parameters of sobol_g and linear", initial_dimensions, 1, 1000},
};

constexpr std::string_view references[] = {
    "T. Ishigami and T. Homma, An importance quantification technique in uncertainty analysis for "
    "computer models, First International Symposium on Uncertainty Modeling and Analysis (1990)",
    "I. M. Sobol', Theorems and examples on high dimensional model representation, Reliability "
    "Engineering and System Safety 79 (2003)",
    "A. Saltelli and I. M. Sobol', About the use of rank transformation in sensitivity analysis of "
    "model output, Reliability Engineering and System Safety 50 (1995)",
    "M. D. Morris, Factorial sampling plans for preliminary computational experiments, "
    "Technometrics 33 (1991)",
    "A. Saltelli, K. Chan and E. M. Scott (editors), Sensitivity Analysis, Wiley (2000)",
    "J. H. Friedman, Multivariate adaptive regression splines, Annals of Statistics 19 (1991)",
};

double sobol_g_coefficient(std::size_t k) {
    constexpr double first[] = {0, 1, 4.5, 9};
    return k < 4 ? first[k] : 99;
}

Prepared prepare(Function function, std::size_t dimensions) {
    Prepared prepared{function, dimensions, {}, {}};
    for (std::size_t k = 0; k < dimensions; ++k) {
        const double a = sobol_g_coefficient(k);
        if (function == sobol_g) {
            prepared.slope.push_back(1 / (1 + a));
            prepared.offset.push_back(a / (1 + a));
        }
        if (function == linear) prepared.slope.push_back(1 / static_cast<double>(k + 1));
    }
    return prepared;
}

Parameter parameter(Function function, std::size_t k) {
    const std::string i = std::to_string(k + 1);
    const auto named = [&](const std::string& meaning, double initial, Interval valid,
                           Interval plausible) {
        return Parameter{"x" + i, "1", meaning, initial, valid, plausible};
    };
    constexpr Interval unit{0, 1};
    switch (function) {
        case ishigami:
            return named("angle " + i + " of the Ishigami function", 0, {-pi, pi}, {-pi, pi});
        case sobol_g: {  // initially where its factor is 1
            std::string a = std::to_string(sobol_g_coefficient(k));
            a.erase(a.find('.') + 2);
            return named("factor " + i + " of the g-function, with a = " + a, 0.25, unit, unit);
        }
        case morris:
            return named("input " + i + " of Morris's function", 0.5, unit, unit);
        case friedman: {
            const std::string which = k < 5 ? "input " : "input without effect ";
            return named(which + i + " of Friedman's function", 0.5, unit, unit);
        }
        case linear:
            break;
    }
    return named("term " + i + " of a sum, with coefficient 1/" + i, 0, {-1e6, 1e6}, unit);
}

std::size_t dimensions_of(Function function, const ModelData& data) {
    const int asked = data.settings.at("dimensions");
    if (function == sobol_g || function == linear) return static_cast<std::size_t>(asked);
    const std::size_t own = function == ishigami ? 3 : function == morris ? 20 : 10;
    if (asked != initial_dimensions) {
        throw std::invalid_argument("function = \"" + std::string(function_words[function]) +
                                    "\" has " + std::to_string(own) +
                                    " parameters: leave 'dimensions' out");
    }
    return own;
}

std::unique_ptr<const Instance> join(const ModelData& data) {
    const auto function = static_cast<Function>(data.settings.at("function"));
    const std::size_t dimensions = dimensions_of(function, data);
    Interface interface;
    for (std::size_t k = 0; k < dimensions; ++k) {
        interface.parameters.push_back(parameter(function, k));
    }
    interface.outputs = {{"y", "1", "value of the function"},
                         {.name = "status",
                          .unit = "1",
                          .meaning = "whether there is a value: always",
                          .kind = OutputKind::code,
                          .flags = {"ok"}}};
    const double work = 4 * static_cast<double>(dimensions) + 2;
    return std::make_unique<KernelInstance<Prepared>>(std::move(interface),
                                                      prepare(function, dimensions), kernel, work);
}

PublishedCase at(Function function, const std::string& source, const std::vector<double>& point,
                 double y, int dimensions = initial_dimensions) {
    PublishedCase known{.source = source,
                        .settings = {{"function", function}, {"dimensions", dimensions}}};
    for (std::size_t k = 0; k < point.size(); ++k) {
        known.parameters.emplace_back("x" + std::to_string(k + 1), point[k]);
    }
    known.values = {{"value of " + std::string(function_words[function]), "y", 0, y}};
    return known;
}

std::vector<PublishedCase> published() {
    const std::string ih = "Ishigami and Homma 1990 (derived from the definition)";
    const std::string ss = "Saltelli and Sobol' 1995 (derived from the definition)";
    const std::string mo = "Morris 1991, Saltelli et al. 2000 (derived from the definition)";
    const std::string fr = "Friedman 1991 (derived from the definition)";
    const double right = pi / 2;
    return {
        at(ishigami, ih, {right, right, 0}, 8),
        at(ishigami, ih, {right, right, pi}, 8 + 9.7409091034002437),  // pi^4/10
        at(ishigami, ih, {-right, 0, -pi}, -1 - 9.7409091034002437),
        at(ishigami, ih, {pi / 6, pi / 4, 1}, 4.05),
        at(sobol_g, ss, {0, 0, 0, 0}, 2 * 1.5 * (6.5 / 5.5) * 1.1, 4),
        at(sobol_g, ss, {0.25, 0.5, 0.5, 0.5}, 0.5 * (4.5 / 5.5) * 0.9, 4),
        at(sobol_g, ss, {0.25, 0.75, 0.25, 0.75, 0, 1, 0, 1}, 1.01 * 1.01 * 1.01 * 1.01, 8),
        at(morris, mo, std::vector<double>(20, 1.0), -127),
        at(friedman, fr, {1, 0.5, 1, 1, 1, 0, 1, 0, 1, 0}, 30),
        at(friedman, fr, {0, 1, 0.5, 0, 0, 1, 0, 1, 0, 1}, 0),
        at(linear, "derived from the definition", {1, 2, 3, 4}, 4, 4),
    };
}

}  // namespace
}  // namespace analytic_model

extern const Model analytic;
const Model analytic = {
    .name = "analytic",
    .version = 1,
    .summary =
        "functions whose sensitivity indices are known: Ishigami, Sobol' g, Morris, "
        "Friedman, linear",
    .references = analytic_model::references,
    .settings = analytic_model::settings,
    .join = analytic_model::join,
    .published = analytic_model::published,
};

}  // namespace entente::kernels
