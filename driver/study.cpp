// SPDX-License-Identifier: Apache-2.0
#include "driver/study.hpp"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

#include "driver/design_section.hpp"
#include "driver/ieee_arithmetic.hpp"
#include "driver/input_file.hpp"
#include "driver/network_file.hpp"
#include "driver/override.hpp"
#include "driver/parameter_entries.hpp"
#include "driver/sensitivity_section.hpp"
#include "driver/study_sections.hpp"
#include "driver/table_reader.hpp"
#include "driver/theatre_file.hpp"
#include "kernels/registry.hpp"

namespace entente::driver {
namespace {

constexpr kernels::Interval gdp_range = {0, 1e6, true, false};  // bn USD
constexpr kernels::Interval burden_range = {0, 0.9, true, true};

constexpr std::size_t most_theatres = 8;  // that are read; what a model takes, make_plan says

// Whole numbers and words at the top level, of any model: whether this study's model has them,
// make_plan says.
std::vector<std::string> setting_names() {
    std::vector<std::string> names;
    for (const kernels::Model* model : kernels::models()) {
        for (const kernels::Setting& setting : model->settings) {
            if (std::find(names.begin(), names.end(), setting.name) == names.end()) {
                names.emplace_back(setting.name);
            }
        }
    }
    return names;
}

std::vector<std::string> top_level_keys(const std::vector<std::string>& settings) {
    // [patron] has these entries; a model may have parameters that are the patron's, too.
    std::vector<std::string> keys = {
        "title",         "model",   "theatres",   "patron", "patron.name", "patron.gdp_bn_usd",
        "patron.burden", "network", "parameters", "linked", "group",       "correlation",
        "design",        "output",  "sensitivity"};
    keys.insert(keys.end(), settings.begin(), settings.end());
    return keys;
}

void read_theatres(const Value& value, Study& study) {
    study.theatres_where = value.where;
    if (const auto theatres = array(value, "theatres").size(); theatres > most_theatres) {
        throw UserError(value.where, fmt::format("the study has {} theatres (valid: at most {})",
                                                 theatres, most_theatres));
    }
    for (const auto& [name, where] : words(value, "theatres")) {
        const auto path = (study.folder / name).lexically_normal();
        TheatreFile file = read_theatre(path, where);
        for (const kernels::Theatre& other : study.theatres) {
            if (other.name != file.theatre.name) continue;
            throw UserError(where, fmt::format("two theatres are called '{}'", other.name));
        }
        study.theatres.push_back(std::move(file.theatre));
        study.theatre_places.push_back(where);
        study.default_places.merge(file.default_places);
        study.texts.insert(study.texts.end(), file.texts.begin(), file.texts.end());
    }
}

void read_study_network(const Value& value, Study& study) {
    NetworkFile file = read_network(value, study.folder);
    study.network = std::move(file.network);
    study.network_where = value.where;
    study.texts.insert(study.texts.end(), file.texts.begin(), file.texts.end());
}

kernels::Patron read_patron(const Value& value) {
    TableReader table(value, "[patron]");
    kernels::Patron patron;
    if (const Value* name = table.find("name")) patron.label = word(*name, "patron.name");
    if (const Value* gdp = table.find("gdp_bn_usd")) {
        patron.gdp = number(*gdp, "patron.gdp_bn_usd", gdp_range);
    }
    if (const Value* burden = table.find("burden")) {
        patron.burden = number(*burden, "patron.burden", burden_range);
    }
    table.finish();
    return patron;
}

// The setting of the study's model called `name`, or null.
const kernels::Setting* setting_of(const Study& study, std::string_view name) {
    const kernels::Model* model = kernels::find_model(study.model);
    if (model == nullptr) return nullptr;
    const auto found = std::find_if(model->settings.begin(), model->settings.end(),
                                    [&](const auto& setting) { return setting.name == name; });
    return found == model->settings.end() ? nullptr : &*found;
}

// Those of other models are read too, for make_plan to say so, but not offered as valid.
void read_settings(TableReader& table, const std::vector<std::string>& names, Study& study) {
    for (const std::string& name : names) {
        const kernels::Setting* setting = setting_of(study, name);
        if (setting == nullptr && find(table.entries(), name) == nullptr) continue;
        const Value* value = table.find(name);
        if (value == nullptr) continue;
        SettingEntry& entry = study.settings[name];
        entry.where = value->where;
        if (setting != nullptr && !setting->words.empty()) {
            entry.value = word(*value, name);
        } else if (setting != nullptr) {
            entry.value = whole(*value, name);
        }
    }
}

// Where the text has no table, defaults come from the file as a whole.
void read_sections(TableReader& table, Study& study) {
    study.design.where = table.where();
    if (const Value* parameters = table.find("parameters")) {
        study.parameters = read_parameters(*parameters);
    }
    if (const Value* linked = table.find("linked")) study.linked = read_linked(*linked);
    if (const Value* groups = table.find("group")) study.groups = read_groups(*groups);
    if (const Value* correlations = table.find("correlation")) {
        study.correlations = read_correlations(*correlations);
    }
    if (const Value* design = table.find("design"))
        study.design = read_design(*design, study.folder);
    if (const Value* sensitivity = table.find("sensitivity")) {
        study.sensitivity = read_sensitivity(*sensitivity, study.design.kind);
    }
    if (const Value* output = table.find("output")) {
        study.output = read_output(*output, study.folder, study.design.kind);
    }
}

// The settings that --set may mean: those of the study's model, which may have a parameter of the
// name of another model's setting.
std::vector<std::string> settings_to_set(const Value& document,
                                         const std::vector<Override>& overrides) {
    std::string name;
    const Value* given = document.table() != nullptr ? find(*document.table(), "model") : nullptr;
    if (given != nullptr && std::holds_alternative<std::string>(given->data)) {
        name = std::get<std::string>(given->data);
    }
    for (const Override& o : overrides) {
        if (o.name == "model") name = o.value;
    }
    const kernels::Model* model = kernels::find_model(name);
    if (model == nullptr) return setting_names();
    std::vector<std::string> names;
    for (const kernels::Setting& setting : model->settings) names.emplace_back(setting.name);
    return names;
}

}  // namespace

const Position& AxisValues::place(std::size_t i) const {
    if (places.size() == values.size()) return places[i];
    return i == 0 ? places.front() : places.back();
}

Study read_study(const std::filesystem::path& path, const std::vector<Override>& overrides) {
    const IeeeArithmetic ieee;
    Study study;
    study.path = path;
    study.overrides = overrides;
    std::error_code unknown;
    const bool is_pipe = std::filesystem::is_fifo(path, unknown);
    study.folder = is_pipe ? std::filesystem::path() : path.parent_path();
    study.texts.push_back({"study", read_text(path, {}, InputKind::regular_or_pipe)});
    Value document = parse_document(study.texts.front().text, path.string());

    apply_overrides(document, overrides, top_level_keys(settings_to_set(document, overrides)));

    TableReader table(document, "");
    const Value* title = table.find("title");
    study.title = title != nullptr ? word(*title, "title") : path.stem().string();
    const Value& model = table.need("model");
    study.model = word(model, "model");
    study.model_where = model.where;
    study.theatres_where = model.where;
    if (const Value* theatres = table.find("theatres")) read_theatres(*theatres, study);
    if (const Value* patron = table.find("patron")) study.patron = read_patron(*patron);
    if (const Value* network = table.find("network")) read_study_network(*network, study);
    read_settings(table, setting_names(), study);
    read_sections(table, study);
    table.finish();
    return study;
}

}  // namespace entente::driver
