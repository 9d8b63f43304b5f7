// SPDX-License-Identifier: Apache-2.0
//
// Runs of a shipped study into a file, as `entente run` makes them, and whether they are right.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "driver/plan.hpp"
#include "driver/run.hpp"

namespace entente::bench {

/// The first `scenarios` of the study (0: all), again and again into a file in a folder for
/// temporary files, which goes with the object.
class WholeRun {
  public:
    WholeRun(const std::filesystem::path& study, std::uint64_t scenarios,
             const std::vector<driver::Override>& overrides = {});
    ~WholeRun();
    WholeRun(const WholeRun&) = delete;
    WholeRun& operator=(const WholeRun&) = delete;

    const driver::Plan& plan() const noexcept { return plan_; }

    /// The file of the study, and the one that a run leaves, in which the next one writes.
    const std::filesystem::path& study() const noexcept { return plan_.study.path; }
    std::filesystem::path file() const { return folder_ / "run.h5"; }

    driver::RunReport run(driver::Backend backend, std::size_t threads) const;

    /// Where the statistics of a run differ from those of another, in words; empty if they have the
    /// same bits, as they must whoever ran them.
    std::string difference(const driver::RunReport& a, const driver::RunReport& b) const;

  private:
    driver::Plan plan_;
    std::filesystem::path folder_;
};

}  // namespace entente::bench
