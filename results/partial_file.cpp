// SPDX-License-Identifier: Apache-2.0
#include "results/partial_file.hpp"

#include <cerrno>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "results/writer.hpp"

namespace entente::results {
namespace {

[[noreturn]] void refuse(const std::string& action, int error) {
    throw std::runtime_error("cannot " + action + " (" + std::generic_category().message(error) +
                             ")");
}

class Descriptor {
  public:
    Descriptor(const std::filesystem::path& path, int flags)
        : number_(::open(path.c_str(), flags | O_CLOEXEC)) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const noexcept { return number_; }

  private:
    int number_;
};

void synchronise(const std::filesystem::path& path, int flags, const std::string& action) {
    const Descriptor file(path, flags);
    if (file.number() < 0 || ::fsync(file.number()) != 0) refuse(action, errno);
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
    return path.has_parent_path() ? path.parent_path() : ".";
}

}  // namespace

std::filesystem::path partial_path(const std::filesystem::path& path) {
    auto partial = path;
    partial += ".partial";
    return partial;
}

void make_way(const std::filesystem::path& partial, const std::filesystem::path& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) refuse("create the file", EISDIR);
    {
        // HDF5 locks a file that it writes in this way. Where locks do not work, none is found.
        const Descriptor earlier(partial, O_RDONLY);
        if (earlier.number() >= 0 && ::flock(earlier.number(), LOCK_EX | LOCK_NB) != 0 &&
            errno == EWOULDBLOCK)
            throw std::runtime_error("another program is writing this file");
    }
    if (::unlink(partial.c_str()) != 0 && errno != ENOENT)
        refuse("replace the earlier file of this name", errno);
}

void settle(const std::filesystem::path& file) {
    synchronise(file, O_RDWR, "write the file to the disk");
}

void publish(const std::filesystem::path& partial, const std::filesystem::path& path) {
    if (std::rename(partial.c_str(), path.c_str()) != 0)
        refuse("rename the file to " + path.filename().string(), errno);
    // The new name is in the folder, which has to reach the disk itself. Some file systems keep no
    // folders to wait for, and say so.
    const Descriptor folder(folder_of(path), O_RDONLY | O_DIRECTORY);
    if (folder.number() >= 0 && ::fsync(folder.number()) != 0 && errno != EINVAL)
        refuse("write the name of the file to the disk", errno);
}

}  // namespace entente::results
