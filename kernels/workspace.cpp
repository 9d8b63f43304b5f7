// SPDX-License-Identifier: Apache-2.0
#include "kernels/workspace.hpp"

#include <algorithm>
#include <new>

namespace entente::kernels {

void Workspace::Free::operator()(double* memory) const noexcept {
    ::operator delete[](memory, std::align_val_t{alignment});
}

Workspace::Workspace(std::size_t columns, std::size_t scenarios, std::span<const bool> wanted)
    : capacity_(scenarios), columns_(columns, nullptr) {
    const auto is_wanted = [&](std::size_t c) { return wanted.empty() || wanted[c]; };
    // An odd number of cache lines between columns: a power of two would map them all to one set.
    const std::size_t stride = (padded(scenarios) / 8 | 1) * 8;
    std::size_t count = 0;
    for (std::size_t c = 0; c < columns; ++c) count += is_wanted(c);

    const std::size_t size = count * stride;
    memory_.reset(
        static_cast<double*>(::operator new[](size * sizeof(double), std::align_val_t{alignment})));
    std::fill_n(memory_.get(), size, 0.0);

    double* next = memory_.get();
    for (std::size_t c = 0; c < columns; ++c) {
        if (!is_wanted(c)) continue;
        columns_[c] = next;
        next += stride;
    }
}

void Workspace::pad(std::size_t scenarios) noexcept {
    if (scenarios == 0) return;
    for (double* column : columns_) {
        if (column == nullptr) continue;
        std::fill(column + scenarios, column + padded(scenarios), column[scenarios - 1]);
    }
}

}  // namespace entente::kernels
