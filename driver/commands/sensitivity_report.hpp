// SPDX-License-Identifier: Apache-2.0
//
// What a sensitivity analysis has found, for people.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "driver/plan.hpp"
#include "driver/sensitivity/inquiry.hpp"
#include "driver/sensitivity/transit.hpp"
#include "results/analysis_file.hpp"

namespace entente::driver {

/// How much findings_text() tells.
struct Detail {
    std::size_t outputs = 6;     ///< the first ones
    std::size_t factors = 8;     ///< the leading ones of each
    std::string_view only = {};  ///< the output of this name instead
};

/// A table for each output: its leading factors with their measures, "0.413 +- 0.012", and the
/// threshold of noise where there is one.
std::string findings_text(const results::Analysis& analysis, const Detail& detail = {});

/// findings_text(), and what it rests on: blocks, intervals, time, file.
std::string transit_summary(const Plan& plan, const Inquiry& inquiry, const TransitReport& report,
                            const std::filesystem::path& file);

}  // namespace entente::driver
