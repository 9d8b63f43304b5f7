// SPDX-License-Identifier: Apache-2.0
//
// alliance: a patron guarantees the allies of one or two theatres for T years. Each year the allies
// judge the patron, argue over burdens, contribute forces, face crises, and stay or leave.
//
//   symbol      unit      meaning
//   Y, s        bn USD, 1 GDP of an ally; its share of its theatre's GDP
//   x           1         burden: military expenditure / GDP
//   n           1         probability that the ally is still a member
//   z           1         probability of a dispute over burdens
//   c           1         the theatre's belief that the patron is of the committed type
//   pi          1         true probability of that type
//   h0, h       1         host-nation support in the base year, and paid; shares of GDP
//   K, d        bn USD, km  the adversary's capability; the ally's distance to it
//   m0, phi     bn USD/yr, 1  the patron's forces; their share in the theatre
//   iota        1         integration of the allies' forces
//   delta       1         differentiation: terms negotiated ally by ally
//   L(v)                  logistic function 1 / (1 + exp(-v))
//
// Other symbols are the parameters of tables.cpp. A superscript `b` marks the theatre's baseline.
//
// Once per scenario, with u = s^thinning, psi = private_share and e = 1 - delta_b h0, the taste
// alpha for arms makes the observed burden the best reply of the base year (clipped to [1e-4,
// 0.9]):
//   sigma_b = u [credence_b share_b m0 + iota_b (M_obs - Y x)] / Y
//   alpha = {1 - [x < norm_b] norm_weight (1 - delta_b)(e - x)/x}
//           / {1 + (e - x)[psi/x + (1 - psi)/(x + sigma_b)]}                                    (1)
//   a_c = 1 - alpha, a_x = alpha psi, a_z = alpha (1 - psi);  U_out = a_c ln a_c + alpha ln alpha
//
// Every year, for each theatre, with aid = phi m0 u, m = x Y, M = sum n m, forces own = m + iota u
// (M - n m) and sigma = [p6 aid + iota u (M - n m)]/Y:
//   dispute      z = 1 / (1 + [bargaining G / (demand h0)]^sharpness), with the gain
//                G = (1 - x)(1 - exp(-max(dU, 0)/a_c)), dU = U(x, sigma) - U_out                (2)
//   contest      p = L(decisiveness ln(forces / Th)), forces = own (p_na) or own + aid (p_a),
//                ln Th = ln K + t ln(1 + threat_growth) - d/reach_km + concentration ln s       (3)
//   abandonment  b = L(-rationality [(p_a - p_na) stake - patron_war_cost
//                + reputation (1 + pooling iota) + compliance_weight (y - 1)]),
//                y = (1 - delta) min(1, x/norm) + delta (1 - z)                                 (4)
//   credence     p5 = (1 - c)[(1 - delta) mean(b) + delta b], p6 = 1 - p5;
//                h = delta h0 [1 + (1 - z)(demand - 1)]                                         (5)
//   burden       x = max(x(a_x), min(x(a_x + k), norm)), k = norm_weight (1 - delta); x(p) is the
//   root
//                of a_c/(W - x) = p/x + a_z/(C + v x), W = 1 - h, v = 1 - iota u n,
//                C = [p6 aid + iota u M]/Y                                                      (6)
//   equilibrium  M = sum n Y x(M), whose right side falls in M: the root is unique              (7)
//   crisis       the adversary challenges (p2), the ally resists (p4), the patron helps (p6):
//                p4 = L(rationality [p5 u25 + p6 u26 + 1]),
//                p2 = L(rationality [(1 - p4) + p4 (p5 u15 + p6 u16) - status_quo]),
//                V = p2 [-(1 - p4) + p4 (p5 u25 + p6 u26)], war q = crisis_rate p2 p4           (8)
//   margin       of membership over self-reliance, entrapment E = iota (sum n s q - n s q):
//                a_c ln(1 - x - h) + a_x ln x + a_z ln(x + sigma) + k ln(min(x, norm)/norm)
//                + loss_weight (crisis_rate V - E) - tension_weight tension - autonomy_cost iota
//                - [U_out + loss_weight crisis_rate V_out - plan_b_cost + drift t w]            (9)
//   tension      (1 - delta) T + delta z, T = sum n s (1 - min(1, x/norm)) / sum n s           (10)
//   exit         n <- max(1e-12, n exp(-exit_rate exp(clip(-exit_sensitivity margin, -20, 5))))
//   (11)
// Then, for both theatres:
//   learning     pi <- pi (1 - relapse) + (1 - pi) recovery;
//                S_k = signal {pi + (1 - pi)[(1 - deeds) rhetoric_k + deeds (1 - 2 mean(b)_k)]};
//                logit c_k <- logit(c_k (1 - relapse) + (1 - c_k) recovery) + S_k + mirror S_other
//                (12)
//   pivot        moves `pivot` of m0 a year from the first theatre to the second (13)
//
// Method     (7) by a bracketed Newton iteration on the closed-form root of (6) and its derivative,
//            about three evaluations a year; everything else is evaluated as written, in forms that
//            neither cancel nor overflow. Probabilities below 1e-100 read as 1e-100.
// Accuracy   |residual| of (7) <= 1e-12 M (status 1 otherwise); outputs within 1e-9 (1 + |value|)
// of
//            an implementation in the C library's functions over the whole parameter box.
// Neglected  Forces and economies do not grow: threat growth is relative. The number of allies
// matters
//            by construction, since sum s^thinning differs between theatres. Beliefs follow the
//            expected signal, not a drawn one. Membership is a probability, so the game is played
//            by expected members. The exit hazard is calibrated to pact terminations, which are
//            rarer for the alliances at hand.
#include <cmath>
#include <stdexcept>

