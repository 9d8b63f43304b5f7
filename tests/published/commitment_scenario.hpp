// SPDX-License-Identifier: Apache-2.0
//
// A scenario of `commitment` by the names of what differs from the initial values.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "kernels/model.hpp"
#include "tests/kernels/evaluation.hpp"

namespace entente::kernels {

/// Values by name; of a vector output, "contest.effort[0]" and so on.
using Named = std::map<std::string, double>;

class Commitment {
  public:
    explicit Commitment(int contestants = 2);

    /// What every instruction set returns: they are compared, 1e-12 relative or 1e-15 absolute, and
    /// the widest one's values handed out.
    std::vector<Named> evaluate(const std::vector<Named>& scenarios) const;
    Named evaluate(const Named& scenario) const { return evaluate(std::vector{scenario}).front(); }

    /// The word of a code.
    std::string word(const std::string& output, const Named& found) const;
    std::string status(const Named& scenario) const { return word("status", evaluate(scenario)); }

  private:
    std::unique_ptr<const Instance> instance_;
    std::vector<std::string> names_;
};

}  // namespace entente::kernels
