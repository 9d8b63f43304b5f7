// SPDX-License-Identifier: Apache-2.0
//
// What the rest of the program knows about a model. A `Model` is what the registry lists; given
// data (theatres, a patron, settings) it makes an `Instance`, which names its parameters and
// outputs and evaluates batches of scenarios.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/batch.hpp"
#include "kernels/interval.hpp"
#include "kernels/isa.hpp"
#include "kernels/network.hpp"
#include "kernels/published.hpp"
#include "kernels/theatre.hpp"

namespace entente::kernels {

/// A number that a scenario is made of: fixed, an axis of a grid, or sampled.
struct Parameter {
    std::string name;  ///< "recovery", "europe.belief"
    std::string unit;  ///< UDUNITS spelling; "1" when dimensionless
    std::string meaning;
    double initial;      ///< value when the study does not name it
    Interval valid;      ///< outside, a study is refused
    Interval plausible;  ///< what an uncertainty study samples by default; a judgement
    bool whole = false;  ///< takes whole numbers only (a number of countries)
};

/// How the values of an output are stored. All but `real` are whole numbers, never rounded and
/// never negative: in a file, -1 (of a code, 255) stands for a scenario that was not computed.
enum class OutputKind {
    real,
    index,  ///< position in a list, from 0
    code,   ///< one of `Output::flags`, which are at most 255
    mask    ///< bit field of at most 31 bits: the sign bit stays clear
};

/// A result of a scenario: one number, or one for each entry of a dimension.
struct Output {
    std::string name;  ///< "europe.stability"
    std::string unit;
    std::string meaning;
    OutputKind kind = OutputKind::real;
    std::string dimension = {};  ///< name of one of Instance::dimensions(); empty for a scalar
    std::vector<std::string> flags = {};  ///< for `code`: the meaning of 0, 1, ...
};

/// What a vector output runs over: numbers (years) or labels (members), never both.
struct Dimension {
    std::string name;  ///< "year", "europe_member"
    std::string unit;
    std::string meaning;
    std::vector<double> values = {};
    std::vector<std::string> labels = {};

    std::size_t size() const noexcept { return values.empty() ? labels.size() : values.size(); }
};

/// One scenario told in full, for people: a table with a row per (year, theatre, member) or the
/// like.
struct Trace {
    struct Column {
        std::string name;
        std::string unit;
        std::string meaning;
    };
    std::vector<Column> keys;     ///< what identifies a row: "year", "theatre", "member"
    std::vector<Column> columns;  ///< what is told of it
    struct Row {
        std::vector<std::string> keys;
        std::vector<double> values;  ///< NaN where a column does not apply to the row
    };
    std::vector<Row> rows;
};

/// A model joined to its data. Immutable; every member may be called from any thread.
class Instance {
  public:
    virtual ~Instance() = default;

    virtual std::span<const Parameter> parameters() const noexcept = 0;
    virtual std::span<const Output> outputs() const noexcept = 0;
    virtual std::span<const Dimension> dimensions() const noexcept = 0;

    /// Rough floating-point operations per scenario; the driver sizes tiles by it.
    virtual double work() const noexcept = 0;

    /// Doubles that evaluate() works in besides its columns: see Batch::scratch.
    virtual std::size_t scratch() const noexcept { return 0; }

    /// Evaluates `batch` with the code built for `isa`, which must be one of `available_isas()`.
    ///
    /// Pure: a scenario's outputs depend on its parameters alone, not on its lane or its
    /// neighbours. Does not allocate, throw, lock or print. A scenario without an answer yields NaN
    /// and says why in the model's `status` output.
    virtual void evaluate(Isa isa, const Batch& batch) const noexcept = 0;

    /// The scenario with these `parameters`, told in full; no rows if the model has nothing to
    /// tell.
    virtual Trace trace(std::span<const double> parameters) const;
};

/// Number of values that one scenario has for `output`: 1 for a scalar.
std::size_t extent(const Instance& instance, const Output& output);

/// Index of the first column of each output, then the number of columns: outputs().size() + 1
/// entries.
std::vector<std::size_t> column_offsets(const Instance& instance);

/// What holds for a whole study: a whole number (years, players), or one of some words.
struct Setting {
    std::string_view name;
    std::string_view unit;
    std::string_view meaning;
    int initial;
    int least;
    int most;
    /// If there are any, the setting is one of them: its value is the position, from `least` = 0.
    std::span<const std::string_view> words = {};
};

/// A setting that is one of `words`, which outlive it.
constexpr Setting choice(std::string_view name, std::string_view meaning,
                         std::span<const std::string_view> words, int initial = 0) {
    return {name, "", meaning, initial, 0, static_cast<int>(words.size()) - 1, words};
}

/// The data a model is joined to. Which of them a model uses, its `Model` says.
struct ModelData {
    std::vector<Theatre> theatres = {};
    Patron patron = {};
    std::map<std::string, int, std::less<>> settings = {};  ///< one entry per Model::settings
    std::optional<Network> network = {};
};

/// An entry of the registry.
struct Model {
    std::string_view name;
    int version;  ///< raised whenever any output bit changes; stored with every result
    std::string_view summary;
    std::span<const std::string_view> references;
    std::span<const Setting> settings;
    std::size_t least_theatres = 0;  ///< 0 and 0 for a model without theatres
    std::size_t most_theatres = 0;
    bool takes_network = false;  ///< whether a study may give it a network; it has one of its own

    /// Joins the model to `data`. Throws std::invalid_argument, with a line for the user, if the
    /// data contradict each other (two theatres of one name, say).
    std::unique_ptr<const Instance> (*join)(const ModelData& data);

    /// Numbers of the literature that the model returns; null if there are none.
    std::vector<PublishedCase> (*published)() = nullptr;
};

/// The settings of `model` at their initial values, joined to nothing else.
ModelData initial_data(const Model& model);

}  // namespace entente::kernels
