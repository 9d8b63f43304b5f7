// SPDX-License-Identifier: Apache-2.0
//
// Studies of functions with known indices, analysed in transit and from stored scenarios.
#pragma once

#include <string>
#include <vector>

#include "driver/sensitivity/stored.hpp"
#include "driver/sensitivity/transit.hpp"
#include "tests/driver/study_folder.hpp"

namespace entente::driver {

class InTransit : public StudyFolder {
  protected:
    static std::string text(const std::string& function, const std::string& design,
                            const std::string& sensitivity = "") {
        return "model = \"analytic\"\n" + function +
               "\n[parameters]\n\"*\" = \"plausible\"\n[design]\n" + design + "\n[sensitivity]\n" +
               sensitivity + "\n[output]\nvariables = [\"y\"]\nprecision = \"float64\"\n";
    }

    TransitReport analyse(const std::string& study, const Crew& crew = {}, const Cut& cut = {},
                          bool resume = false, std::stop_token stop = {}) const {
        const Plan study_plan = plan(study, {}, cut);
        RunCounts counts;
        return run_in_transit(study_plan, *study_plan.study.sensitivity,
                              {.file = file("a.h5"), .crew = crew, .resume = resume},
                              std::move(stop), counts);
    }

    StoredReport store_and_analyse(const std::string& study) const {
        const Plan study_plan = plan(study);
        RunCounts counts;
        run(study_plan, {.file = file("s.h5"), .crew = {}}, {}, counts);
        return analyse_stored({file("s.h5")}, *study_plan.study.sensitivity);
    }
};

/// All numbers of an array; fails the test if it is not there.
inline std::vector<double> numbers(const results::Analysis& analysis, const std::string& name) {
    const auto* array = analysis.array(name);
    EXPECT_NE(array, nullptr) << name;
    return array == nullptr ? std::vector<double>() : array->values;
}

/// The same bits in every array.
inline void expect_same(const results::Analysis& a, const results::Analysis& b) {
    ASSERT_EQ(a.arrays.size(), b.arrays.size());
    for (std::size_t i = 0; i < a.arrays.size(); ++i) {
        EXPECT_EQ(a.arrays[i].name, b.arrays[i].name);
        ASSERT_EQ(a.arrays[i].values.size(), b.arrays[i].values.size()) << a.arrays[i].name;
        for (std::size_t k = 0; k < a.arrays[i].values.size(); ++k) {
            const double x = a.arrays[i].values[k], y = b.arrays[i].values[k];
            EXPECT_TRUE(x == y || (x != x && y != y)) << a.arrays[i].name << ' ' << k;
        }
    }
}

}  // namespace entente::driver
