// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/merge_command.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <stop_token>
#include <system_error>

#include <fmt/format.h>
#include <sys/mman.h>

#include "driver/commands/file_size.hpp"
#include "driver/commands/interruption.hpp"
#include "driver/commands/options.hpp"
#include "driver/commands/output_file.hpp"
#include "driver/commands/progress.hpp"
#include "driver/commands/wording.hpp"
#include "driver/containment.hpp"
#include "driver/merge.hpp"
#include "driver/user_error.hpp"
#include "results/partial_folder.hpp"

namespace entente::driver {
namespace {

namespace fs = std::filesystem;

constexpr int interrupted = 130;

// A MergeWatch that this process and those which it begins from now on share.
class SharedWatch {
  public:
    SharedWatch() {
        void* shared = ::mmap(nullptr, sizeof(MergeWatch), PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (shared == MAP_FAILED) {
            throw std::system_error(errno, std::generic_category(),
                                    "cannot share memory with another process");
        }
        watch_ = new (shared) MergeWatch();
    }
    ~SharedWatch() { ::munmap(watch_, sizeof(MergeWatch)); }
    SharedWatch(const SharedWatch&) = delete;
    SharedWatch& operator=(const SharedWatch&) = delete;

    MergeWatch& operator*() const noexcept { return *watch_; }
    MergeWatch* operator->() const noexcept { return watch_; }

  private:
    MergeWatch* watch_;
};

// Holds back the signals that end a program, in this process and in one that it begins meanwhile:
// this one hears them, and tells the other.
class HeldSignals {
  public:
    HeldSignals() {
        sigset_t ends;
        sigemptyset(&ends);
        for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&ends, signal);
        pthread_sigmask(SIG_BLOCK, &ends, &before_);
    }
    ~HeldSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    HeldSignals(const HeldSignals&) = delete;
    HeldSignals& operator=(const HeldSignals&) = delete;

