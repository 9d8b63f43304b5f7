// SPDX-License-Identifier: Apache-2.0
//
// Scenarios of a result file as columns in memory, and what is asked of each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "driver/discovery/expression.hpp"
#include "results/reader.hpp"

namespace entente::driver::discovery {

/// What a scenario is made of: an axis of a grid, or a column of a sampled design or table.
struct Input {
    std::string name;
    std::string meaning;
    std::string unit;
    bool is_lever = false;            ///< the file says role = "lever"
    std::vector<std::string> words;   ///< of an axis with labels: what 0, 1, ... stand for
    std::vector<double> values;       ///< one per scenario; never NaN
    std::vector<double> levels = {};  ///< the values that occur, ascending; empty if they are many
};

/// An input of so many values at most has levels: its limits are values that it takes, and bins are
/// its values.
inline constexpr std::size_t most_levels = 33;

/// What becomes of the scenarios of a file on their way into memory.
struct Tally {
    std::uint64_t design = 0;    ///< scenarios of the design
    std::uint64_t present = 0;   ///< of which the file holds
    std::uint64_t taken = 0;     ///< of which were read: fewer than present if those were too many
    std::uint64_t selected = 0;  ///< of which --where holds
    std::uint64_t unknown = 0;   ///< of which the target cannot be computed; they are left out
    /// Of those: how many have which status, if the file has one.
    std::vector<std::pair<std::string, std::uint64_t>> unknown_by_status = {};
};

struct Scenarios {
    std::vector<Input> inputs;
    std::vector<std::uint8_t> of_interest;        ///< 1 where the target holds, else 0
    std::vector<std::vector<double>> objectives;  ///< NaN where one cannot be computed
    std::vector<std::uint64_t> states = {};  ///< of a grid: which point of the axes but the levers
    Tally tally = {};
    /// Of each column of the target: the least and greatest value.
    std::vector<std::pair<double, double>> target_ranges = {};

    std::size_t size() const noexcept { return inputs.empty() ? 0 : inputs.front().values.size(); }
};

inline constexpr std::uint64_t default_most = 2000000;

/// What to read. Null: not asked for.
struct Request {
    const Expression* target = nullptr;
    const Expression* where = nullptr;
    std::vector<const Expression*> objectives = {};
    std::vector<std::string> factors = {};  ///< only these inputs; empty: all that vary
    std::vector<std::string> levers = {};   ///< they count as levers, whatever the file says
    std::uint64_t most = default_most;      ///< scenarios
    std::uint64_t seed = 1;                 ///< of the sample of `most` where there are more
};

/// What an expression may name in the file: its inputs and outputs.
std::vector<Quantity> quantities_of(const results::Reader& reader);

/// Bytes that read_scenarios() and what works on its result take, at most.
std::uint64_t memory_for(const results::Reader& reader, const Request& request);

/// Reads tile by tile. Of more than `most` scenarios it takes a sample; of a grid with levers, a
/// sample of the points of its other axes, each with all the levers' values. Throws UserError if
/// the file stores no inputs, or none is left.
Scenarios read_scenarios(const results::Reader& reader, const Request& request);

/// Fills `levels` of inputs with few values.
void find_levels(std::vector<Input>& inputs);

}  // namespace entente::driver::discovery
