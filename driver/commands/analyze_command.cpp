// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/analyze_command.hpp"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "driver/backends/backend.hpp"
#include "driver/commands/options.hpp"
#include "driver/commands/sensitivity_report.hpp"
#include "driver/commands/unfinished_run.hpp"
#include "driver/commands/wording.hpp"
#include "driver/containment.hpp"
#include "driver/sensitivity/stored.hpp"
#include "driver/user_error.hpp"
#include "results/partial_folder.hpp"

namespace entente::driver {
namespace {

namespace fs = std::filesystem;

Inquiry inquiry_of(const AnalyzeCommand& command) {
    Inquiry inquiry;
    inquiry.intervals_where = {"--intervals", 0, 0};
    if (!command.intervals.empty()) {
        for (const Intervals one : {Intervals::replicates, Intervals::bootstrap,
                                    Intervals::asymptotic, Intervals::none}) {
            if (name(one) == command.intervals) inquiry.intervals = one;
        }
        if (!inquiry.intervals) {
            throw UserError(
                {"--intervals", 0, 0},
                fmt::format("unknown '{}' (valid: replicates, bootstrap, asymptotic, none)",
                            command.intervals));
        }
    }
    if (!command.level.empty()) inquiry.level = parse_share("--level", command.level, 0.5, 0.9999);
    if (!command.bootstrap.empty()) {
        inquiry.bootstrap = parse_count("--bootstrap", command.bootstrap, 2, 10000);
    }
    if (command.failures == "abort") {
        inquiry.failures = Failures::abort;
    } else if (!command.failures.empty() && command.failures != "drop") {
        constexpr double most = std::numeric_limits<double>::max();
        inquiry.failures = Failures::impute;
        inquiry.imputed = parse_share("--failures", command.failures, -most, most);
    }
    return inquiry;
}

StoredMethods methods_of(const AnalyzeCommand& command, const Inquiry& inquiry) {
    StoredMethods methods;
    methods.level = inquiry.level;
    const auto& all = stored_methods();
    if (command.methods == "all") methods.names = all;
    std::istringstream words(command.methods == "all" ? "" : command.methods);
    for (std::string word; std::getline(words, word, ',');) {
        if (std::find(all.begin(), all.end(), word) == all.end()) {
            throw UserError({"--methods", 0, 0}, fmt::format("unknown '{}' (valid: {}, all)", word,
                                                             fmt::join(all, ", ")));
        }
        methods.names.push_back(word);
    }
    if (!command.most.empty()) {
        methods.most = parse_count("--most", command.most, 1000, std::uint64_t{1} << 24);
    }
    if (!command.only.empty()) methods.outputs = {command.only};
    const Crew crew =
        parse_crew({.backend = {}, .threads = command.threads, .isa = {}, .pin = "off"});
    methods.crew = [threads = crew.threads](std::size_t tasks,
                                            const std::function<void(std::size_t)>& task) {
        TileLoop loop{.claim = counting_from(0),
                      .last = tasks,
                      .threads = std::min(threads, std::max<std::size_t>(tasks, 1)),
                      .slots = std::min(threads, std::max<std::size_t>(tasks, 1)),
                      .compute = [&](std::uint64_t t, std::size_t) { task(t); },
                      .consume = [](std::uint64_t, std::size_t) { still_alive(); }};
        run_tbb(loop, {});
    };
    return methods;
}

fs::path output_of(const AnalyzeCommand& command) {
    if (!command.output.empty()) return command.output;
    fs::path file = command.file;
    if (file.extension() == ".partial") file.replace_extension();
    return findings_path(std::move(file));
}

// What cannot be read is the user's input; what cannot be written is not.
StoredReport read_and_analyse(const AnalyzeCommand& command, const Inquiry& inquiry,
                              const StoredMethods& methods) try {
    const auto files =
        is_unfinished_run(command.file) ? sound_data_of(command.file) : std::vector{command.file};
    return analyse_stored(files, inquiry, methods);
} catch (const NoFiniteResult&) {
    throw;  // the end that the user has asked for, of a run as of an analysis
} catch (const std::runtime_error& error) {
    throw UserError(about(command.file, error.what()));
}

int analyze_here(const AnalyzeCommand& command, const Inquiry& inquiry,
                 const StoredMethods& methods) {
    const StoredReport report = read_and_analyse(command, inquiry, methods);
    const fs::path file = output_of(command);
    results::write_analysis(results::PartialFolder(file), report.analysis);
    if (command.quiet) return 0;
    fmt::print("{}", legible(findings_text(report.analysis, {.only = command.only})));
    fmt::print("{} of {}; +- is the half of a {:.3g} % interval\n", counted(report.blocks, "block"),
               counted(report.scenarios, "scenario"), 100 * inquiry.level);
    if (is_unfinished_run(command.file)) {
        fmt::print(
            "provisional: the run is not finished; 'effective' tells of each output how many "
            "blocks there are\n");
    }
    if (report.failed > 0) {
        fmt::print(
            "{} not finite, or missing: their blocks are left out of that output "
            "('effective' counts)\n",
            counted(report.failed, "value"));
    }
    fmt::print("{}\n", file.string());
    return 0;
}

}  // namespace

int execute(const AnalyzeCommand& command) {
    const Inquiry inquiry = inquiry_of(command);
    const StoredMethods methods = methods_of(command, inquiry);
    std::error_code unknown;
    if (!fs::exists(command.file, unknown)) {
        throw UserError(command.file.string() + ": no such file");
    }
    if (is_unfinished_run(command.file)) check_has_segments(command.file);
    const fs::path file = output_of(command);
    if (fs::exists(file, unknown) && !command.force) {
        throw UserError(file.string() +
                        ": the file exists (--force replaces it, -o names another)");
    }
    return contained(command.file, [&] { return analyze_here(command, inquiry, methods); });
}

}  // namespace entente::driver
