// SPDX-License-Identifier: Apache-2.0
//
// How many points a second do the designs make? 20 uniform columns, tile after tile into the same
// memory, on one thread and on all. Nothing is timed before the points of each design are those
// that it gives one by one, and the unscrambled ones are Sobol's.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "driver/designs/design.hpp"
#include "driver/designs/sobol_sequence.hpp"
#include "driver/machine.hpp"

namespace {

using namespace entente::driver;

constexpr std::size_t columns = 20;
constexpr std::size_t tile = 8192;
constexpr std::uint64_t scenarios = std::uint64_t{1} << 40;

using Made = std::unique_ptr<const Design>;

std::vector<std::vector<double>> filled(const Design& design, std::uint64_t first,
                                        std::size_t count) {
    std::vector<std::vector<double>> values(columns, std::vector<double>(count));
    std::vector<double*> pointers;
    for (auto& column : values) pointers.push_back(column.data());
    design.fill(first, count, pointers.data());
    return values;
}

// What is wrong with a design's points, if anything is.
std::string fault(const Design& design, bool is_plain) {
    constexpr std::uint64_t first = 123'456'789;
    const auto together = filled(design, first, 2000);
    for (std::size_t i = 0; i < 2000; i += 97) {
        const auto alone = filled(design, first + i, 1);
        for (std::size_t c = 0; c < columns; ++c) {
            if (alone[c][0] != together[c][i]) return "a point depends on its neighbours";
            if (!is_plain) continue;
            const std::uint64_t x = SobolSequence(c)(first + i) >> 11;
            if (std::ldexp(static_cast<double>(x), -53) != together[c][i]) {
                return "a point is not Sobol's";
            }
        }
    }
    return "";
}

void points(benchmark::State& state, const Made& design, bool is_plain) {
    if (const std::string why = fault(*design, is_plain); !why.empty()) {
        state.SkipWithError(why.c_str());
        return;
    }
    std::vector<double> values(columns * tile);
    std::vector<double*> pointers;
    for (std::size_t c = 0; c < columns; ++c) pointers.push_back(&values[c * tile]);
    auto first = static_cast<std::uint64_t>(state.thread_index()) << 32;
    for ([[maybe_unused]] auto _ : state) {
        design->fill(first, tile, pointers.data());
        benchmark::ClobberMemory();
        first += tile;
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(tile) * state.iterations());
}

Blocks saltelli_blocks() {
    Blocks blocks{.kind = Blocks::Kind::saltelli,
                  .count = scenarios / 64,
                  .factors = columns,
                  .replicates = 16,
                  .seed = 1};
    blocks.scenarios = scenarios_in_block(blocks);
    return blocks;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<Distribution> cube(columns);
    std::vector<Factor> factors;
    for (std::size_t c = 0; c < columns; ++c) factors.push_back({"", {c}});
    const auto sobol = [&](Scrambling scrambling) {
        return make_sobol(cube, scenarios, 1, scrambling);
    };
    std::vector<std::pair<std::string, Made>> designs;
    designs.emplace_back("sobol_none", sobol(Scrambling::none));
    designs.emplace_back("sobol_digital_shift", sobol(Scrambling::digital_shift));
    designs.emplace_back("sobol_linear", sobol(Scrambling::linear));
    designs.emplace_back("sobol_owen", sobol(Scrambling::owen));
    designs.emplace_back("saltelli_owen", make_saltelli(cube, saltelli_blocks(), factors,
                                                        Sampling::sobol, Scrambling::owen));
    designs.emplace_back("random", make_random(cube, scenarios, 1));
    designs.emplace_back("latin_hypercube", make_latin_hypercube(cube, scenarios, 1));
    const int most = static_cast<int>(available_cpus());
    for (const auto& entry : designs) {
        const Made& design = entry.second;
        const bool is_plain = entry.first == "sobol_none";
        auto* const timed = benchmark::RegisterBenchmark(
            entry.first.c_str(),
            [&design, is_plain](auto& state) { points(state, design, is_plain); });
        timed->UseRealTime()->Threads(1);
        if (most > 1) timed->Threads(most);
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
