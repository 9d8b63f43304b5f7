// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/wording.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "driver/control_characters.hpp"
#include "results/utf8.hpp"

namespace entente::driver {
namespace {

constexpr double minute = 60;
constexpr double hour = 3600;
constexpr double day = 86400;
constexpr double year = 365.25 * day;
constexpr double largest_count = 1e18;

// Code points, which is what a terminal shows one after the other.
std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    }));
}

std::string long_duration(double seconds) {
    if (seconds < year * 2) return fmt::format("{:.0f} days", seconds / day);
    if (seconds > largest_count) return "longer than the universe has existed";
    return grouped(static_cast<std::uint64_t>(seconds / year)) + " years";
}

// `value` with its digits beyond the third zero.
std::uint64_t three_digits(double value) {
    const double unit = std::pow(10.0, std::max(0.0, std::floor(std::log10(value)) - 2));
    return static_cast<std::uint64_t>(std::round(value / unit) * unit);
}

}  // namespace

std::string duration(double seconds) {
    if (seconds < 0.995) return fmt::format("{:.2f} s", seconds);
    if (seconds < 9.95) return fmt::format("{:.1f} s", seconds);
    const double whole = std::round(seconds);
    if (whole < 100) return fmt::format("{:.0f} s", whole);
    if (whole < hour) {
        return fmt::format("{:.0f} min {:02.0f} s", std::floor(whole / minute),
                           std::fmod(whole, minute));
    }
    if (whole < 2 * day) {
        return fmt::format("{:.0f} h {:02.0f} min", std::floor(whole / hour),
                           std::floor(std::fmod(whole, hour) / minute));
    }
    return long_duration(whole);
}

std::string byte_size(double bytes) {
    constexpr std::array units{"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};
    std::size_t u = 0;
    while (bytes >= 999.5 && u + 1 < units.size()) {
        bytes /= 1000;
        ++u;
    }
    const int decimals = u == 0 || bytes >= 99.95 ? 0 : bytes >= 9.995 ? 1 : 2;
    return fmt::format("{:.{}f} {}", bytes, decimals, units[u]);
}

std::string rate(double scenarios_per_second) {
    if (!(scenarios_per_second > 0)) return "0 scenarios/s";
    if (scenarios_per_second < 100) return fmt::format("{:.3g} scenarios/s", scenarios_per_second);
    return grouped(three_digits(std::min(scenarios_per_second, largest_count))) + " scenarios/s";
}

std::string value_text(double value) {
    return std::isnan(value) ? "-" : fmt::format("{:.6g}", value);
}

std::string exact(double value) { return fmt::format("{}", value); }

std::string text_table(const std::vector<std::vector<std::string>>& rows, std::size_t left) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], width(row[c]));
    }
    std::string text;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t c = 0; c < row.size(); ++c) {
            const std::string space(widths[c] - width(row[c]), ' ');
            line += c == 0 ? "" : "  ";
            line += c < left ? row[c] + space : space + row[c];
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

std::string wrapped(std::string_view text, std::size_t most, std::size_t indent) {
    std::string result;
    std::size_t column = 0;
    bool breaks = false;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
        const std::string_view word = text.substr(0, end);
        const bool breaks_after = end < text.size() && text[end] == '\n';
        text.remove_prefix(std::min(end + 1, text.size()));
        if (std::exchange(breaks, breaks_after) ||
            (column > 0 && column + 1 + width(word) > most)) {
            result += "\n" + std::string(indent, ' ');
            column = 0;
        } else if (column > 0) {
            result += ' ';
            ++column;
        }
        result += word;
        column += width(word);
    }
    return result;
}

std::string legible(const std::string& text) {
    std::istringstream in(text);
    std::string result;
    for (std::string line; std::getline(in, line);) {
        if (!results::is_utf8(line)) {
            std::replace_if(
                line.begin(), line.end(),
                [](char c) { return static_cast<unsigned char>(c) > 0x7f; }, '?');
        }
        result += without_control_characters(std::move(line)) + "\n";
    }
    return result;
}

std::string about(const std::filesystem::path& file, const std::string& message) {
    const std::string name = file.string();
    return message.find(name) == std::string::npos ? name + ": " + message : message;
}

std::string csv_field(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + "\"";
}

}  // namespace entente::driver
