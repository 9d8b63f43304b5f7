// SPDX-License-Identifier: Apache-2.0
#include "driver/sensitivity/given_data/sample.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include <boost/math/distributions/normal.hpp>

namespace entente::driver::given_data {
namespace {

constexpr std::size_t fewest_rows = 16;
constexpr std::size_t most_rows = (std::size_t{1} << 31) - 1;
constexpr std::size_t fewest_replicates = 19;

bool all_finite(std::span<const double> values) {
    return std::all_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); });
}

}  // namespace

void run_in_turn(std::size_t tasks, const std::function<void(std::size_t)>& task) {
    for (std::size_t i = 0; i < tasks; ++i) task(i);
}

void check(const Sample& sample, const GivenDataOptions& options) {
    const auto refuse = [](const std::string& why) { throw std::invalid_argument(why); };
    const std::size_t rows = sample.rows();
    if (rows < fewest_rows || rows > most_rows) {
        refuse("a sample has 16 to 2^31 - 1 rows: " + std::to_string(rows) + " are too " +
               (rows < fewest_rows ? "few" : "many"));
    }
    if (sample.inputs.empty()) refuse("a sample has one input or more");
    if (!all_finite(sample.output)) refuse("the output has values that are not finite numbers");
    for (std::size_t j = 0; j < sample.inputs.size(); ++j) {
        const std::string input = "input " + std::to_string(j);
        if (sample.inputs[j].size() != rows) refuse(input + " has not as many rows as the output");
        if (!all_finite(sample.inputs[j])) refuse(input + " has values that are not finite");
    }
    if (!(options.level > 0 && options.level < 1)) refuse("the level is between 0 and 1");
    if (options.replicates < fewest_replicates) refuse("19 replicates are needed or more");
    if (!options.crew) refuse("there is nobody to do the work");
}

double two_sided_normal(double level) { return one_sided_normal(0.5 + level / 2); }

double one_sided_normal(double level) {
    return boost::math::quantile(boost::math::normal_distribution<double>(), level);
}

double threshold(std::vector<double> replicates, double level) {
    const auto count = static_cast<double>(replicates.size());
    // The product may be a hair above a whole number that it stands for.
    const double place = std::ceil(level * (count + 1) - 1e-9);
    const auto rank = static_cast<std::size_t>(std::clamp(place, 1.0, count));
    const auto nth = replicates.begin() + static_cast<std::ptrdiff_t>(rank - 1);
    std::nth_element(replicates.begin(), nth, replicates.end());
    return *nth;
}

}  // namespace entente::driver::given_data
