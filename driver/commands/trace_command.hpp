// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "driver/commands/options.hpp"

namespace entente::driver {

struct TraceCommand {
    StudyOptions study;
    std::string scenario;  ///< its number, from 0
    bool csv = false;      ///< the table of the trace alone, as CSV
};

/// entente trace: one scenario in full. Returns the exit status; throws UserError.
int execute(const TraceCommand& command);

}  // namespace entente::driver
