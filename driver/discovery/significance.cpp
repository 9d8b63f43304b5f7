// SPDX-License-Identifier: Apache-2.0
#include "driver/discovery/significance.hpp"

#include <algorithm>
#include <limits>
#include <span>

#include <boost/math/policies/policy.hpp>
#include <boost/math/special_functions/beta.hpp>

#include "driver/discovery/peeling.hpp"

namespace entente::driver::discovery {
namespace {

// The last step of a trajectory whose box has `x` within the limits of one input; -1 if none has.
class Lifetimes {
  public:
    Lifetimes(std::span<const Step> trajectory, std::size_t input) {
        for (const Step& step : trajectory) {
            lows_.push_back(step.box[input].low);
            highs_.push_back(-step.box[input].high);
        }
    }

    // Steps, from the first, that `x` survives: limits only ever tighten.
    std::uint32_t steps(double x) const {
        const auto low = std::upper_bound(lows_.begin(), lows_.end(), x) - lows_.begin();
        const auto high = std::upper_bound(highs_.begin(), highs_.end(), -x) - highs_.begin();
        return static_cast<std::uint32_t>(std::min(low, high));
    }

  private:
    std::vector<double> lows_, highs_;  ///< ascending
};

}  // namespace

double binomial_tail(std::uint64_t k, std::uint64_t n, double p) {
    namespace policies = boost::math::policies;
    using Quiet = policies::policy<policies::domain_error<policies::ignore_error>,
                                   policies::underflow_error<policies::ignore_error>,
                                   policies::overflow_error<policies::ignore_error>,
                                   policies::evaluation_error<policies::ignore_error>,
                                   policies::promote_double<false>>;
    if (k == 0) return 1;
    if (k > n || p <= 0) return 0;
    if (p >= 1) return 1;
    return boost::math::ibeta(static_cast<double>(k), static_cast<double>(n - k + 1), p, Quiet());
}

double quasi_p(const Count& inside, const Count& without) {
    if (without.scenarios == 0) return std::numeric_limits<double>::quiet_NaN();
    return binomial_tail(inside.of_interest, inside.scenarios, without.density());
}

// A scenario is in the box of a step without the limits of input d if it survives that step in all
// other inputs. So only the shortest and the second shortest of its lifetimes matter.
std::vector<std::vector<Count>> counts_without(const Scenarios& scenarios,
                                               const std::vector<std::uint8_t>& rows,
                                               std::span<const Step> trajectory) {
    const std::size_t steps = trajectory.size(), inputs = scenarios.inputs.size();
    const auto inputs_cut = restricted(trajectory.back().box);
    std::vector<Lifetimes> lifetimes;
    lifetimes.reserve(inputs_cut.size());
    for (const std::size_t d : inputs_cut) lifetimes.emplace_back(trajectory, d);
    // begins[s][d] - ends[s][d]: those that join the box without d at step s, less those that
    // leave.
    std::vector<std::vector<Count>> begins(steps + 1, std::vector<Count>(inputs)), ends = begins;
    for (std::size_t i = 0; i < scenarios.size(); ++i) {
        if (!rows.empty() && rows[i] == 0) continue;
        auto first = static_cast<std::uint32_t>(steps), second = first;
        std::size_t of = inputs;
        for (std::size_t k = 0; k < inputs_cut.size(); ++k) {
            const auto life = lifetimes[k].steps(scenarios.inputs[inputs_cut[k]].values[i]);
            if (life < first) {
                second = first;
                first = life;
                of = inputs_cut[k];
            } else {
                second = std::min(second, life);
            }
        }
        if (of == inputs) continue;
        const Count one{1, scenarios.of_interest[i]};
        begins[first][of] += one;
        ends[second][of] += one;
    }
    std::vector<std::vector<Count>> without(steps, std::vector<Count>(inputs));
    std::vector<Count> extra(inputs);
    for (std::size_t s = 0; s < steps; ++s) {
        for (std::size_t d = 0; d < inputs; ++d) {
            extra[d] += begins[s][d];
            extra[d] = extra[d] - ends[s][d];
            without[s][d] = trajectory[s].count;
            without[s][d] += extra[d];
        }
    }
    return without;
}

}  // namespace entente::driver::discovery
