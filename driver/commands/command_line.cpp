// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/command_line.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <functional>
#include <string>
#include <system_error>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "driver/commands/analyze_options.hpp"
#include "driver/commands/benchmark_command.hpp"
#include "driver/commands/discover_options.hpp"
#include "driver/commands/merge_options.hpp"
#include "driver/commands/models_command.hpp"
#include "driver/commands/new_command.hpp"
#include "driver/commands/plan_command.hpp"
#include "driver/commands/run_command.hpp"
#include "driver/commands/shared_options.hpp"
#include "driver/commands/show_command.hpp"
#include "driver/commands/trace_command.hpp"
#include "driver/commands/validate_command.hpp"
#include "driver/commands/verify_command.hpp"
#include "driver/failure.hpp"
#include "driver/ieee_arithmetic.hpp"
#include "driver/provenance.hpp"
#include "driver/user_error.hpp"

namespace entente::driver {
namespace {

/// Set by the subcommand that was given.
using Action = std::function<int()>;

void add_study(CLI::App& command, StudyOptions& options) {
    command.add_option("STUDY", options.study, "The study, a TOML file")->required()->type_name("");
    command
        .add_option("--set", options.set,
                    "Replace what the study says of NAME, or add it (repeatable):\n"
                    "mirror=0.5, horizon=10, design.seed=2, 'recovery=[0.1, 0.2]'")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
}

void add_cut(CLI::App& command, StudyOptions& options) {
    command.add_option("--tile", options.tile, "Scenarios per tile, a chunk of the file")
        ->type_name("N");
    command.add_option("--limit", options.limit, "Only the first N scenarios: a trial run")
        ->type_name("N");
    command
        .add_option("--shard", options.shard,
                    "Only the I-th (from 1) of N equal parts of the tiles")
        ->type_name("I/N");
}

void add_crew(CLI::App& command, CrewOptions& options) {
    command.add_option("--backend", options.backend, "tbb (default), openmp or serial")
        ->type_name("NAME");
    command
        .add_option("--threads", options.threads,
                    "Threads (default: the CPUs that this process may use)")
        ->type_name("N");
    command
        .add_option("--isa", options.isa,
                    "Instruction set: scalar, sse4, avx2 or avx512 (default: the widest here)")
        ->type_name("NAME");
    command
        .add_option("--pin", options.pin,
                    "Which CPUs a thread has. auto (default): on a machine with several NUMA\n"
                    "nodes, those of one of them; on: one of its own; off: any")
        ->type_name("HOW");
}

void add_output(CLI::App& command, std::filesystem::path& output) {
    command
        .add_option("-o,--output", output,
                    "The result file. Default: the study's output.file, or the\n"
                    "study's name with .h5; a shard's has its number in its name")
        ->type_name("FILE");
}

void add_run(CLI::App& app, RunCommand& options, Ranks& ranks, Action& action) {
    CLI::App& command = *app.add_subcommand("run", "Evaluate a study into a result file");
    add_study(command, options.study);
    add_output(command, options.output);
    add_writing(command, options.writing, "run");
    command
        .add_option("--until-ci", options.until_ci,
                    "Of a study with [sensitivity]: stop as soon as no index has an interval\n"
                    "of more than +- this")
        ->type_name("WIDTH");
    add_cut(command, options.study);
    add_crew(command, options.crew);
    command.footer(
        "Everything is checked before anything is written. The file grows in FILE.partial and "
        "gets\n"
        "its name when it is complete. Ctrl-C stops within a second; then, or after a kill, the\n"
        "same command with --resume goes on where it stopped.\n"
        "\n"
        "Examples:\n"
        "  entente run study.toml\n"
        "  entente run study.toml -o trial.h5 --limit 10000 --set horizon=10\n"
        "  entente run study.toml --shard 3/16 --quiet --resume");
    command.callback([&] { action = [&] { return execute(options, ranks); }; });
}

void add_plan(CLI::App& app, PlanCommand& options, Action& action) {
    CLI::App& command =
        *app.add_subcommand("plan", "What a run would do and take; check all, write nothing");
    add_study(command, options.study);
    add_output(command, options.output);
    add_cut(command, options.study);
    add_crew(command, options.crew);
    command.footer(
        "Time and size come from trying some tiles of the study, for less than a second.\n"
        "\n"
        "Examples:\n"
        "  entente plan study.toml\n"
        "  entente plan study.toml --threads 64 --set design.scenarios=1_000_000_000");
    command.callback([&] { action = [&] { return execute(options); }; });
}

void add_settings(CLI::App& command, std::vector<std::string>& set) {
    command.add_option("--set", set, "A setting of the model (repeatable): players=2, link=logit")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
}

void add_models(CLI::App& app, ModelOptions& options, Action& action) {
    CLI::App& command = *app.add_subcommand(
        "models", "The models; with a name, its parameters, outputs and sources");
    command.add_option("MODEL", options.model, "A model's name")->type_name("");
    add_settings(command, options.set);
    command.footer(
        "Examples:\n"
        "  entente models\n"
        "  entente models alliance\n"
        "  entente models deterrence --set players=2");
    command.callback([&] { action = [&] { return list_models(options); }; });
}

void add_new(CLI::App& app, ModelOptions& options, Action& action) {
    CLI::App& command =
        *app.add_subcommand("new", "Print a commented study of a model, to start from");
    command.add_option("MODEL", options.model, "A model's name")->type_name("")->required();
    add_settings(command, options.set);
    command.footer("Example:\n  entente new alliance > study.toml && entente run study.toml");
    command.callback([&] { action = [&] { return print_starter(options); }; });
}

void add_trace(CLI::App& app, TraceCommand& options, Action& action) {
    CLI::App& command =
        *app.add_subcommand("trace", "One scenario in full: year by year, ally by ally");
    add_study(command, options.study);
    command
        .add_option("--scenario", options.scenario,
                    "Its number, from 0, in the order of the result file:\n"
                    "a grid's last axis moves fastest")
        ->type_name("I")
        ->required();
    command.add_flag("--csv", options.csv, "The table of years and allies alone, as CSV");
    command.footer(
        "Examples:\n"
        "  entente trace study.toml --scenario 0\n"
        "  entente trace study.toml --scenario 4711 --csv > trace.csv");
    command.callback([&] { action = [&] { return execute(options); }; });
}

void add_benchmark(CLI::App& app, BenchmarkCommand& options, Action& action) {
    CLI::App& command = *app.add_subcommand(
        "benchmark", "How fast this machine is: kernel, engine and file, after checking answers");
    command.add_flag("--json", options.json, "As JSON");
    command.footer(
        "Takes some ten seconds. The theatres are invented, of the size of the real ones, so that "
        "the\n"
        "figures of two machines compare. The file goes to the folder for temporary files "
        "(TMPDIR).");
    command.callback([&] { action = [&] { return execute(options); }; });
}

void add_validate(CLI::App& app, ValidateCommand& options, Action& action) {
    CLI::App& command = *app.add_subcommand(
        "validate", "Recompute published numbers here and compare them with the literature");
    command.add_option("MODEL", options.model, "Only this model")->type_name("");
    command
        .add_option("--isa", options.isa,
                    "Only this instruction set: scalar, sse4, avx2 or avx512\n"
                    "(default: all that this machine has, the worst of them shown)")
        ->type_name("NAME");
    command.add_flag("--markdown", options.markdown, "As tables in Markdown");
    command.footer(
        "Exit status 1 if a number is missed. A difference is relative to the published number.\n"
        "\n"
        "Examples:\n"
        "  entente validate\n"
        "  entente validate coalition --isa avx2");
    command.callback([&] { action = [&] { return execute(options); }; });
}

void add_show(CLI::App& app, ShowCommand& options, Action& action) {
    CLI::App& command = *app.add_subcommand("show", "What a result file holds");
    add_file_to_read(command, options.file, "A result file, or the FILE.partial of a run");
    command.add_flag("--csv", options.csv,
                     "Every scenario of a finished file as a row of CSV instead; of any size,\n"
                     "on standard output");
    command.footer("Examples:\n  entente show study.h5\n  entente show study.h5 --csv | head");
    command.callback([&] { action = [&] { return execute(options); }; });
}

void add_verify(CLI::App& app, VerifyCommand& options, Action& action) {
    CLI::App& command = *app.add_subcommand(
        "verify", "Whether a result file is complete, and every byte what was written");
    add_file_to_read(command, options.file, "A result file, or the FILE.partial of a run");
    command.add_flag("--quiet", options.quiet, "Say nothing if all is well");
    command.footer(
        "Exit status 1 if something is missing or damaged; 'entente run ... --resume' mends it.\n"
        "\n"
        "Example:\n  entente verify study.h5");
    command.callback([&] { action = [&] { return execute(options); }; });
}

// As a shell would take it again.
std::string command_line(int argc, char** argv) {
    std::string text = "entente";
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        const bool plain =
            !word.empty() && word.find_first_not_of(
                                 "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "0123456789-_./=,:+@%") == std::string::npos;
        text += ' ';
        if (plain) {
            text += word;
            continue;
        }
        text += '\'';
        for (const char c : word) text += c == '\'' ? "'\\''" : std::string(1, c);
        text += '\'';
    }
    return text;
}

// An unknown command is said to be one, which the parser does not.
void check_command(const CLI::App& app, int argc, char** argv) {
    if (argc < 2) throw UserError("which command? ('entente --help' lists them)");
    const std::string given = argv[1];
    if (given.starts_with('-')) return;
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands(nullptr)) {
        names.push_back(command->get_name());
        if (names.back() == given) return;
    }
    throw UserError(fmt::format("there is no command '{}' ({})", given, suggestion(given, names)));
}

// The parser's complaint, or its help.
int leave(const CLI::App& app, const CLI::ParseError& error, const Ranks& ranks) {
    if (error.get_exit_code() == 0) return ranks.leads() ? app.exit(error) : 0;
    const auto given = app.get_subcommands();
    const std::string what = given.empty() ? "entente" : "entente " + given.front()->get_name();
    throw UserError(fmt::format("{} ('{} --help' explains)", error.what(), what));
}

// All ranks read the command line; a command other than `run` is for the leader alone.
int parse_and_act(int argc, char** argv, Ranks& ranks) {
    RunCommand run;
    PlanCommand plan;
    TraceCommand trace;
    BenchmarkCommand benchmark;
    ShowCommand show;
    AnalyzeCommand analyze;
    ValidateCommand validate;
    VerifyCommand verify;
    MergeCommand merge;
    DiscoverCommand discover;
    ModelOptions listed_model, new_model;
    Action action;

    CLI::App app("Entente evaluates millions of alliance-stability scenarios and writes HDF5.",
                 "entente");
    app.set_version_flag("--version", program_name());
    app.require_subcommand(1);
    app.get_formatter()->column_width(26);
    add_run(app, run, ranks, action);
    add_plan(app, plan, action);
    add_models(app, listed_model, action);
    add_new(app, new_model, action);
    add_trace(app, trace, action);
    add_show(app, show, action);
    add_analyze(app, analyze, action);
    add_verify(app, verify, action);
    add_merge(app, merge, action);
    add_discover(app, discover, action);
    add_benchmark(app, benchmark, action);
    add_validate(app, validate, action);
    app.footer(
        "'entente COMMAND --help' explains a command. To begin:\n"
        "  entente new alliance > study.toml\n"
        "  entente plan study.toml\n"
        "  entente run study.toml\n"
        "  entente show alliance.h5\n"
        "\n"
        "Exit status: 0 done, 2 wrong input, 1 the machine failed, 130 interrupted.");
    int help_status = 0;
    together(ranks, [&] {
        check_command(app, argc, argv);
        try {
            app.parse(argc, argv);
        } catch (const CLI::ParseError& error) {
            help_status = leave(app, error, ranks);
        }
    });
    if (!action) return help_status;
    run.command_line = discover.command_line = command_line(argc, argv);
    if (!ranks.leads() && !app.got_subcommand("run")) return 0;
    return action();
}

// What was printed must have arrived.
int settled(int status) {
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return status;
    throw std::system_error(errno, std::generic_category(), "cannot write to standard output");
}

}  // namespace

int run_command_line(int argc, char** argv, Ranks& ranks) {
    const IeeeArithmetic ieee;
    // A file that outgrows the limit of its owner is an error like a full disk, not the end.
    static_cast<void>(std::signal(SIGXFSZ, SIG_IGN));
    try {
        return settled(parse_and_act(argc, argv, ranks));
    } catch (const Failure& known_to_all) {
        if (!known_to_all.message.empty()) fmt::print(stderr, "{}\n", known_to_all.message);
        return known_to_all.status;
    } catch (...) {
        const Failure failure = failure_of(std::current_exception());
        fmt::print(stderr, "{}{}\n", who(ranks), failure.message);
        if (!ranks.alone()) ranks.abort(failure.status);
        return failure.status;
    }
}

}  // namespace entente::driver
