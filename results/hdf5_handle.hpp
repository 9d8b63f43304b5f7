// SPDX-License-Identifier: Apache-2.0
//
// HDF5's C interface, made safe: objects that close themselves and failures that are exceptions.
// hdf5.h stays in the .cpp files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace entente::results {

/// HDF5's identifier of an open object; negative when there is none.
using Id = std::int64_t;

/// An open HDF5 object, closed when it goes.
class Handle {
  public:
    using Close = int (*)(Id);

    Handle() = default;
    Handle(Id id, Close how) noexcept : id_(id), close_(how) {}
    ~Handle() { close(); }
    Handle(Handle&& other) noexcept;
    Handle& operator=(Handle&& other) noexcept;

    Id id() const noexcept { return id_; }

    /// Closes the object now; false if HDF5 could not, because what it still had to write failed.
    bool close() noexcept;

  private:
    Id id_ = -1;
    Close close_ = nullptr;
};

/// Sends what HDF5 still wants to write to `file` nowhere, because a write failed: closing it would
/// put more onto the full disk, and HDF5 crashes at the end of a program that failed to close.
void detach(Id file);

/// Keeps HDF5 from printing to standard error in this thread, as it does by default, and from
/// cleaning up at the end of the program: everything is closed by then.
class SilentErrors {
  public:
    SilentErrors() noexcept;
    ~SilentErrors();
    SilentErrors(const SilentErrors&) = delete;
    SilentErrors& operator=(const SilentErrors&) = delete;

  private:
    int (*print_)(Id, void*) = nullptr;
    void* data_ = nullptr;
};

/// Why the HDF5 call that has just failed in this thread did: in the system's words if the system
/// refused, else in those of HDF5.
std::string hdf5_cause();

/// Whether it failed because the file system has no locks. False if another program has the file's.
bool lacks_locks();

/// Throws std::runtime_error "cannot ACTION (CAUSE)".
[[noreturn]] void hdf5_failure(const std::string& action);

/// `status`, what an HDF5 function returned. Throws like hdf5_failure if it is negative.
template <class Status>
Status checked(Status status, const std::string& action) {
    if (status < 0) hdf5_failure(action);
    return status;
}

/// A new handle; throws like hdf5_failure if there is no object.
Handle opened(Id id, Handle::Close close, const std::string& action);

/// Runs `action`, which calls HDF5, in silence; puts the file's name before what goes wrong.
template <class Action>
decltype(auto) on_file(const std::filesystem::path& file, Action&& action) {
    const SilentErrors silent;
    try {
        return action();
    } catch (const std::runtime_error& error) {
        throw std::runtime_error(file.string() + ": " + error.what());
    }
}

}  // namespace entente::results
