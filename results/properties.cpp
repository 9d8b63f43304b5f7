// SPDX-License-Identifier: Apache-2.0
#include "results/properties.hpp"

#include <hdf5.h>

#include "results/deflate_level.hpp"

namespace entente::results {
namespace {

constexpr unsigned ordered = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;

// Metadata (B-trees of chunks, mostly) that HDF5 may keep in memory, whatever the number of chunks,
// by their size in the file. In memory a node of a tree takes up to nine times as much.
constexpr std::size_t most_metadata = std::size_t{4} << 20;

Handle created(hid_t kind) {
    return opened(H5Pcreate(kind), H5Pclose, "describe the layout of the file");
}

void require(herr_t status) { checked(status, "describe the layout of the file"); }

// How to create an object. When is told by attributes, not by times of HDF5's own: what is the same
// has the same bytes.
Handle created_object(hid_t kind) {
    auto properties = created(kind);
    require(H5Pset_obj_track_times(properties.id(), false));
    return properties;
}

}  // namespace

Handle access_properties(bool lock) {
    auto properties = created(H5P_FILE_ACCESS);
    // Newer formats mark a file as open for writing: after a failure, HDF5 would not open it any
    // more.
    require(H5Pset_libver_bounds(properties.id(), H5F_LIBVER_V18, H5F_LIBVER_V18));
    // Closing the file closes whatever a failure has left open.
    require(H5Pset_fclose_degree(properties.id(), H5F_CLOSE_STRONG));
    // Where the file system has no locks at all, go on without; others that fail are told.
    require(H5Pset_file_locking(properties.id(), lock, true));
    // Chunks go to the end of the file one by one, where the writer finds them again.
    require(H5Pset_small_data_block_size(properties.id(), 0));

    H5AC_cache_config_t cache{};
    cache.version = H5AC__CURR_CACHE_CONFIG_VERSION;
    require(H5Pget_mdc_config(properties.id(), &cache));
    cache.max_size = most_metadata;
    require(H5Pset_mdc_config(properties.id(), &cache));
    return properties;
}

Handle view_access_properties(bool lock) {
    auto properties = access_properties(lock);
    require(H5Pset_libver_bounds(properties.id(), H5F_LIBVER_V18, H5F_LIBVER_V110));
    return properties;
}

Handle file_properties() {
    auto properties = created_object(H5P_FILE_CREATE);
    require(H5Pset_link_creation_order(properties.id(), ordered));
    require(H5Pset_attr_creation_order(properties.id(), ordered));
    return properties;
}

Handle group_properties() {
    auto properties = created_object(H5P_GROUP_CREATE);
    require(H5Pset_link_creation_order(properties.id(), ordered));
    require(H5Pset_attr_creation_order(properties.id(), ordered));
    return properties;
}

Handle variable_access() {
    auto properties = created(H5P_DATASET_ACCESS);
    require(H5Pset_chunk_cache(properties.id(), 1, 0, 1));
    return properties;
}

Handle coordinates_properties() {
    auto properties = created_object(H5P_DATASET_CREATE);
    require(H5Pset_attr_creation_order(properties.id(), ordered));
    return properties;
}

Handle view_properties(const Variable& variable) {
    auto properties = coordinates_properties();
    require(H5Pset_fill_time(properties.id(), H5D_FILL_TIME_IFSET));
    const double fill = missing(variable.type);
    require(H5Pset_fill_value(properties.id(), H5T_NATIVE_DOUBLE, &fill));
    return properties;
}

Handle variable_properties(const Schema& schema, const Variable& variable) {
    auto properties = view_properties(variable);
    const auto chunk = schema.tiling.chunk();
    std::vector<hsize_t> lengths(chunk.begin(), chunk.end());
    if (variable.further) lengths.push_back(extent(schema, variable));
    require(H5Pset_chunk(properties.id(), static_cast<int>(lengths.size()), lengths.data()));
    // A chunk takes space when it is written, and reads as the fill value until then.
    require(H5Pset_alloc_time(properties.id(), H5D_ALLOC_TIME_INCR));
    if (schema.compression == Compression::deflate) {
        if (bytes(variable.type) > 1) require(H5Pset_shuffle(properties.id()));
        require(H5Pset_deflate(properties.id(), static_cast<unsigned>(deflate_level(variable))));
    }
    return properties;
}

Id file_type(ElementType type) {
    switch (type) {
        case ElementType::float32:
            return H5T_IEEE_F32LE;
        case ElementType::float64:
            return H5T_IEEE_F64LE;
        case ElementType::int32:
            return H5T_STD_I32LE;
        case ElementType::uint8:
            break;
    }
    return H5T_STD_U8LE;
}

}  // namespace entente::results
