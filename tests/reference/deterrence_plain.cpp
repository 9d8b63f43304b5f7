// SPDX-License-Identifier: Apache-2.0
//
// Signorino 1999; Kenkel and Signorino 2014: egame12 and egame123.
#include <cmath>
#include <cstddef>

#include "tests/reference/plain_models.hpp"

namespace entente::reference {
namespace {

enum class Errors { agent, private_information };
enum class Link { probit, logit };

// Beyond this many standard deviations of a probit, or units of a logit, the model has 0.
constexpr double normal_reach = 37.5;
constexpr double logistic_reach = 707;

// What is less may read as 0, also as a sum of logarithms of probabilities that are nearly 1.
constexpr double vanished = 4e-307;

template <Link link>
double distribution(double x) {
    if constexpr (link == Link::logit) {
        if (x < -logistic_reach) return 0;
        return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x));
    }
    if (x < -normal_reach) return 0;
    return 0.5 * std::erfc(-x / std::sqrt(2.0));
}

// In the far tail of the normal by its continued fraction (Laplace), x/2 + sqrt(x^2/4 + 1) its
// tail.
double log_normal_tail(double t) {
    constexpr double pi = 3.14159265358979323846;
    double fraction = t;
    for (int k = 200; k >= 1; --k) fraction = t + k / fraction;
    return -0.5 * t * t - 0.5 * std::log(2 * pi) - std::log(fraction);
}

template <Link link>
double log_distribution(double x) {
    if constexpr (link == Link::logit) {
        return x < 0 ? x - std::log1p(std::exp(x)) : -std::log1p(std::exp(-x));
    }
    if (x > 0) return std::log1p(-distribution<link>(-x));
    if (x > -5) return std::log(distribution<link>(x));
    return log_normal_tail(-x);
}

template <Errors errors>
double spread(double squares) {
    return errors == Errors::agent ? std::sqrt(2.0) : std::sqrt(1 + squares);
}

template <Errors errors, Link link>
void three_players(std::span<const double> u, std::span<double> out) {
    const double s = u[0];
    const auto F = distribution<link>;
    const auto G = log_distribution<link>;
    const double x6 = u[8] / (s * std::sqrt(2.0));
    const double p6 = F(x6), p5 = F(-x6);
    const double x4 = (p5 * u[6] + p6 * u[7] - u[5]) / (s * spread<errors>(p5 * p5 + p6 * p6));
    const double p4 = F(x4), p3 = F(-x4);
    const double gain = p3 * u[2] + p4 * (p5 * u[3] + p6 * u[4]) - u[1];
    const double squares = p3 * p3 + p4 * p5 * p4 * p5 + p4 * p6 * p4 * p6;
    const double x2 = gain / (s * spread<errors>(squares));
    const double p2 = F(x2);
    const double outcomes[] = {F(-x2), p2 * p3, p2 * p4 * p5, p2 * p4 * p6};
    const double logs[] = {G(-x2), G(x2) + G(-x4), G(x2) + G(x4) + G(-x6), G(x2) + G(x4) + G(x6)};
    bool vanishing = false;
    for (std::size_t j = 0; j < 4; ++j) {
        out[j] = outcomes[j];
        out[5 + j] = logs[j];
        vanishing = vanishing || outcomes[j] < 1e-307;
    }
    out[4] = outcomes[2] + outcomes[3];
    out[9] = p2;
    out[10] = p4;
    out[11] = p6;
    out[12] = vanishing;
}

template <Errors errors, Link link>
void two_players(std::span<const double> u, std::span<double> out) {
    const double s = u[0];
    const auto F = distribution<link>;
    const auto G = log_distribution<link>;
    const double x4 = u[4] / (s * std::sqrt(2.0));
    const double p4 = F(x4), p3 = F(-x4);
    const double gain = p3 * u[2] + p4 * u[3] - u[1];
    const double x2 = gain / (s * spread<errors>(p3 * p3 + p4 * p4));
    const double p2 = F(x2);
    const double outcomes[] = {F(-x2), p2 * p3, p2 * p4};
    const double logs[] = {G(-x2), G(x2) + G(-x4), G(x2) + G(x4)};
    bool vanishing = false;
    for (std::size_t j = 0; j < 3; ++j) {
        out[j] = outcomes[j];
        out[3 + j] = logs[j];
        vanishing = vanishing || outcomes[j] < 1e-307;
    }
    out[6] = p2;
    out[7] = p4;
    out[8] = vanishing;
}

}  // namespace

std::vector<PlainModel> plain_deterrence() {
    constexpr auto agent = Errors::agent, secret = Errors::private_information;
    constexpr auto probit = Link::probit, logit = Link::logit;
    const auto model = [](int players, int errors, int link, PlainFunction function) {
        return PlainModel{"deterrence",
                          {{"players", players}, {"errors", errors}, {"link", link}},
                          function,
                          1e-12,
                          vanished / 1e-12};
    };
    return {
        model(3, 0, 0, three_players<agent, probit>),  model(3, 0, 1, three_players<agent, logit>),
        model(3, 1, 0, three_players<secret, probit>), model(3, 1, 1, three_players<secret, logit>),
        model(2, 0, 0, two_players<agent, probit>),    model(2, 0, 1, two_players<agent, logit>),
        model(2, 1, 0, two_players<secret, probit>),   model(2, 1, 1, two_players<secret, logit>),
    };
}

}  // namespace entente::reference
