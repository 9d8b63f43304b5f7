// SPDX-License-Identifier: Apache-2.0
//
// Numbers of each part: derived once, by other means, from the equations of the literature.
#include <utility>

#include "kernels/models/commitment/tables.hpp"

namespace entente::kernels::commitment_model {
namespace {

PublishedCase plan_b(double prior, double discount, double alone, double date, double value) {
    return {"derived from (6) to (10), dynamic programming",
            {},
            {{"plan_b.prior", prior},
             {"plan_b.structural_return", 0.02},
             {"plan_b.transient_return", 0.5},
             {"plan_b.discount", discount},
             {"plan_b.reliable", 1},
             {"plan_b.unreliable", 0.1},
             {"plan_b.alone", alone},
             {"plan_b.cost", 1}},
            {{"years until Plan B", "plan_b.date", 0, date},
             {"value of the ally's policy", "plan_b.value", 0, value}}};
}

PublishedCase margin(double start, double drift, double noise, double years, double fall) {
    return {"derived from the law of the first passage (Cox and Miller 1965)",
            {},
            {{"margin.start", start},
             {"margin.drift", drift},
             {"margin.noise", noise},
             {"margin.years", years}},
            {{"probability that the margin is used up", "margin.fall", 0, fall}}};
}

PublishedCase signals(double win, double defender_cost, double attacker_cost,
                      std::vector<PublishedValue> values) {
    return {"derived from Fearon 1997, minimal form",
            {},
            {{"signals.win", win},
             {"signals.defender_cost", defender_cost},
             {"signals.attacker_cost", attacker_cost}},
            std::move(values)};
}

PublishedCase pivot(double held, double threat, double held_second, double threat_second,
                    double to_first, double to_second) {
    return {"derived from (18)",
            {},
            {{"pivot.forces", 1},
             {"pivot.first.value", 1},
             {"pivot.first.held", held},
             {"pivot.first.threat", threat},
             {"pivot.second.value", 1},
             {"pivot.second.held", held_second},
             {"pivot.second.threat", threat_second}},
            {{"forces for the first theatre", "pivot.to_first", 0, to_first},
             {"forces for the second theatre", "pivot.to_second", 0, to_second}}};
}

}  // namespace

std::vector<PublishedCase> published() {
    const auto now = [](const char* quantity, const char* output, double value,
                        double tolerance = 1e-12) {
        return PublishedValue{quantity, output, 0, value, tolerance};
    };
    return {
        {"derived from (3) and (5); printed to 8 digits",
         {},
         {{"patron.lapse", 0.15},
          {"patron.return", 0.35},
          {"patron.hazard_reliable", 0.01},
          {"patron.hazard_unreliable", 0.12},
          {"patron.years", 10}},
         {now("survival from reliable", "patron.survival_reliable", 0.71614391, 1e-8),
          now("survival from unreliable", "patron.survival_unreliable", 0.58121421, 1e-8),
          now("mean life from reliable", "patron.life_reliable", 27.31277533, 3e-10),
          now("mean life from unreliable", "patron.life_unreliable", 22.46696035, 3e-10)}},
        plan_b(0.3, 0.9, 0.7, 3, 7.162240758400001),
        plan_b(0.7, 0.9, 0.7, 1, 6.090400000000001),
        plan_b(0.3, 0.95, 0.8, 3, 16.587677480999982),
        signals(0.5, 0.2, 0.3,
                {now("chance of an attack", "signals.attack", 0.4),
                 now("least value that sinks costs", "signals.sink.cutoff", 0.4),
                 now("least value that ties hands", "signals.tie.cutoff", 0.1),
                 now("sunk costs", "signals.sink.cost", 0.24),
                 now("war, costs sunk", "signals.sink.war", 0.24),
                 now("war, hands tied", "signals.tie.war", 0.36),
                 now("what tied hands gain", "signals.advantage", 0.18),
                 now("utility, costs sunk", "signals.sink.utility", 0.144),
                 now("utility, hands tied", "signals.tie.utility", 0.324),
                 now("least cost that ties hands", "signals.tie.cost", 0.15)}),
        signals(0.4, 0.3, 0.1,
                {now("chance of an attack", "signals.attack", 0.75),
                 now("least value that sinks costs", "signals.sink.cutoff", 0.5),
                 now("least value that ties hands", "signals.tie.cutoff", 0.3214285714285714),
                 now("sunk costs", "signals.sink.cost", 0.125),
                 now("war, costs sunk", "signals.sink.war", 0.375),
                 now("war, hands tied", "signals.tie.war", 0.5089285714285714),
                 now("utility, costs sunk", "signals.sink.utility", 0.0875),
                 now("utility, hands tied", "signals.tie.utility", 0.1611607142857143),
                 now("least cost that ties hands", "signals.tie.cost", 0.10714285714285715)}),
        margin(1, 0, 1, 1, 0.31731050786291404),
        margin(0.5, -0.2, 0.3, 2, 0.5632195657927932),
        margin(5, -3, 0.1, 1, 3.4436348833592556e-89),
        pivot(0.2, 1, 0.2, 1, 0.5, 0.5),
        pivot(0.6, 0.4, 0.1, 2, 0.26696967693728424, 0.7330303230627151),
        {"derived from (19) and (20)",
         {{"contestants", 2}},
         {{"contest.value.1", 10}, {"contest.value.2", 5}},
         {{"effort of the first", "contest.effort", 0, 2.2222222222222223},
          {"effort of the second", "contest.effort", 1, 1.1111111111111112},
          {"effort of both", "contest.total", 0, 3.333333333333333}}},
        {"derived from (19) and (20): one of four makes no effort",
         {{"contestants", 4}},
         {{"contest.value.1", 10},
          {"contest.value.2", 8},
          {"contest.value.3", 6},
          {"contest.value.4", 2}},
         {{"effort of the first", "contest.effort", 0, 2.4988682661837935},
          {"effort of the second", "contest.effort", 1, 1.846989588048891},
          {"effort of the third", "contest.effort", 2, 0.7605251244907197},
          {"effort of the fourth", "contest.effort", 3, 0},
          {"effort of all", "contest.total", 0, 5.1063829787234045},
          {"the first three make an effort", "contest.active", 0, 7}}},
    };
}

}  // namespace entente::kernels::commitment_model
