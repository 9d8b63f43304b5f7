// SPDX-License-Identifier: Apache-2.0
#include "driver/input_file.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace entente::driver {
namespace {

constexpr std::size_t longest_text = std::size_t{1} << 21;

[[noreturn]] void refuse(const std::filesystem::path& path, const Position& where,
                         const std::string& why) {
    const std::string what = "cannot read '" + path.string() + "': " + why;
    if (where.file.empty()) throw UserError(what);
    throw UserError(where, what);
}

std::string reason(int error) {
    const bool missing = error == ENOENT || error == ENOTDIR;
    return missing ? "there is no such file" : std::generic_category().message(error);
}

// What a file is that cannot be read; empty for one that can.
std::string unfit(mode_t mode, InputKind kind) {
    if (S_ISREG(mode) || (S_ISFIFO(mode) && kind == InputKind::regular_or_pipe)) return "";
    if (S_ISDIR(mode)) return "it is a folder";
    return fmt::format("it is a {}, not a regular file", S_ISFIFO(mode)   ? "pipe"
                                                         : S_ISSOCK(mode) ? "socket"
                                                                          : "device");
}

int open_checked(const std::filesystem::path& path, const Position& where, InputKind kind) {
    struct stat status {};
    // Looked at beforehand, because opening alone makes some devices act.
    if (::stat(path.c_str(), &status) != 0) refuse(path, where, reason(errno));
    if (const auto why = unfit(status.st_mode, kind); !why.empty()) refuse(path, where, why);
    // Some files of /proc are regular ones and yet make their reader wait.
    const int wait = S_ISFIFO(status.st_mode) ? 0 : O_NONBLOCK;
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | wait);
    if (file < 0) refuse(path, where, reason(errno));
    // It may be another one by now.
    if (::fstat(file, &status) == 0 && unfit(status.st_mode, kind).empty()) return file;
    ::close(file);
    refuse(path, where, "it has just been replaced");
}

}  // namespace

InputFile::InputFile(const std::filesystem::path& path, const Position& where, InputKind kind)
    : file_(open_checked(path, where, kind)),
      buffer_(file_, std::ios::in | std::ios::binary),
      stream_(&buffer_) {}

FileStamp InputFile::stamp() const {
    struct stat status {};
    ::fstat(file_, &status);  // which cannot fail for an open file
    return {status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size),
            status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

std::string read_text(const std::filesystem::path& path, const Position& where, InputKind kind) {
    InputFile file(path, where, kind);
    std::istream& in = file.stream();
    constexpr std::size_t at_once = std::size_t{1} << 16;
    std::string text;
    while (in && text.size() <= longest_text) {
        const std::size_t before = text.size();
        text.resize(before + at_once);
        in.read(text.data() + before, at_once);
        text.resize(before + static_cast<std::size_t>(in.gcount()));
    }
    if (in.bad()) refuse(path, where, "reading failed");
    if (text.size() > longest_text) refuse(path, where, "it is larger than 2 MiB");
    return text;
}

}  // namespace entente::driver
