// SPDX-License-Identifier: Apache-2.0
//
// A result file of an analysis: labelled arrays instead of scenarios (FORMAT.md, "Analyses").
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "results/partial_folder.hpp"
#include "results/schema.hpp"

namespace entente::results {

/// Numbers over named dimensions, the last one fastest; NaN where there is none.
struct LabelledArray {
    std::string name;
    std::string long_name;
    std::string units;
    std::vector<std::string> dimensions;  ///< at least one, none twice
    std::vector<double> values;           ///< as many as the product of their sizes
    Attributes attributes = {};
};

/// What an analysis has found, ready for a file or from one.
struct Analysis {
    std::vector<Dimension> dimensions;
    std::vector<LabelledArray> arrays;
    Attributes attributes = {};                                   ///< of the root
    std::vector<std::pair<std::string, std::string>> texts = {};  ///< string datasets: "study"

    /// The array or dimension `name`; null if there is none.
    const LabelledArray* array(std::string_view name) const;
    const Dimension* dimension(std::string_view name) const;
};

/// Writes `analysis` to the file of `folder`, which has its name only once the disk has it whole; a
/// file of that name is replaced, and what earlier runs have left in the folder goes. Throws
/// std::invalid_argument if an array does not fit its dimensions, std::runtime_error, with a line
/// for the user, when the machine fails, and HeldByAnother if another run has the folder.
void write_analysis(PartialFolder folder, const Analysis& analysis);

/// Whether `file` says that it holds an analysis. False also if it cannot be read.
bool is_analysis(const std::filesystem::path& file);

/// Reads what write_analysis() wrote. Throws std::runtime_error, with a line for the user, if the
/// file is none of these, or damaged. Of a damaged file, HDF5 itself may crash: see Reader.
Analysis read_analysis(const std::filesystem::path& file);

}  // namespace entente::results
