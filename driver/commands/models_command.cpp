// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/models_command.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "driver/commands/options.hpp"
#include "driver/commands/synthetic_theatres.hpp"
#include "driver/commands/wording.hpp"
#include "driver/model_joining.hpp"
#include "driver/parameter_names.hpp"
#include "driver/user_error.hpp"
#include "kernels/registry.hpp"

namespace entente::driver {
namespace {

using Rows = std::vector<std::vector<std::string>>;

constexpr std::string_view theatre_prefix = "THEATRE.";

// A model with as many theatres as it takes at least: what their files would say is a matter of
// the study.
std::unique_ptr<const kernels::Instance> example(const kernels::Model& model,
                                                 const std::vector<std::string>& set) {
    kernels::ModelData data;
    data.settings = parse_settings(model, set);
    const std::string prefix(theatre_prefix.substr(0, theatre_prefix.size() - 1));
    for (std::size_t k = 0; k < model.least_theatres; ++k) {
        data.theatres.push_back(
            synthetic_theatre(k == 0 ? prefix : fmt::format("{}_{}", prefix, k + 1), 3));
    }
    return model.join(data);
}

std::string settings(const kernels::Model& model) {
    Rows rows{{"setting", "default", "valid", "unit", "meaning"}};
    for (const kernels::Setting& s : model.settings) {
        rows.push_back({std::string(s.name), value_text(s, s.initial), valid_values(s),
                        std::string(s.unit), std::string(s.meaning)});
    }
    return rows.size() == 1 ? "" : text_table(rows, rows[0].size()) + "\n";
}

std::string parameters(const kernels::Instance& instance) {
    Rows rows{{"parameter", "default", "valid", "plausible", "unit", "meaning"}};
    for (const kernels::Parameter& p : instance.parameters()) {
        const bool of_theatre = p.name.starts_with(theatre_prefix);
        rows.push_back({p.name, of_theatre ? "theatre file" : value_text(p.initial),
                        valid_values(p), to_string(p.plausible), p.unit, p.meaning});
    }
    return text_table(rows, rows[0].size()) + "\n";
}

std::string kind_of(const kernels::Output& output) {
    if (!output.dimension.empty()) return "per " + output.dimension;
    switch (output.kind) {
        case kernels::OutputKind::real:
            return "number";
        case kernels::OutputKind::index:
            return "position";
        case kernels::OutputKind::code:
            return "code";
        case kernels::OutputKind::mask:
            break;
    }
    return "bit field";
}

std::string outputs(const kernels::Instance& instance) {
    Rows rows{{"output", "kind", "unit", "meaning"}};
    for (const kernels::Output& o : instance.outputs()) {
        std::string meaning = o.meaning;
        for (std::size_t f = 0; f < o.flags.size(); ++f) {
            meaning += fmt::format("{} {}: {}", f == 0 ? ";" : ",", f, o.flags[f]);
        }
        rows.push_back({o.name, kind_of(o), o.unit, meaning});
    }
    return text_table(rows, rows[0].size()) + "\n";
}

std::string theatres(const kernels::Model& model) {
    if (model.most_theatres == 0) return "";
    return fmt::format(
        "Takes {} to {} theatres. THEATRE stands for a theatre's name (europe.belief); "
        "its file has the defaults.\n",
        model.least_theatres, model.most_theatres);
}

std::string network(const kernels::Model& model) {
    if (!model.takes_network) return "";
    return "Takes a network (network = \"FILE.toml\"), which then decides what there is to vary; "
           "without one, it has the network described here.\n";
}

// Parameters and outputs may depend on a setting that is a word.
std::string hint(const kernels::Model& model, const std::vector<std::string>& set) {
    for (const kernels::Setting& setting : model.settings) {
        if (setting.words.size() < 2 || !set.empty()) continue;
        return fmt::format(
            "What follows is for the default settings; --set {}={} and the like show others.\n\n",
            setting.name, setting.words[setting.initial == 0 ? 1 : 0]);
    }
    return "";
}

std::string description(const kernels::Model& model, const std::vector<std::string>& set) {
    const auto instance = example(model, set);
    std::string text = fmt::format("{}, version {}: {}\n{}", model.name, model.version,
                                   model.summary, theatres(model) + network(model));
    text +=
        "Valid: what a study may say. Plausible: what an uncertainty study samples by default; "
        "judgements, not estimates.\n\n";
    text += settings(model) + hint(model, set) + parameters(*instance) + outputs(*instance);
    for (const std::string_view reference : model.references) {
        text += fmt::format("source: {}\n", reference);
    }
    return text;
}

}  // namespace

const kernels::Model& known_model(const std::string& name) {
    if (const kernels::Model* model = kernels::find_model(name)) return *model;
    std::vector<std::string> names;
    for (const kernels::Model* model : kernels::models()) names.emplace_back(model->name);
    throw UserError(fmt::format("unknown model '{}' ({})", name, suggestion(name, names)));
}

int list_models(const ModelOptions& options) {
    if (!options.model.empty()) {
        fmt::print("{}", description(known_model(options.model), options.set));
        return 0;
    }
    if (!options.set.empty()) throw UserError("--set: the settings of which model?");
    Rows rows{{"model", "version", "what it is about"}};
    for (const kernels::Model* model : kernels::models()) {
        rows.push_back({std::string(model->name), std::to_string(model->version),
                        std::string(model->summary)});
    }
    fmt::print(
        "{}\n'entente models MODEL' lists parameters and outputs, 'entente new MODEL' "
        "prints a study to start from.\n",
        text_table(rows, 3));
    return 0;
}

}  // namespace entente::driver
