// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/discover_command.hpp"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>
#include <optional>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

#include "driver/commands/discover_report.hpp"
#include "driver/commands/options.hpp"
#include "driver/commands/unfinished_run.hpp"
#include "driver/commands/wording.hpp"
#include "driver/containment.hpp"
#include "driver/discovery/findings.hpp"
#include "driver/machine.hpp"
#include "driver/provenance.hpp"
#include "driver/user_error.hpp"
#include "results/partial_folder.hpp"

namespace entente::driver {
namespace {

namespace fs = std::filesystem;
using namespace discovery;

constexpr std::uint64_t most_scenarios = 100000000;  // numbers of scenarios have 32 bits
constexpr std::uint64_t bytes_per_scenario = 2000;   // of some 100 inputs

double parse_number(std::string_view option, const std::string& text, double otherwise, double low,
                    double high) {
    if (text.empty()) return otherwise;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
        throw UserError(fmt::format("{}: '{}' is not a number", option, text));
    }
    if (value < low || value > high) {
        throw UserError(
            fmt::format("{}: {} is out of range (valid: {} to {})", option, text, low, high));
    }
    return value;
}

std::uint64_t parse_whole(std::string_view option, const std::string& text, std::uint64_t otherwise,
                          std::uint64_t low, std::uint64_t high) {
    return text.empty() ? otherwise : parse_count(option, text, low, high);
}

std::optional<discovery::Criterion> parse_criterion(const std::string& text) {
    if (text.empty()) return std::nullopt;
    if (text == "gain") return discovery::Criterion::gain;
    if (text == "mean") return discovery::Criterion::mean;
    if (text == "weighted_gain") return discovery::Criterion::weighted_gain;
    throw UserError(
        fmt::format("--criterion: '{}' is not known (valid: gain, mean, weighted_gain)", text));
}

PrimOptions prim_options(const DiscoverCommand& c) {
    PrimOptions options;
    options.alpha = parse_number("--alpha", c.alpha, 0.05, 1e-4, 0.5);
    options.criterion = parse_criterion(c.criterion);
    options.least_mass = parse_number("--min-mass", c.least_mass, 0, 0, 1);
    options.boxes = parse_whole("--boxes", c.boxes, 1, 1, 100);
    options.resamples = parse_whole("--resamples", c.resamples, 10, 0, 1000);
    options.significance = parse_number("--significance", c.significance, 0.05, 0, 1);
    options.seed = parse_whole("--seed", c.seed, 1, 0, std::numeric_limits<std::int64_t>::max());
    const int choices =
        (c.density.empty() ? 0 : 1) + (c.coverage.empty() ? 0 : 1) + (c.step.empty() ? 0 : 1);
    if (choices > 1) throw UserError("--density, --coverage, --step: give one of them");
    if (!c.density.empty()) options.choice.density = parse_number("--density", c.density, 0, 0, 1);
    if (!c.coverage.empty()) {
        options.choice.coverage = parse_number("--coverage", c.coverage, 0, 0, 1);
    }
    if (!c.step.empty()) options.choice.step = parse_count("--step", c.step, 0, 1000000);
    return options;
}

TreeOptions tree_options(const DiscoverCommand& c) {
    return {.depth = parse_whole("--depth", c.depth, 4, 1, 12),
            .least_mass = parse_number("--min-leaf", c.leaf, 0.01, 0, 0.5),
            .complexity = parse_number("--complexity", c.complexity, 0.01, 0, 1)};
}

std::size_t bins_of(const DiscoverCommand& c) { return parse_whole("--bins", c.bins, 5, 2, 100); }

// "-asia.tension": the output asia.tension, to be minimised.
std::pair<std::string, bool> direction(const std::string& text) {
    const bool minimise = text.starts_with('-') && text.find_first_of("+-*/(", 1) == text.npos;
    return {minimise ? text.substr(1) : text, !minimise};
}

results::Reader open(const fs::path& file) try {
    return results::Reader(file, still_alive);
} catch (const std::runtime_error& error) {
    throw UserError(about(file, error.what()));
}

// What is asked of the file, parsed before anything is read.
struct Questions {
    Questions(const DiscoverCommand& c, const results::Reader& reader)
        : quantities(quantities_of(reader)) {
        using Type = Expression::Type;
        if (!c.target.empty()) target.emplace(c.target, "--target", Type::condition, quantities);
        if (!c.where.empty()) {
            where.emplace(c.where, "--where", Type::condition, quantities,
                          Scope::inputs_and_outputs);
        }
        if (!c.thresholds.empty() && c.thresholds.size() != c.objectives.size()) {
            throw UserError("--threshold: give one for every --objective, in their order");
        }
        for (std::size_t k = 0; k < c.objectives.size(); ++k) {
            const auto [text, maximise] = direction(c.objectives[k]);
            expressions.emplace_back(text, "--objective", Type::number, quantities);
            objectives.push_back({text, maximise, {}});
            if (c.thresholds.empty()) continue;
            constexpr double any = std::numeric_limits<double>::max();
            objectives.back().threshold =
                parse_number("--threshold", c.thresholds[k], 0, -any, any);
        }
    }

