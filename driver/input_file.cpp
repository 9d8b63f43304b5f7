// SPDX-License-Identifier: Apache-2.0
#include "driver/input_file.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

namespace entente::driver {
namespace {

constexpr std::size_t longest_text = std::size_t{1} << 24;

[[noreturn]] void refuse(const std::filesystem::path& path, const Position& where,
                         const std::string& why) {
    const std::string what = "cannot read '" + path.string() + "': " + why;
    if (where.file.empty()) throw UserError(what);
    throw UserError(where, what);
}

}  // namespace

std::ifstream open_input(const std::filesystem::path& path, const Position& where) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (status.type() == std::filesystem::file_type::not_found) {
        refuse(path, where, "there is no such file");
    }
    if (status.type() == std::filesystem::file_type::directory)
        refuse(path, where, "it is a folder");
    errno = 0;
    std::ifstream in(path, std::ios::binary);
    if (!in)
        refuse(path, where,
               errno != 0 ? std::generic_category().message(errno) : "it cannot be opened");
    return in;
}

std::string read_text(const std::filesystem::path& path, const Position& where) {
    std::ifstream in = open_input(path, where);
    constexpr std::size_t at_once = std::size_t{1} << 16;
    std::string text;
    while (in && text.size() <= longest_text) {
        const std::size_t before = text.size();
        text.resize(before + at_once);
        in.read(text.data() + before, at_once);
        text.resize(before + static_cast<std::size_t>(in.gcount()));
    }
    if (in.bad()) refuse(path, where, "reading failed");
    if (text.size() > longest_text) refuse(path, where, "it is larger than 16 MiB");
    return text;
}

}  // namespace entente::driver
