// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <vector>

#include "driver/sensitivity/inquiry.hpp"
#include "driver/sensitivity/stored_measures.hpp"
#include "results/analysis_file.hpp"

namespace entente::driver {

/// Where the findings on a result file go if nothing else is said: "x.sensitivity.h5" for "x.h5".
std::filesystem::path findings_path(std::filesystem::path file);

/// A value is not finite, and the inquiry says `abort`.
class NoFiniteResult : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

struct StoredReport {
    std::uint64_t blocks;   ///< of the design
    std::size_t scenarios;  ///< in a block
    std::uint64_t failed;   ///< values that are not finite or not in the file, of all outputs
    results::Analysis analysis;
};

/// Analyses the scenarios that result files hold: `files` are one result file, or the data files of
/// an unfinished run, of which each has some of the tiles. The design is the one that the file says
/// it has. Blocks with a scenario that is missing are left out, so that the findings of a partial
/// file are provisional. Memory does not depend on the number of scenarios.
///
/// From float64 outputs the findings have the same bits as those of run_in_transit().
///
/// Throws UserError for a file without a sampled design, NoFiniteResult, and another
/// std::runtime_error if a file cannot be read (see results::Reader).
///
/// `methods`: measures that look at the sample as a whole, beside those that follow from the
/// design.
StoredReport analyse_stored(const std::vector<std::filesystem::path>& files, const Inquiry& inquiry,
                            const StoredMethods& methods = {});

}  // namespace entente::driver
