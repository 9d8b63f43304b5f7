// SPDX-License-Identifier: Apache-2.0
#include "tests/kernels/agreement.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <sstream>
#include <utility>

#include "tests/kernels/samples.hpp"

namespace entente::kernels {
namespace {

constexpr int jolts_to_excuse = 16;
constexpr std::size_t most_lines = 5;

// Rounding decides a threshold that the deciding quantity misses by less than this.
constexpr double too_close = 1e-12;

bool has_undecided_margin(const std::vector<std::vector<reference::MemberYear>>& years) {
    for (const auto& members : years) {
        for (const auto& m : members) {
            if (std::abs(m.margin) < too_close) return true;
        }
    }
    return false;
}

bool has_undecided_compliance(const std::vector<std::vector<reference::MemberYear>>& years,
                              double norm_target) {
    const double threshold = norm_target * (1 - 1e-9);
    for (const auto& members : years) {
        for (const auto& m : members) {
            if (std::abs(m.burden - threshold) < too_close * threshold) return true;
        }
    }
    return false;
}

// The two smallest differ, but by rounding; an exact tie is decided, by the order in the file.
bool has_undecided_weakest(Values memberships) {
    std::sort(memberships.begin(), memberships.end());
    for (const double n : memberships) {
        if (n != memberships[0]) return n - memberships[0] < too_close * n;
    }
    return false;
}

}  // namespace

double difference(double a, double b) {
    if (!std::isfinite(a) || !std::isfinite(b)) return std::numeric_limits<double>::infinity();
    return std::abs(a - b) / (1 + std::abs(b));
}

bool has_thresholds(const std::string& output) {
    return output == "compliance" || output == "self_reliance" || output == "weakest_member";
}

Values movement(const BothSides& sides, const Values& scenario, int jolts) {
    const Values still = sides.reference_columns(scenario);
    Values most(still.size(), 0.0);
    for (int j = 0; j < jolts; ++j) {
        const Jolted jolted = jolt(sides, scenario, static_cast<std::uint64_t>(j));
        const Values moved = sides.reference_columns(reference::evaluate(
            jolted.theatres, jolted.patron, sides.horizon(), sides.named(jolted.scenario)));
        for (std::size_t c = 0; c < still.size(); ++c) {
            most[c] = std::max(most[c], difference(moved[c], still[c]));
        }
    }
    return most;
}

Comparison::Comparison(const BothSides& sides, std::vector<Values> scenarios)
    : sides_(sides), scenarios_(std::move(scenarios)) {
    for (const Values& scenario : scenarios_) {
        expected_.push_back(sides.reference_columns(scenario));
    }
}

const std::vector<bool>& Comparison::excused(std::size_t scenario) {
    const auto known = excused_.find(scenario);
    if (known != excused_.end()) return known->second;

    const Values moved = movement(sides_, scenarios_[scenario], jolts_to_excuse);
    std::vector<bool> columns;
    for (const double by : moved) columns.push_back(by > ill_conditioned_movement);

    const reference::Result result = sides_.reference_result(scenarios_[scenario]);
    const double norm_target = scenarios_[scenario][sides_.parameter("norm_target")];
    for (std::size_t k = 0; k < sides_.theatres().size(); ++k) {
        const std::string theatre = sides_.theatres()[k].name;
        const auto excuse = [&](const char* output, bool undecided) {
            if (undecided) columns[sides_.column(theatre + output)] = true;
        };
        excuse(".self_reliance", has_undecided_margin(result.years[k]));
        excuse(".compliance", has_undecided_compliance(result.years[k], norm_target));
        excuse(".weakest_member",
               has_undecided_weakest(result.outputs.at(theatre + ".member_final")));
    }
    return excused_[scenario] = columns;
}

Agreement Comparison::on(Isa isa) {
    const std::vector<Values> found = evaluate(sides_.instance(), isa, scenarios_);
    Agreement result;
    for (std::size_t i = 0; i < scenarios_.size(); ++i) {
        std::vector<std::size_t> differing;
        for (std::size_t c = 0; c < found[i].size(); ++c) {
            const bool agree = difference(found[i][c], expected_[i][c]) <= tolerance;
            if (!agree) differing.push_back(c);
        }
        if (differing.empty()) continue;
        const std::vector<bool>& excuses = excused(i);
        const auto unexcused = std::find_if(differing.begin(), differing.end(),
                                            [&](std::size_t c) { return !excuses[c]; });
        if (unexcused != differing.end()) {
            if (++result.disagreements > most_lines) continue;
            std::ostringstream line;
            line.precision(17);
            line << "scenario " << i << ", " << sides_.column_name(*unexcused) << ": "
                 << found[i][*unexcused] << " instead of " << expected_[i][*unexcused] << '\n';
            result.report += line.str();
        } else {
            const auto jumps = [&](auto c) { return has_thresholds(sides_.column_output(c)); };
            const bool all_jump = std::all_of(differing.begin(), differing.end(), jumps);
            ++(all_jump ? result.on_threshold : result.ill_conditioned);
        }
    }
    return result;
}

}  // namespace entente::kernels
