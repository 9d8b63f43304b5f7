// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/discover_report.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "driver/commands/wording.hpp"
#include "driver/discovery/significance.hpp"

namespace entente::driver {
namespace {

using namespace discovery;
using Rows = std::vector<std::vector<std::string>>;

constexpr std::size_t most_steps = 16, line_width = 98;

std::string digits(double share) { return std::isnan(share) ? "-" : fmt::format("{:.3f}", share); }

std::string_view criterion_name(discovery::Criterion criterion) {
    switch (criterion) {
        case discovery::Criterion::gain:
            return "gain";
        case discovery::Criterion::mean:
            return "mean";
        case discovery::Criterion::weighted_gain:
            break;
    }
    return "weighted_gain";
}

std::string percent(double share) { return fmt::format("{:.0f} %", 100 * share); }

double coverage(const Count& count, const Count& all) {
    return static_cast<double>(count.of_interest) / static_cast<double>(all.of_interest);
}

double mass(const Count& count, const Count& all) {
    return static_cast<double>(count.scenarios) / static_cast<double>(all.scenarios);
}

std::string number(const Factor& factor, double value) {
    if (!factor.words.empty()) return factor.words[static_cast<std::size_t>(value)];
    if (!factor.has_levels) value = rounded_to(value, factor.high - factor.low);
    return fmt::format("{:.6g}", value);
}

// ">= 0.1", "0.1 .. 0.4", "= 0.4".
std::string limits_text(const Factor& factor, const Limits& limits) {
    const double low = limits.has_low() ? limits.low : factor.low;
    const double high = limits.has_high() ? limits.high : factor.high;
    if (low == high) return "= " + number(factor, low);
    if (!limits.has_low()) return "<= " + number(factor, high);
    if (!limits.has_high()) return ">= " + number(factor, low);
    return number(factor, low) + " .. " + number(factor, high);
}

std::string range_text(const Factor& factor) {
    return number(factor, factor.low) + " .. " + number(factor, factor.high);
}

std::string rule(const std::vector<Factor>& factors, const Box& box) {
    std::string text;
    for (const std::size_t d : restricted(box)) {
        const bool between = box[d].has_low() && box[d].has_high() &&
                             !limits_text(factors[d], box[d]).starts_with("=");
        text += fmt::format("{}{}{} {}", text.empty() ? "" : " and ", factors[d].name,
                            between ? " in" : "", limits_text(factors[d], box[d]));
    }
    return text.empty() ? "(all scenarios)" : text;
}

// Steps to show: the first, the last, the chosen one, those where another input comes in, and some
// between.
std::set<std::size_t> shown_steps(const FoundBox& found) {
    const std::size_t last = found.trajectory.size() - 1;
    std::set<std::size_t> steps{0, found.chosen, last};
    for (std::size_t s = 1; s <= last && steps.size() < most_steps; ++s) {
        const auto inputs = [&](std::size_t i) {
            return restricted(found.trajectory[i].box).size();
        };
        if (inputs(s) != inputs(s - 1)) steps.insert(s);
    }
    const std::size_t stride = std::max<std::size_t>(1, (last + most_steps - 1) / most_steps);
    for (std::size_t s = 0; s <= last && steps.size() < most_steps; s += stride) steps.insert(s);
    return steps;
}

std::string trajectory(const FoundBox& found, const Count& all) {
    Rows rows{{"step", "", "density", "coverage", "mass", "inputs"}};
    for (const std::size_t s : shown_steps(found)) {
        const Step& step = found.trajectory[s];
        rows.push_back({std::to_string(s), s == found.chosen ? "<" : "",
                        digits(step.count.density()), digits(coverage(step.count, all)),
                        digits(mass(step.count, all)),
                        std::to_string(restricted(step.box).size())});
    }
    return text_table(rows, 2);
}

std::string p_text(double p) { return p < 1e-300 ? "< 1e-300" : fmt::format("{:.2g}", p); }

std::string box_table(const std::vector<Factor>& factors, const FoundBox& found, const Count& all) {
    const bool resampled = !found.reproducibility.empty();
    Rows rows{{"input", "limits", "range", "quasi-p", "density-", "coverage-"}};
    if (resampled) rows.front().emplace_back("reproduced");
    auto inputs = restricted(found.box.box);
    std::stable_sort(inputs.begin(), inputs.end(), [&](std::size_t a, std::size_t b) {
        return found.box_without[a].density() < found.box_without[b].density();
    });
    for (const std::size_t d : inputs) {
        const Count& without = found.box_without[d];
        rows.push_back({factors[d].name, limits_text(factors[d], found.box.box[d]),
                        range_text(factors[d]), p_text(quasi_p(found.box.count, without)),
                        digits(without.density()), digits(coverage(without, all))});
        if (!resampled) continue;
        rows.back().push_back(fmt::format("{}, {}", percent(found.reproducibility[d].at_coverage),
                                          percent(found.reproducibility[d].at_density)));
    }
    return text_table(rows, 3);
}

std::string names(const std::vector<Factor>& factors, const std::vector<std::size_t>& inputs) {
    std::string text;
    for (const std::size_t d : inputs) text += (text.empty() ? "" : ", ") + factors[d].name;
    return text;
}

std::string box_text(const std::vector<Factor>& factors, const FoundBox& found, const Count& all,
                     std::size_t number) {
    std::string text = fmt::format(
        "Box {}, from step {}: density {}, coverage {}, mass {} ({})\n", number, found.chosen,
        digits(found.box.count.density()), digits(coverage(found.box.count, all)),
        digits(mass(found.box.count, all)), counted(found.box.count.scenarios, "scenario"));
    if (!found.dropped.empty()) {
        text += fmt::format("Dropped, not significant: {}\n", names(factors, found.dropped));
    }
    if (restricted(found.box.box).empty()) {
        return text + "It restricts nothing: no box is denser than all scenarios together.\n\n";
    }
    text += box_table(factors, found, all);
    // What else half samples restrict often.
    std::vector<std::size_t> often;
    for (std::size_t d = 0; d < found.reproducibility.size(); ++d) {
        if (!found.box.box[d].restricts() && found.reproducibility[d].at_coverage >= 0.5) {
            often.push_back(d);
        }
    }
    if (!often.empty()) {
        text += fmt::format("Restricted in half of the resamples or more, but not here: {}\n",
                            names(factors, often));
    }
    return text + "\n";
}

std::string tree_text(const std::vector<Factor>& factors, const TargetFindings& target) {
    std::string text =
        fmt::format("Tree (CART), {}:\n", counted(target.tree.leaves.size(), "leaf", "leaves"));
    Rows rows{{"density", "coverage", "mass"}};
    for (const Leaf& leaf : target.tree.leaves) {
        rows.push_back({digits(leaf.count.density()), digits(coverage(leaf.count, target.all)),
                        digits(mass(leaf.count, target.all))});
    }
    // A long rule goes on below itself.
    std::istringstream numbers(text_table(rows, 0));
    std::string line;
    std::getline(numbers, line);
    text += line + "  rule\n";
    for (const Leaf& leaf : target.tree.leaves) {
        std::getline(numbers, line);
        const std::size_t indent = line.size() + 2;
        text += line + "  " + wrapped(rule(factors, leaf.box), line_width - indent, indent) + "\n";
    }
    return text + "\n";
}

std::string score_text(const std::vector<Factor>& factors, const TargetFindings& target) {
    std::vector<std::size_t> order(factors.size());
    for (std::size_t d = 0; d < order.size(); ++d) order[d] = d;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return target.stacking.scores[a] > target.stacking.scores[b];
    });
    constexpr std::size_t most = 12;
    Rows rows{{"input", "alone", "in the tree", "range"}};
    for (std::size_t i = 0; i < std::min(most, order.size()); ++i) {
        const std::size_t d = order[i];
        rows.push_back({factors[d].name, digits(target.stacking.scores[d]),
                        digits(target.tree.importance[d]), range_text(factors[d])});
    }
    std::string text =
        "Inputs: what each explains of the target's variance alone, and its share in the tree\n" +
        text_table(rows, 1);
    if (order.size() > most) text += fmt::format("and {} more\n", order.size() - most);
    return text + "\n";
}

