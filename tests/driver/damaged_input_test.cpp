// SPDX-License-Identifier: Apache-2.0
//
// Files with a byte missing or wrong, at every place: they are taken or refused in one line.
#include "tests/driver/bad_input.hpp"

namespace entente::driver {
namespace {

class DamagedInput : public StudyFolder {
  protected:
    DamagedInput() { write("study.toml", text); }

    // How many of the damaged files were refused.
    int damage(const std::string& name, const std::string& whole) const {
        static constexpr std::string_view wrong("\"\0\n9-,=[]{}.#\xFF\xC3 e", 17);
        int refused = 0;
        for (std::size_t i = 0; i < whole.size(); ++i) {
            std::string less = whole, other = whole;
            less.erase(i, 1);
            other[i] = wrong[i % wrong.size()];
            for (const std::string& damaged : {less, other, whole.substr(0, i)}) {
                write(name, damaged);
                refused += is_refused();
            }
        }
        return refused;
    }

    const std::string text = on_island +
                             "title = 'T'\nhorizon = 1_0\n"
                             "patron = { burden = 3.4e-2 }\n"
                             "[parameters]\nmirror = [0, 0.5]\n\"island.belief\" = 0.5\n"
                             "reach_km = { from = 1e2, to = 1e4, points = 7, scale = \"log\" }\n"
                             "[[linked]]\naxis = \"x\"\nparameters = [\"deeds\", "
                             "\"recovery\"]\nvalues = [[0, 1], [1, 0]]\n"
                             "[output]\nvariables = [\"island.*\"]\nsignificant_bits = 16\n";

  private:
    bool is_refused() const {
        try {
            make_plan(read_study(file("study.toml")));
            return false;
        } catch (const UserError& error) {
            const std::string line = error.what();
            EXPECT_TRUE(results::is_utf8(line)) << line;
            EXPECT_EQ(line.find('\n'), std::string::npos) << line;
            return true;
        }
    }
};

TEST_F(DamagedInput, StudyIsTakenOrRefused) { EXPECT_GT(damage("study.toml", text), 100); }

TEST_F(DamagedInput, TheatreIsTakenOrRefused) {
    EXPECT_GT(damage("island.toml", theatre_text("island")), 100);
}

TEST_F(DamagedInput, MembersAreTakenOrRefused) {
    EXPECT_GT(damage("island.csv",
                     "id,name,gdp_bn_usd,burden,distance_km\n"
                     "ONE,\"First \"\"1\"\"\",900,0.013,1600\r\nTWO,,1e2,+0.02, 800\n"),
              100);
}

TEST_F(DamagedInput, TableIsTakenOrRefused) {
    write("study.toml", on_island + "[design]\nkind = \"table\"\nfile = \"table.csv\"\n");
    EXPECT_GT(damage("table.csv", "mirror,\"deeds\"\n0.5,0.25\r\n1,\"0\"\n\n0, +1e-3\n"), 50);
}

}  // namespace
}  // namespace entente::driver
