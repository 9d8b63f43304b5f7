// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/alliance_reference.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "tests/reference/alliance_years.hpp"

namespace reference {
namespace {

Shared shared_parameters(const Scenario& scenario) {
    const auto at = [&](const char* name) { return scenario.at(name); };
    return {at("committed0"),
            at("recovery"),
            at("relapse"),
            at("signal"),
            at("deeds"),
            at("mirror"),
            at("pivot"),
            at("thinning"),
            at("private_share"),
            at("norm_target"),
            at("norm_weight"),
            at("demand"),
            at("bargaining"),
            at("dispute_sharpness"),
            at("concentration"),
            at("reach_km"),
            at("decisiveness"),
            at("rationality"),
            at("crisis_rate"),
            at("status_quo"),
            at("stake"),
            at("patron_war_cost"),
            at("reputation"),
            at("reputation_pooling"),
            at("compliance_weight"),
            at("adversary_war_cost"),
            at("ally_war_cost"),
            at("escalation"),
            at("loss_weight"),
            at("tension_weight"),
            at("autonomy_cost"),
            at("plan_b_cost"),
            at("drift"),
            at("exit_rate"),
            at("exit_sensitivity")};
}

Local local_parameters(const Scenario& scenario, const std::string& theatre) {
    const auto at = [&](const char* name) { return scenario.at(theatre + "." + name); };
    return {at("integration"), at("differentiation"), at("belief"),
            at("rhetoric"),    at("theatre_share"),   at("threat_growth")};
}

MemberYear facts(const Alliance& alliance, const Member& m, double patron_forces) {
    return {.belief = alliance.belief(),
            .patron_forces = patron_forces,
            .membership = m.n,
            .burden = m.x,
            .support = m.hns,
            .dispute = m.z,
            .p2 = m.p2,
            .p4 = m.p4,
            .p5 = m.p5,
            .p6 = m.p6,
            .forces = m.own,
            .threat = std::exp(m.ln_threat),
            .p_na = m.p_na,
            .p_a = m.p_a,
            .entrapment = m.E,
            .tension = m.tension,
            .margin = m.margin,
            .hazard = alliance.hazard(m)};
}

// The outputs of a theatre, year by year.
class Record {
  public:
    void add(const Alliance& alliance, double forces);
    void report(const std::string& name, const Alliance& alliance,
                std::map<std::string, std::vector<double>>& outputs) const;
    const std::vector<std::vector<MemberYear>>& years() const { return years_; }

