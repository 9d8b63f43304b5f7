// SPDX-License-Identifier: Apache-2.0
//
// Elementary effects: EE_i = (f(x + step in factor i) - f(x)) / step, in units of the unit cube,
// one of each factor from every trajectory.
//
//   mu_i = mean EE_i,   mu*_i = mean |EE_i|,   sigma_i = standard deviation of EE_i
//
// Morris, "Factorial sampling plans for preliminary computational experiments", Technometrics 33
// (1991); mu*: Campolongo, Cariboni and Saltelli, Environ. Model. Softw. 22 (2007), who also move
// groups of factors: of a group only |EE| has a meaning.
#include <algorithm>
#include <cmath>
#include <limits>

#include "driver/sensitivity/moments.hpp"

namespace entente::driver {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

class ElementaryEffects final : public Moments {
  public:
    ElementaryEffects(const Blocks& blocks, bool grouped)
        : Moments(blocks), factors_(blocks.factors), grouped_(grouped) {}

    // Of each step, in their order: the factor, and 1 / step.
    std::size_t context() const noexcept override { return 2 * factors_; }

    void prepare(std::uint64_t block, const double* const*, std::size_t,
                 double* context) const override {
        std::vector<MorrisStep> steps(factors_);
        morris_steps(blocks(), block, steps.data());
        for (std::size_t k = 0; k < factors_; ++k) {
            context[k] = static_cast<double>(steps[k].factor);
            context[factors_ + k] = 1 / steps[k].change;
        }
    }

    std::size_t size() const noexcept override { return ends + 3 * factors_; }

    void quantities(const double* y, const double* context, double* q) const noexcept override {
        q[0] = 1;
        // Of a trajectory's points each is as probable as the others: their mean stands for it.
        double sum = 0, squares = 0;
        for (std::size_t k = 0; k <= factors_; ++k) sum += y[k], squares += y[k] * y[k];
        q[1] = sum / static_cast<double>(factors_ + 1);
        q[2] = squares / static_cast<double>(factors_ + 1);
        for (std::size_t k = 0; k < factors_; ++k) {
            const auto i = static_cast<std::size_t>(context[k]);
            const double effect = (y[k + 1] - y[k]) * context[factors_ + k];
            q[ends + i] = effect;
            q[ends + factors_ + i] = std::abs(effect);
            q[ends + 2 * factors_ + i] = effect * effect;
        }
    }

    std::vector<Estimand> estimands() const override {
        using Shape = Estimand::Shape;
        return {{"mean", "mean", Shape::output},
                {"variance", "variance", Shape::output},
                {"effective", "trajectories that were used", Shape::output},
                {"morris_mu", "mean elementary effect"},
                {"morris_mu_star", "mean absolute elementary effect"},
                {"morris_sigma", "standard deviation of elementary effects"}};
    }

    void estimates(std::span<const double>, std::span<const double> sums,
                   std::span<double> to) const override {
        std::fill(to.begin(), to.end(), none);
        const double n = sums[0];
        to[2] = n;
        if (!(n > 0)) return;
        to[0] = sums[1] / n;
        to[1] = std::max(sums[2] / n - to[0] * to[0], 0.0);
        for (std::size_t i = 0; i < factors_; ++i) {
            const double mean = sums[ends + i] / n;
            to[3 + factors_ + i] = sums[ends + factors_ + i] / n;
            if (grouped_) continue;
            to[3 + i] = mean;
            const double variance = (sums[ends + 2 * factors_ + i] - n * mean * mean) / (n - 1);
            if (n > 1) to[3 + 2 * factors_ + i] = std::sqrt(std::max(variance, 0.0));
        }
    }

  private:
    static constexpr std::size_t ends = 3;
    std::size_t factors_;
    bool grouped_;
};

}  // namespace

std::unique_ptr<const Moments> elementary_effects(const Blocks& blocks, bool grouped) {
    return std::make_unique<ElementaryEffects>(blocks, grouped);
}

}  // namespace entente::driver
