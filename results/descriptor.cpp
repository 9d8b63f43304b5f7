// SPDX-License-Identifier: Apache-2.0
#include "results/descriptor.hpp"

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace entente::results {

void refuse(const std::string& action, int error) {
    throw std::runtime_error("cannot " + action + " (" + std::generic_category().message(error) +
                             ")");
}

Descriptor::Descriptor(const std::filesystem::path& path, int flags) noexcept
    : number_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {}

Descriptor::~Descriptor() {
    if (number_ >= 0) ::close(number_);
}

Descriptor::Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
}

std::size_t Descriptor::read(std::uint64_t offset, std::span<std::byte> to) const {
    std::size_t done = 0;
    while (done < to.size()) {
        const auto got =
            ::pread(number_, to.data() + done, to.size() - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) refuse("read the file", errno);
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

void Descriptor::append(std::span<const std::byte> from, const std::string& action) const {
    std::uint64_t written = 0;
    while (!from.empty()) {
        const auto put = ::write(number_, from.data(), from.size());
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) {
            const int error = errno;
            // Half a record is no harm: readers skip it. So it does not matter if this fails too.
            static_cast<void>(::ftruncate(number_, static_cast<off_t>(size() - written)) == 0);
            refuse(action, error);
        }
        written += static_cast<std::size_t>(put);
        from = from.subspan(static_cast<std::size_t>(put));
    }
}

std::uint64_t Descriptor::size() const {
    struct stat status {};
    if (::fstat(number_, &status) != 0) refuse("tell the size of the file", errno);
    return static_cast<std::uint64_t>(status.st_size);
}

void Descriptor::synchronise() const {
    if (::fdatasync(number_) != 0) refuse("write the file to the disk", errno);
}

}  // namespace entente::results
