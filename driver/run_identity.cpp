// SPDX-License-Identifier: Apache-2.0
#include "driver/run_identity.hpp"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

#include "driver/provenance.hpp"
#include "results/checksum.hpp"

namespace entente::driver {
namespace {

std::string arithmetic(kernels::Isa isa) {
    if (kernels::fuses_multiply_add(isa)) return "with fused multiply-add (avx2, avx512)";
    return std::string(name(isa));
}

// How the scenarios are cut into tiles, and which of them are the run's.
void add_cut(const Plan& plan, Identity& identity) {
    const auto number = [&](const char* name, std::uint64_t value) {
        identity.emplace_back(name, std::to_string(value));
    };
    number("scenarios", plan.scenarios);
    number("scenarios per tile", plan.tiling.scenarios_per_chunk());
    number("first tile", plan.first_tile);
    number("end of tiles", plan.last_tile);
}

std::string shortened(const std::string& line) {
    constexpr std::size_t most = 60;
    return line.size() <= most ? line : line.substr(0, most - 3) + "...";
}

// The first line in which two texts differ.
std::string text_difference(const std::string& name, const std::string& then,
                            const std::string& now) {
    std::istringstream before(then), after(now);
    std::string line_before, line_after;
    const bool one_line = then.find('\n') == std::string::npos;
    for (int number = 1;; ++number) {
        const bool has_before = static_cast<bool>(std::getline(before, line_before));
        const bool has_after = static_cast<bool>(std::getline(after, line_after));
        if (has_before && has_after && line_before == line_after) continue;
        if (!has_before && !has_after) return name + ": the end of its last line";
        const auto told = [](bool is, const std::string& line) {
            return is ? "'" + shortened(line) + "'" : std::string("nothing");
        };
        return fmt::format("{}{}: {} then, {} now", name,
                           one_line ? "" : fmt::format(", line {}", number),
                           told(has_before, line_before), told(has_after, line_after));
    }
}

}  // namespace

Identity identity_of(const Plan& plan, const Crew& crew) {
    Identity identity{
        {"program", program_name()},
        {"model", fmt::format("{}, version {}", plan.model->name, plan.model->version)},
        {"instruction set", arithmetic(crew.isa)}};
    const auto schema = make_schema(plan);
    identity.insert(identity.end(), schema.texts.begin(), schema.texts.end());
    std::string outputs;
    for (const std::size_t o : plan.outputs) outputs += plan.instance->outputs()[o].name + "\n";
    identity.emplace_back("outputs", outputs);
    add_cut(plan, identity);
    if (plan.study.design.kind == DesignKind::table) {
        const auto sum = results::file_checksum(plan.study.design.table);
        identity.emplace_back("table", fmt::format("a file with checksum {:08x}", sum));
    }
    return identity;
}

std::optional<std::string> difference(const Identity& then, const Identity& now) {
    for (const auto& [name, text] : then) {
        const auto same_name = [&name = name](const auto& other) { return other.first == name; };
        const auto other = std::find_if(now.begin(), now.end(), same_name);
        if (other == now.end()) return name + ", which is not there any more";
        if (other->second != text) return text_difference(name, text, other->second);
    }
    for (const auto& [name, text] : now) {
        const auto same_name = [&name = name](const auto& other) { return other.first == name; };
        if (std::none_of(then.begin(), then.end(), same_name))
            return name + ", which was not there";
    }
    return std::nullopt;
}

std::optional<std::string> difference(const results::IdentityChecksums& then, const Identity& now) {
    const auto sums = results::checksums_of({.identity = now, .attributes = {}});
    if (then.size() != sums.size()) return "what it is made of";
    for (std::size_t i = 0; i < sums.size(); ++i) {
        if (then[i] != sums[i])
            return sums[i].first + " ('" +
                   shortened(now[i].second.substr(0, now[i].second.find('\n'))) + "' now)";
    }
    return std::nullopt;
}

}  // namespace entente::driver