    std::vector<Quantity> quantities;
    std::optional<Expression> target, where;
    std::vector<Expression> expressions;
    std::vector<Objective> objectives;
};

Request request_of(const DiscoverCommand& c, const Questions& questions) {
    Request request;
    request.target = questions.target ? &*questions.target : nullptr;
    request.where = questions.where ? &*questions.where : nullptr;
    for (const Expression& e : questions.expressions) request.objectives.push_back(&e);
    request.factors = c.factors;
    request.levers = c.levers;
    request.most = parse_whole("--most", c.most, default_most, 2, most_scenarios);
    request.seed = prim_options(c).seed;
    return request;
}

std::uint64_t allowed_memory(const DiscoverCommand& c) {
    const auto most = parse_whole("--most", c.most, default_most, 2, most_scenarios);
    return allowance_for(c.file).memory + most * bytes_per_scenario;
}

void check_memory(const DiscoverCommand& c, const results::Reader& reader, const Request& request) {
    const auto need = memory_for(reader, request);
    const auto have = std::min<std::uint64_t>(available_memory(), allowed_memory(c));
    if (need < have) return;
    throw UserError(
        fmt::format("--most: so many scenarios need {} of memory, more than there is "
                    "({}): ask for fewer",
                    byte_size(static_cast<double>(need)), byte_size(static_cast<double>(have))));
}

Scenarios read(const DiscoverCommand& c, const results::Reader& reader,
               const Questions& questions) {
    const Request request = request_of(c, questions);
    check_memory(c, reader, request);
    Scenarios scenarios;
    try {
        scenarios = read_scenarios(reader, request);
    } catch (const UserError& error) {
        const std::string message = error.what();
        throw message.starts_with("--") ? error : UserError(c.file.string() + ": " + message);
    } catch (const std::runtime_error& error) {
        throw UserError(error.what());
    }
    const auto refuse = [&](const std::string& why) {
        throw UserError(c.file.string() + ": " + why);
    };
    const Tally& tally = scenarios.tally;
    if (tally.taken == 0) refuse("no scenario has been computed");
    if (tally.selected == 0) {
        throw UserError(
            fmt::format("--where: holds in none of the {}", counted(tally.taken, "scenario")));
    }
    if (tally.unknown == tally.selected) {
        throw UserError(fmt::format("--target: cannot be computed in any of the {}",
                                    counted(tally.selected, "scenario")));
    }
    if (scenarios.inputs.empty()) refuse("no input varies among these scenarios");
    return scenarios;
}

// "asia.stability is 0.91 to 0.99": where a threshold could be.
std::string ranges_text(const Questions& questions, const Scenarios& scenarios) {
    std::string text;
    const auto& columns = questions.target->columns();
    for (std::size_t k = 0; k < columns.size(); ++k) {
        const Quantity& q = questions.quantities[columns[k].quantity];
        if (!q.flags.empty()) continue;
        const auto [low, high] = scenarios.target_ranges[k];
        text += fmt::format("{}{}{} is {} to {}", text.empty() ? ": " : ", ", q.name,
                            q.entries.empty() ? "" : "[" + q.entries[columns[k].entry] + "]",
                            value_text(low), value_text(high));
    }
    return text;
}

TargetFindings find(const DiscoverCommand& c, const Questions& questions,
                    const Scenarios& scenarios, const Orders& orders) {
    TargetFindings found;
    found.target = c.target;
    for (const auto of_interest : scenarios.of_interest) found.all += {1, of_interest};
    if (found.all.of_interest == 0 || found.all.of_interest == found.all.scenarios) {
        throw UserError(fmt::format(
            "--target: holds in {} of the {}{}", found.all.of_interest == 0 ? "none" : "all",
            counted(found.all.scenarios, "scenario"), ranges_text(questions, scenarios)));
    }
    found.boxes = find_boxes(scenarios, orders, prim_options(c));
    found.tree = grow_tree(scenarios, orders, tree_options(c));
    found.stacking = stack(scenarios, orders, {.inputs = c.stack, .bins = bins_of(c)});
    return found;
}

std::string head(const DiscoverCommand& c, const results::Reader& reader,
                 const Findings& findings) {
    const Tally& t = findings.tally;
    const auto* const title = results::find<std::string>(reader.attributes(), "title");
    std::string text = title == nullptr ? "" : *title + "\n";
    text += fmt::format("{}, {}", c.file.string(), counted(t.present, "scenario"));
    if (t.present < t.design) text += fmt::format(" of {}", grouped(t.design));
    text += "\n\n";
    std::vector<std::vector<std::string>> rows;
    if (t.taken < t.present) {
        rows.push_back(
            {"sample", fmt::format("{} of them, at random (--most, --seed)", grouped(t.taken))});
    }
    if (!c.where.empty()) {
        rows.push_back({"where", fmt::format("{}: {}", c.where, counted(t.selected, "scenario"))});
    }
    if (t.unknown > 0) {
        std::string why;
        for (const auto& [status, count] : t.unknown_by_status) {
            why += fmt::format("{} {} {}", why.empty() ? "; status:" : ",", status, grouped(count));
        }
        rows.push_back({"left out", fmt::format("{} in which the target cannot be computed{}",
                                                counted(t.unknown, "scenario"), why)});
    }
    if (findings.target) {
        const Count& all = findings.target->all;
        rows.push_back(
            {"target", fmt::format("{}: {} of {} ({:.3g} %)", c.target, grouped(all.of_interest),
                                   grouped(all.scenarios), 100 * all.density())});
    }
    return rows.empty() ? text : text + text_table(rows, 2) + "\n";
}

results::Attributes attributes_of(const DiscoverCommand& c, const results::Reader& reader,
                                  const Findings& findings) {
    results::Attributes attributes;
    for (const auto& [key, value] : reader.attributes()) {
        if (key == "title" || key == "model" || key == "model_version" || key == "design") {
            attributes.emplace_back(key, value);
        }
    }
    std::vector<std::string> methods, directions;
    if (findings.target) methods = {"prim", "cart", "dimensional_stacking"};
    if (findings.policies) methods.emplace_back("robustness");
    attributes.emplace_back("method", methods);
    if (findings.target) attributes.emplace_back("target", c.target);
    if (!c.where.empty()) attributes.emplace_back("where", c.where);
    if (findings.policies) {
        for (const Objective& o : findings.policies->objectives) {
            directions.emplace_back(o.maximise ? "maximise" : "minimise");
        }
        attributes.emplace_back("objective_directions", directions);
    }
    const auto integer = [](std::uint64_t n) { return static_cast<std::int64_t>(n); };
    const Tally& t = findings.tally;
    attributes.emplace_back("seed", integer(prim_options(c).seed));
    attributes.emplace_back("scenarios", integer(t.selected - t.unknown));
    attributes.emplace_back("scenarios_unknown", integer(t.unknown));
    attributes.emplace_back("scenarios_sampled_from", integer(t.present));
    attributes.emplace_back("source", c.file.filename().string());
    attributes.emplace_back("program", program_name());
    attributes.emplace_back("command_line", c.command_line);
    attributes.emplace_back("start_time", utc_now());
    return attributes;
}

void check_output(const DiscoverCommand& c) {
    if (c.output.empty()) return;
    const auto refuse = [&](std::string_view why) {
        throw UserError(fmt::format("{}: {}", c.output.string(), why));
    };
    std::error_code unknown;
    if (!c.output.has_filename() || fs::is_directory(c.output, unknown)) {
        refuse("this is a folder (give the name of a file)");
    }
    const fs::path folder = c.output.has_parent_path() ? c.output.parent_path() : ".";
    if (!fs::is_directory(folder, unknown)) refuse("there is no folder " + folder.string());
    if (access(folder.c_str(), W_OK | X_OK) != 0) {
        refuse("no permission to write to the folder " + folder.string());
    }
    if (!fs::exists(fs::symlink_status(c.output, unknown))) return;
    if (fs::equivalent(c.output, c.file, unknown)) refuse("this is the result file itself");
    if (!c.force) refuse("exists already (--force replaces it)");
    if (!results::is_analysis(c.output)) refuse("exists and is no analysis, so it is not replaced");
}

void print(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size()) return;
    throw std::system_error(errno, std::generic_category(), "cannot write to standard output");
}

