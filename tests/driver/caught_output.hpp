// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

namespace entente::tests {

/// What this process and those that it begins print, to standard output or standard error.
class CaughtOutput {
  public:
    explicit CaughtOutput(int descriptor)
        : descriptor_(descriptor),
          before_(::dup(descriptor)),
          memory_(::memfd_create("output", MFD_CLOEXEC)) {
        std::fflush(nullptr);
        ::dup2(memory_, descriptor_);
    }
    ~CaughtOutput() {
        std::fflush(nullptr);
        ::dup2(before_, descriptor_);
        ::close(before_);
        ::close(memory_);
    }
    CaughtOutput(const CaughtOutput&) = delete;
    CaughtOutput& operator=(const CaughtOutput&) = delete;

    /// What has been printed until now.
    std::string text() const {
        std::fflush(nullptr);
        std::string text(static_cast<std::size_t>(::lseek(memory_, 0, SEEK_END)), '\0');
        text.resize(static_cast<std::size_t>(::pread(memory_, text.data(), text.size(), 0)));
        return text;
    }

    /// Forgets it.
    void clear() const {
        static_cast<void>(::ftruncate(memory_, 0));
        ::lseek(memory_, 0, SEEK_SET);
    }

  private:
    int descriptor_, before_, memory_;
};

}  // namespace entente::tests
