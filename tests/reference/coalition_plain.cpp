// SPDX-License-Identifier: Apache-2.0
//
// Barrett 1994: what signatories and others do, and who gains by joining or leaving.
#include <cmath>
#include <cstddef>

#include "tests/reference/plain_models.hpp"

namespace entente::reference {
namespace {

// Gains are many orders less than profits where abatement is cheap or costly.
using Number = long double;

struct Treaty {
    Number N, a, b, c;
};

// A country loses what its profit is less than if abatement of all, free of cost, were the best.
struct Outcome {
    Number signatory, other, abatement, signatory_loss, other_loss, loss;
};

Outcome outcome(const Treaty& t, Number share) {
    const Number g = t.c / t.b, D = g + 1 - share;
    const Number weight = share * share * t.N * g;
    const Number lacking = t.a * g * D / (D * D + weight);  // a - Q
    const Number q_s = share * t.a * g / (D * D + weight);
    const Number q_n = lacking / (t.N * g);
    const Number missed = t.b * lacking * lacking / (2 * t.N);
    const Number l_s = missed + t.c * q_s * q_s / 2, l_n = missed + t.c * q_n * q_n / 2;
    return {q_s, q_n, t.a - lacking, l_s, l_n, t.N * (share * l_s + (1 - share) * l_n)};
}

void coalition(std::span<const double> u, std::span<double> out) {
    const Treaty t{u[0], u[1], u[2], u[3]};
    const int N = static_cast<int>(u[0]);
    const auto at = [&](int s) { return outcome(t, s / t.N); };

    int largest = 0, count = 0;
    double masks[4] = {};
    for (int s = 1; s <= N; ++s) {
        const bool internal = at(s).signatory_loss <= at(s - 1).other_loss;
        const bool external = s == N || at(s).other_loss <= at(s + 1).signatory_loss;
        if (!internal || !external) continue;
        largest = s;
        ++count;
        masks[(s - 1) / 31] += std::ldexp(1.0, (s - 1) % 31);
    }

    const Outcome none = at(0), full = at(N), stable = at(largest);
    const Number most = t.b * t.a * t.a / 2, own = most / t.N;
    std::size_t column = 0;
    const auto put = [&](Number value) { out[column++] = static_cast<double>(value); };
    put(largest);
    put(largest / t.N);
    for (const double mask : masks) put(mask);
    put(none.loss - full.loss);
    put((none.loss - stable.loss) / (none.loss - full.loss));
    put(none.loss - stable.loss);
    put(most - none.loss);
    put(most - full.loss);
    put(most - stable.loss);
    put(none.abatement);
    put(full.abatement);
    put(stable.abatement);
    put(stable.signatory);
    put(stable.other);
    put(own - stable.signatory_loss);
    put(own - stable.other_loss);
    const auto at_shares = [&](const auto& what) {
        for (int k = 0; k <= 20; ++k) put(what(outcome(t, k / Number{20})));
    };
    at_shares([](const Outcome& o) { return o.signatory; });
    at_shares([](const Outcome& o) { return o.other; });
    at_shares([&](const Outcome& o) { return own - o.signatory_loss; });
    at_shares([&](const Outcome& o) { return own - o.other_loss; });
    at_shares([&](const Outcome& o) { return most - o.loss; });
    put(count);
    put(0);  // no scenario that a test draws is a tie
}

}  // namespace

std::vector<PlainModel> plain_coalition() { return {{"coalition", {}, coalition, 1e-12}}; }

}  // namespace entente::reference
