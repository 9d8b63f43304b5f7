// SPDX-License-Identifier: Apache-2.0
#include "driver/discovery/findings.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "driver/discovery/significance.hpp"

namespace entente::driver::discovery {
namespace {

using results::Analysis;
using Values = std::vector<double>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double share(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? nan : static_cast<double>(part) / static_cast<double>(whole);
}

double finite(double limit) { return std::isfinite(limit) ? limit : nan; }

// Puts arrays together.
class Writer {
  public:
    Writer(const Findings& findings, Analysis& analysis)
        : findings_(findings), analysis_(analysis) {}

    void write() {
        std::vector<std::string> names;
        for (const Factor& f : findings_.factors) names.push_back(f.name);
        label("factor", "input", names);
        Values low, high;
        for (const Factor& f : findings_.factors) {
            low.push_back(f.low);
            high.push_back(f.high);
        }
        array("factor_low", "least value among the scenarios", {"factor"}, low);
        array("factor_high", "greatest value among the scenarios", {"factor"}, high);
        if (findings_.target) {
            write_trajectory(*findings_.target);
            write_boxes(*findings_.target);
            write_tree(*findings_.target);
            write_stacking(*findings_.target);
        }
        if (findings_.policies) write_policies(*findings_.policies);
    }

  private:
    void label(const std::string& name, const std::string& meaning,
               const std::vector<std::string>& labels) {
        analysis_.dimensions.push_back({.name = name,
                                        .long_name = meaning,
                                        .units = "1",
                                        .size = labels.size(),
                                        .values = {},
                                        .labels = labels});
    }

    void number(const std::string& name, const std::string& meaning, std::size_t size,
                double first) {
        Values values(size);
        std::iota(values.begin(), values.end(), first);
        analysis_.dimensions.push_back({.name = name,
                                        .long_name = meaning,
                                        .units = "1",
                                        .size = size,
                                        .values = std::move(values),
                                        .labels = {}});
    }

    void array(const std::string& name, const std::string& meaning,
               const std::vector<std::string>& dimensions, Values values) {
        analysis_.arrays.push_back({.name = name,
                                    .long_name = meaning,
                                    .units = "1",
                                    .dimensions = dimensions,
                                    .values = std::move(values)});
    }

    // Density, coverage and mass of boxes along the dimension `along`.
    void counts(const std::string& prefix, const std::string& along,
                const std::vector<Count>& boxes, const Count& all) {
        Values density, coverage, mass;
        for (const Count& c : boxes) {
            density.push_back(c.density());
            coverage.push_back(share(c.of_interest, all.of_interest));
            mass.push_back(share(c.scenarios, all.scenarios));
        }
        array(prefix + "density", "share of its scenarios that are of interest", {along}, density);
        array(prefix + "coverage", "share of those of interest that it holds", {along}, coverage);
        array(prefix + "mass", "share of all scenarios that it holds", {along}, mass);
    }

    void limits(const std::string& prefix, const std::string& along,
                const std::vector<const Box*>& boxes) {
        Values low, high;
        for (const Box* box : boxes) {
            for (const Limits& l : *box) {
                low.push_back(finite(l.low));
                high.push_back(finite(l.high));
            }
        }
        array(prefix + "low", "low limit", {along, "factor"}, low);
        array(prefix + "high", "high limit", {along, "factor"}, high);
    }

    void write_trajectory(const TargetFindings& target) {
        if (target.boxes.empty()) return;
        const FoundBox& found = target.boxes.front();
        number("step", "peeling step of the first box", found.trajectory.size(), 0);
        std::vector<Count> steps;
        std::vector<const Box*> boxes;
        Values inputs, p;
        for (std::size_t s = 0; s < found.trajectory.size(); ++s) {
            const Step& step = found.trajectory[s];
            steps.push_back(step.count);
            boxes.push_back(&step.box);
            inputs.push_back(static_cast<double>(restricted(step.box).size()));
            append_p(p, step.box, step.count, found.without[s]);
        }
        counts("prim_", "step", steps, target.all);
        array("prim_restricted", "inputs that are restricted", {"step"}, inputs);
        limits("prim_", "step", boxes);
        array("prim_quasi_p", "quasi-p-value of the restriction", {"step", "factor"}, p);
    }

