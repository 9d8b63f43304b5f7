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
#include "tests/published/comparison.hpp"

namespace entente::kernels {
namespace {

constexpr std::size_t scenarios = ENTENTE_SANITIZED ? 200 : 4000;

bool same_bits(double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0; }

// One instance for every value of every setting that is a word, and the ends of those that are
// numbers, the others at their initial values.
std::vector<std::unique_ptr<const Instance>> instances(const Model& model) {
    std::vector<std::unique_ptr<const Instance>> list;
    list.push_back(model.join(initial_data(model)));
    for (const Setting& setting : model.settings) {
        for (int value = setting.least; value <= setting.most; ++value) {
            if (setting.words.empty() && value != setting.least && value != setting.most) continue;
            ModelData data = initial_data(model);
            data.settings.find(setting.name)->second = value;
            list.push_back(model.join(data));
        }
    }
    return list;
}

class Promises : public testing::TestWithParam<const Model*> {
  protected:
    void for_each_sample(const auto& check) {
        for (const auto& instance : instances(*GetParam())) {
            for (const Region region : {Region::plausible, Region::box, Region::corners}) {
                check(*instance, random_scenarios(*instance, region, scenarios, 3));
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

// A real output is finite where the status, the model's last output, is 0; codes have a meaning,
// and masks fit their bits.
TEST_P(Promises, NothingUnexplained) {
    for_each_sample([](const Instance& instance, const std::vector<Values>& sample) {
        const auto& outputs = instance.outputs();
        ASSERT_EQ(outputs.back().name, "status");
        ASSERT_EQ(outputs.back().flags.front(), "ok");
        for (const Isa isa : available_isas()) {
            for (const Values& found : evaluate(instance, isa, sample)) {
                std::size_t column = 0;
                for (const Output& output : outputs) {
                    for (std::size_t k = 0; k < extent(instance, output); ++k, ++column) {
                        const double value = found[column];
                        if (output.kind == OutputKind::real) {
                            ASSERT_TRUE(std::isfinite(value) || found.back() != 0) << output.name;
                            continue;
                        }
                        ASSERT_EQ(value, std::floor(value)) << output.name;
                        ASSERT_GE(value, 0) << output.name;
                        if (output.kind == OutputKind::code) {
                            ASSERT_LT(value, static_cast<double>(output.flags.size()));
                        } else {
                            ASSERT_LT(value, 0x1p31) << output.name;
                        }
                    }
                }
            }
        }
    });
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
