// SPDX-License-Identifier: Apache-2.0
//
// Methods of sensitivity analysis that need one pass: what they add up over the blocks of a design,
// and what they make of the sums. A method knows nothing of files, threads or models.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "driver/designs/blocks.hpp"

namespace entente::driver {

/// What a method estimates for each output.
struct Estimand {
    enum class Shape {
        output,  ///< one number
        factor,  ///< one for each factor
        pair     ///< one for each ordered pair of factors; NaN on the diagonal
    };
    std::string name;       ///< as in the file: "sobol_first"
    std::string long_name;  ///< "first-order Sobol' index"
    Shape shape = Shape::factor;
    /// Whether it is a share of the output's variance: then shares of several outputs can be
    /// averaged, weighted by their variances, and have widths that --until-ci can be compared with.
    bool is_share = false;
};

/// Numbers of an estimand for `factors` factors.
std::size_t extent(const Estimand& estimand, std::size_t factors);

/// A method. Of each block it takes `size()` quantities of every output, which are summed over the
/// blocks, perhaps with weights; from the sums follow the estimates. Outputs come less a constant
/// of the whole study that is near to their mean, so that sums of squares do not cancel; no
/// estimate but `mean` depends on it.
///
/// The first two estimands are always `mean` (of the output less the constant) and `variance`.
/// Immutable; every member may be called from any thread.
class Moments {
  public:
    explicit Moments(Blocks blocks) : blocks_(std::move(blocks)) {}
    virtual ~Moments() = default;

    const Blocks& blocks() const noexcept { return blocks_; }

    /// Numbers of a block that all outputs share, and these: `inputs[c][at]` is the value of column
    /// c of the design in the block's first scenario (null unless uses_inputs()).
    virtual std::size_t context() const noexcept { return 0; }
    virtual bool uses_inputs() const noexcept { return false; }
    virtual void prepare(std::uint64_t block, const double* const* inputs, std::size_t at,
                         double* context) const;

    /// Quantities of a block that do not depend on outputs; summed over the blocks of which every
    /// output is valid. If there are any, blocks of which not every output is are left out.
    virtual std::size_t shared() const noexcept { return 0; }
    virtual void shared_quantities(const double* context, double* q) const noexcept;

    /// Quantities of an output, and these: `y` holds its values in the scenarios of a block.
    virtual std::size_t size() const noexcept = 0;
    virtual void quantities(const double* y, const double* context, double* q) const noexcept = 0;

    /// Sums over the blocks of one replicate, made such that those of several can be added: the
    /// same as the sums, unless a method takes squares of them.
    virtual std::size_t reduced() const noexcept { return size(); }
    virtual void reduce(std::span<const double> sums, std::span<double> reduced) const;

    virtual std::vector<Estimand> estimands() const = 0;

    /// The estimates of one output, estimand by estimand; NaN where the sums do not say (no block,
    /// no variance).
    virtual void estimates(std::span<const double> shared, std::span<const double> sums,
                           std::span<double> estimates) const = 0;

    /// Standard errors of the estimates by the delta method, for independent blocks; NaN where
    /// there is none. Only of methods made with `with_errors`.
    virtual bool has_errors() const noexcept { return false; }
    virtual void errors(std::span<const double> shared, std::span<const double> sums,
                        std::span<double> errors) const;

  private:
    Blocks blocks_;
};

/// Numbers that all estimands of a method have together.
std::size_t estimate_count(const Moments& moments);

/// Sobol' indices from a saltelli design (sobol_indices.cpp). `with_errors`: with the sums from
/// which errors() follow.
std::unique_ptr<const Moments> sobol_indices(const Blocks& blocks, bool with_errors);

/// Elementary effects from a morris design (elementary_effects.cpp). `grouped`: factors are groups,
/// whose effects have no sign.
std::unique_ptr<const Moments> elementary_effects(const Blocks& blocks, bool grouped);

/// Derivative-based measures from a design of small steps (derivative_measures.cpp).
std::unique_ptr<const Moments> derivative_measures(const Blocks& blocks);

/// Fourier amplitudes from search curves (fourier_amplitudes.cpp).
std::unique_ptr<const Moments> fourier_amplitudes(const Blocks& blocks);

/// Linear regression from any design (regression.cpp). `columns`: what each factor is in the
/// design; `centre`: a constant near the mean of each of them.
std::unique_ptr<const Moments> regression(const Blocks& blocks, std::vector<std::size_t> columns,
                                          std::vector<double> centre);

}  // namespace entente::driver
