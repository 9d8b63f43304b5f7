// SPDX-License-Identifier: Apache-2.0
//
// What every model promises: a scenario's bits are its own, the same on every instruction set with
// fused multiply-add, and what is not a number has a status that says why. (Models with theatres
// are held to it in tests/kernels.)
#include <cmath>
#include <cstdint>
#include <cstring>

#include <gtest/gtest.h>

#include "kernels/isa.hpp"
#include "kernels/registry.hpp"
#include "tests/numbers/sampled_batch.hpp"
#include "tests/numbers/variants.hpp"
#include "tests/published/comparison.hpp"

namespace entente::kernels {
namespace {

constexpr std::size_t scenarios = ENTENTE_SANITIZED ? 200 : 4000;

bool same_bits(double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0; }

class Promises : public testing::TestWithParam<const Model*> {
  protected:
    void for_each_sample(const auto& check) {
        for (const Variant& variant : variants(*GetParam())) {
            SCOPED_TRACE(variant.data);
            const Instance& instance = *variant.instance;
            for (const Region region : {Region::plausible, Region::box, Region::corners}) {
                check(instance, random_scenarios(instance, region, scenarios, 3));
            }
        }
    }
};

TEST_P(Promises, SameBitsWhereverAScenarioStands) {
    for_each_sample([](const Instance& instance, const std::vector<Values>& sample) {
        for (const Isa isa : available_isas()) {
            const auto together = evaluate(instance, isa, sample);
            const std::vector<Values> part(sample.begin() + 5, sample.begin() + 62);
            const auto alone = evaluate(instance, isa, part);
            for (std::size_t i = 0; i < part.size(); ++i) {
                for (std::size_t c = 0; c < alone[i].size(); ++c) {
                    ASSERT_TRUE(same_bits(alone[i][c], together[i + 5][c]))
                        << column_names(instance)[c] << " on " << name(isa);
                }
            }
        }
    });
}

TEST_P(Promises, SameBitsOnEveryInstructionSetThatFuses) {
    for_each_sample([](const Instance& instance, const std::vector<Values>& sample) {
        std::vector<Values> first;
        for (const Isa isa : available_isas()) {
            if (!fuses_multiply_add(isa)) continue;
            const auto found = evaluate(instance, isa, sample);
            if (first.empty()) first = found;
            for (std::size_t i = 0; i < found.size(); ++i) {
                for (std::size_t c = 0; c < found[i].size(); ++c) {
                    ASSERT_TRUE(same_bits(found[i][c], first[i][c]))
                        << column_names(instance)[c] << " on " << name(isa);
                }
            }
        }
    });
}

TEST_P(Promises, SameBitsWhicheverOutputsAreWanted) {
    for_each_sample([](const Instance& instance, const std::vector<Values>& sample) {
        const std::vector<Values> some(sample.begin(), sample.begin() + 64);
        const auto all = evaluate(instance, widest_isa(), some);
        for (std::size_t c = 0; c < all.front().size(); ++c) {
            const auto wanted = std::make_unique<bool[]>(all.front().size());
            wanted[c] = true;
            const auto one =
                evaluate(instance, widest_isa(), some, {wanted.get(), all.front().size()});
            for (std::size_t i = 0; i < some.size(); ++i) {
                ASSERT_TRUE(same_bits(one[i][c], all[i][c])) << column_names(instance)[c];
            }
        }
    });
}

TEST_P(Promises, NothingUnexplained) {
    for_each_sample([](const Instance& instance, const std::vector<Values>& sample) {
        SampledBatch batch(instance, sample.size());
        batch.fill(sample);
        for (const Isa isa : available_isas()) {
            batch.evaluate(isa);
            ASSERT_EQ(batch.unexplained(), Findings()) << name(isa);
        }
    });
}

// As ./dev numbers does it, for a moment.
TEST_P(Promises, NothingUnexplainedAtTheExtremes) {
    for (const Variant& variant : variants(*GetParam())) {
        SampledBatch batch(*variant.instance, scenarios), first(*variant.instance, scenarios);
        for (const Extreme extreme : {Extreme::box, Extreme::corner}) {
            std::mt19937_64 random(11);
            batch.fill(extreme, random);
            first.copy_scenarios(batch);
            first.evaluate(widest_isa());
            for (const Isa isa : available_isas()) {
                batch.evaluate(isa);
                EXPECT_EQ(batch.unexplained(), Findings()) << variant.data << " on " << name(isa);
                if (!fuses_multiply_add(isa) || !fuses_multiply_add(widest_isa())) continue;
                EXPECT_EQ(batch.differences(first), Findings())
                    << variant.data << " on " << name(isa);
            }
        }
    }
}

std::vector<const Model*> without_theatres() {
    std::vector<const Model*> list;
    for (const Model* model : models()) {
        if (model->least_theatres == 0) list.push_back(model);
    }
    return list;
}

INSTANTIATE_TEST_SUITE_P(Models, Promises, testing::ValuesIn(without_theatres()),
                         [](const auto& model) { return std::string(model.param->name); });

}  // namespace
}  // namespace entente::kernels