int discover_here(const DiscoverCommand& c) {
    check_output(c);
    const results::Reader reader = open(c.file);
    const Questions questions(c, reader);
    Findings findings;
    {
        const Scenarios scenarios = read(c, reader, questions);
        findings.tally = scenarios.tally;
        findings.factors = factors_of(scenarios);
        const Orders orders = sorted_orders(scenarios);
        if (questions.target) findings.target = find(c, questions, scenarios, orders);
        if (!questions.objectives.empty()) {
            RobustnessOptions options;
            options.objectives = questions.objectives;
            options.pessimism = parse_number("--pessimism", c.pessimism, 0.5, 0, 1);
            options.bins = bins_of(c);
            findings.policies = {options.objectives, options.pessimism,
                                 assess(scenarios, orders, options)};
        }
    }
    auto analysis = to_analysis(findings, attributes_of(c, reader, findings));
    if (const auto study = reader.text("study")) analysis.texts.emplace_back("study", *study);
    if (!c.output.empty()) results::write_analysis(results::PartialFolder(c.output), analysis);
    if (c.csv) {
        print(to_csv(analysis));
        return 0;
    }
    std::string text = head(c, reader, findings);
    if (findings.target) text += target_report(findings);
    if (findings.target && findings.policies) text += "\n";
    if (findings.policies) text += policy_report(findings);
    print(legible(text));
    return 0;
}

}  // namespace

int execute(const DiscoverCommand& c) {
    std::error_code unknown;
    if (c.target.empty() && c.objectives.empty()) {
        throw UserError(
            "--target: say which scenarios are of interest, as in 'status == ok' (or "
            "--objective, what policies should achieve)");
    }
    if (!fs::exists(c.file, unknown)) throw UserError(c.file.string() + ": no such file");
    check_is_no_unfinished_run(c.file, "discover");
    if (!fs::is_regular_file(c.file, unknown)) {
        throw UserError(c.file.string() + ": this is not a regular file");
    }
    // All options are checked before the file is opened.
    prim_options(c);
    tree_options(c);
    bins_of(c);
    parse_number("--pessimism", c.pessimism, 0.5, 0, 1);
    Allowance allowance = allowance_for(c.file);
    allowance.memory = allowed_memory(c);
    return Containment(c.file, allowance, [&] { return discover_here(c); }).wait();
}

}  // namespace entente::driver
