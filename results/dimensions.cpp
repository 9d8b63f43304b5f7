// SPDX-License-Identifier: Apache-2.0
#include "results/dimensions.hpp"

#include <array>
#include <cstdio>

#include <hdf5.h>
#include <hdf5_hl.h>

#include "results/attributes.hpp"
#include "results/believable.hpp"
#include "results/properties.hpp"
#include "results/texts.hpp"

namespace entente::results {
namespace {

// The name by which netCDF-4 knows a scale that has no coordinates.
constexpr char bare_dimension[] = "This is a netCDF dimension but not a netCDF variable.";

bool is_bare(const Dimension& dimension) {
    return dimension.values.empty() && dimension.labels.empty();
}

std::string scale_name(const Dimension& dimension) {
    if (!is_bare(dimension)) return dimension.name;
    std::array<char, 24> length{};
    static_cast<void>(std::snprintf(length.data(), length.size(), "%10llu",
                                    static_cast<unsigned long long>(dimension.size)));
    return bare_dimension + std::string(length.data());
}

// The scale of a bare dimension is never written and takes no space; netCDF-4 gives it this type.
Handle stored_type(const Dimension& dimension) {
    if (!dimension.labels.empty()) return text_type();
    const Id type = is_bare(dimension) ? H5T_IEEE_F32BE : H5T_IEEE_F64LE;
    return opened(H5Tcopy(type), H5Tclose, "describe a dimension");
}

void write_coordinates(Id dataset, const Dimension& dimension) {
    if (!dimension.labels.empty()) write_labels(dataset, dimension.labels);
    if (!dimension.values.empty())
        checked(H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT,
                         dimension.values.data()),
                "write the coordinates of '" + dimension.name + "'");
}

std::string scale_name_of(Id dataset) {
    std::string name(H5DSget_scale_name(dataset, nullptr, 0) > 0 ? 128 : 0, '\0');
    if (!name.empty()) H5DSget_scale_name(dataset, name.data(), name.size());
    return name;
}

void read_coordinates(Id dataset, Dimension& dimension) {
    const auto action = "read the coordinates of '" + dimension.name + "'";
    if (scale_name_of(dataset).starts_with(bare_dimension)) return;
    check_dataset(dataset, dimension.name, most_inflation);
    const auto type = opened(H5Dget_type(dataset), H5Tclose, action);
    if (H5Tget_class(type.id()) == H5T_STRING) {
        dimension.labels = read_labels(dataset, dimension.size);
        return;
    }
    dimension.values.resize(dimension.size);
    checked(
        H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, dimension.values.data()),
        action);
}

struct Wanted {
    H5O_info_t scale;
    bool found = false;
};

herr_t note_scale(hid_t, unsigned, hid_t scale, void* data) {
    auto& wanted = *static_cast<Wanted*>(data);
    H5O_info_t info;
    if (H5Oget_info2(scale, &info, H5O_INFO_BASIC) < 0) return -1;
    wanted.found |= info.addr == wanted.scale.addr;
    return 0;
}

}  // namespace

Handle create_dimension(Id file, const Dimension& dimension) {
    const auto action = "create dimension '" + dimension.name + "'";
    const hsize_t length = dimension.size;
    const auto space = opened(H5Screate_simple(1, &length, nullptr), H5Sclose, action);
    const auto properties = coordinates_properties();
    const auto type = stored_type(dimension);
    auto dataset = opened(H5Dcreate2(file, dimension.name.c_str(), type.id(), space.id(),
                                     H5P_DEFAULT, properties.id(), H5P_DEFAULT),
                          H5Dclose, action);
    write_coordinates(dataset.id(), dimension);
    checked(H5DSset_scale(dataset.id(), scale_name(dimension).c_str()), action);
    write_description(dataset.id(), dimension.long_name, dimension.units);
    write_attributes(dataset.id(), dimension.attributes);
    return dataset;
}

std::optional<Dimension> read_dimension(Id file, const std::string& name) {
    const auto action = "read dimension '" + name + "'";
    const Handle dataset(H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose);
    if (dataset.id() < 0 || H5DSis_scale(dataset.id()) <= 0) return std::nullopt;
    const auto space = opened(H5Dget_space(dataset.id()), H5Sclose, action);
    if (H5Sget_simple_extent_ndims(space.id()) != 1) return std::nullopt;

    Dimension dimension{.name = name, .long_name = {}, .units = {}, .size = 0};
    dimension.size = static_cast<std::uint64_t>(H5Sget_simple_extent_npoints(space.id()));
    dimension.attributes = read_attributes(dataset.id());
    dimension.long_name = take_text(dimension.attributes, "long_name");
    dimension.units = take_text(dimension.attributes, "units");
    for (const auto* own : {"CLASS", "NAME"}) take(dimension.attributes, own);
    read_coordinates(dataset.id(), dimension);
    return dimension;
}

void attach_dimension(Id dataset, Id scale, unsigned axis) {
    checked(H5DSattach_scale(dataset, scale, axis), "attach a dimension");
}

bool is_attached(Id dataset, Id scale, unsigned axis) {
    Wanted wanted{};
    checked(H5Oget_info2(scale, &wanted.scale, H5O_INFO_BASIC), "read a dimension");
    if (H5DSget_num_scales(dataset, axis) <= 0) return false;
    checked(H5DSiterate_scales(dataset, axis, nullptr, note_scale, &wanted),
            "read the dimensions of a variable");
    return wanted.found;
}

}  // namespace entente::results
