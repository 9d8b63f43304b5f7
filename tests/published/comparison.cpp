// SPDX-License-Identifier: Apache-2.0
#include "tests/published/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "kernels/registry.hpp"

namespace entente::kernels {
namespace {

constexpr int jolts = 12;
constexpr double jolt = 4e-16;
constexpr double jolts_allowed = 8;
constexpr int most_lines = 5;

// A value within a range; open ends are not taken.
double inside(const Interval& range, double u) {
    const double width = range.hi - range.lo;
    const double lo = range.lo_open ? range.lo + 1e-9 * width : range.lo;
    const double hi = range.hi_open ? range.hi - 1e-9 * width : range.hi;
    return std::clamp(lo + u * (hi - lo), lo, hi);
}

double draw(const Parameter& parameter, Region region, std::mt19937_64& random) {
    const double u = std::uniform_real_distribution<double>(0, 1)(random);
    double value = parameter.initial;
    if (region == Region::plausible) value = inside(parameter.plausible, u);
    if (region == Region::box) value = inside(parameter.valid, u);
    if (region == Region::corners && u < 2.0 / 3) value = inside(parameter.valid, u < 1.0 / 3);
    return parameter.whole ? std::round(value) : value;
}

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

// How far small changes of the parameters move each output; infinity where they make it another
// kind of value.
Values movement(const reference::PlainModel& plain, const Instance& instance,
                const Values& scenario, const Values& expected) {
    std::mt19937_64 random(7);
    std::uniform_real_distribution<double> change(-jolt, jolt);
    Values moved(expected.size(), 0.0), outputs(expected.size());
    for (int k = 0; k < jolts; ++k) {
        Values jolted = scenario;
        for (std::size_t p = 0; p < jolted.size(); ++p) {
            // Also what is zero, which no relative change moves.
            if (instance.parameters()[p].whole) continue;
            const double other =
                jolted[p] == 0 ? change(random) * 1e-3 : jolted[p] * (1 + change(random));
            if (instance.parameters()[p].valid.contains(other)) jolted[p] = other;
        }
        plain.evaluate(jolted, outputs);
        for (std::size_t c = 0; c < moved.size(); ++c) {
            if (same(outputs[c], expected[c])) continue;
            const double by = std::abs(outputs[c] - expected[c]);
            moved[c] = std::isfinite(by) ? std::max(moved[c], by)
                                         : std::numeric_limits<double>::infinity();
        }
    }
    return moved;
}

// The output that each column belongs to.
std::vector<const Output*> column_outputs(const Instance& instance) {
    std::vector<const Output*> list;
    for (const Output& output : instance.outputs()) {
        list.insert(list.end(), extent(instance, output), &output);
    }
    return list;
}

}  // namespace

std::unique_ptr<const Instance> instance_of(const reference::PlainModel& plain) {
    const Model* model = find_model(plain.model);
    if (model == nullptr) throw std::invalid_argument("no model " + plain.model);
    ModelData data = initial_data(*model);
    for (const auto& [name, value] : plain.settings) data.settings.at(name) = value;
    return model->join(data);
}

std::vector<Values> random_scenarios(const Instance& instance, Region region, std::size_t count,
                                     std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::vector<Values> scenarios(count);
    for (Values& scenario : scenarios) {
        for (const Parameter& parameter : instance.parameters()) {
            scenario.push_back(draw(parameter, region, random));
        }
    }
    return scenarios;
}

std::string disagreements(const reference::PlainModel& plain, const Instance& instance, Isa isa,
                          const std::vector<Values>& scenarios) {
    const auto outputs = column_outputs(instance);
    const auto names = column_names(instance);
    const auto found = evaluate(instance, isa, scenarios);
    Values expected(names.size());
    std::ostringstream report;
    report.precision(17);
    int lines = 0;
    for (std::size_t i = 0; i < scenarios.size() && lines < most_lines; ++i) {
        plain.evaluate(scenarios[i], expected);
        Values moved;
        for (std::size_t c = 0; c < names.size() && lines < most_lines; ++c) {
            const double value = expected[c], kernel = found[i][c];
            if (same(kernel, value)) continue;
            const bool real = outputs[c]->kind == OutputKind::real;
            const double allowed = plain.tolerance * std::max(std::abs(value), plain.scale);
            if (real && std::abs(kernel - value) <= allowed) continue;
            if (moved.empty()) moved = movement(plain, instance, scenarios[i], expected);
            if (real ? std::abs(kernel - value) <= allowed + jolts_allowed * moved[c] ||
                           std::isinf(moved[c])
                     : moved[c] > 0)
                continue;
            report << "scenario " << i << ", " << names[c] << ": " << kernel << ", plainly "
                   << value << " (small changes move it by " << moved[c] << ") at";
            for (const double p : scenarios[i]) report << ' ' << p;
            report << '\n';
            ++lines;
        }
    }
    return report.str();
}

}  // namespace entente::kernels
