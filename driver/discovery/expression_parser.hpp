// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "driver/discovery/expression.hpp"

namespace entente::driver::discovery {

/// An expression as a program: operands, then what is done with them.
struct ParsedExpression {
    std::vector<Column> columns;
    std::vector<Expression::Instruction> program;
};

/// As the constructor of Expression says. By operator precedence, with a stack of its own: no
/// function calls itself, however many brackets there are.
ParsedExpression parse_expression(std::string_view text, std::string_view option,
                                  Expression::Type type, const std::vector<Quantity>& quantities,
                                  Scope scope);

}  // namespace entente::driver::discovery
