// SPDX-License-Identifier: Apache-2.0
//
// A study file, read: typed values with the places they came from. What needs a model (names,
// ranges) is checked by make_plan.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "driver/design_entry.hpp"
#include "driver/distribution.hpp"
#include "driver/sensitivity/inquiry.hpp"
#include "driver/user_error.hpp"
#include "kernels/network.hpp"
#include "kernels/theatre.hpp"
#include "results/schema.hpp"

namespace entente::driver {

/// One value for all scenarios.
struct Fixed {
    double value;
    Position where;
};

/// The values along an axis of a grid, at least one.
struct AxisValues {
    std::vector<double> values;
    std::vector<Position> places;  ///< of every value of a list; of `from` and `to` otherwise
    std::optional<Position> points = {};  ///< of evenly spaced values: where their number stands

    /// Where value `i` comes from.
    const Position& place(std::size_t i) const;
};

/// Drawn from a distribution. Bounds that the study leaves open are infinite.
struct Sampled {
    Distribution distribution;
    Position min;  ///< of the bounds, or of the whole where the study gives none
    Position max;
    std::vector<Position> choices = {};  ///< of each
};

/// What somebody decides, and what nobody knows: who looks for decisions that do well whatever
/// comes must tell them apart.
enum class Role { uncertainty, lever };

/// Sampled over the model's plausible range.
struct Plausible {};

/// What the study says of one parameter.
struct ParameterEntry {
    std::string name;  ///< full name: "europe.integration"; "*" stands for all that are not named
    Position where;    ///< of the name
    std::uint64_t order;  ///< rank in the text, counted together with LinkedEntry::order
    std::variant<Fixed, AxisValues, Sampled, Plausible> value;
    std::optional<Role> role = {};  ///< of an axis or a sampled one, where the study says it
};

/// A whole number or a word that the study gives a setting.
struct SettingEntry {
    std::variant<double, std::string> value;
    Position where;
};

/// Several parameters that move together along one axis.
struct LinkedEntry {
    std::string axis;
    Position where;  ///< of the axis's name
    std::vector<std::pair<std::string, Position>> parameters;
    /// One list of values per parameter, all of one length (`from`/`to` gives all the same list).
    std::vector<AxisValues> values;
    std::optional<Sampled> sampled;  ///< in a sampled design, instead of values
    std::uint64_t order;
    std::optional<Role> role = {};
};

/// Columns of the design that a sensitivity study takes as one factor.
struct GroupEntry {
    std::string name;
    Position where;  ///< of the name
    std::vector<std::pair<std::string, Position>> columns;
};

/// Spearman's rank correlation of two columns of a sampled design.
struct CorrelationEntry {
    Position where;
    std::pair<std::string, Position> columns[2];
    double value;  ///< above -1, below 1
};

enum class StoredParameters { float64, float32, none };

struct OutputEntry {
    /// Resolved against the study's folder. In a study a relative path without "..", whose names
    /// do not begin with '-', and which no link leads elsewhere.
    std::optional<std::filesystem::path> file;
    Position file_where;
    std::vector<std::pair<std::string, Position>> variables;  ///< empty: all scalar outputs
    results::ElementType precision = results::ElementType::float32;
    results::Compression compression = results::Compression::deflate;
    std::optional<int> significant_bits;
    StoredParameters parameters = StoredParameters::float64;  ///< of sampled designs
};

/// `--set NAME=VALUE`: VALUE is TOML ("0.3", "{ from = 0, to = 1, points = 5 }", "[0, 1]"); a word
/// or a path that is not ("sobol", "../x.h5") stands for itself. It replaces what the study says of
/// NAME, or adds it.
struct Override {
    std::string name;  ///< a parameter, a linked axis, or "design.scenarios", "horizon", ...
    std::string value;
};

/// A file that a study is made of, verbatim.
struct SourceText {
    std::string name;  ///< what the result file calls it: "study", "europe.theatre", "congo.links"
    std::string text;
};

/// A study names files: theatres, a network, a table, and in turn their members, links and groups.
/// Their paths are absolute or relative to the file that names them. Only regular files are read,
/// directly or through symbolic links: a study may come from a stranger, and no device, pipe or
/// socket that it names is opened. `output.file` is below the study's folder, so that running the
/// study replaces nothing elsewhere; -o and --set, the user's own words, name any place.
struct Study {
    std::filesystem::path path;
    /// What its paths are relative to: its own folder, or the working folder if it came through a
    /// pipe.
    std::filesystem::path folder;
    std::string title;
    std::string model;
    Position model_where;
    std::vector<kernels::Theatre> theatres;
    std::vector<Position> theatre_places;  ///< where the study names each theatre's file
    Position theatres_where;               ///< of all of them
    /// Where the theatre files give the defaults of parameters: by full name.
    std::map<std::string, Position, std::less<>> default_places;
    kernels::Patron patron;
    std::optional<kernels::Network> network;
    Position network_where;
    /// "horizon": whole numbers and words, whose ranges are the model's.
    std::map<std::string, SettingEntry, std::less<>> settings;
    std::vector<ParameterEntry> parameters;
    std::vector<LinkedEntry> linked;
    std::vector<GroupEntry> groups;
    std::vector<CorrelationEntry> correlations;
    DesignEntry design;
    OutputEntry output;
    std::optional<Inquiry> sensitivity;
    std::vector<SourceText> texts;    ///< the study first
    std::vector<Override> overrides;  ///< that were applied to it
};

/// Reads the study at `path`, a regular file or a pipe, its theatres and network included, and
/// applies `overrides`. Throws UserError.
Study read_study(const std::filesystem::path& path, const std::vector<Override>& overrides = {});

}  // namespace entente::driver
