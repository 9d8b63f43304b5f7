// SPDX-License-Identifier: Apache-2.0
//
// The models of kernels/models once more: each a plain function on doubles, written from the
// equations with the C library. What the kernels are checked and timed against.
#pragma once

#include <ostream>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace entente::reference {

/// One scenario: parameters in, output columns out, in the order of the model's tables. What the
/// model says cannot be computed is NaN.
using PlainFunction = void (*)(std::span<const double> parameters, std::span<double> outputs);

struct PlainModel {
    std::string model;
    std::vector<std::pair<std::string, int>> settings;  ///< those that differ from the initial
    PlainFunction evaluate;
    /// The kernel and this function agree to this relative error, beyond what changes of the
    /// parameters in the last place make. The model's header comment states it.
    double tolerance;
    /// Outputs smaller than this need only be as close as it says: tolerance * scale.
    double scale = 0;
};

/// For messages of tests.
inline void PrintTo(const PlainModel& plain, std::ostream* out) { *out << plain.model; }

/// All of them; a model has as many as it has settings that change its equations.
const std::vector<PlainModel>& plain_models();

// One per *_plain.cpp.
std::vector<PlainModel> plain_analytic();
std::vector<PlainModel> plain_arms_race();
std::vector<PlainModel> plain_burden();
std::vector<PlainModel> plain_coalition();
std::vector<PlainModel> plain_commitment();
std::vector<PlainModel> plain_conflict_network();
std::vector<PlainModel> plain_deterrence();
std::vector<PlainModel> plain_lateralism();
std::vector<PlainModel> plain_network_stability();
std::vector<PlainModel> plain_unilateral_deterrence();

}  // namespace entente::reference
