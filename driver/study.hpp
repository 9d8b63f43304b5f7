// SPDX-License-Identifier: Apache-2.0
//
// A study file, read: typed values with the places they came from. Nothing here knows a model; what
// needs one (names, ranges) is checked by make_plan.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "driver/distribution.hpp"
#include "driver/user_error.hpp"
#include "kernels/theatre.hpp"
#include "results/schema.hpp"

namespace entente::driver {

/// One value for all scenarios.
struct Fixed {
    double value;
};

/// The values along an axis of a grid, at least one.
struct AxisValues {
    std::vector<double> values;
};

/// Sampled over the model's plausible range.
struct Plausible {};

/// What the study says of one parameter.
struct ParameterEntry {
    std::string name;  ///< full name: "europe.integration"; "*" stands for all that are not named
    Position where;
    std::variant<Fixed, AxisValues, Distribution, Plausible> value;
};

/// Several parameters that move together along one axis.
struct LinkedEntry {
    std::string axis;
    Position where;
    std::vector<std::pair<std::string, Position>> parameters;
    /// One list of values per parameter, all of one length (`from`/`to` gives all the same list).
    std::vector<std::vector<double>> values;
    std::optional<Distribution> distribution;  ///< in a sampled design, instead of values
};

enum class DesignKind { grid, random, latin_hypercube, sobol, table };
enum class Scrambling { none, digital_shift, owen };

struct DesignEntry {
    Position where;
    DesignKind kind = DesignKind::grid;
    std::uint64_t scenarios = 0;  ///< sampled kinds
    std::uint64_t seed = 0;
    Scrambling scrambling = Scrambling::owen;  ///< Sobol'
    std::filesystem::path table;               ///< table: resolved against the study's folder
};

enum class StoredParameters { float64, float32, none };

struct OutputEntry {
    std::optional<std::filesystem::path> file;  ///< resolved against the study's folder
    Position file_where;
    std::vector<std::pair<std::string, Position>> variables;  ///< empty: all scalar outputs
    results::ElementType precision = results::ElementType::float32;
    results::Compression compression = results::Compression::deflate;
    std::optional<int> significant_bits;
    StoredParameters parameters = StoredParameters::float64;  ///< of sampled designs
};

struct Study {
    std::filesystem::path path;
    std::string text;  ///< verbatim
    std::string title;
    std::string model;
    Position model_where;
    std::vector<kernels::Theatre> theatres;
    Position theatres_where;
    kernels::Patron patron;
    std::map<std::string, std::pair<int, Position>, std::less<>> settings;  ///< "horizon"
    std::vector<ParameterEntry> parameters;
    std::vector<LinkedEntry> linked;
    DesignEntry design;
    OutputEntry output;
};

/// `--set NAME=VALUE`: VALUE is TOML ("0.3", "{ from = 0, to = 1, points = 5 }", "[0, 1]").
struct Override {
    std::string name;  ///< a parameter, or "design.scenarios", "horizon", "output.precision", ...
    std::string value;
};

/// Reads the study at `path`, its theatres included, and applies `overrides`. Throws UserError.
Study read_study(const std::filesystem::path& path, const std::vector<Override>& overrides = {});

}  // namespace entente::driver
