// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

namespace entente::tests {

/// Runs `action` in a child process, which ends with the status that it returns, or 99 if it
/// throws. Returns that status; if a signal ended the child, minus its number.
int status_of_child(const std::function<int()>& action);

}  // namespace entente::tests
