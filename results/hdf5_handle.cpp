// SPDX-License-Identifier: Apache-2.0
#include "results/hdf5_handle.hpp"

#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <type_traits>
#include <utility>

#include <hdf5.h>
#include <sys/mman.h>
#include <unistd.h>

namespace entente::results {
namespace {

static_assert(std::is_same_v<Id, hid_t> && std::is_same_v<int, herr_t>);

struct Causes {
    std::string innermost;  ///< what HDF5 said first
    int system_error = 0;   ///< errno, if the system refused
};

// HDF5 keeps the errno of a refused system call only in the words of its message.
herr_t note_cause(unsigned, const H5E_error2_t* error, void* data) {
    auto& causes = *static_cast<Causes*>(data);
    const std::string said = error->desc != nullptr ? error->desc : "";
    if (causes.innermost.empty()) causes.innermost = said;
    constexpr char mark[] = "errno = ";
    const auto at = said.find(mark);
    if (at != std::string::npos && causes.system_error == 0)
        causes.system_error = std::atoi(said.c_str() + at + sizeof mark - 1);
    return 0;
}

bool about_locking(const std::string& said) { return said.find("lock file") != std::string::npos; }

Causes last_causes() {
    Causes causes;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, note_cause, &causes);
    return causes;
}

std::string locking_cause(int system_error) {
    if (system_error == EWOULDBLOCK) return "another program has the file open";
    return "the file system does not lock files; try with HDF5_USE_FILE_LOCKING=FALSE in the "
           "environment";
}

}  // namespace

Handle::Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}

Handle& Handle::operator=(Handle&& other) noexcept {
    if (this != &other) {
        close();
        id_ = std::exchange(other.id_, -1);
        close_ = other.close_;
    }
    return *this;
}

bool Handle::close() noexcept {
    const Id id = std::exchange(id_, -1);
    return id < 0 || close_(id) >= 0;
}

void detach(Id file) {
    void* descriptor = nullptr;
    if (H5Fget_vfd_handle(file, H5P_DEFAULT, &descriptor) < 0) return;
    const int memory = ::memfd_create("entente", MFD_CLOEXEC);
    if (memory < 0) return;
    ::dup2(memory, *static_cast<const int*>(descriptor));
    ::close(memory);
}

SilentErrors::SilentErrors() noexcept {
    H5dont_atexit();
    H5Eget_auto2(H5E_DEFAULT, &print_, &data_);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

SilentErrors::~SilentErrors() { H5Eset_auto2(H5E_DEFAULT, print_, data_); }

std::string hdf5_cause() {
    const Causes causes = last_causes();
    if (about_locking(causes.innermost)) return locking_cause(causes.system_error);
    if (causes.system_error != 0) return std::generic_category().message(causes.system_error);
    return causes.innermost.empty() ? "HDF5 does not say why" : causes.innermost;
}

bool lacks_locks() {
    const Causes causes = last_causes();
    return about_locking(causes.innermost) && causes.system_error != EWOULDBLOCK;
}

void hdf5_failure(const std::string& action) {
    throw std::runtime_error("cannot " + action + " (" + hdf5_cause() + ")");
}

Handle opened(Id id, Handle::Close close, const std::string& action) {
    return {checked(id, action), close};
}

}  // namespace entente::results
