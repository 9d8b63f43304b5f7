// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "results/analysis_file.hpp"
#include "results/reader.hpp"

namespace entente::driver {

/// Measures that look at a sample as a whole, ranks, densities or distances, by the words that
/// `entente analyze --methods` knows.
const std::vector<std::string>& stored_methods();

struct StoredMethods {
    std::vector<std::string> names;  ///< of stored_methods()
    double level = 0.95;
    std::uint64_t seed = 0;
    /// Scenarios that are looked at: of more, this many, evenly spaced.
    std::size_t most = std::size_t{1} << 18;
    /// Outputs to explain; empty: the scalar ones that are real numbers.
    std::vector<std::string> outputs = {};
    std::function<void(std::size_t tasks, const std::function<void(std::size_t)>& task)> crew;
};

/// Adds the measures to `analysis`, as arrays over (output, factor) with NaN for outputs that were
/// not asked for; its factors are the file's columns, or for Shapley effects its groups of them.
/// Scenarios without a finite value of the output are left out, output by output. Memory: 8 bytes
/// per scenario that is looked at and column. Throws UserError if the file's design has blocks,
/// whose scenarios are not independent draws.
void add_stored_measures(const results::Reader& reader, const StoredMethods& methods,
                         results::Analysis& analysis);

}  // namespace entente::driver
