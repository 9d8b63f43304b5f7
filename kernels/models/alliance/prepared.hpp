// SPDX-License-Identifier: Apache-2.0
//
// What a scenario's evaluation needs of the data: logarithms and ratios taken once, and where each
// result goes.
#pragma once

#include <cstddef>
#include <vector>

#include "kernels/batch.hpp"
#include "kernels/isa.hpp"
#include "kernels/models/alliance/columns.hpp"
#include "kernels/theatre.hpp"

namespace entente::kernels::alliance_model {

struct PreparedMember {
    double gdp;                  ///< Y, bn USD
    double share;                ///< s = Y / sum of the theatre's Y
    double log_share;            ///< ln s
    double log_gdp;              ///< ln Y
    double burden;               ///< x observed in the base year
    double distance;             ///< d, km
    double host_nation_support;  ///< h0, share of GDP
    double wavering;             ///< w
};

struct PreparedTheatre {
    Baseline baseline;
    double gdp;                ///< sum of Y, bn USD
    double log_adversary;      ///< ln K
    double observed_spending;  ///< M observed: sum of Y x, bn USD
    std::vector<PreparedMember> members;

    // Where this theatre's results go: indices of columns.
    std::size_t scalars;    ///< theatre_outputs columns
    std::size_t years;      ///< yearly_outputs x horizon columns
    std::size_t by_member;  ///< member_outputs x members columns
};

struct Prepared {
    std::vector<PreparedTheatre> theatres;  ///< 1 or 2
    double patron_forces;                   ///< m0, bn USD a year
    int horizon;                            ///< T, years
    std::size_t shared;                     ///< first column of the shared parameters
    std::size_t status;                     ///< column of `status`
};

/// One member in one year, as the kernel saw it: probabilities in 0 to 1, burdens in shares of GDP.
struct MemberYear {
    double belief;         ///< c, the theatre's, at the start of the year
    double patron_forces;  ///< in the theatre, bn USD a year
    double membership;     ///< n before this year's exits
    double burden;         ///< x
    double support;        ///< host-nation support paid
    double dispute;        ///< z
    double credence;       ///< p6
    double forces;         ///< own and allied forces that protect the member, bn USD a year
    double threat;         ///< Th, bn USD a year
    double win_alone;      ///< contest won without the patron
    double win_together;   ///< and with it
    double challenge;      ///< p2
    double resist;         ///< p4
    double war;            ///< q, per year
    double margin;
    double hazard;  ///< of exit, per year
};

/// Receives a scenario as it unfolds.
class Witness {
  public:
    virtual ~Witness() = default;
    virtual void tell(int year, std::size_t theatre, std::size_t member,
                      const MemberYear& facts) = 0;
};

/// The same source, compiled per instruction set; evaluate_vector() is for those that have vectors.
void evaluate_scalar(const Prepared& prepared, const Batch& batch) noexcept;
void evaluate_vector(Isa isa, const Prepared& prepared, const Batch& batch) noexcept;

/// One scenario, told to `witness`; `batch` holds one scenario.
void witness_scalar(const Prepared& prepared, const Batch& batch, Witness& witness);

}  // namespace entente::kernels::alliance_model
