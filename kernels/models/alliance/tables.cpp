// SPDX-License-Identifier: Apache-2.0
#include "kernels/models/alliance/tables.hpp"

#include <iterator>

#include "kernels/models/alliance/columns.hpp"

namespace entente::kernels::alliance_model {
namespace {

constexpr auto above(double lo, double hi) { return Interval{lo, hi, true, false}; }

struct Row {
    const char* name;
    const char* unit;
    double initial;
    Interval valid;
    Interval plausible;
    const char* meaning;
};

// These are tables, and a row of one stays together.
// clang-format off

// The plausible ranges are the authors' judgements, not estimates.
constexpr Row shared_rows[] = {
    {"committed0", "1", 0, {0, 1}, {0, 1}, "true probability that the patron is committed at the start"},
    {"recovery", "year-1", 0.15, {0, 1}, {0.02, 0.5},
     "probability that a transactional patron turns committed (high: an aberration; near 0: a structural shift)"},
    {"relapse", "year-1", 0.05, {0, 1}, {0, 0.2}, "probability that a committed patron turns transactional"},
    {"signal", "1", 0.6, {0, 5}, {0, 1.5}, "informativeness of a year of the patron's conduct, in log-odds"},
    {"deeds", "1", 0.5, {0, 1}, {0, 1},
     "how far allies judge a transactional patron by what it would do (0: by its words alone)"},
    {"mirror", "1", 0.25, {0, 1}, {0, 1}, "weight of what is seen in the other theatre"},
    {"pivot", "year-1", 0.004, {-0.05, 0.05}, {0, 0.015},
     "share of the patron's forces moved from the first theatre to the second"},
    {"thinning", "1", 0.8, {0, 1}, {0.5, 1},
     "0: protection is a pure public good; 1: forces are thinned in proportion to GDP"},
    {"private_share", "1", 0.3, {0.01, 0.99}, {0.05, 0.9}, "private share of the taste for arms (joint products)"},
    {"norm_target", "1", 0.02, above(0, 0.1), {0.01, 0.03}, "collective spending norm, share of GDP"},
    {"norm_weight", "1", 0.002, {0, 0.005}, {0, 0.004}, "weight of the norm in an ally's welfare"},
    {"demand", "1", 5, {1, 20}, {1, 8}, "host-nation support demanded, multiple of the base year's"},
    {"bargaining", "1", 0.1, above(0, 1), {0.02, 0.5},
     "share of its gain from the alliance that an ally is ready to pay"},
    {"dispute_sharpness", "1", 2, above(0, 10), {1, 4}, "steepness of the dispute probability"},
    {"concentration", "1", 0.6, {0, 1}, {0.3, 0.9}, "exponent by which the adversary spreads over targets"},
    {"reach_km", "km", 2500, above(0, 20000), {1000, 6000}, "loss-of-strength distance"},
    {"decisiveness", "1", 1.5, above(0, 5), {0.5, 3}, "contest exponent"},
    {"rationality", "1", 4, above(0, 50), {1, 10}, "precision of logit quantal responses"},
    {"crisis_rate", "year-1", 0.1, {0, 1}, {0.02, 0.3}, "opportunities for a crisis per ally"},
    {"status_quo", "1", 0.35, {0, 1}, {0, 0.6}, "the adversary's value of the status quo (prize = 1)"},
    {"stake", "1", 1, {0, 5}, {0.3, 2}, "the patron's value of turning an ally's contest (prize = 1)"},
    {"patron_war_cost", "1", 0.35, {0, 2}, {0.1, 0.7},
     "the patron's cost of honouring the guarantee in a crisis (prize = 1)"},
    {"reputation", "1", 0.15, {0, 2}, {0, 0.4}, "the patron's cost of breaking its word (prize = 1)"},
    {"reputation_pooling", "1", 1, {0, 2}, {0, 2},
     "how much an integrated alliance, in which all see it, multiplies that cost"},
    {"compliance_weight", "1", 0.3, {0, 2}, {0, 0.8},
     "how much a transactional patron's support depends on burden compliance"},
    {"adversary_war_cost", "1", 0.25, {0, 2}, {0.1, 0.4}, "the adversary's cost of war (prize = 1)"},
    {"ally_war_cost", "1", 0.2, {0, 2}, {0.1, 0.4}, "an ally's cost of war (prize = 1)"},
    {"escalation", "1", 1.5, {1, 5}, {1, 2}, "multiplies the adversary's cost when the patron intervenes"},
    {"loss_weight", "1", 0.2, {0, 2}, {0.05, 0.6}, "weight of crisis outcomes against consumption"},
    {"tension_weight", "1", 0.01, {0, 0.5}, {0, 0.04}, "weight of disputes over burdens in an ally's margin"},
    {"autonomy_cost", "1", 0.005, {0, 0.5}, {0, 0.02}, "cost of integration to an ally"},
    {"plan_b_cost", "1", 0.005, {0, 0.5}, {0, 0.03}, "cost of self-reliance to an ally"},
    {"drift", "year-1", 0.001, {-0.05, 0.05}, {0, 0.003}, "realignment of the wavering member"},
    {"exit_rate", "year-1", 0.0133, {0, 1}, {0.005, 0.03},
     "baseline exit hazard (bilateral defence pacts since 1945, violation: 0.01319, ATOP)"},
    {"exit_sensitivity", "1", 150, {0, 500}, {50, 300}, "log-hazard of exit per unit of margin"},
};
static_assert(std::size(shared_rows) == shared_parameters);

struct OutputRow {
    const char* name;
    const char* unit;
    const char* meaning;
    OutputKind kind = OutputKind::real;
};

constexpr OutputRow theatre_output_rows[] = {
    {"stability", "1", "share of theatre GDP that is allied and unharmed"},
    {"cohesion", "1", "share of theatre GDP that is allied"},
    {"intact_years", "year", "expected years before the first exit"},
    {"challenge", "year-1", "rate at which the adversary challenges an ally"},
    {"abandonment", "year-1", "rate at which an ally at war is abandoned"},
    {"entrapment", "year-1", "rate at which an ally is drawn into another's war"},
    {"tension", "1", "disputes over burdens"},
    {"credence", "1", "credence of the patron's guarantee"},
    {"patron_share", "1", "patron's share of the theatre's allied forces"},
    {"burden", "1", "military expenditure and host-nation support, share of GDP"},
    {"compliance", "1", "share of allied GDP that meets the spending norm"},
    {"margin_min", "1", "smallest margin of membership over self-reliance among the members"},
    {"self_reliance", "1", "share of theatre GDP that would be better off self-reliant"},
    {"final_membership", "1", "share of theatre GDP that is allied after the last year"},
    {"weakest_member", "1", "position of the member least likely to remain", OutputKind::index},
};
static_assert(std::size(theatre_output_rows) == theatre_outputs);

constexpr OutputRow member_output_rows[] = {
    {"member_final", "1", "probability of membership after the last year"},
    {"member_burden", "1", "military expenditure and host-nation support, share of GDP"},
    {"member_margin", "1", "margin of membership over self-reliance"},
};
static_assert(std::size(member_output_rows) == member_outputs);

void add_theatre_parameters(std::vector<Parameter>& list, const Theatre& theatre) {
    const TheatreDefaults& initial = theatre.defaults;
    const Row rows[] = {
        {"integration", "1", initial.integration, {0, 1}, {0, 1},
         "allies' forces protect each other (1: multilateral; 0: hub and spoke)"},
        {"differentiation", "1", initial.differentiation, {0, 1}, {0, 1},
         "guarantee and burden are negotiated ally by ally (1) or collectively (0)"},
        {"belief", "1", initial.belief, {0, 1, true, true}, {0.3, 0.95},
         "initial probability that allies give to the patron being committed"},
        {"rhetoric", "1", initial.rhetoric, {-1, 1}, {-1, 1},
         "signal that a transactional patron sends to this theatre"},
        {"theatre_share", "1", initial.theatre_share, {0, 0.5}, {0.2, 0.5},
         "share of the patron's forces for this theatre at the start"},
        {"threat_growth", "year-1", initial.threat_growth, {-0.1, 0.2}, {-0.02, 0.08},
         "growth of the adversary's capability relative to the allies' economies"},
    };
    static_assert(std::size(rows) == theatre_parameters);
    // clang-format on
    for (const Row& row : rows) {
        list.push_back({.name = theatre.name + "." + row.name,
                        .unit = row.unit,
                        .meaning = theatre.name + ": " + row.meaning,
                        .initial = row.initial,
                        .valid = row.valid,
                        .plausible = row.plausible});
    }
}

Output make_output(const Theatre& theatre, const OutputRow& row, const std::string& prefix,
                   const std::string& dimension) {
    return {.name = theatre.name + "." + prefix + row.name,
            .unit = row.unit,
            .meaning = theatre.name + ": " + row.meaning,
            .kind = row.kind,
            .dimension = dimension};
}

std::string member_dimension(const Theatre& theatre) { return theatre.name + "_member"; }

}  // namespace

std::vector<Parameter> parameters(std::span<const Theatre> theatres) {
    std::vector<Parameter> list;
    for (const Theatre& theatre : theatres) add_theatre_parameters(list, theatre);
    for (const Row& row : shared_rows) {
        list.push_back({.name = row.name,
                        .unit = row.unit,
                        .meaning = row.meaning,
                        .initial = row.initial,
                        .valid = row.valid,
                        .plausible = row.plausible});
    }
    return list;
}

std::vector<Output> outputs(std::span<const Theatre> theatres) {
    std::vector<Output> list;
    for (const Theatre& theatre : theatres) {
        for (const OutputRow& row : theatre_output_rows) {
            list.push_back(make_output(theatre, row, "", ""));
        }
    }
    for (const Theatre& theatre : theatres) {
        for (const TheatreOutput output : yearly) {
            list.push_back(make_output(theatre, theatre_output_rows[output], "yearly_", "year"));
        }
        for (const OutputRow& row : member_output_rows) {
            list.push_back(make_output(theatre, row, "", member_dimension(theatre)));
        }
    }
    list.push_back({.name = "status",
                    .unit = "1",
                    .meaning = "whether the scenario could be computed",
                    .kind = OutputKind::code,
                    .flags = {"ok", "no_equilibrium", "not_finite"}});
    return list;
}

std::vector<Dimension> dimensions(std::span<const Theatre> theatres, int horizon) {
    std::vector<Dimension> list;
    Dimension year{.name = "year", .unit = "year", .meaning = "years from the base year"};
    for (int t = 1; t <= horizon; ++t) year.values.push_back(t);
    list.push_back(year);
    for (const Theatre& theatre : theatres) {
        Dimension members{.name = member_dimension(theatre),
                          .unit = "1",
                          .meaning = "members of the theatre " + theatre.name};
        for (const Member& member : theatre.members) members.labels.push_back(member.id);
        list.push_back(members);
    }
    return list;
}

}  // namespace entente::kernels::alliance_model
