// SPDX-License-Identifier: Apache-2.0
//
// The `alliance` model once more, for tests: plain loops over doubles and the C library's exp, log
// and pow, step by step as the specification tells it, sharing nothing with the kernel.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace reference {

struct Ally {
    double gdp;                  ///< Y, bn USD
    double burden;               ///< x^obs, share of GDP
    double distance;             ///< d, km
    double host_nation_support;  ///< h^0, share of GDP
    double wavering;             ///< w, 0 or 1
};

/// The architecture of the base year, to which tastes are calibrated.
struct Baseline {
    double integration;
    double differentiation;
    double credence;
    double theatre_share;
    double norm_target;
};

struct Theatre {
    std::string name;
    double adversary_capability;  ///< K, bn USD
    Baseline baseline;
    std::vector<Ally> allies;
};

struct Patron {
    double gdp;     ///< Y_0, bn USD
    double burden;  ///< share of GDP
};

/// Values by the parameter's name: "recovery", "europe.belief". Every parameter must be there.
using Scenario = std::map<std::string, double>;

/// What steps 2 to 7 found for one ally in one year.
struct MemberYear {
    double belief;         ///< c, of the theatre
    double patron_forces;  ///< phi m_0, in the theatre, bn USD a year
    double membership;     ///< n, before this year's exits
    double burden;         ///< x
    double support;        ///< hns
    double dispute;        ///< z
    double p2;             ///< the adversary challenges
    double p4;             ///< the ally resists
    double p5;             ///< the patron abandons
    double p6;             ///< the patron intervenes; the credence of the guarantee
    double forces;         ///< own_i at the new burdens, bn USD a year
    double threat;         ///< Th, bn USD a year
    double p_na;           ///< contest without the patron
    double p_a;            ///< and with it
    double entrapment;     ///< E
    double tension;
    double margin;
    double hazard;  ///< of exit
};

struct Result {
    /// By the output's name ("europe.cohesion"): one value for a scalar, one a year for yearly_*,
    /// one a member for member_*.
    std::map<std::string, std::vector<double>> outputs;
    /// By theatre, year and member.
    std::vector<std::vector<std::vector<MemberYear>>> years;
};

/// The scenario's outputs over `horizon` years. Forces move from the first theatre to the second.
Result evaluate(const std::vector<Theatre>& theatres, const Patron& patron, int horizon,
                const Scenario& scenario);

/// The taste for arms of every ally after calibration, alpha, clipped to [1e-4, 0.9].
std::vector<double> calibrate(const Theatre& theatre, const Patron& patron,
                              const Scenario& scenario);

}  // namespace reference
