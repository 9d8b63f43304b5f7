// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <string>
#include <vector>

#include "driver/plan.hpp"
#include "driver/study.hpp"
#include "tests/results/scratch_folder.hpp"

namespace entente::driver {

/// A theatre called `name` whose two members stand in island.csv.
inline std::string theatre_text(const std::string& name) {
    return "name = \"" + name +
           "\"\n"
           "adversary = { name = \"Sea\", capability_bn_usd = 163 }\n"
           "baseline = { integration = 1, differentiation = 0, credence = 0.8, theatre_share = "
           "0.4, "
           "norm_target = 0.02 }\n"
           "defaults = { belief = 0.6, threat_growth = 0.02 }\n"
           "members = \"island.csv\"\n";
}

/// A folder with the theatres island.toml and coast.toml, in which a test writes its study.
class StudyFolder : public tests::ScratchFolder {
  protected:
    StudyFolder() {
        write("island.toml", theatre_text("island"));
        write("coast.toml", theatre_text("coast"));
        write("island.csv",
              "id,name,gdp_bn_usd,burden,distance_km\n"
              "ONE,First,900,0.013,1600\n"
              "TWO,Second,100,0.02,800\n");
    }

    void write(const std::string& name, const std::string& text) const {
        std::ofstream(file(name), std::ios::binary) << text;
    }

    /// The study with this text.
    Study study(const std::string& text, const std::vector<Override>& overrides = {}) const {
        write("study.toml", text);
        return read_study(file("study.toml"), overrides);
    }

    Plan plan(const std::string& text, const std::vector<Override>& overrides = {},
              const Cut& cut = {}) const {
        return make_plan(study(text, overrides), cut);
    }
};

/// How every study of one theatre begins, in two lines.
inline const std::string on_island = "model = \"alliance\"\ntheatres = [\"island.toml\"]\n";
/// And of two, in two lines.
inline const std::string on_both =
    "model = \"alliance\"\ntheatres = [\"island.toml\", \"coast.toml\"]\n";

}  // namespace entente::driver
