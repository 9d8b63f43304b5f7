// SPDX-License-Identifier: Apache-2.0
#include "driver/discovery/expression_parser.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "driver/discovery/expression_tokens.hpp"
#include "driver/user_error.hpp"

namespace entente::driver::discovery {
namespace {

using Op = Expression::Op;
using Type = Expression::Type;

struct Operator {
    std::string_view text;
    Op op;
    int strength;  ///< what is stronger is done first
};

constexpr int comparison = 4, open_bracket = 0;
constexpr std::array<Operator, 12> binary{{{"or", Op::disjunction, 1},
                                           {"and", Op::conjunction, 2},
                                           {"<", Op::less, comparison},
                                           {"<=", Op::less_equal, comparison},
                                           {">", Op::greater, comparison},
                                           {">=", Op::greater_equal, comparison},
                                           {"==", Op::equal, comparison},
                                           {"!=", Op::not_equal, comparison},
                                           {"+", Op::add, 5},
                                           {"-", Op::subtract, 5},
                                           {"*", Op::multiply, 6},
                                           {"/", Op::divide, 6}}};
constexpr Operator negation{"not", Op::negation, 3}, negative{"-", Op::negative, 7},
    bracket{"(", Op::number, open_bracket};

struct Pending {
    Operator what;
    std::size_t at;
};

// What the program has put on its stack.
struct Operand {
    enum class Kind { number, code, word, condition };
    Kind kind;
    std::size_t first;  ///< instruction that begins it
    Token token;        ///< its first
};

class Parser {
  public:
    Parser(std::string_view text, std::string_view option, const std::vector<Quantity>& quantities,
           Scope scope)
        : text_(text), option_(option), quantities_(quantities), scope_(scope) {}

    ParsedExpression parse(Type type) {
        bool wants_operand = true;
        for (const Token& token : tokens_of(text_, option_)) {
            if (wants_operand) {
                wants_operand = !take_operand(token);
            } else {
                wants_operand = take_operator(token);
            }
        }
        check(operands_.back(), type == Type::condition, 0);
        return std::move(parsed_);
    }

  private:
    // Whether the operand is complete; else what came was a bracket or a sign before it.
    bool take_operand(const Token& token) {
        if (token.kind == Token::Kind::number) {
            push({Op::number, 0, token.number}, Operand::Kind::number, token);
            return true;
        }
        if (token.kind == Token::Kind::name) {
            take_name(token);
            return true;
        }
        if (token.text == "(") {
            if (++open_ > most_open) {
                refuse(token.at, fmt::format("more than {} brackets in one another", most_open));
            }
            pending_.push_back({bracket, token.at});
        } else if (token.text == "not") {
            pending_.push_back({negation, token.at});
        } else if (token.text == "-") {
            pending_.push_back({negative, token.at});
        } else if (token.kind == Token::Kind::end) {
            refuse(token.at, text_.empty() ? "nothing is said" : "something must follow here");
        } else {
            refuse(token.at, fmt::format("'{}' where a name or a number should stand", token.text));
        }
        return false;
    }

    // Whether an operand must follow.
    bool take_operator(const Token& token) {
        if (token.kind == Token::Kind::end) {
            reduce(open_bracket + 1);
            if (!pending_.empty()) refuse(pending_.back().at, "this bracket is not closed");
            return false;
        }
        if (token.text == ")") {
            reduce(open_bracket + 1);
            if (pending_.empty()) refuse(token.at, "there is no '(' to this bracket");
            pending_.pop_back();
            --open_;
            return false;
        }
        for (const Operator& op : binary) {
            if (token.kind != Token::Kind::symbol || token.text != op.text) continue;
            reduce(op.strength);
            pending_.push_back({op, token.at});
            return true;
        }
        refuse(token.at, fmt::format("'{}' where an operator should stand (valid: + - * /, < <= > "
                                     ">= == !=, and, or)",
                                     token.text));
    }

    void push(Expression::Instruction instruction, Operand::Kind kind, const Token& token) {
        operands_.push_back({kind, parsed_.program.size(), token});
        parsed_.program.push_back(instruction);
    }

    std::size_t column(Column wanted) {
        auto& columns = parsed_.columns;
        const auto found = std::find(columns.begin(), columns.end(), wanted);
        if (found != columns.end()) return static_cast<std::size_t>(found - columns.begin());
        columns.push_back(wanted);
        return columns.size() - 1;
    }

    const Quantity* quantity(std::string_view name) const {
        for (const Quantity& q : quantities_) {
            if (q.name == name) return &q;
        }
        return nullptr;
    }

    void take_name(const Token& token) {
        const Quantity* const q = quantity(token.text);
        if (q == nullptr) {
            // Perhaps the word of a code: its comparison will tell.
            if (token.has_entry) refuse_name(token);
            push({Op::number}, Operand::Kind::word, token);
            return;
        }
        if (q->is_input && scope_ == Scope::outputs) {
            refuse(token.at, fmt::format("'{}' is an input, and only outputs can stand here "
                                         "(--where selects scenarios by their inputs)",
                                         q->name));
        }
        const auto index = static_cast<std::size_t>(q - quantities_.data());
        push({Op::column, column({index, entry(*q, token)})},
             q->flags.empty() ? Operand::Kind::number : Operand::Kind::code, token);
    }

