// SPDX-License-Identifier: Apache-2.0
#include "tests/results/child_process.hpp"

#include <cstdlib>
#include <exception>
#include <iostream>

#include <sys/wait.h>
#include <unistd.h>

namespace entente::tests {
namespace {

constexpr int status_of_exception = 99;

int run(const std::function<int()>& action) {
    try {
        return action();
    } catch (const std::exception& error) {
        std::cerr << "child: " << error.what() << '\n';
        return status_of_exception;
    }
}

}  // namespace

int status_of_child(const std::function<int()>& action) {
    const auto child = ::fork();
    if (child == 0) std::exit(run(action));  // with the clean-up that HDF5 does at the end
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace entente::tests
