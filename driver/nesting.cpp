// SPDX-License-Identifier: Apache-2.0
#include "driver/nesting.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "driver/user_error.hpp"

namespace entente::driver {
namespace {

bool is_of_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == ' ' || c == '\t';
}

// Follows comments and strings as the parser does, and counts dots and brackets between them. Where
// a text is not valid, the parser stops, and it does not matter what is made of the rest.
class Scan {
  public:
    Scan(std::string_view text, const std::string& file, bool with_lines)
        : text_(text), file_(file), with_lines_(with_lines) {}

    void check() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '#') {
                at_ = std::min(text_.find('\n', at_), text_.size());
            } else if (c == '"' || c == '\'') {
                skip_string(c);
            } else {
                count(c);
                ++at_;
            }
        }
    }

  private:
    void count(char c) {
        if (c == '.') ++dots_;
        if (c != '.' && !is_of_name(c)) dots_ = 0;
        if (c == '[' || c == '{') ++open_;
        if ((c == ']' || c == '}') && open_ > 0) --open_;
        if (dots_ == most_name_parts) {
            refuse(fmt::format("a name of more than {} parts", most_name_parts));
        }
        if (open_ > most_open_brackets) {
            refuse(fmt::format("more than {} brackets in one another", most_open_brackets));
        }
    }

    bool is_thrice(char quote) const {
        return at_ + 3 <= text_.size() && text_[at_] == quote && text_[at_ + 1] == quote &&
               text_[at_ + 2] == quote;
    }

    void skip_string(char quote) {
        const bool has_lines = is_thrice(quote);
        at_ += has_lines ? 3U : 1U;
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '\n' && !has_lines) return;
            if (c == quote && (!has_lines || is_thrice(quote))) break;
            at_ += c == '\\' && quote == '"' ? 2U : 1U;
        }
        at_ = std::min(at_ + (has_lines ? 3U : 1U), text_.size());
        // A string of several lines may end in two quotes of its own.
        for (int i = 0; has_lines && i < 2 && at_ < text_.size() && text_[at_] == quote; ++i) ++at_;
    }

    [[noreturn]] void refuse(const std::string& why) const {
        if (!with_lines_) throw UserError({file_, 0, 0}, why);
        const std::string_view before = text_.substr(0, at_);
        const std::string_view line = before.substr(before.rfind('\n') + 1);
        const auto lines = std::count(before.begin(), before.end(), '\n');
        const auto characters = std::count_if(line.begin(), line.end(), [](char c) {
            return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
        });
        throw UserError({file_, static_cast<int>(lines) + 1, static_cast<int>(characters) + 1},
                        why);
    }

    std::string_view text_;
    const std::string& file_;
    bool with_lines_;
    std::size_t at_ = 0;
    std::size_t dots_ = 0;  ///< of the name that stands here
    std::size_t open_ = 0;  ///< brackets
};

}  // namespace

void check_nesting(std::string_view text, const std::string& file, bool with_lines) {
    Scan(text, file, with_lines).check();
}

}  // namespace entente::driver
