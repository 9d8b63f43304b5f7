// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/show_command.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "driver/commands/flat_table.hpp"
#include "driver/commands/sensitivity_report.hpp"
#include "driver/commands/unfinished_run.hpp"
#include "driver/commands/wording.hpp"
#include "driver/containment.hpp"
#include "driver/user_error.hpp"
#include "results/reader.hpp"
#include "results/writer.hpp"

namespace entente::driver {
namespace {

namespace fs = std::filesystem;

using Rows = std::vector<std::vector<std::string>>;

constexpr std::size_t line_width = 96;

results::Reader open(const fs::path& file) {
    std::error_code unknown;
    if (!fs::exists(file, unknown)) {
        const fs::path partial = results::partial_path(file);
        const bool unfinished = fs::exists(partial, unknown);
        throw UserError(fmt::format(
            "{}: no such file{}", file.string(),
            unfinished ? " (there is " + partial.string() + ", of a run that is not finished)"
                       : ""));
    }
    if (!fs::is_regular_file(file, unknown)) {
        throw UserError(fmt::format("{}: this is not a regular file", file.string()));
    }
    try {
        return results::Reader(file, still_alive);
    } catch (const std::runtime_error& error) {
        throw UserError(about(file, error.what()));
    }
}

struct AttributeText {
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(double number) const { return exact(number); }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    template <class List>
    std::string operator()(const std::vector<List>& list) const {
        std::string text;
        for (const List& entry : list) text += (text.empty() ? "" : ", ") + (*this)(entry);
        return text;
    }
};

const results::AttributeValue* find(const results::Attributes& attributes, std::string_view name) {
    for (const auto& [key, value] : attributes) {
        if (key == name) return &value;
    }
    return nullptr;
}

std::uint64_t count_of(const results::Reader& reader, std::string_view name,
                       std::uint64_t otherwise) {
    const auto* const value = find(reader.attributes(), name);
    const auto* const count = value == nullptr ? nullptr : std::get_if<std::int64_t>(value);
    return count == nullptr || *count < 0 ? otherwise : static_cast<std::uint64_t>(*count);
}

// Scenarios that the run was to compute: fewer than all of them with --limit.
std::uint64_t wanted(const results::Reader& reader) {
    return std::min(count_of(reader, "scenarios_wanted", reader.scenarios()), reader.scenarios());
}

std::string completeness(const results::Reader& reader) {
    const std::uint64_t present = reader.tiles_present(), all = reader.tiles();
    std::string text = fmt::format("complete, {}", counted(all, "tile"));
    if (present < all) {
        const double percent = 100 * static_cast<double>(present) / static_cast<double>(all);
        text = fmt::format("{} of {} ({:.3g} %); the others are missing", grouped(present),
                           counted(all, "tile"), percent);
    }
    if (wanted(reader) == reader.scenarios()) return text;
    return text + fmt::format("; limited to the first {}", counted(wanted(reader), "scenario"));
}

std::string values(const results::Dimension& dimension) {
    constexpr std::size_t most = 6;
    const std::size_t count = std::max(dimension.values.size(), dimension.labels.size());
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        if (count > most && i == most - 2) {
            text += " …";
            i = count - 1;
        }
        text += (text.empty() ? "" : " ") +
                (dimension.labels.empty() ? value_text(dimension.values[i]) : dimension.labels[i]);
    }
    return text;
}

std::string dimensions(const results::Reader& reader) {
    Rows rows{{"dimension", "size", "unit", "values"}};
    for (const auto* list : {&reader.design(), &reader.further()}) {
        for (const results::Dimension& d : *list) {
            rows.push_back({d.name, grouped(d.size), d.units, values(d)});
        }
    }
    return text_table(rows, 4);
}

std::string_view type_name(results::ElementType type) {
    switch (type) {
        case results::ElementType::float32:
            return "float32";
        case results::ElementType::float64:
            return "float64";
        case results::ElementType::int32:
            return "int32";
        case results::ElementType::uint8:
            break;
    }
    return "uint8";
}

std::string variables(const results::Reader& reader) {
    Rows rows{{"variable", "type", "unit", "per", "min", "mean", "max", "not finite"}};
    // Of a shard, the other tiles are missing: so many that to look for each would take long.
    const std::uint64_t first = reader.first_of(count_of(reader, "first_tile", 0));
    const std::uint64_t end = reader.first_of(count_of(reader, "end_tile", reader.tiles()));
    for (const results::Variable& v : reader.variables()) {
        const auto range = reader.range(v, first, std::min(end, wanted(reader)));
        const bool is_float =
            v.type == results::ElementType::float32 || v.type == results::ElementType::float64;
        rows.push_back({v.name, std::string(type_name(v.type)), v.units,
                        v.further ? reader.further()[*v.further].name : "", value_text(range.min),
                        is_float ? value_text(range.mean) : "-", value_text(range.max),
                        grouped(range.not_finite)});
    }
    return text_table(rows, 4);
}

// Every attribute of the root that has not been told already.
std::string provenance(const results::Reader& reader) {
    constexpr std::array<std::string_view, 1> told{"title"};
    std::string text;
    std::size_t width = 0;
    for (const auto& [name, value] : reader.attributes()) width = std::max(width, name.size() + 2);
    for (const auto& [name, value] : reader.attributes()) {
        if (std::find(told.begin(), told.end(), name) != told.end()) continue;
        text += fmt::format("{:<{}}{}\n", name, width,
                            wrapped(std::visit(AttributeText{}, value), line_width - width, width));
    }
    return text;
}

std::string description(const results::Reader& reader, const fs::path& file) {
    const auto* const title = find(reader.attributes(), "title");
    std::string text;
    if (title != nullptr) text += std::visit(AttributeText{}, *title) + "\n";
    text += fmt::format("{}, {}, {}\n\n", file.string(),
                        byte_size(static_cast<double>(fs::file_size(file))),
                        counted(reader.scenarios(), "scenario"));
    text += fmt::format("{}\n\n{}\n{}\n{}", completeness(reader), dimensions(reader),
                        variables(reader), provenance(reader));
    return text;
}

}  // namespace

std::string description(const results::Analysis& analysis, const fs::path& file) {
    std::string text;
    if (const auto* title = results::find<std::string>(analysis.attributes, "title")) {
        text += *title + "\n";
    }
    text += file.string() + ", an analysis\n\n" + findings_text(analysis, {.outputs = 1000});
    for (const auto& [name, value] : analysis.attributes) {
        if (name != "title")
            text += fmt::format("{:<24}{}\n", name,
                                wrapped(std::visit(AttributeText{}, value), line_width - 24, 24));
    }
    return text;
}

int show_here(const ShowCommand& command) try {
    if (results::is_analysis(command.file)) {
        if (command.csv) {
            throw UserError(command.file.string() +
                            ": an analysis has no scenarios (--csv is for result files)");
        }
        fmt::print("{}", legible(description(results::read_analysis(command.file), command.file)));
        return 0;
    }
    const results::Reader reader = open(command.file);
    if (command.csv) {
        write_flat_table(reader, stdout);
    } else {
        fmt::print("{}", legible(description(reader, command.file)));
    }
    return 0;
} catch (const std::system_error&) {
    throw;  // the output's failure
} catch (const std::runtime_error& error) {
    throw UserError(error.what());
}

int execute(const ShowCommand& command) {
    if (command.csv) check_is_no_unfinished_run(command.file, "--csv");
    if (is_unfinished_run(command.file)) return show_unfinished_run(command.file);
    return contained(command.file, [&] { return show_here(command); });
}

}  // namespace entente::driver
