// SPDX-License-Identifier: Apache-2.0
//
// What the three forms of the model burden have in common: who plays, and the tables of what they
// give.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "kernels/kernel_instance.hpp"

namespace entente::kernels::burden_model {

/// A theatre's members and their patron.
inline constexpr std::size_t most_players = Theatre::most_members + 1;

/// Burdens are tied where they differ by less than this, relative to the greatest: what is equal in
/// theory differs by its rounding.
inline constexpr double tie = 1e-9;

enum Status { ok, no_ranking, not_converged };

/// Who plays. Of a theatre's members (and their patron) incomes and burdens are known; otherwise
/// both lists are empty, and the incomes are parameters.
struct Players {
    std::vector<std::string> labels;
    std::vector<double> incomes;
    std::vector<double> observed;  ///< burdens; also empty if all of them are equal

    std::size_t size() const noexcept { return labels.size(); }
};

/// Output columns: each player's contribution and burden, the total, ranks (of two players or
/// more), what only one form has, and the status.
struct Columns {
    std::size_t players;
    std::size_t own;  ///< number of the form's own outputs
    bool observed;

    bool ranked() const noexcept { return players > 1; }
    std::size_t contribution(std::size_t k) const noexcept { return k; }
    std::size_t burden(std::size_t k) const noexcept { return players + k; }
    std::size_t total() const noexcept { return 2 * players; }
    std::size_t ranks() const noexcept { return total() + 1; }
    std::size_t observed_ranks() const noexcept { return ranks() + 1; }
    std::size_t form(std::size_t k) const noexcept {
        return total() + 1 + (ranked() ? 1 : 0) + (observed ? 1 : 0) + k;
    }
    std::size_t status() const noexcept { return form(own); }
};

/// The players of `data`: its theatre's members, or as many as its setting says. With a patron,
/// the patron is the first of them.
Players players_of(const ModelData& data, bool with_patron);

Columns columns_of(const Players& players, std::size_t own);

/// The tables of a form: its own parameters and outputs among those that all of them have.
Interface interface_of(const Players& players, std::vector<Parameter> parameters,
                       const std::string& total, std::vector<Output> own);

/// What plausible amounts are measured in: the largest income if incomes are known, else 1.
double income_unit(const Players& players);

/// The income of a player, of whom it says `who`: plausibly between 0.2 and 2 of a unit.
Parameter income_parameter(const std::string& name, const std::string& who, double initial,
                           double unit = 1);

/// What others than the players provide: plausibly up to `most_plausible` units of income.
Parameter outside_parameter(const Players& players, double most_plausible);

/// Adds the players' incomes to the parameters, unless they are known: initially 1/sqrt(rank).
void add_incomes(std::vector<Parameter>& parameters, const Players& players);

// One per file.
std::unique_ptr<const Instance> join_public_good(const ModelData& data);
std::unique_ptr<const Instance> join_spill_in(const ModelData& data);
std::unique_ptr<const Instance> join_joint_product(const ModelData& data);

}  // namespace entente::kernels::burden_model