    static void append_p(Values& p, const Box& box, const Count& count,
                         const std::vector<Count>& without) {
        for (std::size_t d = 0; d < box.size(); ++d) {
            p.push_back(box[d].restricts() ? quasi_p(count, without[d]) : nan);
        }
    }

    void write_boxes(const TargetFindings& target) {
        if (target.boxes.empty()) return;
        number("box", "box", target.boxes.size(), 1);
        std::vector<Count> found;
        std::vector<const Box*> boxes;
        Values step, p, density, coverage, at_coverage, at_density;
        for (const FoundBox& box : target.boxes) {
            found.push_back(box.box.count);
            boxes.push_back(&box.box.box);
            step.push_back(static_cast<double>(box.chosen));
            append_p(p, box.box.box, box.box.count, box.box_without);
            for (const Count& c : box.box_without) {
                density.push_back(c.density());
                coverage.push_back(share(c.of_interest, target.all.of_interest));
            }
            for (const Reproducibility& r : box.reproducibility) {
                at_coverage.push_back(r.at_coverage);
                at_density.push_back(r.at_density);
            }
        }
        counts("prim_box_", "box", found, target.all);
        limits("prim_box_", "box", boxes);
        array("prim_box_step", "peeling step that it was pasted from", {"box"}, step);
        const std::vector<std::string> both{"box", "factor"};
        array("prim_box_quasi_p", "quasi-p-value of the restriction", both, p);
        array("prim_box_density_without", "density without limits of the input", both, density);
        array("prim_box_coverage_without", "coverage without limits of the input", both, coverage);
        if (at_coverage.empty()) return;
        array("prim_box_reproducibility", "share of half samples that restrict it, same coverage",
              both, at_coverage);
        array("prim_box_reproducibility_density",
              "share of half samples that restrict it, same density", both, at_density);
        at_coverage.resize(findings_.factors.size());
        array("prim_reproducibility", "of the first box, at the same coverage", {"factor"},
              at_coverage);
    }

    void write_tree(const TargetFindings& target) {
        number("leaf", "leaf of the tree, the densest first", target.tree.leaves.size(), 1);
        std::vector<Count> leaves;
        std::vector<const Box*> boxes;
        for (const Leaf& leaf : target.tree.leaves) {
            leaves.push_back(leaf.count);
            boxes.push_back(&leaf.box);
        }
        counts("cart_", "leaf", leaves, target.all);
        limits("cart_", "leaf", boxes);
        array("cart_importance", "share of the impurity that its splits remove", {"factor"},
              target.tree.importance);
    }

    void write_stacking(const TargetFindings& target) {
        const Stacking& stacking = target.stacking;
        array("feature_score", "share of the variance of the target that it explains alone",
              {"factor"}, stacking.scores);
        if (stacking.cells.empty()) return;
        const std::vector<std::string> names{"stack_x", "stack_y", "stack_z"};
        std::vector<std::string> dimensions;
        for (std::size_t i = 0; i < stacking.inputs.size(); ++i) {
            const StackedInput& input = stacking.inputs[i];
            const Factor& factor = findings_.factors[input.input];
            number(names[i], factor.name, input.low.size(), 0);
            analysis_.dimensions.back().attributes.emplace_back("factor", factor.name);
            array(names[i] + "_low", "least value in the bin", {names[i]}, input.low);
            array(names[i] + "_high", "greatest value in the bin", {names[i]}, input.high);
            dimensions.push_back(names[i]);
        }
        Values density, scenarios;
        for (const Count& cell : stacking.cells) {
            density.push_back(share(cell.of_interest, cell.scenarios));
            scenarios.push_back(static_cast<double>(cell.scenarios));
        }
        array("stacking_density", "share of the cell that is of interest", dimensions, density);
        array("stacking_scenarios", "scenarios in the cell", dimensions, scenarios);
    }

