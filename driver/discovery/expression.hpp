// SPDX-License-Identifier: Apache-2.0
//
// What a user says of scenarios: "asia.stability < 0.85 and not status == ok".
//
//     condition   CONDITION or CONDITION · CONDITION and CONDITION · not CONDITION ·
//                 VALUE < VALUE, likewise <= > >= == != · CODE == WORD · (CONDITION)
//     value       VALUE + VALUE, likewise - * / · -VALUE · (VALUE) · number · NAME · NAME[ENTRY]
//
// Strongest first: * and /, + and -, comparisons, not, and, or. What is not known (NaN) makes a
// comparison unknown; "and", "or" and "not" then follow Kleene's logic, so that "status == ok and x
// < 1" is false where status is not ok, whatever x.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace entente::driver::discovery {

/// What an expression may name: an output or an input of a result file.
struct Quantity {
    std::string name;
    std::vector<std::string> entries = {};  ///< of a list: what stands in the brackets
    std::vector<std::string> flags = {};    ///< of a code: the words of 0, 1, ...
    bool is_input = false;
    bool is_float32 = false;  ///< numbers that it is compared with by == and != are rounded so
};

/// One number per scenario: a quantity, or an entry of one that is a list.
struct Column {
    std::size_t quantity;
    std::size_t entry = 0;
    bool operator==(const Column&) const = default;
};

/// Which quantities an expression may name.
enum class Scope { outputs, inputs_and_outputs };

/// The longest text of an expression, in bytes, and the most brackets open at a place.
inline constexpr std::size_t longest_expression = 10000, most_open = 64;

class Expression {
  public:
    enum class Type { number, condition };

    /// Parses `text`. `option` is what messages call its place: "--target". Throws UserError
    /// "--target:1:COLUMN: ..." if it is not an expression of `type`.
    Expression(std::string_view text, std::string_view option, Type type,
               const std::vector<Quantity>& quantities, Scope scope = Scope::outputs);

    /// The columns that it needs, each once.
    const std::vector<Column>& columns() const noexcept { return columns_; }

    /// Its value for each scenario, from the values of columns(), each as long as `result`. Of a
    /// condition 1, 0 or, if it is not known, NaN.
    void evaluate(std::span<const std::span<const double>> columns, std::span<double> result) const;

    enum class Op : std::uint8_t {
        number,
        column,
        negative,
        add,
        subtract,
        multiply,
        divide,
        less,
        less_equal,
        greater,
        greater_equal,
        equal,
        not_equal,
        negation,
        conjunction,
        disjunction
    };
    /// A step of the program, which works on a stack.
    struct Instruction {
        Op op;
        std::size_t column = 0;  ///< index into columns()
        double number = 0;
    };

  private:
    std::vector<Column> columns_;
    std::vector<Instruction> program_;
    std::size_t depth_ = 0;  ///< of the stack
};

}  // namespace entente::driver::discovery
