// SPDX-License-Identifier: Apache-2.0
//
// Files that are read. A study may come from a stranger, and names further files: only regular ones
// are opened, so that no device is touched and no pipe waited for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <istream>
#include <string>

#include <ext/stdio_filebuf.h>

#include "driver/user_error.hpp"

namespace entente::driver {

/// Which file was opened, and in what state: another after the file was replaced or written to.
struct FileStamp {
    std::uint64_t device, number, size;
    std::int64_t seconds, nanoseconds;  ///< of its last change

    bool operator==(const FileStamp&) const = default;
};

enum class InputKind { regular, regular_or_pipe };

/// A file open for reading; symbolic links are followed.
class InputFile {
  public:
    /// Throws UserError at `where`, the place that named the file, saying why not: it does not
    /// exist, is a folder or of another kind, must not be read. Waits for the other end of a pipe
    /// if it may be one.
    InputFile(const std::filesystem::path& path, const Position& where,
              InputKind kind = InputKind::regular);

    std::istream& stream() noexcept { return stream_; }

    /// The state that the file is in now.
    FileStamp stamp() const;

  private:
    int file_;                               ///< closed by `buffer_`
    __gnu_cxx::stdio_filebuf<char> buffer_;  // a standard one cannot take an open file
    std::istream stream_;
};

/// All of a file, which is meant to be small: throws UserError at `where` beyond 2 MiB, too. (Taken
/// apart, a document of that size can fill a hundred times as much memory.)
std::string read_text(const std::filesystem::path& path, const Position& where,
                      InputKind kind = InputKind::regular);

}  // namespace entente::driver
