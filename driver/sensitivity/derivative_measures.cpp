// SPDX-License-Identifier: Apache-2.0
//
// Derivative-based measures: nu_i = mean (df/du_i)^2, with u_i the cumulative probability of factor
// i, so that factors of any distribution compare. As u_i is uniform on [0, 1], the Poincare
// inequality bounds the total Sobol' index:
//
//   T_i <= nu_i / (pi^2 V)
//
// Sobol' and Kucherenko, "Derivative based global sensitivity measures and their link with global
// sensitivity indices", Math. Comput. Simul. 79 (2009). Derivatives are one-sided differences:
// their error is of the order of the step.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "driver/sensitivity/moments.hpp"

namespace entente::driver {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

class DerivativeMeasures final : public Moments {
  public:
    explicit DerivativeMeasures(const Blocks& blocks) : Moments(blocks), factors_(blocks.factors) {}

    std::size_t context() const noexcept override { return factors_; }

    void prepare(std::uint64_t block, const double* const*, std::size_t,
                 double* context) const override {
        for (std::size_t i = 0; i < factors_; ++i) {
            context[i] = 1 / derivative_step(blocks(), block, i);
        }
    }

    std::size_t size() const noexcept override { return ends + 3 * factors_; }

    void quantities(const double* y, const double* context, double* q) const noexcept override {
        q[0] = 1;
        q[1] = y[0];
        q[2] = y[0] * y[0];
        for (std::size_t i = 0; i < factors_; ++i) {
            const double slope = (y[1 + i] - y[0]) * context[i];
            q[ends + i] = slope * slope;
            q[ends + factors_ + i] = slope;
            q[ends + 2 * factors_ + i] = std::abs(slope);
        }
    }

    std::vector<Estimand> estimands() const override {
        using Shape = Estimand::Shape;
        return {{"mean", "mean", Shape::output},
                {"variance", "variance", Shape::output},
                {"effective", "points that were used", Shape::output},
                {"dgsm", "mean squared derivative by the cumulative probability"},
                {"dgsm_mean", "mean derivative by the cumulative probability"},
                {"dgsm_absolute", "mean absolute derivative by the cumulative probability"},
                {"dgsm_bound", "upper bound of the total Sobol' index", Shape::factor, true}};
    }

    void estimates(std::span<const double>, std::span<const double> sums,
                   std::span<double> to) const override {
        std::fill(to.begin(), to.end(), none);
        const double n = sums[0];
        to[2] = n;
        if (!(n > 0)) return;
        to[0] = sums[1] / n;
        to[1] = std::max(sums[2] / n - to[0] * to[0], 0.0);
        for (std::size_t i = 0; i < 3 * factors_; ++i) to[3 + i] = sums[ends + i] / n;
        if (!(to[1] > 0)) return;
        constexpr double pi_2 = std::numbers::pi * std::numbers::pi;
        for (std::size_t i = 0; i < factors_; ++i) {
            to[3 + 3 * factors_ + i] = to[3 + i] / (pi_2 * to[1]);
        }
    }

  private:
    static constexpr std::size_t ends = 3;
    std::size_t factors_;
};

}  // namespace

std::unique_ptr<const Moments> derivative_measures(const Blocks& blocks) {
    return std::make_unique<DerivativeMeasures>(blocks);
}

}  // namespace entente::driver
