// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kernels/isa.hpp"
#include "kernels/network.hpp"
#include "kernels/theatre.hpp"

namespace entente::kernels {

/// A number of the literature, or derived from it, that a model must return.
struct PublishedValue {
    std::string quantity;   ///< for people: "signatory's profit, 4 of 10"
    std::string output;     ///< of the model
    std::size_t entry = 0;  ///< of a vector output
    double published = 0;
    /// |computed - published| <= tolerance |published|; of a published zero, <= tolerance.
    double tolerance = 1e-12;
};

/// Whether a computed number is the published one.
bool agrees(const PublishedValue& value, double computed) noexcept;

/// One scenario of a model and what is known of it. `entente validate` and the tests recompute it.
struct PublishedCase {
    std::string source;  ///< "Barrett 1994, table 1"; says so where a number is derived or recalled
    std::map<std::string, int, std::less<>> settings = {};  ///< those that differ from the initial
    std::vector<std::pair<std::string, double>> parameters = {};  ///< likewise
    std::vector<PublishedValue> values = {};
    std::vector<Theatre> theatres = {};
    std::optional<Network> network = {};
};

struct Model;

/// What `model` computes for each of the case's values, with the code built for `isa`. Throws
/// std::invalid_argument for a name that the model does not know or a value that it does not allow.
std::vector<double> recompute(const Model& model, const PublishedCase& known, Isa isa);

}  // namespace entente::kernels