    void write_policies(const PolicyFindings& policies) {
        const Robustness& robustness = policies.robustness;
        std::vector<std::string> metrics, outputs;
        for (std::size_t m = 0; m < metric_count; ++m) {
            metrics.emplace_back(name(static_cast<Metric>(m)));
        }
        for (const Objective& o : policies.objectives) outputs.push_back(o.name);
        label("policy", "combination of the levers", robustness.policies);
        label("metric", "robustness metric", metrics);
        label("output", "objective", outputs);
        Values values, ranks, scenarios;
        for (std::size_t m = 0; m < metric_count; ++m) {
            for (std::size_t k = 0; k < outputs.size(); ++k) {
                Values merits;
                for (const Metrics& of_policy : robustness.objectives[k].metrics) {
                    values.push_back(of_policy[m]);
                    merits.push_back(merit(static_cast<Metric>(m), of_policy[m],
                                           policies.objectives[k].maximise));
                }
                const auto rank = ranks_by_merit(merits);
                ranks.insert(ranks.end(), rank.begin(), rank.end());
            }
        }
        for (const std::uint64_t n : robustness.scenarios) {
            scenarios.push_back(static_cast<double>(n));
        }
        const std::vector<std::string> all{"metric", "output", "policy"};
        array("robustness", "value of the metric", all, values);
        array("robustness_rank", "rank of the policy, 1 the best, ties shared", all, ranks);
        array("policy_scenarios", "scenarios of the policy", {"policy"}, scenarios);
    }

    const Findings& findings_;
    Analysis& analysis_;
};

std::string place_name(const results::Dimension& dimension, std::size_t i) {
    if (!dimension.labels.empty()) return dimension.labels[i];
    return fmt::format("{}", dimension.values[i]);
}

std::string quoted(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string result = "\"";
    for (const char c : text) result += c == '"' ? std::string("\"\"") : std::string(1, c);
    return result + "\"";
}

}  // namespace

std::vector<Factor> factors_of(const Scenarios& scenarios) {
    std::vector<Factor> factors;
    for (const Input& input : scenarios.inputs) {
        const auto [low, high] = std::minmax_element(input.values.begin(), input.values.end());
        factors.push_back(
            {input.name, input.unit, input.words, !input.levels.empty(), *low, *high});
    }
    return factors;
}

Analysis to_analysis(const Findings& findings, results::Attributes attributes) {
    Analysis analysis;
    analysis.attributes = std::move(attributes);
    Writer(findings, analysis).write();
    return analysis;
}

std::string to_csv(const Analysis& analysis) {
    std::string text = "quantity";
    for (const results::Dimension& d : analysis.dimensions) text += "," + quoted(d.name);
    text += ",value\n";
    for (const results::LabelledArray& array : analysis.arrays) {
        for (std::size_t i = 0; i < array.values.size(); ++i) {
            if (std::isnan(array.values[i])) continue;
            std::vector<std::string> cells(analysis.dimensions.size());
            std::size_t rest = i;
            for (std::size_t a = array.dimensions.size(); a-- > 0;) {
                const auto* const d = analysis.dimension(array.dimensions[a]);
                const auto size = static_cast<std::size_t>(d->size);
                cells[static_cast<std::size_t>(d - analysis.dimensions.data())] =
                    quoted(place_name(*d, rest % size));
                rest /= size;
            }
            text += fmt::format("{},{},{}\n", array.name, fmt::join(cells, ","), array.values[i]);
        }
    }
    return text;
}

}  // namespace entente::driver::discovery
