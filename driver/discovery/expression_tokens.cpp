// SPDX-License-Identifier: Apache-2.0
#include "driver/discovery/expression_tokens.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "driver/discovery/expression.hpp"
#include "driver/user_error.hpp"

namespace entente::driver::discovery {
namespace {

constexpr std::array<std::string_view, 3> words{"and", "or", "not"};
// The longer ones first.
constexpr std::array<std::string_view, 12> symbols{"<=", ">=", "==", "!=", "<", ">",
                                                   "+",  "-",  "*",  "/",  "(", ")"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Also every byte beyond ASCII: a name may be of any language.
bool begins_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) > 0x7f;
}

bool is_of_name(char c) { return begins_name(c) || is_digit(c) || c == '.'; }

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

class Lexer {
  public:
    Lexer(std::string_view text, std::string_view option) : text_(text), option_(option) {}

    std::vector<Token> tokens() {
        if (text_.size() > longest_expression) {
            refuse(0, fmt::format("longer than {} characters", longest_expression));
        }
        std::vector<Token> tokens;
        do {
            while (at_ < text_.size() && is_space(text_[at_])) ++at_;
            tokens.push_back(next());
        } while (tokens.back().kind != Token::Kind::end);
        return tokens;
    }

  private:
    Token next() {
        if (at_ == text_.size()) return {Token::Kind::end, "", at_};
        const char c = text_[at_];
        const bool fraction = c == '.' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]);
        if (is_digit(c) || fraction) return number();
        if (begins_name(c)) return name();
        for (const std::string_view symbol : symbols) {
            if (text_.substr(at_).starts_with(symbol)) return take(symbol.size());
        }
        if (c == '=') refuse(at_, "'=' is not a comparison (write '==')");
        if (c == '&' || c == '|' || c == '!') {
            refuse(at_, fmt::format("'{}' is not known here (write 'and', 'or', 'not')", c));
        }
        std::size_t end = at_ + 1;
        while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xc0) == 0x80) ++end;
        refuse(at_, fmt::format("'{}' has no place here (valid: names, numbers, + - * /, < <= > >= "
                                "== !=, and, or, not, parentheses)",
                                text_.substr(at_, end - at_)));
    }

    Token take(std::size_t size) {
        const Token token{Token::Kind::symbol, text_.substr(at_, size), at_};
        at_ += size;
        return token;
    }

    Token number() {
        Token token{Token::Kind::number, "", at_};
        const char* const begin = text_.data() + at_;
        const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), token.number);
        if (error != std::errc{}) refuse(at_, "this number is beyond what can be computed with");
        token.text = text_.substr(at_, static_cast<std::size_t>(end - begin));
        at_ += token.text.size();
        if (at_ < text_.size() && is_of_name(text_[at_])) {
            refuse(token.at, "a name begins with a letter, and a number has one point at most");
        }
        return token;
    }

    Token name() {
        std::size_t end = at_;
        while (end < text_.size() && is_of_name(text_[end])) ++end;
        Token token{Token::Kind::name, text_.substr(at_, end - at_), at_};
        if (std::find(words.begin(), words.end(), token.text) != words.end()) {
            return take(token.text.size());
        }
        at_ = end;
        if (at_ == text_.size() || text_[at_] != '[') return token;
        const std::size_t close = text_.find(']', at_);
        if (close == std::string_view::npos) refuse(at_, "this bracket is not closed");
        token.entry = text_.substr(at_ + 1, close - at_ - 1);
        token.has_entry = true;
        at_ = close + 1;
        return token;
    }

    [[noreturn]] void refuse(std::size_t at, const std::string& why) const {
        refuse_at(text_, option_, at, why);
    }

    std::string_view text_, option_;
    std::size_t at_ = 0;
};

}  // namespace

std::vector<Token> tokens_of(std::string_view text, std::string_view option) {
    return Lexer(text, option).tokens();
}

void refuse_at(std::string_view text, std::string_view option, std::size_t at,
               const std::string& why) {
    const std::string_view before = text.substr(0, at);
    const auto characters = std::count_if(before.begin(), before.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    });
    throw UserError({std::string(option), 1, static_cast<int>(characters) + 1}, why);
}

}  // namespace entente::driver::discovery
