// SPDX-License-Identifier: Apache-2.0
#include "driver/discovery/expression.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "driver/discovery/expression_parser.hpp"

namespace entente::driver::discovery {
namespace {

using Op = Expression::Op;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t block = 1024;

double truth(bool condition) { return condition ? 1.0 : 0.0; }

double compare(Op op, double a, double b) {
    if (std::isnan(a) || std::isnan(b)) return unknown;
    switch (op) {
        case Op::less:
            return truth(a < b);
        case Op::less_equal:
            return truth(a <= b);
        case Op::greater:
            return truth(a > b);
        case Op::greater_equal:
            return truth(a >= b);
        case Op::equal:
            return truth(a == b);
        default:
            return truth(a != b);
    }
}

double combine(Op op, double a, double b) {
    switch (op) {
        case Op::add:
            return a + b;
        case Op::subtract:
            return a - b;
        case Op::multiply:
            return a * b;
        case Op::divide:
            return a / b;
        case Op::conjunction:
            if (a == 0 || b == 0) return 0;
            return std::isnan(a) || std::isnan(b) ? unknown : 1;
        case Op::disjunction:
            if (a == 1 || b == 1) return 1;
            return std::isnan(a) || std::isnan(b) ? unknown : 0;
        default:
            return compare(op, a, b);
    }
}

double alter(Op op, double a) { return op == Op::negative ? -a : 1 - a; }

}  // namespace

Expression::Expression(std::string_view text, std::string_view option, Type type,
                       const std::vector<Quantity>& quantities, Scope scope) {
    auto parsed = parse_expression(text, option, type, quantities, scope);
    columns_ = std::move(parsed.columns);
    program_ = std::move(parsed.program);
    std::size_t size = 0;
    for (const Instruction& step : program_) {
        if (step.op == Op::number || step.op == Op::column) {
            depth_ = std::max(depth_, ++size);
        } else if (step.op != Op::negative && step.op != Op::negation) {
            --size;
        }
    }
}

void Expression::evaluate(std::span<const std::span<const double>> columns,
                          std::span<double> result) const {
    std::vector<double> stack(depth_ * block);
    for (std::size_t first = 0; first < result.size(); first += block) {
        const std::size_t n = std::min(block, result.size() - first);
        double* top = stack.data();  // one beyond the stack
        for (const Instruction& step : program_) {
            if (step.op == Op::number) {
                std::fill_n(top, n, step.number);
                top += block;
            } else if (step.op == Op::column) {
                std::copy_n(columns[step.column].data() + first, n, top);
                top += block;
            } else if (step.op == Op::negative || step.op == Op::negation) {
                double* const a = top - block;
                for (std::size_t i = 0; i < n; ++i) a[i] = alter(step.op, a[i]);
            } else {
                top -= block;
                double* const a = top - block;
                for (std::size_t i = 0; i < n; ++i) a[i] = combine(step.op, a[i], top[i]);
            }
        }
        std::copy_n(stack.data(), n, result.data() + first);
    }
}

}  // namespace entente::driver::discovery
