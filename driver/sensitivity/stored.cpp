// SPDX-License-Identifier: Apache-2.0
#include "driver/sensitivity/stored.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "driver/containment.hpp"
#include "driver/designs/block_attributes.hpp"
#include "driver/sensitivity/findings.hpp"
#include "driver/sensitivity/subject.hpp"
#include "driver/user_error.hpp"
#include "results/format.hpp"
#include "results/reader.hpp"

namespace entente::driver {
namespace {

// Scenarios that are read at once: whole chunks of most files.
constexpr std::uint64_t scenarios_at_once = 65536;

bool is_input(const results::Variable& variable) {
    return results::find<std::vector<std::string>>(variable.attributes, "parameters") != nullptr;
}

// Several files with the same variables, each of which may lack what another has.
class Source {
  public:
    explicit Source(const std::vector<std::filesystem::path>& files) {
        for (const auto& file : files) readers_.emplace_back(file, still_alive);
    }

    const results::Reader& first() const { return readers_.front(); }

    std::vector<double> read(std::size_t variable, std::uint64_t from, std::uint64_t count) const {
        auto values = first().read(first().variables()[variable], from, count);
        for (std::size_t r = 1; r < readers_.size(); ++r) {
            const auto others = readers_[r].read(readers_[r].variables()[variable], from, count);
            for (std::size_t i = 0; i < values.size(); ++i) {
                if (std::isnan(values[i])) values[i] = others[i];
            }
        }
        return values;
    }

  private:
    std::vector<results::Reader> readers_;
};

// Which variables of a file are explained, and which explain.
struct Variables {
    std::vector<std::size_t> outputs, inputs;

    explicit Variables(const results::Reader& reader) {
        const auto& all = reader.variables();
        for (std::size_t v = 0; v < all.size(); ++v) {
            if (is_input(all[v])) {
                inputs.push_back(v);
            } else if (results::is_float(all[v].type)) {
                outputs.push_back(v);
            }
        }
    }
};

void add_outputs(const results::Reader& reader, const Variables& variables, Subject& subject) {
    for (const std::size_t v : variables.outputs) {
        const results::Variable& variable = reader.variables()[v];
        if (!variable.further) {
            subject.outputs.push_back(variable.name);
            subject.units.push_back(variable.units);
            continue;
        }
        const results::Dimension& dimension = reader.further()[*variable.further];
        Family& family = subject.families.emplace_back(Family{variable.name, {}});
        for (std::size_t e = 0; e < dimension.size; ++e) {
            family.members.push_back(subject.outputs.size());
            subject.outputs.push_back(
                entry_name(variable.name, dimension.labels, dimension.values, e));
            subject.units.push_back(variable.units);
        }
    }
}

Subject subject_of(const results::Reader& reader, const Variables& variables) {
    Subject subject;
    for (const std::size_t v : variables.inputs) {
        subject.columns.push_back(reader.variables()[v].name);
    }
    if (const auto structure = structure_from(reader.attributes())) {
        subject.blocks = structure->blocks;
        for (const Factor& factor : structure->factors) {
            subject.factors.push_back(factor.name);
            subject.grouped = subject.grouped || factor.columns.size() > 1;
        }
    } else {
        if (subject.columns.empty()) {
            throw UserError(
                "the file has no columns of sampled parameters: its design is a grid, or its "
                "parameters were not stored (sample them: design.kind = \"saltelli\", \"sobol\" "
                "...; "
                "output.parameters = \"float64\")");
        }
        subject.factors = subject.columns;
        subject.blocks = interleaved(reader.scenarios(), subject.columns.size());
        if (const auto* seed = results::find<std::int64_t>(reader.attributes(), "seed")) {
            subject.blocks.seed = static_cast<std::uint64_t>(*seed);
        }
    }
    add_outputs(reader, variables, subject);
    if (subject.outputs.empty()) throw UserError("no output in the file is a real number");
    return subject;
}

// Scenarios of some turns, in columns.
class Piece {
  public:
    Piece(const Source& source, const std::vector<std::size_t>& variables, std::uint64_t first,
          std::uint64_t count)
        : count_(count) {
        for (const std::size_t v : variables) {
            const auto values = source.read(v, first, count);
            const std::size_t entries = values.size() / count;
            const std::size_t from = values_.size();
            values_.resize(from + values.size());
            for (std::size_t i = 0; i < values.size(); ++i) {
                values_[from + i % entries * count + i / entries] = values[i];
            }
        }
    }