  private:
    sigset_t before_;
};

Existing asked_of(const MergeCommand& command) {
    const Existing existing = what_to_do(command.writing);
    if (command.virtual_view && existing == Existing::go_on) {
        throw UserError("--resume: a virtual view is written at once (--force replaces one)");
    }
    return existing;
}

// As it was typed, but for a long list of files.
std::string command_text(const MergeCommand& command) {
    constexpr std::size_t most = 6;
    std::string text = "entente merge " + command.output.string();
    const auto& files = command.shards;
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (files.size() > most && i == 1) {
            text += fmt::format(" ... ({} files)", files.size());
            i = files.size() - 1;
        }
        text += " " + files[i].string();
    }
    return text + (command.virtual_view ? " --virtual" : "") +
           (command.writing.resume  ? " --resume"
            : command.writing.force ? " --force"
                                    : "");
}

void warn_of_room(const Shards& shards, const fs::path& file) {
    constexpr double record = 24, chunk = 20;
    const auto bytes = static_cast<double>(shards.bytes);
    const double journal =
        static_cast<double>(shards.whole.tiles) *
        (record + chunk * static_cast<double>(shards.whole.schema.variables.size()));
    const auto why = shortage(file, bytes, journal);
    if (why.empty()) return;
    fmt::print(stderr,
               "warning: {}: will take about {}, but {}; the merge will stop there, and --resume "
               "goes on with it once there is room\n",
               file.string(), byte_size(bytes), why);
}

// Whether the finished file is what the merge would write.
bool is_done(const MergeOptions& options, const Shards& shards) {
    std::error_code unknown;
    if (!options.resume || !results::segments_in(results::partial_path(options.file)).empty() ||
        !fs::exists(options.file, unknown))
        return false;
    if (is_merged(options.file, shards)) {
        fmt::print(stderr, "{}: complete and sound, nothing to do\n", options.file.string());
        return true;
    }
    fmt::print(stderr, "{}: damaged; merged anew\n", options.file.string());
    return false;
}

MergeReport watched_merge(const Shards& shards, const MergeOptions& options, bool quiet,
                          MergeWatch& watch) {
    RunCounts counts;
    std::uint64_t scenarios = 0;
    for (const ShardFile& part : shards.parts) scenarios += part.scenarios;
    const Progress progress(quiet ? ProgressStyle::none : progress_style(), counts, scenarios);
    return resumable(options.file, "merged", [&] { return merge(shards, options, watch, counts); });
}

std::string summary(const Shards& shards, const fs::path& file, const MergeReport& report) {
    const double speed = static_cast<double>(report.copied_bytes) / report.seconds;
    std::string text =
        fmt::format("{}, {}, {} merged in {}, {}/s\n", counted(shards.parts.size(), "file"),
                    counted(report.tiles, "tile"), counted(report.scenarios, "scenario"),
                    duration(report.seconds), byte_size(speed));
    if (report.copied < report.tiles) {
        text += fmt::format("{} are of an earlier merge\n",
                            counted(report.tiles - report.copied, "tile"));
    }
    return text +
           fmt::format("{}, {}\n", file.string(), byte_size(static_cast<double>(report.bytes)));
}

std::string view_summary(const Shards& shards, const fs::path& file) {
    const auto missing = missing_shards(shards.parts);
    std::string text =
        fmt::format("{}: a virtual view of {} of {}\n", file.string(), grouped(shards.parts.size()),
                    counted(shards.parts.front().shard.count, "shard"));
    if (!missing.empty()) {
        text += fmt::format("missing: {} {}\n", missing.size() == 1 ? "shard" : "shards",
                            numbers_text(missing));
    }
    return text;
}

int merge_here(const MergeCommand& command, const MergeOptions& options, MergeWatch& watch) {
    const auto read = read_shards(command.shards, !command.virtual_view, watch);
    if (!read) {
        fmt::print(stderr, "interrupted: nothing is written\n");
        return interrupted;
    }
    const Shards& shards = *read;
    if (command.virtual_view) {
        make_view(shards, options);
        if (!command.writing.quiet) fmt::print("{}", view_summary(shards, options.file));
        return 0;
    }
    if (is_done(options, shards)) return 0;
    warn_of_room(shards, options.file);
    const auto report = watched_merge(shards, options, command.writing.quiet, watch);
    if (!report.complete) {
        fmt::print(stderr, "interrupted: {} of {} are in {}; --resume goes on with it\n",
                   grouped(report.tiles), counted(shards.whole.tiles, "tile"),
                   results::partial_path(options.file).string());
        return interrupted;
    }
    if (!command.writing.quiet) fmt::print("{}", summary(shards, options.file, report));
    return 0;
}

// Shards come from elsewhere: they are read in a process that may die, which writes the file, too.
int contained_merge(const MergeCommand& command, const MergeOptions& options) {
    const SharedWatch watch;
    Allowance allowance = allowance_for(command.output);
    for (const fs::path& shard : command.shards)
        allowance.memory = std::max(allowance.memory, allowance_for(shard).memory);
    const HeldSignals held;
    Containment process(command.output, allowance,
                        [&] { return merge_here(command, options, *watch); });
    const Interruption interruption;
    const std::stop_callback pass_on(interruption.token(), [&] { watch->stop = true; });
    return process.wait([&] {
        const std::size_t place = watch->reading;
        return place < command.shards.size() ? command.shards[place] : command.output;
    });
}

}  // namespace

int execute(const MergeCommand& command) {
    const Existing existing = asked_of(command);
    const auto sync = parse_sync(command.writing.sync);
    check_writer(command.output);
    check_output_file(command.output, command.shards, existing);
    return contained_merge(command, {.file = command.output,
                                     .command_line = command_text(command),
                                     .resume = command.writing.resume,
                                     .only_new = existing == Existing::refuse,
                                     .take_over = command.writing.take_over,
                                     .sync = sync});
}

}  // namespace entente::driver
