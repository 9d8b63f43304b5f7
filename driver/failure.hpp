// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <string>

namespace entente::driver {

/// How the program ends that cannot do what it was asked for.
struct Failure {
    int status;           ///< exit status: 2 wrong input, 1 the machine failed
    std::string message;  ///< one line for the user; empty if somebody else has told
};

/// What an exception means to the user. A Failure means itself.
Failure failure_of(const std::exception_ptr& exception);

}  // namespace entente::driver
