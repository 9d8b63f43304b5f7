// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/discover_options.hpp"

#include "driver/commands/shared_options.hpp"

namespace entente::driver {
namespace {

void add_list(CLI::App& command, const char* name, std::vector<std::string>& list,
              const char* meaning) {
    command.add_option(name, list, meaning)
        ->type_name("NAMES")
        ->delimiter(',')
        ->allow_extra_args(false);
}

void add_prim(CLI::App& command, DiscoverCommand& o) {
    const auto add = [&](const char* name, std::string& text, const char* meaning) {
        command.add_option(name, text, meaning)->type_name("N")->group("Boxes (PRIM)");
    };
    add("--boxes", o.boxes, "Boxes, each of what the ones before leave (default 1)");
    add("--density", o.density, "Take the first box that is at least so dense");
    add("--coverage", o.coverage, "Take the last box that covers at least so much");
    add("--step", o.step, "Take the box of this peeling step");
    add("--alpha", o.alpha, "Share of a box that a peel or a paste takes (default 0.05)");
    add("--min-mass", o.least_mass,
        "Share of the scenarios that a box keeps (default: half as many\n"
        "as are of interest, at most 0.05, at least 20 scenarios)");
    add("--criterion", o.criterion,
        "What a peel makes large: gain, mean or weighted_gain (default: the\n"
        "one that finds the best box)");
    add("--resamples", o.resamples, "Half samples that test the box (default 10)");
    add("--significance", o.significance,
        "Limits with a larger quasi-p-value are dropped (default 0.05)");
}

void add_tree(CLI::App& command, DiscoverCommand& o) {
    const auto add = [&](const char* name, std::string& text, const char* meaning) {
        command.add_option(name, text, meaning)->type_name("N")->group("Tree (CART)");
    };
    add("--depth", o.depth, "Conditions of a rule, at most (default 4)");
    add("--min-leaf", o.leaf, "Share of the scenarios in a leaf, at least (default 0.01)");
    add("--complexity", o.complexity,
        "Share of the impurity that a split must remove (default 0.01)");
}

void add_policies(CLI::App& command, DiscoverCommand& o) {
    add_list(command, "--levers", o.levers,
             "Inputs that are decisions: a policy is a combination of their\n"
             "values (default: those that the study calls levers)");
    command
        .add_option("--objective", o.objectives,
                    "An output that policies should make large, or with a minus\n"
                    "before it, small (repeatable)")
        ->type_name("OUTPUT")
        ->allow_extra_args(false);
    command
        .add_option("--threshold", o.thresholds,
                    "What it should reach: for the metric satisficing (repeatable)")
        ->type_name("VALUE")
        ->allow_extra_args(false);
    command
        .add_option("--pessimism", o.pessimism,
                    "Weight of the worst state in the metric hurwicz (default 0.5)")
        ->type_name("N");
    for (const char* name : {"--levers", "--objective", "--threshold", "--pessimism"}) {
        command.get_option(name)->group("Robust policies");
    }
}

}  // namespace

void add_discover(CLI::App& app, DiscoverCommand& o, std::function<int()>& action) {
    CLI::App& command = *app.add_subcommand(
        "discover", "Which inputs lead to the scenarios of interest; which policies are robust");
    add_file_to_read(command, o.file, "A result file");
    command
        .add_option("--target", o.target,
                    "The scenarios of interest: a condition on outputs, with < <= > >=\n"
                    "== !=, + - * /, and, or, not, parentheses")
        ->type_name("CONDITION");
    command
        .add_option("--where", o.where,
                    "Only the scenarios in which this holds, of inputs and outputs")
        ->type_name("CONDITION");
    add_list(command, "--factors", o.factors, "Only these inputs (default: all that vary)");
    command
        .add_option("--most", o.most,
                    "Scenarios to read; of more, a random sample (default 2,000,000)")
        ->type_name("N");
    command.add_option("--seed", o.seed, "Of samples (default 1)")->type_name("N");
    command.add_option("-o,--output", o.output, "Write an analysis file (HDF5), for figures")
        ->type_name("FILE");
    command.add_flag("--force", o.force, "Replace that file");
    command.add_flag("--csv", o.csv, "All numbers as CSV instead of a report");
    add_prim(command, o);
    add_tree(command, o);
    add_list(command, "--stack", o.stack, "Two or three inputs (default: the leading two)");
    command.add_option("--bins", o.bins, "Bins of an input with many values (default 5)")
        ->type_name("N");
    for (const char* name : {"--stack", "--bins"}) {
        command.get_option(name)->group("Stacked dimensions");
    }
    add_policies(command, o);
    command.footer(
        "docs/discovery.md says how to read the report.\n"
        "\n"
        "Examples:\n"
        "  entente discover study.h5 --target 'asia.stability < 0.85'\n"
        "  entente discover study.h5 --target 'not status == ok'\n"
        "  entente discover study.h5 --target 'europe.member_final[TUR] < 0.5' --boxes 3\n"
        "  entente discover study.h5 --target 'asia.stability < 0.85' --where 'integration == 1'\n"
        "  entente discover study.h5 --levers integration,mirror --objective asia.stability\n"
        "  entente discover study.h5 --levers mirror --objective=-asia.tension --threshold 0.3");
    command.callback([&] { action = [&] { return execute(o); }; });
}

}  // namespace entente::driver
