// SPDX-License-Identifier: Apache-2.0
//
// Results do not depend on how a thread is set to compute: rounded in another direction, or with
// subnormal numbers taken for zeros, as a library linked with -ffast-math leaves it.
#include <atomic>
#include <map>
#include <ostream>
#include <vector>

#include <gtest/gtest.h>
#include <immintrin.h>

#include "driver/tile_work.hpp"
#include "tests/system/small_studies.hpp"

namespace entente::driver {
namespace {

constexpr unsigned flush_to_zero = 0x8000, denormals_are_zero = 0x0040, usual = 0x1f80;

struct Oddity {
    const char* name;
    unsigned control;  ///< what the thread's MXCSR register holds
};

// How GoogleTest prints one.
void PrintTo(const Oddity& oddity, std::ostream* out) { *out << oddity.name; }

constexpr Oddity oddities[] = {
    {"flushing", usual | flush_to_zero | denormals_are_zero},
    {"upward", usual | _MM_ROUND_UP},
    {"downward", usual | _MM_ROUND_DOWN},
    {"toward_zero", usual | _MM_ROUND_TOWARD_ZERO},
};

// Exceptions that have been raised are no setting.
unsigned settings() { return _mm_getcsr() & ~static_cast<unsigned>(_MM_EXCEPT_MASK); }

// The thread computes oddly while this lives.
class OddArithmetic {
  public:
    explicit OddArithmetic(unsigned control) : before_(_mm_getcsr()) { _mm_setcsr(control); }
    ~OddArithmetic() { _mm_setcsr(before_); }
    OddArithmetic(const OddArithmetic&) = delete;
    OddArithmetic& operator=(const OddArithmetic&) = delete;

  private:
    unsigned before_;
};

constexpr const char* sample = R"([parameters]
"*" = "plausible"
recovery = { min = 0, max = 1, distribution = "beta", alpha = 0.4, beta = 0.7 }
[design]
kind = "latin_hypercube"
scenarios = 700
seed = 3
)";

// All that is not a rate is subnormal.
constexpr const char* tiny = R"(
model = "arms_race"
[parameters]
first.initial = 3e-310
second.initial = { from = 1e-310, to = 2e-310, points = 7 }
first.grievance = 0
second.grievance = 0
first.reaction = { from = 0.1, to = 1.5, points = 100 }
[output]
variables = ["*"]
precision = "float64"
)";

constexpr Cut small_tiles{.scenarios_per_tile = 64, .limit = {}, .shard = {}};

class OddArithmetics : public tests::SmallStudies, public testing::WithParamInterface<Oddity> {
  protected:
    std::vector<Plan> plans() {
        write("tiny.toml", tiny);
        std::vector<Plan> list;
        list.push_back(plan(sample, small_tiles));
        list.push_back(make_plan(read_study(file("tiny.toml")), small_tiles));
        return list;
    }
};

// All that the tiles of a plan become: their chunks, and their statistics.
using Bytes = std::map<std::uint64_t, std::vector<std::vector<std::byte>>>;

// Every worker sets its arithmetic before each tile, and must find it again after it.
Bytes encoded(const Plan& plan, Backend backend, unsigned control) {
    const results::Schema schema = make_schema(plan);
    const results::Encoder encoder(schema);
    TileLoop loop = tile_loop(plan.first_tile, plan.last_tile, 3);
    TileWorks works(loop.slots, plan, schema, kernels::widest_isa());
    std::atomic<std::uint64_t> computed = 0;
    std::atomic<int> changed = 0;
    Bytes bytes;
    loop.compute = [&](std::uint64_t i, std::size_t slot) {
        const OddArithmetic odd(control);
        works[slot].process(plan.tile(i), encoder, computed, [] { return false; });
        changed += settings() != control;
    };
    loop.consume = [&](std::uint64_t i, std::size_t slot) {
        const results::EncodedTile& tile = works[slot].encoded();
        for (const auto& chunk : tile.chunks) bytes[i].push_back(chunk.bytes);
        bytes[i].push_back(tile.notes);
    };
    run(backend, loop, {});
    EXPECT_EQ(changed, 0);
    return bytes;
}

TEST_P(OddArithmetics, OfWorkersDoNotChangeATile) {
    for (const Plan& plan : plans()) {
        const Bytes wanted = encoded(plan, Backend::serial, usual);
        ASSERT_GT(wanted.size(), 10U);
        for (const Backend backend : backends()) {
            EXPECT_TRUE(encoded(plan, backend, GetParam().control) == wanted)
                << plan.study.model << ", " << name(backend);
        }
    }
}

// Threads that are made now have the settings of this one.
TEST_P(OddArithmetics, OfTheCallerDoNotChangeAFile) {
    std::vector<results::Reader> wanted;
    for (const Plan& plan : plans()) wanted.push_back(evaluated(plan, tests::alone()));
    for (const Backend backend : backends()) {
        SCOPED_TRACE(name(backend));
        const OddArithmetic odd(GetParam().control);
        const std::vector<Plan> again = plans();
        for (std::size_t p = 0; p < again.size(); ++p) {
            const auto found = evaluated(again[p], {backend, 3, kernels::widest_isa()});
            EXPECT_EQ(settings(), GetParam().control);
            tests::expect_same_bits(found, wanted[p], 0, wanted[p].scenarios());
            for (std::size_t v = 0; v < found.variables().size(); ++v) {
                EXPECT_TRUE(found.variables()[v].attributes == wanted[p].variables()[v].attributes)
                    << found.variables()[v].name;
            }
        }
    }
}

std::vector<double> kernel_values(const Plan& plan) {
    constexpr std::size_t count = 512;
    const std::size_t columns = kernels::column_offsets(*plan.instance).back();
    kernels::Workspace in(plan.fixed.size(), count), out(columns, count);
    kernels::Workspace scratch(1, plan.instance->scratch());
    plan.fill(0, count, in.columns(), true);
    plan.instance->evaluate(
        kernels::widest_isa(),
        {.in = in.columns(), .out = out.columns(), .scenarios = count, .scratch = scratch[0]});
    std::vector<double> values;
    for (std::size_t c = 0; c < columns; ++c) values.insert(values.end(), out[c], out[c] + count);
    return values;
}

// They do change what a kernel returns on its own, or the tests above would say nothing.
TEST_P(OddArithmetics, ChangeAKernel) {
    int changed = 0;
    for (const Plan& plan : plans()) {
        const auto usually = kernel_values(plan);
        const OddArithmetic odd(GetParam().control);
        changed += tests::same_bits(kernel_values(plan), usually) ? 0 : 1;
    }
    EXPECT_GT(changed, 0);
}

INSTANTIATE_TEST_SUITE_P(Settings, OddArithmetics, testing::ValuesIn(oddities),
                         [](const auto& oddity) { return std::string(oddity.param.name); });

}  // namespace
}  // namespace entente::driver
