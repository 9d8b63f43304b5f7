// SPDX-License-Identifier: Apache-2.0
//
// alliance: one patron, one or two theatres of allies, T years.
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
                             .log_adversary = std::log(theatre.adversary_capability),
                             .observed_spending = 0,
                             .members = {},
                             .scalars = 0,
                             .years = 0,
                             .by_member = 0};
    double total = 0;
    for (const Member& member : theatre.members) {
        total += member.gdp;
        prepared.observed_spending += member.gdp * member.burden;
    }
    for (const Member& member : theatre.members) {
        const double share = member.gdp / total;
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
    Storyteller(std::span<const std::string> theatres, std::span<const Dimension> members, Trace& trace)
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
            .keys = {std::to_string(year + 1), theatres_[theatre], members_[theatre].labels[member]},
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
    "M. Olson and R. Zeckhauser, An economic theory of alliances, Review of Economics and Statistics 48 (1966)",
    "R. Cornes and R. Hartley, Aggregative public good games, J. Public Economic Theory 9 (2007)",
    "C. Signorino, Strategic interaction and the statistical analysis of international conflict, American Political Science Review 93 (1999)",
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