    std::size_t entry(const Quantity& q, const Token& token) const {
        const auto valid = [&] {
            constexpr std::size_t most = 12;
            if (q.entries.size() <= most) return fmt::format("{}", fmt::join(q.entries, ", "));
            return fmt::format("{}, {}, ... {}: {} of them", q.entries[0], q.entries[1],
                               q.entries.back(), q.entries.size());
        };
        if (q.entries.empty()) {
            if (!token.has_entry) return 0;
            refuse(token.at, fmt::format("'{}' is one number, not a list", q.name));
        }
        if (!token.has_entry) {
            refuse(token.at, fmt::format("'{}' is a list: name an entry, as in '{}[{}]' (valid: "
                                         "{})",
                                         q.name, q.name, q.entries.front(), valid()));
        }
        const auto found = std::find(q.entries.begin(), q.entries.end(), token.entry);
        if (found != q.entries.end()) return static_cast<std::size_t>(found - q.entries.begin());
        refuse(token.at,
               fmt::format("'{}' has no entry '{}' (valid: {})", q.name, token.entry, valid()));
    }

    [[noreturn]] void refuse_name(const Token& token) const {
        std::vector<std::string> valid;
        for (const Quantity& q : quantities_) {
            if (!q.is_input || scope_ != Scope::outputs) valid.push_back(q.name);
        }
        refuse(token.at, fmt::format("unknown {} '{}' ({})",
                                     scope_ == Scope::outputs ? "output" : "input or output",
                                     token.text, suggestion(token.text, valid)));
    }

    // Does what is at least as strong as `strength` and waits.
    void reduce(int strength) {
        while (!pending_.empty() && pending_.back().what.strength >= strength) {
            const Pending done = pending_.back();
            pending_.pop_back();
            apply(done);
        }
    }

    void apply(const Pending& done) {
        const Op op = done.what.op;
        const bool of_conditions =
            op == Op::negation || op == Op::conjunction || op == Op::disjunction;
        Operand& last = operands_.back();
        if (op == Op::negation || op == Op::negative) {
            check(last, of_conditions, done.at);
            last.token.at = done.at;
        } else {
            Operand& first = operands_[operands_.size() - 2];
            if (done.what.strength == comparison) {
                match(first, last, done);
                first.kind = Operand::Kind::condition;
            } else {
                check(first, of_conditions, done.at);
                check(last, of_conditions, done.at);
            }
            operands_.pop_back();
        }
        parsed_.program.push_back({op});
    }

    // What an operator needs: a condition or a number.
    void check(const Operand& operand, bool condition, std::size_t at) const {
        using Kind = Operand::Kind;
        if (operand.kind == Kind::word) refuse_name(operand.token);
        if (condition && operand.kind != Kind::condition) {
            refuse(operand.token.at, "a condition should stand here, as in 'x < 1'");
        }
        if (!condition && operand.kind == Kind::condition) {
            refuse(at,
                   "a condition is not a number (a chain of comparisons is written 'a < x and "
                   "x < b')");
        }
        if (!condition && operand.kind == Kind::code) {
            refuse(operand.token.at,
                   fmt::format("'{}' is a word, not a number: compare it by == or != ({})",
                               operand.token.text, words_of(operand)));
        }
    }

    const Quantity& quantity_of(const Operand& operand) const {
        const std::size_t c = parsed_.program[operand.first].column;
        return quantities_[parsed_.columns[c].quantity];
    }

    std::string words_of(const Operand& code) const {
        return fmt::format("valid: {}", fmt::join(quantity_of(code).flags, ", "));
    }

    void match(Operand& a, Operand& b, const Pending& done) {
        using Kind = Operand::Kind;
        const bool is_equality = done.what.op == Op::equal || done.what.op == Op::not_equal;
        if (a.kind == Kind::code && is_equality) return name_word(a, b);
        if (b.kind == Kind::code && is_equality) return name_word(b, a);
        check(a, false, done.at);
        check(b, false, done.at);
        if (!is_equality) return;
        round_number(a, b);
        round_number(b, a);
    }

    // The word that the code `code` is compared with.
    void name_word(const Operand& code, const Operand& other) {
        const auto& flags = quantity_of(code).flags;
        if (other.kind == Operand::Kind::code && quantity_of(other).flags == flags) return;
        const auto found = std::find(flags.begin(), flags.end(), other.token.text);
        const bool is_name = other.token.kind == Token::Kind::name && !other.token.has_entry;
        if (!is_name || found == flags.end() || other.kind == Operand::Kind::condition) {
            refuse(other.token.at,
                   fmt::format("'{}' is none of the words of '{}' ({})", other.token.text,
                               code.token.text, suggestion(other.token.text, flags)));
        }
        parsed_.program[other.first] = {Op::number, 0, static_cast<double>(found - flags.begin())};
    }

    // 0.1 as it is stored where the other is stored as a float32.
    void round_number(const Operand& a, const Operand& b) {
        const auto& program = parsed_.program;
        const std::size_t a_end = std::max(a.first, b.first) == b.first ? b.first : program.size();
        const std::size_t b_end = std::max(a.first, b.first) == a.first ? a.first : program.size();
        const bool plain = a_end - a.first == 1 && b_end - b.first == 1;
        if (!plain || program[a.first].op != Op::column || program[b.first].op != Op::number)
            return;
        if (!quantity_of(a).is_float32) return;
        double& number = parsed_.program[b.first].number;
        number = static_cast<double>(static_cast<float>(number));
    }

    [[noreturn]] void refuse(std::size_t at, const std::string& why) const {
        refuse_at(text_, option_, at, why);
    }

    std::string_view text_, option_;
    const std::vector<Quantity>& quantities_;
    Scope scope_;
    ParsedExpression parsed_;
    std::vector<Operand> operands_;
    std::vector<Pending> pending_;
    std::size_t open_ = 0;  ///< brackets
};

}  // namespace

ParsedExpression parse_expression(std::string_view text, std::string_view option, Type type,
                                  const std::vector<Quantity>& quantities, Scope scope) {
    return Parser(text, option, quantities, scope).parse(type);
}

}  // namespace entente::driver::discovery
