// SPDX-License-Identifier: Apache-2.0
#include "bench/whole_run.hpp"

#include <atomic>
#include <bit>
#include <cerrno>
#include <cstdlib>
#include <optional>
#include <system_error>

#include "driver/study.hpp"
#include "kernels/isa.hpp"
#include "kernels/model.hpp"

namespace entente::bench {
namespace {

std::filesystem::path temporary_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "entente-bench-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) {
        throw std::system_error(errno, std::generic_category(), "cannot make the folder " + name);
    }
    return name;
}

bool same_bits(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

}  // namespace

WholeRun::WholeRun(const std::filesystem::path& study, std::uint64_t scenarios,
                   const std::vector<driver::Override>& overrides)
    : plan_(driver::make_plan(driver::read_study(study, overrides),
                              {.scenarios_per_tile = {},
                               .limit = scenarios == 0 ? std::nullopt : std::optional(scenarios),
                               .shard = {}})),
      folder_(temporary_folder()) {}

WholeRun::~WholeRun() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

driver::RunReport WholeRun::run(driver::Backend backend, std::size_t threads) const {
    driver::RunCounts counts;
    const driver::Crew crew{.backend = backend, .threads = threads, .isa = kernels::widest_isa()};
    return driver::run(plan_, {.file = file(), .crew = crew}, {}, counts);
}

std::string WholeRun::difference(const driver::RunReport& a, const driver::RunReport& b) const {
    for (std::size_t o = 0; o < a.outputs.size(); ++o) {
        const driver::Statistics& x = a.outputs[o];
        const driver::Statistics& y = b.outputs[o];
        const bool same = same_bits(x.mean(), y.mean()) &&
                          same_bits(x.least().value, y.least().value) &&
                          same_bits(x.most().value, y.most().value) && x.finite() == y.finite();
        if (!same) return plan_.instance->outputs()[plan_.outputs[o]].name;
    }
    return a.scenarios == b.scenarios ? "" : "the number of scenarios";
}

}  // namespace entente::bench
