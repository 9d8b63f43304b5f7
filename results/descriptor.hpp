// SPDX-License-Identifier: Apache-2.0
//
// Files by the system's own calls, where HDF5 does not come in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace entente::results {

/// Throws std::runtime_error "cannot ACTION (what the system says of `error`, an errno)".
[[noreturn]] void refuse(const std::string& action, int error);

/// An open file, closed when it goes; not open if the system refused, with errno as it left it.
class Descriptor {
  public:
    Descriptor() = default;
    Descriptor(const std::filesystem::path& path, int flags) noexcept;
    ~Descriptor();
    Descriptor(Descriptor&& other) noexcept;
    Descriptor& operator=(Descriptor&& other) noexcept;

    bool is_open() const noexcept { return number_ >= 0; }
    int number() const noexcept { return number_; }

    /// Reads up to to.size() bytes from `offset`; returns how many were there. Throws on failure.
    std::size_t read(std::uint64_t offset, std::span<std::byte> to) const;

    /// Writes all of `from` at the end of a file opened with O_APPEND. If the system refuses, the
    /// file is as long as before; throws "cannot ACTION (why)".
    void append(std::span<const std::byte> from, const std::string& action) const;

    std::uint64_t size() const;

    /// Waits until the file's contents are on the disk. Throws on failure.
    void synchronise() const;

  private:
    int number_ = -1;
};

}  // namespace entente::results