std::string bin_text(const Factor& factor, const StackedInput& input, std::size_t b) {
    const Bins bins{input.low, input.high, {}};
    const auto text = discovery::bin_text(bins, b, factor.words, factor.high - factor.low);
    return text.starts_with("= ") ? text.substr(2) : text;
}

// The last input goes to the right, the one before it down; a first of three has a block for each
// bin.
std::string stacking_text(const std::vector<Factor>& factors, const Stacking& stacking) {
    if (stacking.cells.empty()) return "";
    const std::size_t n = stacking.inputs.size();
    const StackedInput &down = stacking.inputs[n - 2], &right = stacking.inputs[n - 1];
    const Factor &down_factor = factors[down.input], &right_factor = factors[right.input];
    const std::size_t blocks = n == 3 ? stacking.inputs[0].low.size() : 1;
    std::string text = fmt::format("Density of the target, {} down and {} to the right\n",
                                   down_factor.name, right_factor.name);
    const Count* cell = stacking.cells.data();
    for (std::size_t z = 0; z < blocks; ++z) {
        if (n == 3) {
            const Factor& factor = factors[stacking.inputs[0].input];
            text += fmt::format("{} {}\n", factor.name, bin_text(factor, stacking.inputs[0], z));
        }
        Rows rows{{""}};
        for (std::size_t x = 0; x < right.low.size(); ++x) {
            rows.front().push_back(bin_text(right_factor, right, x));
        }
        for (std::size_t y = 0; y < down.low.size(); ++y) {
            rows.push_back({bin_text(down_factor, down, y)});
            for (std::size_t x = 0; x < right.low.size(); ++x, ++cell) {
                rows.back().push_back(
                    cell->scenarios == 0 ? "-" : fmt::format("{:.2f}", cell->density()));
            }
        }
        text += text_table(rows, 1);
    }
    return text + "\n";
}

}  // namespace

std::string target_report(const Findings& findings) {
    const TargetFindings& target = *findings.target;
    std::string text = score_text(findings.factors, target);
    text += fmt::format(
        "PRIM, the trajectory of the first box, peeled by {} ('<': the step that is taken)\n",
        criterion_name(target.boxes.front().criterion));
    text += trajectory(target.boxes.front(), target.all) + "\n";
    std::uint64_t covered = 0;
    for (std::size_t b = 0; b < target.boxes.size(); ++b) {
        text += box_text(findings.factors, target.boxes[b], target.all, b + 1);
        covered += target.boxes[b].box.count.of_interest;
    }
    text +=
        "density-, coverage-: those of the box without this limit. reproduced: the share of half\n"
        "samples that restrict the input, at the same coverage and at the same density.\n\n";
    if (target.boxes.size() > 1) {
        text += fmt::format(
            "The boxes together cover {} of the scenarios of interest.\n\n",
            percent(static_cast<double>(covered) / static_cast<double>(target.all.of_interest)));
    }
    text += tree_text(findings.factors, target);
    text += stacking_text(findings.factors, target.stacking);
    text.pop_back();
    return text;
}

}  // namespace entente::driver
