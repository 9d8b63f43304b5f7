// SPDX-License-Identifier: Apache-2.0
//
// contest: two sides fight with forces x and y; the first wins with probability p = x/(x + y).  (1)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "contest.cpp"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "kernels/kernel_instance.hpp"
#include "kernels/lanes/lanes-inl.hpp"

#ifndef ENTENTE_KERNELS_MODELS_CONTEST  // what is the same for all instruction sets
#define ENTENTE_KERNELS_MODELS_CONTEST
namespace entente::kernels::contest_model {
struct Prepared {};  // settings and data, digested: none here
}  // namespace entente::kernels::contest_model
#endif

HWY_BEFORE_NAMESPACE();
namespace entente::kernels::HWY_NAMESPACE {
void evaluate_contest(const contest_model::Prepared&, const Batch& batch) {
    for (std::size_t i = 0; i < batch.scenarios; i += lanes) {
        const Real x = take(batch, 0, i), y = take(batch, 1, i);
        const Mask peace = x + y <= Real(0.0);
        put(batch, 0, i, x / (x + y));
        put(batch, 1, i, select(peace, Real(1.0), Real(0.0)));
    }
}
}  // namespace entente::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace entente::kernels {
namespace {
std::unique_ptr<const Instance> join_contest(const ModelData&) {
    Interface table{
        // name, unit, meaning, initial, valid, plausible
        {{"first", "1", "the first side's forces (x)", 1, {0, 1e6}, {0, 10}},
         {"second", "1", "the second side's forces (y)", 1, {0, 1e6}, {0, 10}}},
        {{"p", "1", "probability that the first side wins"},
         {"status", "1", "whether there is a fight", OutputKind::code, "", {"ok", "peace"}}}};
    return std::make_unique<KernelInstance<contest_model::Prepared>>(
        std::move(table), contest_model::Prepared{},
        Builds<const contest_model::Prepared&, const Batch&> ENTENTE_BUILDS(evaluate_contest), 10);
}
}  // namespace

extern const Model contest;
const Model contest = {.name = "contest",
                       .version = 1,
                       .summary = "who wins with which forces",
                       .references = {},
                       .settings = {},
                       .join = join_contest};
}  // namespace entente::kernels
#endif
