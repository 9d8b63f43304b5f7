// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "driver/commands/options.hpp"

namespace entente::driver {

struct MergeCommand {
    std::filesystem::path output;
    std::vector<std::filesystem::path> shards;
    WritingOptions writing;
    bool virtual_view = false;
};

/// entente merge: returns the exit status. Throws UserError before anything is written, or if a
/// tile of a shard is damaged.
int execute(const MergeCommand& command);

}  // namespace entente::driver
