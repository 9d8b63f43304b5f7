// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace entente::driver {

struct MergeCommand {
    std::filesystem::path output;
    std::vector<std::filesystem::path> shards;
    std::string sync;
    bool virtual_view = false;
    bool force = false;
    bool resume = false;
    bool take_over = false;
    bool quiet = false;
};

/// entente merge: returns the exit status. Throws UserError before anything is written, or if a
/// tile of a shard is damaged.
int execute(const MergeCommand& command);

}  // namespace entente::driver
