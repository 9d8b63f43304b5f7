// SPDX-License-Identifier: Apache-2.0
//
// The model burden as a game that tests play: parameters and outcomes by name.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/registry.hpp"
#include "tests/kernels/evaluation.hpp"

namespace entente::kernels {

enum class Form { public_good, spill_in, joint_product };

class Game {
  public:
    Game(Form form, int players, std::vector<Theatre> theatres = {}) {
        const Model& model = *find_model("burden");
        ModelData data = initial_data(model);
        data.settings.at("form") = static_cast<int>(form);
        if (theatres.empty()) data.settings.at("players") = players;
        data.theatres = std::move(theatres);
        instance_ = model.join(data);
        scenario_ = initial_values(*instance_);
        players_ = extent(*instance_, instance_->outputs().front());
    }

    const Instance& instance() const { return *instance_; }
    std::size_t players() const { return players_; }

    void set(const std::string& parameter, double value) {
        const auto parameters = instance_->parameters();
        for (std::size_t p = 0; p < parameters.size(); ++p) {
            if (parameters[p].name != parameter) continue;
            EXPECT_TRUE(parameters[p].valid.contains(value)) << parameter << ' ' << value;
            scenario_[p] = value;
            return;
        }
        ADD_FAILURE() << "no parameter " << parameter;
    }

    /// "income.1", "income.2", ...
    void set_each(const std::string& parameter, const Values& values) {
        for (std::size_t k = 0; k < values.size(); ++k) {
            set(parameter + "." + std::to_string(k + 1), values[k]);
        }
    }

    void play() { outcome_ = evaluate(*instance_, widest_isa(), {&scenario_, 1}).front(); }

    /// Of the last play.
    double outcome(const std::string& output, std::size_t entry = 0) const {
        const auto outputs = instance_->outputs();
        const auto offsets = column_offsets(*instance_);
        for (std::size_t k = 0; k < outputs.size(); ++k) {
            if (outputs[k].name == output) return outcome_.at(offsets[k] + entry);
        }
        ADD_FAILURE() << "no output " << output;
        return 0;
    }
    Values contributions() const { return {outcome_.begin(), outcome_.begin() + ends()}; }

  private:
    std::ptrdiff_t ends() const { return static_cast<std::ptrdiff_t>(players_); }

    std::unique_ptr<const Instance> instance_;
    std::size_t players_;
    Values scenario_, outcome_;
};

/// Uniform on [lo, hi], count times.
inline Values draws(std::mt19937_64& random, std::size_t count, double lo, double hi) {
    std::uniform_real_distribution<double> uniform(lo, hi);
    Values values(count);
    for (double& value : values) value = uniform(random);
    return values;
}

inline double sum(const Values& values) {
    double total = 0;
    for (const double value : values) total += value;
    return total;
}

/// The most that a player with this income would gain by giving something else than `given`, tried
/// on a grid over the income and on a fine one around `given`.
inline double best_gain(double income, double given, const std::function<double(double)>& utility) {
    constexpr int points = 2000;
    double best = -std::numeric_limits<double>::infinity();
    for (int k = 0; k < points; ++k) {
        best = std::max(best, utility(income * k / points));
        const double near = given + 0.01 * income * (2.0 * k / points - 1);
        if (near >= 0 && near < income) best = std::max(best, utility(near));
    }
    return best - utility(given);
}

}  // namespace entente::kernels
