// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/flat_table.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "driver/commands/wording.hpp"

namespace entente::driver {
namespace {

constexpr std::uint64_t values_at_once = 1 << 20;  // of all variables together: 8 MB

std::size_t extent(const results::Reader& reader, const results::Variable& variable) {
    return variable.further ? static_cast<std::size_t>(reader.further()[*variable.further].size)
                            : 1;
}

std::string entry_name(const results::Dimension& dimension, std::size_t i) {
    if (!dimension.labels.empty()) return dimension.labels[i];
    return dimension.values.empty() ? std::to_string(i) : exact(dimension.values[i]);
}

bool has_coordinates(const results::Dimension& dimension) {
    return !dimension.values.empty() || !dimension.labels.empty();
}

std::string header(const results::Reader& reader) {
    std::string text = "scenario";
    for (const results::Dimension& axis : reader.design()) {
        if (has_coordinates(axis)) text += "," + csv_field(axis.name);
    }
    for (const results::Variable& v : reader.variables()) {
        for (std::size_t i = 0; i < extent(reader, v); ++i) {
            text +=
                "," + csv_field(v.further ? fmt::format("{}[{}]", v.name,
                                                        entry_name(reader.further()[*v.further], i))
                                          : v.name);
        }
    }
    return text + "\n";
}

// What is stored as a float32 is written as one: with the digits that it has.
void append(fmt::memory_buffer& text, double value, results::ElementType type) {
    const auto end = std::back_inserter(text);
    if (!std::isfinite(value)) {
        fmt::format_to(end, ",{}", std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
    } else if (type == results::ElementType::float32) {
        fmt::format_to(end, ",{}", static_cast<float>(value));
    } else if (type == results::ElementType::float64) {
        fmt::format_to(end, ",{}", value);
    } else {
        fmt::format_to(end, ",{}", static_cast<std::int64_t>(value));
    }
}

void append_coordinates(fmt::memory_buffer& text, const results::Reader& reader,
                        std::uint64_t scenario) {
    std::uint64_t stride = reader.scenarios();
    for (const results::Dimension& axis : reader.design()) {
        stride /= axis.size;
        if (!has_coordinates(axis)) continue;
        const auto i = static_cast<std::size_t>(scenario / stride % axis.size);
        fmt::format_to(std::back_inserter(text), ",{}", csv_field(entry_name(axis, i)));
    }
}

}  // namespace

void write_flat_table(const results::Reader& reader, std::FILE* file) {
    const auto write = [file](std::string_view text) {
        if (std::fwrite(text.data(), 1, text.size(), file) == text.size()) return;
        throw std::system_error(errno, std::generic_category(), "cannot write the table");
    };
    write(header(reader));
    std::uint64_t width = 1;
    for (const results::Variable& v : reader.variables()) width += extent(reader, v);
    const std::uint64_t most = std::max<std::uint64_t>(values_at_once / width, 1);

    fmt::memory_buffer text;
    for (std::uint64_t first = 0; first < reader.scenarios(); first += most) {
        const std::uint64_t count = std::min(most, reader.scenarios() - first);
        std::vector<std::vector<double>> columns;
        for (const auto& v : reader.variables()) columns.push_back(reader.read(v, first, count));
        for (std::size_t i = 0; i < count; ++i) {
            text.clear();
            fmt::format_to(std::back_inserter(text), "{}", first + i);
            append_coordinates(text, reader, first + i);
            for (std::size_t v = 0; v < columns.size(); ++v) {
                const results::Variable& variable = reader.variables()[v];
                const std::size_t n = extent(reader, variable);
                for (std::size_t k = 0; k < n; ++k) {
                    append(text, columns[v][i * n + k], variable.type);
                }
            }
            text.push_back('\n');
            write({text.data(), text.size()});
        }
    }
}

}  // namespace entente::driver
