// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "kernels/batch.hpp"

namespace entente::kernels {

/// Aligned, padded columns of doubles; what stands behind a Batch. One per worker, reused from tile
/// to tile.
class Workspace {
  public:
    /// `columns` columns, of which `wanted[c]` says whether column c is allocated (null otherwise);
    /// an empty `wanted` means all. Zero-filled.
    Workspace(std::size_t columns, std::size_t scenarios, std::span<const bool> wanted = {});

    double* const* columns() noexcept { return columns_.data(); }
    const double* const* columns() const noexcept { return columns_.data(); }
    double* operator[](std::size_t column) noexcept { return columns_[column]; }

    /// Scenarios that fit.
    std::size_t capacity() const noexcept { return capacity_; }

    /// Copies lane `scenarios - 1` of every column into the padding lanes behind it.
    void pad(std::size_t scenarios) noexcept;

  private:
    struct Free {
        void operator()(double* memory) const noexcept;
    };
    std::size_t capacity_;
    std::unique_ptr<double[], Free> memory_;
    std::vector<double*> columns_;
};

}  // namespace entente::kernels