#include "kernels/model.hpp"
#include "kernels/models/alliance/prepared.hpp"
#include "kernels/models/alliance/tables.hpp"
#include "kernels/workspace.hpp"

namespace entente::kernels {
namespace alliance_model {
namespace {

PreparedTheatre prepare(const Theatre& theatre) {
    PreparedTheatre prepared{.baseline = theatre.baseline,
                             .gdp = 0,
                             .log_adversary = std::log(theatre.adversary_capability),
                             .observed_spending = 0,
                             .members = {},
                             .scalars = 0,
                             .years = 0,
                             .by_member = 0};
    for (const Member& member : theatre.members) {
        prepared.gdp += member.gdp;
        prepared.observed_spending += member.gdp * member.burden;
    }
    for (const Member& member : theatre.members) {
        const double share = member.gdp / prepared.gdp;
        prepared.members.push_back({.gdp = member.gdp,
                                    .share = share,
                                    .log_share = std::log(share),
                                    .log_gdp = std::log(member.gdp),
                                    .burden = member.burden,
                                    .distance = member.distance,
                                    .host_nation_support = member.host_nation_support,
                                    .wavering = member.wavering});
    }
    return prepared;
}

// Turns what the kernel tells into rows.
class Storyteller final : public Witness {
  public:
    Storyteller(std::span<const std::string> theatres, std::span<const Dimension> members,
                Trace& trace)
        : theatres_(theatres), members_(members), trace_(trace) {
        trace_.keys = {{"year", "year", "years from the base year"},
                       {"theatre", "", "theatre"},
                       {"member", "", "member"}};
        trace_.columns = {
            {"belief", "1", "belief that the patron is committed"},
            {"patron_forces", "bn USD year-1", "the patron's forces in the theatre"},
            {"membership", "1", "probability of membership before this year's exits"},
            {"burden", "1", "military expenditure, share of GDP"},
            {"support", "1", "host-nation support paid, share of GDP"},
            {"dispute", "1", "probability of a dispute over burdens"},
            {"credence", "1", "credence of the patron's guarantee"},
            {"forces", "bn USD year-1", "own and allied forces that protect the member"},
            {"threat", "bn USD year-1", "adversary's capability that bears on the member"},
            {"win_alone", "1", "probability of winning a contest without the patron"},
            {"win_together", "1", "probability of winning a contest with the patron"},
            {"challenge", "1", "probability that an opportunity becomes a challenge"},
            {"resist", "1", "probability of resisting a challenge"},
            {"war", "year-1", "rate of war"},
            {"margin", "1", "margin of membership over self-reliance"},
            {"hazard", "year-1", "hazard of exit"},
        };
    }

