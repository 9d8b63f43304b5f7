// SPDX-License-Identifier: Apache-2.0
#include "driver/model_joining.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "driver/counted.hpp"
#include "driver/parameter_names.hpp"
#include "kernels/registry.hpp"

namespace entente::driver {
namespace {

const kernels::Model& model_of(const Study& study) {
    if (const kernels::Model* model = kernels::find_model(study.model)) return *model;
    std::vector<std::string> names;
    for (const kernels::Model* model : kernels::models()) names.emplace_back(model->name);
    throw UserError(study.model_where,
                    fmt::format("unknown model '{}' ({})", study.model,
                                suggestion(study.model, names, "'entente models' lists them")));
}

int value_of(const SettingEntry& entry, const kernels::Setting& setting) {
    const auto* text = std::get_if<std::string>(&entry.value);
    if (text == nullptr && !setting.words.empty()) {
        throw UserError(entry.where, fmt::format("{}: expected a word (valid: {})", setting.name,
                                                 valid_values(setting)));
    }
    if (text != nullptr && setting.words.empty()) {
        throw UserError(entry.where, fmt::format("{}: '{}' is not a whole number (valid: {})",
                                                 setting.name, *text, valid_values(setting)));
    }
    if (text != nullptr) {
        const auto word = std::find(setting.words.begin(), setting.words.end(), *text);
        if (word != setting.words.end()) return static_cast<int>(word - setting.words.begin());
        const std::vector<std::string> words(setting.words.begin(), setting.words.end());
        throw UserError(entry.where, fmt::format("{}: unknown '{}' ({})", setting.name, *text,
                                                 suggestion(*text, words)));
    }
    const double value = std::get<double>(entry.value);
    if (value != std::floor(value) || value < setting.least || value > setting.most) {
        throw UserError(entry.where, fmt::format("{}: {} is out of range (valid: {})", setting.name,
                                                 value, valid_values(setting)));
    }
    return static_cast<int>(value);
}

void check_theatres(const Study& study, const kernels::Model& model) {
    const std::size_t given = study.theatres.size();
    if (given >= model.least_theatres && given <= model.most_theatres) return;
    std::string valid = "none";
    if (model.most_theatres > 0)
        valid = fmt::format("{} to {}", model.least_theatres, model.most_theatres);
    throw UserError(study.theatres_where,
                    fmt::format("the study has {} (valid for the model {}: {})",
                                counted(given, "theatre"), model.name, valid));
}

void check_network(const Study& study, const kernels::Model& model) {
    if (!study.network || model.takes_network) return;
    std::string takers;
    for (const kernels::Model* other : kernels::models()) {
        if (!other->takes_network) continue;
        takers += fmt::format("{}{}", takers.empty() ? "" : ", ", other->name);
    }
    throw UserError(study.network_where, fmt::format("the model {} takes no network (models that "
                                                     "do: {})",
                                                     model.name, takers));
}

// Defaults come from theatre files; their ranges are the model's.
void check_defaults(const Study& study, const kernels::Instance& instance) {
    const ParameterNames names(instance, study.model);
    for (std::size_t p = 0; p < names.size(); ++p) {
        const auto place = study.default_places.find(names[p].name);
        names.check(p, names[p].initial,
                    place != study.default_places.end() ? place->second : study.theatres_where);
        for (std::size_t t = 0; t < study.theatres.size(); ++t) {
            if (study.theatres[t].name != names[p].name) continue;
            throw UserError(study.theatre_places[t],
                            fmt::format("a theatre cannot be called '{}': the model has a "
                                        "parameter of this name",
                                        names[p].name));
        }
    }
}

bool is_usable(const std::string& axis) {
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto fits = [&](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
    };
    constexpr std::size_t longest = 64;
    return is_letter(axis.front()) && axis.size() <= longest &&
           std::all_of(axis.begin(), axis.end(), fits);
}

}  // namespace

std::map<std::string, int, std::less<>> resolve_settings(const Study& study,
                                                         const kernels::Model& model) {
    std::map<std::string, int, std::less<>> settings;
    std::vector<std::string> names;
    for (const kernels::Setting& setting : model.settings) {
        const std::string& name = names.emplace_back(setting.name);
        settings[name] = setting.initial;
        const auto given = study.settings.find(name);
        if (given == study.settings.end()) continue;
        settings[name] = value_of(given->second, setting);
    }
    for (const auto& [name, given] : study.settings) {
        if (settings.contains(name)) continue;
        throw UserError(given.where,
                        fmt::format("the model {} has no setting '{}'", model.name, name));
    }
    return settings;
}

std::string valid_values(const kernels::Setting& setting) {
    if (setting.words.empty()) return fmt::format("{} to {}", setting.least, setting.most);
    return fmt::format("{}", fmt::join(setting.words, ", "));
}

std::string value_text(const kernels::Setting& setting, int value) {
    if (setting.words.empty()) return std::to_string(value);
    return std::string(setting.words[static_cast<std::size_t>(value)]);
}

JoinedModel join_model(const Study& study) {
    const kernels::Model& model = model_of(study);
    check_theatres(study, model);
    check_network(study, model);
    const kernels::ModelData data{.theatres = study.theatres,
                                  .patron = study.patron,
                                  .settings = resolve_settings(study, model),
                                  .network = study.network};
    try {
        JoinedModel joined{&model, model.join(data)};
        check_defaults(study, *joined.instance);
        return joined;
    } catch (const std::invalid_argument& error) {
        throw UserError(study.network ? study.network_where : study.theatres_where, error.what());
    }
}

void check_axis_names(const Study& study, const kernels::Instance& instance) {
    std::vector<std::string> taken = {"scenario", "study", "entry"};
    for (const auto& parameter : instance.parameters()) taken.push_back(parameter.name);
    for (const auto& output : instance.outputs()) taken.push_back(output.name);
    for (const auto& dimension : instance.dimensions()) taken.push_back(dimension.name);
    for (const SourceText& text : study.texts) taken.push_back(text.name);
    for (const LinkedEntry& entry : study.linked) {
        if (!is_usable(entry.axis)) {
            throw UserError(entry.where,
                            fmt::format("'{}' cannot name an axis (valid: a letter, then "
                                        "letters, digits, '_', '-' and '.', 64 at most)",
                                        entry.axis));
        }
        if (std::find(taken.begin(), taken.end(), entry.axis) == taken.end()) continue;
        throw UserError(entry.where,
                        fmt::format("an axis cannot be called '{}': the result file has "
                                    "something else of this name",
                                    entry.axis));
    }
}

}  // namespace entente::driver
