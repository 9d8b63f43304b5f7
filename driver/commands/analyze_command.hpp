// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace entente::driver {

struct AnalyzeCommand {
    std::filesystem::path file;
    std::filesystem::path output;  ///< -o; empty: the file's name with .sensitivity.h5
    std::string intervals;         ///< empty: what suits the design
    std::string level;
    std::string bootstrap;
    std::string failures;  ///< drop, abort, or a number
    std::string methods;   ///< --methods: words between commas, or "all"
    std::string most;      ///< --most: scenarios that these look at
    std::string threads;
    std::string only;  ///< --only: tell of this output
    bool force = false;
    bool quiet = false;
};

/// entente analyze: returns the exit status. Throws UserError before anything is written.
int execute(const AnalyzeCommand& command);

}  // namespace entente::driver
