// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/analyze_options.hpp"

#include "driver/commands/shared_options.hpp"

namespace entente::driver {

void add_analyze(CLI::App& app, AnalyzeCommand& options, std::function<int()>& action) {
    CLI::App& command = *app.add_subcommand(
        "analyze", "Which parameters matter: sensitivity measures from a result file");
    add_file_to_read(command, options.file,
                     "A result file of a sampled design, or the FILE.partial of a run");
    command
        .add_option("-o,--output", options.output,
                    "Where the findings go (default: FILE with .sensitivity.h5)")
        ->type_name("FILE");
    command.add_option("--only", options.only, "Tell of this output (the file has all)")
        ->type_name("NAME");
    command
        .add_option("--intervals", options.intervals,
                    "replicates, bootstrap, asymptotic or none (default: what suits the design)")
        ->type_name("NAME");
    command.add_option("--level", options.level, "Of confidence (default: 0.95)")
        ->type_name("SHARE");
    command.add_option("--bootstrap", options.bootstrap, "Replicates (default: 100)")
        ->type_name("N");
    command
        .add_option("--failures", options.failures,
                    "Scenarios without a result: drop their blocks (default), abort, or the\n"
                    "number that stands for them")
        ->type_name("POLICY");
    command
        .add_option("--methods", options.methods,
                    "Measures of the sample as a whole besides: pawn, delta, hsic, rank,\n"
                    "regression, shapley (words between commas), or all")
        ->type_name("NAMES");
    command
        .add_option("--most", options.most,
                    "Scenarios that these look at, evenly spaced (default: 262144)")
        ->type_name("N");
    command.add_option("--threads", options.threads, "Of --methods (default: all CPUs)")
        ->type_name("N");
    command.add_flag("--force", options.force, "Replace the file of findings");
    command.add_flag("--quiet", options.quiet, "Say nothing");
    command.footer(
        "The file says what its design is, and so which measures follow: Sobol' indices from\n"
        "saltelli, elementary effects from morris, FAST, derivative-based measures, or "
        "regression.\n"
        "'entente run' with [sensitivity] in the study does the same without storing scenarios.\n"
        "\n"
        "Example:\n  entente analyze study.h5 --only europe.stability");
    command.callback([&] { action = [&] { return execute(options); }; });
}

}  // namespace entente::driver
