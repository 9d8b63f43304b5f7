// SPDX-License-Identifier: Apache-2.0
#include "driver/ranks/launcher.hpp"

#include <map>
#include <string>

#include <gtest/gtest.h>

namespace entente::driver {
namespace {

std::optional<std::size_t> ranks_in(const std::map<std::string, std::string>& variables) {
    return launched_ranks([&](const char* name) -> const char* {
        const auto found = variables.find(name);
        return found == variables.end() ? nullptr : found->second.c_str();
    });
}

TEST(Launcher, KnowsHowManyRanksThereAre) {
    EXPECT_EQ(ranks_in({{"OMPI_COMM_WORLD_SIZE", "16"}}), 16U);
    EXPECT_EQ(ranks_in({{"PMI_SIZE", "4"}, {"PMI_RANK", "0"}}), 4U);
    EXPECT_EQ(ranks_in({{"PMIX_RANK", "0"}, {"SLURM_STEP_NUM_TASKS", "8"}}), 8U);
}

TEST(Launcher, SeesNoneWhereThereIsNone) {
    EXPECT_EQ(ranks_in({}), std::nullopt);
    // Within a batch job, but not begun by its launcher; or begun without MPI.
    EXPECT_EQ(ranks_in({{"SLURM_JOB_ID", "7"}, {"SLURM_NTASKS", "8"}}), std::nullopt);
    EXPECT_EQ(ranks_in({{"SLURM_STEP_NUM_TASKS", "8"}}), std::nullopt);
    EXPECT_EQ(ranks_in({{"PMIX_RANK", "0"}}), std::nullopt);
}

TEST(Launcher, DoesNotBelieveNonsense) {
    for (const char* const text : {"", "many", "4x", "-1", "99999999999999999999999"}) {
        EXPECT_EQ(ranks_in({{"OMPI_COMM_WORLD_SIZE", text}}), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace entente::driver
