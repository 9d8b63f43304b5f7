// SPDX-License-Identifier: Apache-2.0
#include "tests/driver/given_data/functions.hpp"

#include <atomic>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

#include "driver/designs/philox.hpp"

namespace entente::driver::given_data {
namespace {

std::vector<double> uniform_column(std::size_t rows, std::uint64_t seed, std::size_t column) {
    std::vector<std::uint64_t> bits(rows);
    fill_random(seed, Purpose::point, column, 0, rows, bits.data());
    std::vector<double> values(rows);
    for (std::size_t i = 0; i < rows; ++i) values[i] = open_uniform(bits[i]);
    return values;
}

}  // namespace

Sample Columns::sample() const {
    Sample sample{output, {}};
    for (const auto& column : inputs) sample.inputs.emplace_back(column);
    return sample;
}

Columns uniform_sample(std::size_t rows, std::size_t inputs, std::uint64_t seed,
                       const std::function<double(std::span<const double>)>& function) {
    Columns columns;
    for (std::size_t j = 0; j < inputs; ++j) {
        columns.inputs.push_back(uniform_column(rows, seed, j));
    }
    std::vector<double> row(inputs);
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < inputs; ++j) row[j] = columns.inputs[j][i];
        columns.output.push_back(function(row));
    }
    return columns;
}

std::vector<std::vector<double>> normal_columns(std::size_t rows, std::size_t columns,
                                                std::uint64_t seed) {
    std::vector<std::vector<double>> normal;
    for (std::size_t j = 0; j < columns; ++j) {
        const auto radius = uniform_column(rows, seed, 2 * j);
        const auto angle = uniform_column(rows, seed, 2 * j + 1);
        normal.emplace_back(rows);
        for (std::size_t i = 0; i < rows; ++i) {  // Box and Muller (1958)
            normal[j][i] =
                std::sqrt(-2 * std::log(radius[i])) * std::cos(2 * std::numbers::pi * angle[i]);
        }
    }
    return normal;
}

Columns oracle_sample() {
    Columns columns;
    columns.inputs.resize(3);
    for (int i = 0; i < 120; ++i) {
        const int x[] = {i * 37 % 101, i * 53 % 89 + i * 37 % 101 / 4, i * 29 % 23};
        for (std::size_t j = 0; j < 3; ++j) columns.inputs[j].push_back(x[j]);
        columns.output.push_back(x[0] * x[0] / 50.0 - 2 * x[1] + 3 * x[2] + i * 71 % 31);
    }
    return columns;
}

double ishigami(std::span<const double> u) {
    const auto x = [&](std::size_t j) { return std::numbers::pi * (2 * u[j] - 1); };
    const double wave = std::sin(x(1));
    return std::sin(x(0)) + 7 * wave * wave + 0.1 * std::pow(x(2), 4) * std::sin(x(0));
}

std::array<double, 3> ishigami_first() {
    const double pi4 = std::pow(std::numbers::pi, 4);
    const double variance = 49.0 / 8 + 0.1 * pi4 / 5 + 0.01 * pi4 * pi4 / 18 + 0.5;
    return {(1 + 0.1 * pi4 / 5) * (1 + 0.1 * pi4 / 5) / 2 / variance, 49.0 / 8 / variance, 0};
}

Coverage::Coverage(std::vector<double> truth, std::size_t replications)
    : truth_(std::move(truth)),
      replications_(replications),
      held_(truth_.size()),
      below_(truth_.size()) {}

void Coverage::add(const Measure& measure) {
    for (std::size_t j = 0; j < truth_.size(); ++j) {
        const Estimate& estimate = measure.factors[j];
        if (estimate.low <= truth_[j] && truth_[j] <= estimate.high) ++held_[j];
        if (estimate.high < truth_[j]) ++below_[j];
    }
}

double Coverage::of(std::size_t j) const {
    return static_cast<double>(held_[j]) / static_cast<double>(replications_);
}

std::string Coverage::words() const {
    std::string words = "held (of the rest, too low):";
    for (std::size_t j = 0; j < held_.size(); ++j) {
        words += " " + std::to_string(held_[j]) + " (" + std::to_string(below_[j]) + ")";
    }
    return words + " of " + std::to_string(replications_);
}

void run_on_threads(std::size_t tasks, const std::function<void(std::size_t)>& task) {
    std::atomic<std::size_t> next = tasks;  // from the last to the first, on three threads
    const auto work = [&] {
        for (std::size_t i = next--; i > 0 && i <= tasks; i = next--) task(i - 1);
    };
    std::vector<std::thread> threads;
    for (int t = 0; t < 3; ++t) threads.emplace_back(work);
    for (auto& thread : threads) thread.join();
}

void expect_same(const std::vector<Measure>& a, const std::vector<Measure>& b) {
    const auto bits = [](double x) { return std::bit_cast<std::uint64_t>(x); };
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        EXPECT_EQ(a[i].name, b[i].name);
        EXPECT_EQ(bits(a[i].noise), bits(b[i].noise)) << a[i].name;
        ASSERT_EQ(a[i].factors.size(), b[i].factors.size());
        for (std::size_t j = 0; j < a[i].factors.size(); ++j) {
            EXPECT_EQ(bits(a[i].factors[j].value), bits(b[i].factors[j].value)) << a[i].name;
            EXPECT_EQ(bits(a[i].factors[j].low), bits(b[i].factors[j].low)) << a[i].name;
            EXPECT_EQ(bits(a[i].factors[j].high), bits(b[i].factors[j].high)) << a[i].name;
        }
    }
}

void expect_refusals(
    const std::function<std::vector<Measure>(const Sample&, const GivenDataOptions&)>& measures) {
    const GivenDataOptions options;
    const Columns good = uniform_sample(64, 2, 1, [](auto u) { return u[0]; });
    EXPECT_NO_THROW(measures(good.sample(), options));
    Columns bad = good;
    bad.inputs[1][63] = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THROW(measures(bad.sample(), options), std::invalid_argument);
    bad = good;
    bad.output[0] = std::numeric_limits<double>::infinity();
    EXPECT_THROW(measures(bad.sample(), options), std::invalid_argument);
    bad = good;
    bad.inputs[0].pop_back();
    EXPECT_THROW(measures(bad.sample(), options), std::invalid_argument);
    bad = good;
    bad.inputs.clear();
    EXPECT_THROW(measures(bad.sample(), options), std::invalid_argument);
    bad = uniform_sample(15, 2, 1, [](auto u) { return u[0]; });
    EXPECT_THROW(measures(bad.sample(), options), std::invalid_argument);
    GivenDataOptions strange;
    strange.level = 1;
    EXPECT_THROW(measures(good.sample(), strange), std::invalid_argument);
}

}  // namespace entente::driver::given_data
