// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/sensitivity_report.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include <fmt/format.h>

#include "driver/commands/wording.hpp"

namespace entente::driver {
namespace {

// By which factors are ranked, the first of them that there is.
constexpr std::array<std::string_view, 10> ranking{
    "sobol_total",     "fast_total", "morris_mu_star",   "dgsm_bound", "shapley",
    "borgonovo_delta", "pawn",       "first_order_rank", "hsic",       "src"};

bool is_over(const results::LabelledArray& array, std::initializer_list<const char*> dimensions) {
    return std::equal(array.dimensions.begin(), array.dimensions.end(), dimensions.begin(),
                      dimensions.end());
}

bool is_end(const std::string& name) { return name.ends_with("_low") || name.ends_with("_high"); }

// Values by factor, with their intervals if they have any.
struct Column {
    const results::LabelledArray* values;
    const results::LabelledArray* low;
    const results::LabelledArray* high;
};

std::vector<Column> columns_of(const results::Analysis& analysis) {
    std::vector<Column> columns;
    for (const auto& array : analysis.arrays) {
        if (!is_over(array, {"output", "factor"}) || is_end(array.name)) continue;
        if (array.name.ends_with("_janon")) continue;  // a second opinion, for the file
        columns.push_back(
            {&array, analysis.array(array.name + "_low"), analysis.array(array.name + "_high")});
    }
    return columns;
}

const results::LabelledArray* ranked_by(const results::Analysis& analysis,
                                        const std::vector<Column>& columns) {
    for (const std::string_view name : ranking) {
        if (const auto* array = analysis.array(name)) return array;
    }
    return columns.empty() ? nullptr : columns.front().values;
}

std::string cell(const Column& column, std::size_t at) {
    const double value = column.values->values[at];
    if (std::isnan(value)) return "-";
    const double digits = std::abs(value) < 1e4 ? 1e4 : 1;
    const double rounded = std::round(value * digits) / digits;
    const auto text = [&](double v) {
        return std::abs(value) < 1000 && std::abs(value) >= 1e-3 ? fmt::format("{:.4f}", v)
                                                                 : fmt::format("{:.3g}", v);
    };
    if (column.low == nullptr || std::isnan(column.low->values[at])) {
        return text(std::abs(value) < 1e-3 ? value : rounded);
    }
    const double half = 0.5 * (column.high->values[at] - column.low->values[at]);
    return fmt::format("{} +- {:.2g}", text(value), half);
}

std::string number_of(const results::Analysis& analysis, std::string_view name, std::size_t o) {
    const auto* array = analysis.array(name);
    return array == nullptr ? "-" : value_text(array->values[o]);
}

std::string noise_line(const results::Analysis& analysis, std::size_t o) {
    std::string text;
    for (const auto& array : analysis.arrays) {
        if (!array.name.ends_with("_noise") || std::isnan(array.values[o])) continue;
        text += fmt::format("{}{} below {:.2g}", text.empty() ? "no more than chance: " : ", ",
                            array.name.substr(0, array.name.size() - 6), array.values[o]);
    }
    return text.empty() ? "" : text + "\n";
}

std::string output_table(const results::Analysis& analysis, const std::vector<Column>& columns,
                         std::size_t o, std::size_t most) {
    const auto& factors = analysis.dimension("factor")->labels;
    const std::size_t size = factors.size();
    const auto& by = ranked_by(analysis, columns)->values;
    std::vector<std::size_t> order(size);
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto key = [&](std::size_t f) {
        const double value = std::abs(by[o * size + f]);
        return std::isnan(value) ? -1 : value;
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return key(a) > key(b); });
    std::vector<std::vector<std::string>> rows{{"factor"}};
    for (const Column& column : columns) rows[0].push_back(column.values->name);
    for (std::size_t k = 0; k < std::min(most, size); ++k) {
        auto& row = rows.emplace_back(std::vector<std::string>{factors[order[k]]});
        for (const Column& column : columns) row.push_back(cell(column, o * size + order[k]));
    }
    std::string text = text_table(rows, 1);
    if (size > most) text += fmt::format("and {} with less\n", counted(size - most, "factor"));
    return text;
}

}  // namespace

std::string findings_text(const results::Analysis& analysis, const Detail& detail) {
    const auto columns = columns_of(analysis);
    const auto* outputs = analysis.dimension("output");
    if (outputs == nullptr || columns.empty()) return "";
    std::string text;
    std::size_t told = 0, left = 0;
    for (std::size_t o = 0; o < outputs->labels.size(); ++o) {
        const std::string& name = outputs->labels[o];
        const bool wanted =
            detail.only.empty() ? name.find('[') == std::string::npos : name == detail.only;
        if (!wanted) continue;
        if (told == detail.outputs) {
            ++left;
            continue;
        }
        ++told;
        text += fmt::format("{}   mean {}, variance {}\n", name, number_of(analysis, "mean", o),
                            number_of(analysis, "variance", o));
        const auto* variance = analysis.array("variance");
        if (variance != nullptr && !(variance->values[o] > 0)) {
            text += "it does not vary: there is nothing to attribute\n\n";
            continue;
        }
        text += output_table(analysis, columns, o, detail.factors) + noise_line(analysis, o) + "\n";
    }
    if (left > 0) text += fmt::format("and {} more in the file\n", counted(left, "output"));
    return text;
}

std::string transit_summary(const Plan& plan, const Inquiry& inquiry, const TransitReport& report,
                            const std::filesystem::path& file) {
    std::string text = findings_text(report.analysis);
    const auto percent = 100 * inquiry.level;
    text += fmt::format("{} of {}", counted(report.blocks, "block"),
                        counted(plan.blocks.scenarios, "scenario"));
    if (plan.blocks.replicates > 1) {
        text += fmt::format(" in {} independent replicates", plan.blocks.replicates);
    }
    text += fmt::format("; +- is the half of a {:.3g} % interval", percent);
    if (!std::isnan(report.widest)) {
        text += fmt::format(", the widest of an index is {:.2g}", report.widest);
    }
    text += "\n";
    if (report.failed > 0) {
        text += fmt::format("{} not finite: {}\n", counted(report.failed, "value"),
                            inquiry.failures == Failures::impute
                                ? "replaced by the value that the study names"
                                : "their blocks are left out of that output ('effective' counts)");
    }
    text += fmt::format("{} in {}, {}\n{}\n", counted(report.computed, "scenario"),
                        duration(report.seconds),
                        rate(static_cast<double>(report.computed) / report.seconds), file.string());
    return text;
}

}  // namespace entente::driver
