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

constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

constexpr std::pair<std::string_view, DesignKind> kinds[] = {
    {"grid", DesignKind::grid},
    {"random", DesignKind::random},
    {"latin_hypercube", DesignKind::latin_hypercube},
    {"sobol", DesignKind::sobol},
    {"table", DesignKind::table}};

constexpr std::pair<std::string_view, Scrambling> scramblings[] = {
    {"none", Scrambling::none},
    {"digital_shift", Scrambling::digital_shift},
    {"owen", Scrambling::owen}};

constexpr std::pair<std::string_view, ElementType> precisions[] = {
    {"float32", ElementType::float32}, {"float64", ElementType::float64}};

constexpr std::pair<std::string_view, Compression> compressions[] = {
    {"none", Compression::none}, {"deflate", Compression::deflate}};

constexpr std::pair<std::string_view, StoredParameters> stored[] = {
    {"float64", StoredParameters::float64},
    {"float32", StoredParameters::float32},
    {"none", StoredParameters::none}};

DesignKind read_kind(const Value& value) {
    const std::string& name = word(value, "design.kind");
    if (name == "saltelli" || name == "morris") {
        std::string valid;
        for (const auto& [text, kind] : kinds)
            valid += fmt::format("{}{}", valid.empty() ? "" : ", ", text);
        throw UserError(value.where,
                        fmt::format("design.kind: '{}' is not available in this version "
                                    "(valid: {})",
                                    name, valid));
    }
    return choice<DesignKind>(value, "design.kind", kinds);
}

// A key that the kind has no use for would be ignored: better to say so.
void check_use(const Table& table, DesignKind kind) {
    const auto refuse = [&](std::string_view key, std::string_view users) {
        for (const Entry& entry : table) {
            if (entry.key != key) continue;
            const auto name = std::find_if(std::begin(kinds), std::end(kinds),
                                           [&](const auto& k) { return k.second == kind; });
            throw UserError(entry.where,
                            fmt::format("design.{} has no meaning for kind \"{}\" (only for {})",
                                        key, name->first, users));
        }
    };
    const bool sampled = kind != DesignKind::grid && kind != DesignKind::table;
    if (!sampled) {
        refuse("scenarios", "random, latin_hypercube and sobol");
        refuse("seed", "random, latin_hypercube and sobol");
    }
    if (kind != DesignKind::sobol) refuse("scrambling", "sobol");
    if (kind != DesignKind::table) refuse("file", "table");
}

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

DesignEntry read_design(const Value& design, const std::filesystem::path& folder) {
    TableReader table(design, "[design]");
    DesignEntry entry;
    entry.where = design.where;
    if (const Value* kind = table.find("kind")) entry.kind = read_kind(*kind);
    check_use(table.entries(), entry.kind);
    if (entry.kind != DesignKind::grid && entry.kind != DesignKind::table) {
        entry.scenarios = whole(table.need("scenarios"), "design.scenarios", 1, most);
    }
    if (entry.kind == DesignKind::table) {
        const Value& file = table.need("file");
        entry.table = (folder / word(file, "design.file")).lexically_normal();
        entry.table_where = file.where;
        InputFile{entry.table, file.where};  // here the place that names it is known
    }
    for (const char* key : {"scenarios", "file"}) table.find(key);
    if (const Value* seed = table.find("seed")) entry.seed = whole(*seed, "design.seed", 0, most);
    if (const Value* scrambling = table.find("scrambling")) {
        entry.scrambling = choice<Scrambling>(*scrambling, "design.scrambling", scramblings);
    }
    table.finish();
    return entry;
}

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