    void tell(int year, std::size_t theatre, std::size_t member, const MemberYear& m) override {
        trace_.rows.push_back({
            .keys = {std::to_string(year + 1), theatres_[theatre],
                     members_[theatre].labels[member]},
            .values = {m.belief, m.patron_forces, m.membership, m.burden, m.support, m.dispute,
                       m.credence, m.forces, m.threat, m.win_alone, m.win_together, m.challenge,
                       m.resist, m.war, m.margin, m.hazard},
        });
    }

  private:
    std::span<const std::string> theatres_;
    std::span<const Dimension> members_;
    Trace& trace_;
};

class AllianceInstance final : public Instance {
  public:
    explicit AllianceInstance(const ModelData& data)
        : parameters_(alliance_model::parameters(data.theatres)),
          outputs_(alliance_model::outputs(data.theatres)),
          dimensions_(alliance_model::dimensions(data.theatres, data.settings.at("horizon"))) {
        prepared_.patron_forces = data.patron.gdp * data.patron.burden;
        prepared_.horizon = data.settings.at("horizon");
        prepared_.shared = data.theatres.size() * theatre_parameters;
        std::size_t column = 0;
        for (const Theatre& theatre : data.theatres) {
            names_.push_back(theatre.name);
            prepared_.theatres.push_back(prepare(theatre));
            prepared_.theatres.back().scalars = column;
            column += theatre_outputs;
        }
        for (PreparedTheatre& theatre : prepared_.theatres) {
            theatre.years = column;
            column += yearly_outputs * static_cast<std::size_t>(prepared_.horizon);
            theatre.by_member = column;
            column += member_outputs * theatre.members.size();
        }
        prepared_.status = column;
    }

    std::span<const Parameter> parameters() const noexcept override { return parameters_; }
    std::span<const Output> outputs() const noexcept override { return outputs_; }
    std::span<const Dimension> dimensions() const noexcept override { return dimensions_; }

    double work() const noexcept override {
        std::size_t members = 0;
        for (const PreparedTheatre& theatre : prepared_.theatres) members += theatre.members.size();
        constexpr double per_member_and_year = 1000;
        return per_member_and_year * static_cast<double>(members) * prepared_.horizon;
    }

    void evaluate(Isa isa, const Batch& batch) const noexcept override {
        if (isa == Isa::scalar) {
            evaluate_scalar(prepared_, batch);
        } else {
            evaluate_vector(isa, prepared_, batch);
        }
    }

    Trace trace(std::span<const double> values) const override {
        Workspace in(parameters_.size(), 1);
        for (std::size_t p = 0; p < values.size(); ++p) in[p][0] = values[p];
        in.pad(1);
        Workspace out(prepared_.status + 1, 1);
        Trace trace;
        Storyteller storyteller(names_, std::span(dimensions_).subspan(1), trace);
        witness_scalar(prepared_, {in.columns(), out.columns(), 1}, storyteller);
        return trace;
    }

  private:
    std::vector<Parameter> parameters_;
    std::vector<Output> outputs_;
    std::vector<Dimension> dimensions_;
    std::vector<std::string> names_;
    Prepared prepared_;
};

std::unique_ptr<const Instance> join(const ModelData& data) {
    if (data.theatres.size() == 2 && data.theatres[0].name == data.theatres[1].name) {
        throw std::invalid_argument("two theatres are called '" + data.theatres[0].name + "'");
    }
    return std::make_unique<AllianceInstance>(data);
}

constexpr std::string_view references[] = {
    "M. Olson and R. Zeckhauser, An economic theory of alliances, Review of Economics and "
    "Statistics 48 (1966)",
    "R. Cornes and R. Hartley, Aggregative public good games, J. Public Economic Theory 9 (2007)",
    "C. Signorino, Strategic interaction and the statistical analysis of international conflict, "
    "American Political Science Review 93 (1999)",
};

constexpr Setting settings[] = {{"horizon", "year", "years simulated", 30, 1, 100}};

}  // namespace
}  // namespace alliance_model

extern const Model alliance;
const Model alliance = {
    .name = "alliance",
    .version = 1,
    .summary = "burden sharing, credibility and cohesion of allies under one patron, year by year",
    .references = alliance_model::references,
    .settings = alliance_model::settings,
    .least_theatres = 1,
    .most_theatres = 2,
    .join = alliance_model::join,
};

}  // namespace entente::kernels
