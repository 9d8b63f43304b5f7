// SPDX-License-Identifier: Apache-2.0
#include "driver/study_sections.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <system_error>

#include <fmt/format.h>

#include "driver/input_file.hpp"
#include "driver/table_reader.hpp"

namespace entente::driver {
namespace {

using results::Compression;
using results::ElementType;

constexpr std::size_t most_variables = 4096;  // more than any model has outputs

constexpr std::pair<std::string_view, ElementType> precisions[] = {
    {"float32", ElementType::float32}, {"float64", ElementType::float64}};

constexpr std::pair<std::string_view, Compression> compressions[] = {
    {"none", Compression::none}, {"deflate", Compression::deflate}};

constexpr std::pair<std::string_view, StoredParameters> stored[] = {
    {"float64", StoredParameters::float64},
    {"float32", StoredParameters::float32},
    {"none", StoredParameters::none}};

// A study may come from a stranger, and whoever runs it must not have files elsewhere replaced.
// What came with --set, and so has no line, is the user's own word.
std::filesystem::path output_path(const Value& value, const std::filesystem::path& folder) {
    const std::string& name = word(value, "output.file");
    std::filesystem::path file = (folder / name).lexically_normal();
    if (value.where.line == 0) return file;
    const auto refuse = [&](std::string_view why) {
        throw UserError(value.where, fmt::format("output.file: '{}' {} (valid: a file at or below "
                                                 "the study's folder; use -o for any other place)",
                                                 name, why));
    };
    if (name.front() == '/') refuse("is an absolute path");
    if (name.find_first_of("\t\r\n") != std::string::npos) refuse("has a control character");
    for (const auto& part : std::filesystem::path(name)) {
        if (part == "..") refuse("has the component '..'");
        if (part.native().starts_with('-')) refuse("has a name that begins with '-'");
    }
    // A link that came with the study may lead elsewhere, too.
    std::error_code unknown;
    const auto home = std::filesystem::weakly_canonical(folder / ".", unknown);
    const auto place = std::filesystem::weakly_canonical(file.parent_path() / ".", unknown);
    const auto [at_home, at_place] =
        std::mismatch(home.begin(), home.end(), place.begin(), place.end());
    if (home.empty() || at_home != home.end()) refuse("leads out of the study's folder");
    return file;
}

}  // namespace

OutputEntry read_output(const Value& output, const std::filesystem::path& folder, DesignKind kind) {
    TableReader table(output, "[output]");
    OutputEntry entry;
    if (const Value* file = table.find("file")) {
        entry.file = output_path(*file, folder);
        entry.file_where = file->where;
    }
    if (const Value* variables = table.find("variables")) {
        entry.variables = words(*variables, "output.variables");
        if (entry.variables.size() > most_variables) {
            throw UserError(variables->where,
                            fmt::format("output.variables: it names more than {}", most_variables));
        }
        if (entry.variables.empty()) {
            throw UserError(variables->where,
                            "output.variables: it names none (leave it out for all "
                            "scalar outputs)");
        }
    }
    if (const Value* precision = table.find("precision")) {
        entry.precision = choice<ElementType>(*precision, "output.precision", precisions);
    }
    if (const Value* compression = table.find("compression")) {
        entry.compression = choice<Compression>(*compression, "output.compression", compressions);
    }
    if (const Value* bits = table.find("significant_bits")) {
        const std::uint64_t mantissa = entry.precision == ElementType::float32 ? 23 : 52;
        entry.significant_bits =
            static_cast<int>(whole(*bits, "output.significant_bits", 1, mantissa));
    }
    if (const Value* parameters = table.find("parameters")) {
        entry.parameters = choice<StoredParameters>(*parameters, "output.parameters", stored);
        if (kind == DesignKind::grid) {
            throw UserError(parameters->where,
                            "output.parameters has no meaning for a grid, whose "
                            "parameters are its axes");
        }
    }
    table.finish();
    return entry;
}

}  // namespace entente::driver
