// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace entente::kernels {

/// An ally in the base year.
struct Member {
    std::string id;              ///< short code, unique in its theatre: "DEU"
    std::string label;           ///< "Germany"
    double gdp;                  ///< bn USD, > 0
    double burden;               ///< military expenditure, share of GDP, > 0 and < 1
    double distance;             ///< capital to the adversary's capital, km, >= 0
    double host_nation_support;  ///< paid to the patron, share of GDP, >= 0 and < 1
    double wavering;             ///< 1 for a member that may realign, else 0
};

/// The alliance architecture of the base year, to which the members' tastes are calibrated.
struct Baseline {
    double integration = 1;
    double differentiation = 0;
    double credence = 0.8;       ///< probability that the guarantee would be honoured
    double theatre_share = 0.4;  ///< share of the patron's forces
    double norm_target = 0.02;   ///< share of GDP
};

/// Defaults of the parameters that belong to one theatre.
struct TheatreDefaults {
    double integration = 1;
    double differentiation = 0;
    double belief = 0.7;
    double rhetoric = 0;
    double theatre_share = 0.4;
    double threat_growth = 0.01;
};

/// One theatre: a group of allies facing one adversary.
struct Theatre {
    std::string name;  ///< prefix of its parameters and outputs: "europe"
    std::string adversary;
    double adversary_capability;  ///< bn USD a year, > 0
    Baseline baseline;
    TheatreDefaults defaults;
    std::vector<Member> members;  ///< 1 to `most_members`
    std::vector<std::string> sources;

    static constexpr std::size_t most_members = 64;
};

/// The great power that guarantees the allies. The default is the United States in 2019.
struct Patron {
    std::string label = "United States";
    double gdp = 21521.395;     ///< bn USD (World Bank NY.GDP.MKTP.CD, 2019)
    double burden = 0.0341216;  ///< share of GDP (SIPRI Military Expenditure Database, 2019)
};

}  // namespace entente::kernels
