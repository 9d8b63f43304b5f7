// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "driver/plan.hpp"
#include "driver/run.hpp"
#include "results/reader.hpp"
#include "tests/results/scratch_folder.hpp"

namespace entente::tests {

/// A test in a folder of its own with two small theatres, north.toml and south.toml.
class SmallStudies : public ScratchFolder {
  protected:
    SmallStudies();

    /// Writes a file into the folder.
    void write(const std::string& name, const std::string& text) const;

    /// The plan of a study that begins with `head`, joins both theatres over four years, and asks
    /// for every output as a float64. `head` may hold keys of the top level and [tables].
    driver::Plan plan(const std::string& head, const driver::Cut& cut = {}) const;

    /// Evaluates the plan into a new file, which must become complete, and opens it.
    results::Reader evaluated(const driver::Plan& plan, const driver::Crew& crew);

  private:
    int files_ = 0;
};

/// One thread, the widest instruction set: what other crews are compared with.
driver::Crew alone();

/// All values of `variable` for scenarios first .. first + count - 1 are the same bits in both.
void expect_same_bits(const results::Reader& found, const results::Reader& wanted,
                      std::uint64_t first, std::uint64_t count);

/// Whether one list of numbers has the bits of another; tells not-a-numbers apart, and zeros.
bool same_bits(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace entente::tests
