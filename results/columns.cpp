// SPDX-License-Identifier: Apache-2.0
#include "results/columns.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <hdf5.h>

#include "results/believable.hpp"
#include "results/hdf5_handle.hpp"
#include "results/open_to_read.hpp"

namespace entente::results {
namespace {

// A compressed chunk that is not kept is decompressed again for every range read from it.
constexpr std::size_t most_cached = std::size_t{1} << 24;

// Bytes that a filter may make of one: some know how to say "the same number, a million times".
constexpr std::uint64_t most_inflation_of_columns = std::uint64_t{1} << 20;
constexpr std::uint64_t most_unwritten = std::uint64_t{1} << 32;

struct Column {
    std::string name;
    Handle dataset;
    std::uint64_t rows = 0;
};

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
    throw std::runtime_error("/" + name + ": " + why);
}

// The text of a string attribute of fixed length; empty if there is none.
std::string text_attribute(Id object, const char* name) {
    if (H5Aexists(object, name) <= 0) return "";
    const Handle attribute = opened(H5Aopen(object, name, H5P_DEFAULT), H5Aclose, "read attribute");
    const Handle type = opened(H5Aget_type(attribute.id()), H5Tclose, "read attribute");
    if (H5Tget_class(type.id()) != H5T_STRING || H5Tis_variable_str(type.id()) != 0) return "";
    check_attribute(attribute.id(), name);
    std::string text(H5Tget_size(type.id()), '\0');
    checked(H5Aread(attribute.id(), type.id(), text.data()), "read attribute");
    return text;
}

bool is_bare_dimension(Id dataset) {
    constexpr std::string_view mark = "This is a netCDF dimension but not a netCDF variable";
    return text_attribute(dataset, "CLASS").starts_with("DIMENSION_SCALE") &&
           text_attribute(dataset, "NAME").starts_with(mark);
}

bool is_number(Id dataset) {
    const Handle type = opened(H5Dget_type(dataset), H5Tclose, "read the type");
    const H5T_class_t kind = H5Tget_class(type.id());
    return kind == H5T_INTEGER || kind == H5T_FLOAT;
}

// Access that keeps the chunk that was read last.
Handle access(Id dataset) {
    Handle list = opened(H5Pcreate(H5P_DATASET_ACCESS), H5Pclose, "read");
    const Handle layout = opened(H5Dget_create_plist(dataset), H5Pclose, "read the layout");
    if (H5Pget_layout(layout.id()) != H5D_CHUNKED) return list;
    hsize_t chunk = 0;
    checked(H5Pget_chunk(layout.id(), 1, &chunk), "read the layout");
    const Handle type = opened(H5Dget_type(dataset), H5Tclose, "read the type");
    const std::size_t bytes = static_cast<std::size_t>(chunk) * H5Tget_size(type.id());
    if (bytes > most_cached) return list;
    const std::size_t cache = std::max(bytes, std::size_t{1} << 20);
    checked(H5Pset_chunk_cache(list.id(), H5D_CHUNK_CACHE_NSLOTS_DEFAULT, cache,
                               H5D_CHUNK_CACHE_W0_DEFAULT),
            "set the chunk cache");
    return list;
}

std::optional<Column> open_column(Id file, const std::string& name) {
    check_link(file, name);
    const Handle object =
        opened(H5Oopen(file, name.c_str(), H5P_DEFAULT), H5Oclose, "open '" + name + "'");
    if (H5Iget_type(object.id()) != H5I_DATASET) {
        refuse(name, "a group cannot be a column (valid: 1-D datasets of numbers, at the root)");
    }
    if (is_bare_dimension(object.id())) return std::nullopt;
    const Handle space = opened(H5Dget_space(object.id()), H5Sclose, "read the shape");
    const int rank = H5Sget_simple_extent_ndims(space.id());
    if (rank != 1) {
        refuse(name, "a dataset of " + std::to_string(std::max(rank, 0)) +
                         " dimensions cannot be a column (valid: 1)");
    }
    if (!is_number(object.id())) {
        refuse(name, "its type cannot be a column's (valid: integers and floats)");
    }
    check_dataset(object.id(), name, most_inflation_of_columns, most_unwritten);
    hsize_t rows = 0;
    checked(H5Sget_simple_extent_dims(space.id(), &rows, nullptr), "read the shape");
    const Handle list = access(object.id());
    return Column{name,
                  opened(H5Dopen2(file, name.c_str(), list.id()), H5Dclose, "open '" + name + "'"),
                  rows};
}

bool tracks_creation_order(Id file) {
    const Handle list = opened(H5Gget_create_plist(file), H5Pclose, "read the root group");
    unsigned flags = 0;
    checked(H5Pget_link_creation_order(list.id(), &flags), "read the root group");
    return (flags & H5P_CRT_ORDER_TRACKED) != 0;
}

std::vector<std::string> links(Id file) {
    const Handle root = opened(H5Gopen2(file, "/", H5P_DEFAULT), H5Gclose, "open the root group");
    const H5_index_t order = tracks_creation_order(root.id()) ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
    H5G_info_t info;
    checked(H5Gget_info(root.id(), &info), "read the root group");
    std::vector<std::string> names;
    for (hsize_t i = 0; i < info.nlinks; ++i) {
        const auto name_of = [&](char* text, std::size_t size) {
            return checked(
                H5Lget_name_by_idx(root.id(), ".", order, H5_ITER_INC, i, text, size, H5P_DEFAULT),
                "list the root group");
        };
        std::string name(static_cast<std::size_t>(name_of(nullptr, 0)), '\0');
        name_of(name.data(), name.size() + 1);
        names.push_back(std::move(name));
    }
    return names;
}

}  // namespace

