// SPDX-License-Identifier: Apache-2.0
//
// What a user asks of a sensitivity analysis: the table [sensitivity] of a study, or the options of
// `entente analyze`.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "driver/user_error.hpp"

namespace entente::driver {

/// Where confidence intervals come from.
enum class Intervals {
    replicates,  ///< the spread of independent replicates of the design (jackknife, Student's t)
    bootstrap,   ///< blocks drawn anew with Poisson weights; of a net, too wide
    asymptotic,  ///< the delta method, for independent blocks; of a net, too wide
    none
};

/// The word for it in studies and files: "replicates".
constexpr std::string_view name(Intervals intervals) {
    switch (intervals) {
        case Intervals::replicates:
            return "replicates";
        case Intervals::bootstrap:
            return "bootstrap";
        case Intervals::asymptotic:
            return "asymptotic";
        case Intervals::none:
            break;
    }
    return "none";
}

/// What becomes of a block in which a scenario has no finite result.
enum class Failures {
    drop,   ///< the whole block is left out, of that output
    abort,  ///< the analysis ends with an error
    impute  ///< a value that the user names stands for it
};

/// The attribute of a file that tells Inquiry::until_ci.
inline constexpr char until_ci_attribute[] = "until_ci";

struct Inquiry {
    Position where;
    bool store = false;                       ///< keep the scenarios as well
    std::optional<Intervals> intervals = {};  ///< unset: what suits the design
    Position intervals_where;
    double level = 0.95;  ///< of confidence, in (0, 1)
    std::size_t bootstrap = 100;
    Failures failures = Failures::drop;
    double imputed = 0;
    bool trace = true;  ///< also the estimates from the first 2^k blocks
    /// Stop when no interval of a share of variance is wider than twice this.
    std::optional<double> until_ci = {};
};

}  // namespace entente::driver
