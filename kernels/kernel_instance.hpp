// SPDX-License-Identifier: Apache-2.0
//
// The Instance of most models: tables of what goes in and comes out, what is known before the first
// scenario, and a kernel.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "kernels/lanes/builds.hpp"
#include "kernels/model.hpp"

namespace entente::kernels {

/// What a model takes and returns, by name.
struct Interface {
    std::vector<Parameter> parameters;
    std::vector<Output> outputs;
    std::vector<Dimension> dimensions = {};
};

/// `Prepared` is what the kernel is given besides a batch: the settings and data, digested. The
/// kernel keeps the promises of Instance::evaluate().
template <class Prepared>
class KernelInstance final : public Instance {
  public:
    /// `work` and `scratch` as in Instance.
    KernelInstance(Interface interface, Prepared prepared,
                   const Builds<const Prepared&, const Batch&>& builds, double work,
                   std::size_t scratch = 0)
        : interface_(std::move(interface)),
          prepared_(std::move(prepared)),
          builds_(builds),
          work_(work),
          scratch_(scratch) {}

    std::span<const Parameter> parameters() const noexcept override {
        return interface_.parameters;
    }
    std::span<const Output> outputs() const noexcept override { return interface_.outputs; }
    std::span<const Dimension> dimensions() const noexcept override {
        return interface_.dimensions;
    }
    double work() const noexcept override { return work_; }
    std::size_t scratch() const noexcept override { return scratch_; }
    void evaluate(Isa isa, const Batch& batch) const noexcept override {
        builds_[static_cast<std::size_t>(isa)](prepared_, batch);
    }

  private:
    Interface interface_;
    Prepared prepared_;
    Builds<const Prepared&, const Batch&> builds_;
    double work_;
    std::size_t scratch_;
};

}  // namespace entente::kernels
