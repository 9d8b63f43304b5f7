// SPDX-License-Identifier: Apache-2.0
#include "results/believable.hpp"

#include <limits>
#include <stdexcept>

#include <hdf5.h>

namespace entente::results {
namespace {

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
    throw std::runtime_error("'" + name + "': " + why);
}

[[noreturn]] void refuse_size(const std::string& name) {
    refuse(name, "it says that it holds more than can be in the file (damaged)");
}

std::uint64_t file_size(Id object, const std::string& action) {
    const auto file = opened(H5Iget_file_id(object), H5Fclose, action);
    hsize_t size = 0;
    checked(H5Fget_filesize(file.id(), &size), action);
    return size;
}

// Whether count · bytes_each > most, which may be too large for a number.
bool exceeds(std::uint64_t count, std::uint64_t bytes_each, std::uint64_t most) {
    return bytes_each > 0 && count > most / bytes_each;
}

std::uint64_t points_of(const Handle& space, const std::string& action) {
    return static_cast<std::uint64_t>(checked(H5Sget_simple_extent_npoints(space.id()), action));
}

void check_in_this_file(Id dataset, const std::string& name, const std::string& action) {
    const auto properties = opened(H5Dget_create_plist(dataset), H5Pclose, action);
    const auto layout = H5Pget_layout(properties.id());
    // An entry of another file may be anything: a device, a pipe that nobody writes.
    if (layout == H5D_VIRTUAL ||
        (layout == H5D_CONTIGUOUS && checked(H5Pget_external_count(properties.id()), action) > 0))
        refuse(name, "its values are in another file (valid: all in this one)");
}

}  // namespace

void check_attribute(Id attribute, const std::string& name) {
    const auto action = "read the attribute '" + name + "'";
    const auto type = opened(H5Aget_type(attribute), H5Tclose, action);
    const auto space = opened(H5Aget_space(attribute), H5Sclose, action);
    const auto size = file_size(attribute, action);
    if (H5Aget_storage_size(attribute) > size ||
        exceeds(points_of(space, action), H5Tget_size(type.id()), size))
        refuse_size(name);
}

void check_dataset(Id dataset, const std::string& name, std::uint64_t inflation,
                   std::uint64_t slack) {
    const auto action = "read the layout of '" + name + "'";
    check_in_this_file(dataset, name, action);
    const auto type = opened(H5Dget_type(dataset), H5Tclose, action);
    const auto space = opened(H5Dget_space(dataset), H5Sclose, action);
    const auto stored = H5Dget_storage_size(dataset);
    constexpr auto infinite = std::numeric_limits<std::uint64_t>::max();
    const auto most =
        stored > (infinite - slack) / inflation ? infinite : stored * inflation + slack;
    if (stored > file_size(dataset, action) ||
        exceeds(points_of(space, action), H5Tget_size(type.id()), most))
        refuse_size(name);
}

void check_link(Id group, const std::string& name) {
    H5L_info_t link{};
    checked(H5Lget_info(group, name.c_str(), &link, H5P_DEFAULT), "read '" + name + "'");
    if (link.type == H5L_TYPE_EXTERNAL)
        refuse(name, "a link to another file (valid: all in this one)");
}

}  // namespace entente::results
