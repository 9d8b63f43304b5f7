// SPDX-License-Identifier: Apache-2.0
//
// The alliance kernel and the reference implementation joined to the same data.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "kernels/model.hpp"
#include "tests/kernels/evaluation.hpp"
#include "tests/reference/alliance_reference.hpp"

namespace entente::kernels {

/// What `reference` calls `theatres`, as data of the kernel. Members are called "m0", "m1", ...
ModelData model_data(const std::vector<reference::Theatre>& theatres,
                     const reference::Patron& patron, int horizon);

class BothSides {
  public:
    BothSides(std::vector<reference::Theatre> theatres, const reference::Patron& patron,
              int horizon);

    /// Europe and Asia in 2019.
    static BothSides with_theatres_of_2019(int horizon = 30);

    const std::vector<reference::Theatre>& theatres() const { return theatres_; }
    const reference::Patron& patron() const { return patron_; }
    int horizon() const { return horizon_; }

    /// The kernel's side.
    const Instance& instance() const { return *instance_; }
    Values kernel(Isa isa, const Values& scenario) const;

    /// The reference's side: its result, and its outputs in the order of the kernel's columns.
    reference::Result reference_result(const Values& scenario) const;
    Values reference_columns(const Values& scenario) const;
    Values reference_columns(const reference::Result& result) const;

    /// The value of every parameter by its name.
    reference::Scenario named(const Values& scenario) const;

    std::size_t columns() const { return column_names_.size(); }
    /// The output that a column belongs to, without the theatre: "yearly_burden".
    const std::string& column_output(std::size_t column) const { return column_outputs_[column]; }
    /// "europe.yearly_burden[3]"
    const std::string& column_name(std::size_t column) const { return column_names_[column]; }

    /// Index of the parameter called `name`, which must exist.
    std::size_t parameter(const std::string& name) const;
    /// Index of the first column of the output called `name`, which must exist.
    std::size_t column(const std::string& name) const;
    /// Every parameter at its default.
    Values defaults() const;

  private:
    std::vector<reference::Theatre> theatres_;
    reference::Patron patron_;
    int horizon_;
    std::unique_ptr<const Instance> instance_;
    std::vector<std::string> column_names_;
    std::vector<std::string> column_outputs_;
};

}  // namespace entente::kernels