    /// Where each column has scenario `at` of the piece.
    std::vector<const double*> columns(std::size_t at) const {
        std::vector<const double*> pointers;
        for (std::size_t from = 0; from < values_.size(); from += count_) {
            pointers.push_back(values_.data() + from + at);
        }
        return pointers;
    }

  private:
    std::size_t count_;
    std::vector<double> values_;
};

std::vector<double> centres_of(const Piece& piece, std::size_t count) {
    std::vector<double> centres;
    for (const double* column : piece.columns(0)) centres.push_back(centre_of({column, count}));
    return centres;
}

}  // namespace

std::filesystem::path findings_path(std::filesystem::path file) {
    return file.replace_extension(".sensitivity.h5");
}

StoredReport analyse_stored(const std::vector<std::filesystem::path>& files, const Inquiry& inquiry,
                            const StoredMethods& methods) {
    const Source source(files);
    const Variables variables(source.first());
    const Subject subject = subject_of(source.first(), variables);
    const Blocks& blocks = subject.blocks;
    const Intervals intervals = intervals_for(subject, inquiry);
    const std::uint64_t turn = Blocks::turn * blocks.scenarios;
    const std::uint64_t all = blocks.count * blocks.scenarios;
    const std::uint64_t first_turn = std::min(turn, all);
    const auto method = method_for(
        subject, intervals, centres_of(Piece(source, variables.inputs, 0, first_turn), first_turn));
    const Summation summation{
        centres_of(Piece(source, variables.outputs, 0, first_turn), first_turn), inquiry.failures,
        inquiry.imputed, intervals == Intervals::bootstrap ? inquiry.bootstrap : 0};
    BlockSums sums(*method, summation);
    const bool keeps_prefixes = inquiry.trace && blocks.kind != Blocks::Kind::fast;
    std::vector<SumTree> trees(blocks.replicates, SumTree(keeps_prefixes));

    const std::uint64_t at_once = std::max<std::uint64_t>(scenarios_at_once / turn, 1) * turn;
    for (std::uint64_t first = 0; first < all; first += at_once) {
        const std::uint64_t count = std::min(at_once, all - first);
        const Piece outputs(source, variables.outputs, first, count);
        const Piece inputs(source,
                           method->uses_inputs() ? variables.inputs : std::vector<std::size_t>(),
                           first, count);
        for (std::uint64_t at = 0; at < count; at += turn) {
            const std::uint64_t t = (first + at) / turn;
            const std::uint64_t in_turn = std::min(turn, count - at) / blocks.scenarios;
            trees[t % trees.size()].insert(
                0, t / trees.size(),
                sums.turn(t * Blocks::turn, in_turn, outputs.columns(at).data(),
                          inputs.columns(at).data()));
        }
        if (sums.failed() > 0 && inquiry.failures == Failures::abort) {
            throw NoFiniteResult(
                fmt::format("a value of scenarios {} to {} is not finite or missing, and failures "
                            "are to end the analysis (drop leaves their blocks out)",
                            first, first + count - 1));
        }
    }
    StoredReport report{
        .blocks = blocks.count,
        .scenarios = blocks.scenarios,
        .failed = sums.failed(),
        .analysis = findings({subject, *method, summation, intervals, inquiry.level, trees})};
    if (!methods.names.empty()) {
        add_stored_measures(source.first(), methods, report.analysis);
    }
    for (const auto& attribute : source.first().attributes()) {
        if (!results::is_of_format(attribute.first))
            report.analysis.attributes.push_back(attribute);
    }
    report.analysis.attributes.emplace_back("level", inquiry.level);
    report.analysis.attributes.emplace_back("intervals", std::string(name(intervals)));
    if (auto study = source.first().text("study")) {
        report.analysis.texts.emplace_back("study", std::move(*study));
    }
    return report;
}

}  // namespace entente::driver
