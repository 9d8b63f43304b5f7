// SPDX-License-Identifier: Apache-2.0
//
// Extended FAST. On the search curve of factor i, that factor has the frequency w and all others
// have frequencies of at most w / (2 M). With L_j = |sum y exp(-i j t)|^2 / n^2 the power of the
// output at frequency j over the n points t of the curve, and V its variance on it,
//
//   first order   S_i = 2 (L_w + L_2w + ... + L_Mw) / V
//   total         T_i = 1 - 2 (L_1 + ... + L_{w/2}) / V
//
// Saltelli, Tarantola and Chan, "A quantitative model-independent method for global sensitivity
// analysis of model output", Technometrics 41 (1999). Powers are squares of sums over a whole
// curve: a curve with a scenario that has no result is left out, and replicates are curves with
// other random phases, whose powers and variances are averaged.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "driver/sensitivity/moments.hpp"
#include "driver/vector_builds.hpp"

namespace entente::driver {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

ENTENTE_VECTOR_BUILDS
void scale(std::size_t count, const double* waves, double y, double* q) noexcept {
    for (std::size_t k = 0; k < count; ++k) q[k] = waves[k] * y;
}

class FourierAmplitudes final : public Moments {
  public:
    explicit FourierAmplitudes(const Blocks& blocks)
        : Moments(blocks),
          factors_(blocks.factors),
          points_(blocks.count / blocks.replicates),
          frequency_(fast_frequency(blocks, 0, 0)),
          harmonics_(static_cast<std::size_t>(blocks.harmonics)),
          low_(frequency_ / 2) {}

    // Cosines and sines at the frequencies of interest.
    std::size_t context() const noexcept override { return 2 * waves(); }

    void prepare(std::uint64_t block, const double* const*, std::size_t,
                 double* context) const override {
        const std::uint64_t rank = blocks().rank(block);
        for (std::size_t k = 0; k < waves(); ++k) {
            const std::uint64_t j = k < harmonics_ ? (k + 1) * frequency_ : k - harmonics_ + 1;
            // Exact before it is rounded: the angle is a whole number of n-ths of a turn.
            const double turns =
                static_cast<double>(j * rank % points_) / static_cast<double>(points_);
            context[k] = std::cos(2 * std::numbers::pi * turns);
            context[waves() + k] = std::sin(2 * std::numbers::pi * turns);
        }
    }

    std::size_t size() const noexcept override { return 1 + factors_ * each(); }

    void quantities(const double* y, const double* context, double* q) const noexcept override {
        q[0] = 1;
        for (std::size_t i = 0; i < factors_; ++i) {
            double* const own = q + 1 + i * each();
            own[0] = y[i];
            own[1] = y[i] * y[i];
            scale(2 * waves(), context, y[i], own + 2);
        }
    }

    std::size_t reduced() const noexcept override { return 1 + factors_ * 4; }

    void reduce(std::span<const double> sums, std::span<double> reduced) const override {
        std::fill(reduced.begin(), reduced.end(), 0.0);
        const auto n = static_cast<double>(points_);
        if (sums[0] != n) return;
        reduced[0] = 1;
        for (std::size_t i = 0; i < factors_; ++i) {
            const double* const own = &sums[1 + i * each()];
            const double* const cosines = own + 2;
            const double* const sines = cosines + waves();
            double* const to = &reduced[1 + i * 4];
            const double mean = own[0] / n;
            to[0] = mean;
            to[1] = own[1] / n - mean * mean;
            for (std::size_t k = 0; k < waves(); ++k) {
                const double power = (cosines[k] * cosines[k] + sines[k] * sines[k]) / (n * n);
                to[k < harmonics_ ? 2 : 3] += 2 * power;
            }
        }
    }

    std::vector<Estimand> estimands() const override {
        using Shape = Estimand::Shape;
        return {{"mean", "mean", Shape::output},
                {"variance", "variance", Shape::output},
                {"effective", "search curves of each factor that were used", Shape::output},
                {"fast_first", "first-order index by FAST", Shape::factor, true},
                {"fast_total", "total index by FAST", Shape::factor, true}};
    }

    void estimates(std::span<const double>, std::span<const double> reduced,
                   std::span<double> to) const override {
        std::fill(to.begin(), to.end(), none);
        const double curves = reduced[0];
        to[2] = curves;
        if (!(curves > 0)) return;
        to[0] = to[1] = 0;
        for (std::size_t i = 0; i < factors_; ++i) {
            const double* const of = &reduced[1 + i * 4];
            to[0] += of[0] / (curves * static_cast<double>(factors_));
            to[1] += of[1] / (curves * static_cast<double>(factors_));
            if (!(of[1] > 0)) continue;
            to[3 + i] = of[2] / of[1];
            to[3 + factors_ + i] = 1 - of[3] / of[1];
        }
        to[1] = std::max(to[1], 0.0);
    }

  private:
    std::size_t waves() const noexcept { return harmonics_ + low_; }
    std::size_t each() const noexcept { return 2 + 2 * waves(); }

    std::size_t factors_;
    std::uint64_t points_;
    std::uint64_t frequency_;
    std::size_t harmonics_;
    std::size_t low_;
};

}  // namespace

std::unique_ptr<const Moments> fourier_amplitudes(const Blocks& blocks) {
    return std::make_unique<FourierAmplitudes>(blocks);
}

}  // namespace entente::driver