  private:
    std::vector<std::vector<MemberYear>> years_;
    std::map<std::string, std::vector<double>> yearly_;
};

// Step 7: the outputs of the year in which the patron has `forces` in the theatre, phi m_0.
void Record::add(const Alliance& alliance, double forces) {
    const double omega = alliance.shared().crisis_rate;
    double stability = 0, cohesion = 0, intact = 1, M = 0, self_reliance = 0;
    double margin_min = std::numeric_limits<double>::infinity();
    std::vector<MemberYear> year;
    for (const Member& m : alliance.members()) {
        const double win = m.p5 * m.p_na + m.p6 * m.p_a;
        stability += m.n * m.s * (1 - omega * m.p2 * ((1 - m.p4) + m.p4 * (1 - win)));
        cohesion += m.n * m.s;
        intact *= m.n;
        M += m.n * m.x * m.Y;
        margin_min = std::min(margin_min, m.margin);
        if (m.margin < 0) self_reliance += m.s;
        year.push_back(facts(alliance, m, forces));
    }
    years_.push_back(year);
    const double tau = alliance.shared().norm_target;
    const auto put = [&](const char* name, double value) { yearly_[name].push_back(value); };
    put("stability", stability);
    put("cohesion", cohesion);
    put("intact_years", intact);
    put("challenge", alliance.mean([&](const Member& m) { return omega * m.p2; }));
    put("abandonment", alliance.mean([&](const Member& m) { return omega * m.p2 * m.p4 * m.p5; }));
    put("entrapment", alliance.mean([](const Member& m) { return m.E; }));
    put("tension", alliance.mean([](const Member& m) { return m.tension; }));
    put("credence", alliance.mean([](const Member& m) { return m.p6; }));
    put("patron_share", forces / (forces + M));
    put("burden", alliance.mean([](const Member& m) { return m.x + m.hns; }));
    put("compliance",
        alliance.mean([&](const Member& m) { return m.x >= tau * (1 - 1e-9) ? 1 : 0; }));
    put("margin_min", margin_min);
    put("self_reliance", self_reliance);
}

// "Outputs per theatre".
void Record::report(const std::string& name, const Alliance& alliance,
                    std::map<std::string, std::vector<double>>& outputs) const {
    const auto years = static_cast<double>(years_.size());
    for (const auto& [output, values] : yearly_) {
        double sum = 0;
        for (const double value : values) sum += value;
        outputs[name + "." + output] = {output == "intact_years" ? sum : sum / years};
    }
    for (const char* output : {"stability", "cohesion", "challenge", "abandonment", "entrapment",
                               "tension", "credence", "patron_share", "burden"}) {
        outputs[name + ".yearly_" + output] = yearly_.at(output);
    }
    const std::vector<Member>& members = alliance.members();
    double final_membership = 0;
    std::size_t weakest = 0;
    for (std::size_t i = 0; i < members.size(); ++i) {
        const Member& m = members[i];
        final_membership += m.n * m.s;
        if (m.n < members[weakest].n) weakest = i;
        double burden = 0, margin = 0;
        for (const auto& year : years_) {
            burden += year[i].burden + year[i].support;
            margin += year[i].margin;
        }
        outputs[name + ".member_final"].push_back(m.n);
        outputs[name + ".member_burden"].push_back(burden / years);
        outputs[name + ".member_margin"].push_back(margin / years);
    }
    outputs[name + ".final_membership"] = {final_membership};
    outputs[name + ".weakest_member"] = {static_cast<double>(weakest)};
}

// The share of the patron's forces in each theatre in year t: the pivot moves them from the first
// to the second.
std::vector<double> divide_forces(const std::vector<Alliance>& alliances, int t) {
    if (alliances.size() == 1) return {alliances[0].local().theatre_share};
    const double first = alliances[0].local().theatre_share;
    const double second = alliances[1].local().theatre_share;
    const double moved = std::clamp(alliances[0].shared().pivot * t, -second, first);
    return {first - moved, second + moved};
}

// Step 8: what the patron says and does in a theatre is heard in both.
void speak(std::vector<Alliance>& alliances, double pi) {
    std::vector<double> signals;
    for (const Alliance& alliance : alliances) signals.push_back(alliance.heard(pi));
    for (std::size_t k = 0; k < alliances.size(); ++k) {
        const double other = alliances.size() == 2 ? signals[1 - k] : 0;
        alliances[k].update_belief(signals[k], other);
    }
}

}  // namespace

Result evaluate(const std::vector<Theatre>& theatres, const Patron& patron, int horizon,
                const Scenario& scenario) {
    const Shared shared = shared_parameters(scenario);
    const double m_0 = patron.gdp * patron.burden;
    std::vector<Alliance> alliances;
    for (const Theatre& theatre : theatres) {
        alliances.emplace_back(theatre, patron, shared, local_parameters(scenario, theatre.name));
    }
    std::vector<Record> records(theatres.size());
    double pi = shared.committed0;

    for (int t = 0; t < horizon; ++t) {
        const std::vector<double> shares = divide_forces(alliances, t);
        for (std::size_t k = 0; k < alliances.size(); ++k) {
            alliances[k].play_year(t, shares[k]);
            records[k].add(alliances[k], shares[k] * m_0);
            alliances[k].leave();
        }
        pi = pi * (1 - shared.relapse) + (1 - pi) * shared.recovery;
        speak(alliances, pi);
    }

    Result result;
    for (std::size_t k = 0; k < alliances.size(); ++k) {
        records[k].report(theatres[k].name, alliances[k], result.outputs);
        result.years.push_back(records[k].years());
    }
    return result;
}

std::vector<double> calibrate(const Theatre& theatre, const Patron& patron,
                              const Scenario& scenario) {
    const Alliance alliance(theatre, patron, shared_parameters(scenario),
                            local_parameters(scenario, theatre.name));
    std::vector<double> alphas;
    for (const Member& m : alliance.members()) alphas.push_back(m.alpha);
    return alphas;
}

}  // namespace reference