struct ColumnFile::Impl {
    explicit Impl(std::filesystem::path where) : path(std::move(where)) {
        const auto access = opened(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "open it");
        file = open_to_read(path, access);
        checked(file.id(), "open it");
        for (const std::string& name : links(file.id())) {
            auto column = open_column(file.id(), name);
            if (!column) continue;
            if (!columns.empty() && column->rows != columns.front().rows) {
                refuse(name, std::to_string(column->rows) + " rows, but /" + columns.front().name +
                                 " has " + std::to_string(columns.front().rows));
            }
            names.push_back(name);
            columns.push_back(std::move(*column));
        }
        if (columns.empty()) throw std::runtime_error("no column (a 1-D dataset) at its root");
    }

    std::filesystem::path path;
    Handle file;
    std::vector<std::string> names;
    std::vector<Column> columns;
};

bool is_hdf5(const std::filesystem::path& path) {
    constexpr std::string_view signature("\x89HDF\r\n\x1a\n", 8);
    std::error_code unknown;
    if (!std::filesystem::is_regular_file(path, unknown)) return false;
    std::ifstream in(path, std::ios::binary);
    std::array<char, 8> found{};
    // At the beginning, or behind a block of the user's, whose size is a power of two.
    for (std::streamoff at = 0; in.seekg(at) && in.read(found.data(), found.size());
         at = at == 0 ? 512 : 2 * at) {
        if (std::string_view(found.data(), found.size()) == signature) return true;
    }
    return false;
}

ColumnFile::ColumnFile(const std::filesystem::path& path)
    : impl_(on_file(path, [&] { return std::make_unique<Impl>(path); })) {}

ColumnFile::~ColumnFile() = default;

const std::vector<std::string>& ColumnFile::names() const noexcept { return impl_->names; }

std::uint64_t ColumnFile::rows() const noexcept { return impl_->columns.front().rows; }

void ColumnFile::read(std::size_t column, std::uint64_t first, std::size_t count,
                      double* values) const {
    if (count == 0) return;
    on_file(impl_->path, [&] {
        const Column& from = impl_->columns[column];
        const hsize_t start = first, length = count;
        const Handle in_file = opened(H5Dget_space(from.dataset.id()), H5Sclose, "read");
        const Handle in_memory = opened(H5Screate_simple(1, &length, nullptr), H5Sclose, "read");
        checked(
            H5Sselect_hyperslab(in_file.id(), H5S_SELECT_SET, &start, nullptr, &length, nullptr),
            "select rows of /" + from.name);
        checked(H5Dread(from.dataset.id(), H5T_NATIVE_DOUBLE, in_memory.id(), in_file.id(),
                        H5P_DEFAULT, values),
                "read /" + from.name);
    });
}

}  // namespace entente::results
