// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/new_command.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "driver/commands/options.hpp"
#include "driver/commands/shipped_configs.hpp"
#include "driver/commands/wording.hpp"
#include "driver/model_joining.hpp"
#include "driver/parameter_names.hpp"
#include "driver/theatre_file.hpp"
#include "driver/whole_points.hpp"

namespace entente::driver {
namespace {

namespace fs = std::filesystem;

constexpr const char* shipped_theatres[] = {"europe_2019.toml", "asia_2019.toml"};

// As many as the model takes, if it needs any.
std::vector<fs::path> theatre_files(const kernels::Model& model) {
    std::vector<fs::path> files;
    if (model.least_theatres == 0) return files;
    for (const char* const name : shipped_theatres) {
        if (files.size() < model.most_theatres)
            files.push_back(shipped_configs() / "theatres" / name);
    }
    return files;
}

std::string theatre_lines(const kernels::Model& model) {
    std::string list;
    for (const fs::path& file : theatre_files(model)) {
        list += fmt::format("    \"{}\",\n", file.string());
    }
    if (list.empty()) return "";
    return fmt::format(
        "# Data of the theatres, whose files say where they are from. Copy and change them for "
        "others;\n"
        "# names are relative to this file.\n"
        "theatres = [\n{}]\n",
        list);
}

std::string network_lines(const kernels::Model& model) {
    if (!model.takes_network) return "";
    return "# A network of your own, whose file names a table of links: without it, the model's.\n"
           "# network = \"network.toml\"\n";
}

using Settings = std::map<std::string, int, std::less<>>;

std::string setting_lines(const kernels::Model& model, const Settings& settings) {
    std::string text;
    for (const kernels::Setting& s : model.settings) {
        const char* const quote = s.words.empty() ? "" : "\"";
        text += fmt::format("{} = {}{}{}    # {} ({})\n", s.name, quote,
                            value_text(s, settings.find(s.name)->second), quote, s.meaning,
                            valid_values(s));
    }
    return text;
}

// The model, joined to the shipped theatres.
std::unique_ptr<const kernels::Instance> example(const kernels::Model& model,
                                                 const Settings& settings) {
    kernels::ModelData data;
    data.settings = settings;
    for (const fs::path& file : theatre_files(model)) {
        data.theatres.push_back(read_theatre(file, {}).theatre);
    }
    return model.join(data);
}

// Of an axis over its plausible range.
std::uint64_t points(const kernels::Parameter& p) {
    constexpr std::uint64_t many = 21;
    return p.whole ? whole_points(p.plausible.lo, p.plausible.hi, many).front() : many;
}

// Two axes over the first parameters that have a range to vary, the others as comments.
std::string parameter_lines(const kernels::Model& model, const Settings& settings) {
    const auto instance = example(model, settings);
    std::string axes, rest;
    int left = 2;
    for (const kernels::Parameter& p : instance->parameters()) {
        const std::string name = fmt::format("\"{}\"", p.name);
        if (left > 0 && p.plausible.lo < p.plausible.hi) {
            --left;
            axes += fmt::format("# {}\n{} = {{ from = {}, to = {}, points = {} }}\n", p.meaning,
                                name, exact(p.plausible.lo), exact(p.plausible.hi), points(p));
        } else {
            rest += fmt::format("# {:<28} = {:<8} # {}: {}\n", name, exact(p.initial),
                                valid_values(p), p.meaning);
        }
    }
    return axes + "\n# All others keep their defaults: to set one, take away its '#'.\n" + rest;
}

}  // namespace

int print_starter(const ModelOptions& options) {
    const kernels::Model& model = known_model(options.model);
    const Settings settings = parse_settings(model, options.set);
    fmt::print(R"(# A study of the model {0}: {1}.
# Check it with 'entente plan THIS_FILE', run it with 'entente run THIS_FILE'.
title = "A first look at {0}"
model = "{0}"
{2}{3}
[parameters]
# A number fixes a parameter; a list [0, 0.5, 1] or {{ from, to, points }} makes it an axis of the grid.
{4}
[design]
kind = "grid"    # all combinations. Samples: "latin_hypercube", "sobol" or "random", with
                 # scenarios = 100_000 and seed = 1; parameters are then {{ min = , max = }} or "plausible".
                 # For sensitivity: "saltelli", "morris", "fast" or "derivatives", with points = 4096

[output]
file = "{0}.h5"           # relative to this file; -o wins
# variables = ["..."]         # 'entente models {0}' lists them; without this line, all that are one number
precision = "float32"       # or "float64"; computed in float64
significant_bits = 16       # rounded to a relative error below 2^-17: a smaller file
)",
               model.name, model.summary, theatre_lines(model) + network_lines(model),
               setting_lines(model, settings), parameter_lines(model, settings));
    return 0;
}

}  // namespace entente::driver
