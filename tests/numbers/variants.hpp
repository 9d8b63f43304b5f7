// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "kernels/model.hpp"

namespace entente::kernels {

/// A model joined to some data, and in a few words to which.
struct Variant {
    std::string data;  ///< "players = 2", "horizon = 30, europe and asia"
    std::unique_ptr<const Instance> instance;
};

/// The model once for every value of every setting that is a word, and the ends of those that are
/// numbers, the others at their initial values; with random networks if it takes one, and with the
/// theatres of 2019 if it needs some.
std::vector<Variant> variants(const Model& model);

}  // namespace entente::kernels
