// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/progress.hpp"

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <stop_token>
#include <string_view>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "driver/commands/wording.hpp"

namespace entente::driver {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr double bar_interval = 0.2;
constexpr double first_line = 2;
constexpr double most_between_lines = 600;
constexpr std::size_t bar_width = 24;

// False when stopped.
bool wait(const std::stop_token& stop, double seconds) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, Seconds(seconds), [] { return false; });
    return !stop.stop_requested();
}

std::size_t terminal_width() {
    winsize size = {};
    const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : 80;
}

std::string share(std::uint64_t computed, std::uint64_t scenarios) {
    const double all = static_cast<double>(std::max<std::uint64_t>(scenarios, 1));
    return fmt::format("{:3.0f} %", std::floor(100 * static_cast<double>(computed) / all));
}

std::string pace(std::uint64_t computed, std::uint64_t left, double seconds) {
    if (computed == 0 || seconds <= 0) return "";
    const double speed = static_cast<double>(computed) / seconds;
    return fmt::format("  {}  {} left", rate(speed), duration(static_cast<double>(left) / speed));
}

std::string bar(std::uint64_t computed, std::uint64_t scenarios) {
    const double share = static_cast<double>(computed) / static_cast<double>(scenarios);
    const auto full = std::min(bar_width, static_cast<std::size_t>(share * bar_width));
    return "[" + std::string(full, '#') + std::string(bar_width - full, '.') + "] ";
}

}  // namespace

std::string progress_line(std::uint64_t kept, std::uint64_t computed, std::uint64_t scenarios,
                          double seconds) {
    const auto done = std::min(kept + computed, scenarios);
    return fmt::format("{}  {} of {}{}", share(done, scenarios), grouped(done),
                       counted(scenarios, "scenario"), pace(computed, scenarios - done, seconds));
}

ProgressStyle progress_style() {
    const char* const terminal = std::getenv("TERM");
    const bool simple = terminal == nullptr || std::string_view(terminal) == "dumb";
    return isatty(STDERR_FILENO) != 0 && !simple ? ProgressStyle::bar : ProgressStyle::lines;
}

Progress::Progress(ProgressStyle style, const RunCounts& counts, std::uint64_t scenarios)
    : style_(style),
      counts_(counts),
      scenarios_(std::max<std::uint64_t>(scenarios, 1)),
      start_(std::chrono::steady_clock::now()) {
    if (style == ProgressStyle::none) return;
    shower_ = std::jthread([this](const std::stop_token& stop) {
        style_ == ProgressStyle::bar ? show_bar(stop) : show_lines(stop);
    });
}

Progress::~Progress() = default;

double Progress::elapsed() const {
    return Seconds(std::chrono::steady_clock::now() - start_).count();
}

void Progress::show_lines(const std::stop_token& stop) {
    double next = first_line;
    while (wait(stop, next - elapsed())) {
        fmt::print(stderr, "{}\n",
                   progress_line(counts_.kept, counts_.computed + counts_.elsewhere, scenarios_,
                                 elapsed()));
        next += std::min(next / 2, most_between_lines);
    }
}

void Progress::show_bar(const std::stop_token& stop) {
    constexpr const char* clear = "\r\033[K";
    do {
        const std::uint64_t kept = counts_.kept;
        const std::uint64_t computed = counts_.computed + counts_.elsewhere;
        const std::uint64_t done = std::min(kept + computed, scenarios_);
        const double seconds = elapsed();
        const std::size_t most = terminal_width() - 1;
        const std::string begun = bar(done, scenarios_);
        std::string line = begun + progress_line(kept, computed, scenarios_, seconds);
        // Where there is little room, the time left is worth more than the counts.
        if (line.size() > most) {
            line = begun + share(done, scenarios_) + pace(computed, scenarios_ - done, seconds);
        }
        line.resize(std::min(line.size(), most));
        fmt::print(stderr, "{}{}", clear, line);
        std::fflush(stderr);
    } while (wait(stop, bar_interval));
    fmt::print(stderr, "{}", clear);
    std::fflush(stderr);
}

}  // namespace entente::driver
