// SPDX-License-Identifier: Apache-2.0
//
// Test functions whose sensitivity indices are known, and samples of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "driver/sensitivity/given_data/sample.hpp"

namespace entente::driver::given_data {

/// A sample that owns its columns.
struct Columns {
    std::vector<std::vector<double>> inputs;
    std::vector<double> output;

    Sample sample() const;
};

/// `rows` of `inputs` independent uniform numbers in (0, 1), and `function` of each row.
Columns uniform_sample(std::size_t rows, std::size_t inputs, std::uint64_t seed,
                       const std::function<double(std::span<const double>)>& function);

/// Independent standard normal columns.
std::vector<std::vector<double>> normal_columns(std::size_t rows, std::size_t columns,
                                                std::uint64_t seed);

/// The sample of oracle.py: whole numbers, some of them equal.
Columns oracle_sample();

/// Ishigami and Homma (1990), a = 7, b = 0.1, of numbers in (0, 1) that stand for (-pi, pi). What
/// comes after the third has no influence.
double ishigami(std::span<const double> u);
/// Variances: a^2/8 + b pi^4/5 + b^2 pi^8/18 + 1/2 in all; (1 + b pi^4/5)^2/2, a^2/8, 0.
std::array<double, 3> ishigami_first();

/// How often intervals hold what they should.
class Coverage {
  public:
    Coverage(std::vector<double> truth, std::size_t replications);
    void add(const Measure& measure);
    /// The share of the intervals of factor j that hold its true value.
    double of(std::size_t j) const;
    std::string words() const;

  private:
    std::vector<double> truth_;
    std::size_t replications_;
    std::vector<std::size_t> held_, below_;
};

/// Threads of its own: results must not depend on who works.
void run_on_threads(std::size_t tasks, const std::function<void(std::size_t)>& task);

/// Measures are the same bits.
void expect_same(const std::vector<Measure>& a, const std::vector<Measure>& b);

/// Refuses what no estimator takes: NaN, columns of other lengths, too few rows, no inputs.
void expect_refusals(
    const std::function<std::vector<Measure>(const Sample&, const GivenDataOptions&)>& measures);

}  // namespace entente::driver::given_data
