// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <thread>

#include "driver/run.hpp"

namespace entente::driver {

/// How a run tells of its progress.
enum class ProgressStyle {
    none,
    lines,  ///< a line now and then, ever more seldom: for logs
    bar     ///< one line, redrawn five times a second: for terminals
};

/// A bar if standard error is a terminal that can redraw a line, else lines.
ProgressStyle progress_style();

/// Shows on standard error how far `counts` are on their way to `scenarios`, until it goes.
class Progress {
  public:
    Progress(ProgressStyle style, const RunCounts& counts, std::uint64_t scenarios);
    /// Removes the bar.
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

  private:
    void show_lines(const std::stop_token& stop);
    void show_bar(const std::stop_token& stop);
    double elapsed() const;

    ProgressStyle style_;
    const RunCounts& counts_;
    std::uint64_t scenarios_;
    std::chrono::steady_clock::time_point start_;
    std::jthread shower_;
};

/// "37 %  386,000 of 1,045,440 scenarios  30,100 scenarios/s  22 s left": `kept` of them are of an
/// earlier run and took no time, `computed` took `seconds`.
std::string progress_line(std::uint64_t kept, std::uint64_t computed, std::uint64_t scenarios,
                          double seconds);

}  // namespace entente::driver
