// SPDX-License-Identifier: Apache-2.0
//
// The kernel on plain doubles, and the one that tells a scenario to people.
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>

#include <hwy/base.h>

#include "kernels/batch.hpp"
#include "kernels/lanes/scalar-inl.hpp"
#include "kernels/models/alliance/columns.hpp"
#include "kernels/models/alliance/prepared.hpp"
#include "kernels/theatre.hpp"

#define ENTENTE_LANES scalar
#include "kernels/models/alliance/evaluate-inl.hpp"

namespace entente::kernels::alliance_model {
namespace {

// Collects what the passes of a year say of each member and tells it when the year is over.
class Telling {
  public:
    Telling(const Prepared& prepared, Witness& witness) : prepared_(prepared), witness_(witness) {}

    void begin(int year, std::size_t theatre, double share, const scalar::Side& side) {
        year_ = year;
        theatre_ = theatre;
        for (MemberYear& member : members_) {
            member.belief = side.belief;
            member.patron_forces = share * prepared_.patron_forces;
        }
    }

    void contest(std::size_t i, double own, double log_threat, double lose_alone,
                 double lose_together, double challenge, double resist) {
        const double gdp = prepared_.theatres[theatre_].members[i].gdp;
        MemberYear& member = members_[i];
        member.forces = own * gdp;
        member.threat = std::exp(log_threat) * gdp;
        member.win_alone = 1 - lose_alone;
        member.win_together = 1 - lose_together;
        member.challenge = challenge;
        member.resist = resist;
    }

    void exit(std::size_t i, const scalar::Ally& ally, double margin, double hazard) {
        MemberYear& member = members_[i];
        member.membership = ally.n;
        member.burden = ally.x;
        member.support = 1 - ally.income;
        member.dispute = ally.z;
        member.credence = ally.help;
        member.war = ally.war;
        member.margin = margin;
        member.hazard = hazard;
        witness_.tell(year_, theatre_, i, member);
    }

  private:
    const Prepared& prepared_;
    Witness& witness_;
    int year_ = 0;
    std::size_t theatre_ = 0;
    std::array<MemberYear, Theatre::most_members> members_{};
};

}  // namespace

void evaluate_scalar(const Prepared& prepared, const Batch& batch) noexcept {
    scalar::evaluate(prepared, batch);
}

void witness_scalar(const Prepared& prepared, const Batch& batch, Witness& witness) {
    Telling telling(prepared, witness);
    const auto sides = std::make_unique<scalar::Side[]>(most_theatres);
    scalar::evaluate_block(prepared, batch, 0, sides.get(), telling);
}

}  // namespace entente::kernels::alliance_model
