// SPDX-License-Identifier: Apache-2.0
#include "driver/theatre_file.hpp"

#include <utility>

#include <fmt/format.h>

#include "driver/data_names.hpp"
#include "driver/input_file.hpp"
#include "driver/table_reader.hpp"
#include "driver/theatre_members.hpp"

namespace entente::driver {
namespace {

using kernels::Baseline;
using kernels::Interval;
using kernels::TheatreDefaults;

constexpr Interval capability_range = {0, 1e6, true, false};  // bn USD

struct BaselineKey {
    const char* name;
    double Baseline::*field;
    Interval valid;
};

// Tastes are inferred from the baseline, so that none of it may be left to chance.
constexpr BaselineKey baseline_keys[] = {
    {"integration", &Baseline::integration, {0, 1}},
    {"differentiation", &Baseline::differentiation, {0, 1}},
    {"credence", &Baseline::credence, {0, 1}},
    {"theatre_share", &Baseline::theatre_share, {0, 0.5}},
    {"norm_target", &Baseline::norm_target, {0, 0.1, true, false}},
};

constexpr std::pair<const char*, double TheatreDefaults::*> default_keys[] = {
    {"integration", &TheatreDefaults::integration},
    {"differentiation", &TheatreDefaults::differentiation},
    {"belief", &TheatreDefaults::belief},
    {"rhetoric", &TheatreDefaults::rhetoric},
    {"theatre_share", &TheatreDefaults::theatre_share},
    {"threat_growth", &TheatreDefaults::threat_growth},
};

void read_adversary(const Value& value, kernels::Theatre& theatre) {
    TableReader table(value, "adversary");
    theatre.adversary = word(table.need("name"), "name of the adversary");
    theatre.adversary_capability = number(table.need("capability_bn_usd"),
                                          "capability_bn_usd of the adversary", capability_range);
    if (const Value* note = table.find("note")) word(*note, "note on the adversary");
    table.finish();
}

void read_baseline(const Value& value, Baseline& baseline) {
    TableReader table(value, "baseline");
    for (const BaselineKey& key : baseline_keys) {
        baseline.*key.field =
            number(table.need(key.name), fmt::format("baseline {}", key.name), key.valid);
    }
    table.finish();
}

// What is not given follows the baseline where that has it.
void read_defaults(const Value* value, TheatreFile& file) {
    kernels::Theatre& theatre = file.theatre;
    theatre.defaults.integration = theatre.baseline.integration;
    theatre.defaults.differentiation = theatre.baseline.differentiation;
    theatre.defaults.theatre_share = theatre.baseline.theatre_share;
    if (value == nullptr) return;
    TableReader table(*value, "defaults");
    for (const auto& [name, field] : default_keys) {
        const Value* given = table.find(name);
        if (given == nullptr) continue;
        theatre.defaults.*field = number(*given, fmt::format("default {}", name));
        file.default_places[theatre.name + "." + name] = given->where;
    }
    table.finish();
}

void read_members(const Value& value, const std::filesystem::path& folder, TheatreFile& file) {
    if (!std::holds_alternative<std::string>(value.data)) {
        file.theatre.members = read_members_array(value);
        return;
    }
    const auto path = (folder / word(value, "members")).lexically_normal();
    std::string text = read_text(path, value.where);
    file.theatre.members = read_members_csv(text, path.string());
    file.texts.push_back({file.theatre.name + ".members", std::move(text)});
}

}  // namespace

TheatreFile read_theatre(const std::filesystem::path& path, const Position& where) {
    std::string text = read_text(path, where);
    const Value document = parse_document(text, path.string());
    TheatreFile file;
    TableReader table(document, "");
    file.theatre.name = read_name(table.need("name"), "a theatre");
    file.texts.push_back({file.theatre.name + ".theatre", std::move(text)});
    read_adversary(table.need("adversary"), file.theatre);
    read_baseline(table.need("baseline"), file.theatre.baseline);
    read_defaults(table.find("defaults"), file);
    read_members(table.need("members"), path.parent_path(), file);
    if (const Value* sources = table.find("sources")) {
        for (auto& [source, place] : words(*sources, "sources")) {
            file.theatre.sources.push_back(std::move(source));
        }
    }
    table.finish();
    return file;
}

}  // namespace entente::driver
