// SPDX-License-Identifier: Apache-2.0
#include "results/integrity.hpp"

#include <algorithm>
#include <array>
#include <span>

#include <hdf5.h>

#include "results/attributes.hpp"
#include "results/checksum.hpp"
#include "results/description.hpp"
#include "results/dimensions.hpp"
#include "results/properties.hpp"

namespace entente::results {
namespace {

constexpr char checksums_name[] = "checksums";
constexpr std::uint64_t chunk_bytes = std::uint64_t{1} << 16;

// The rows of a chunk of the table: small enough for HDF5 to keep some of them at hand.
std::uint64_t rows_per_chunk(std::uint64_t tiles, std::size_t variables) {
    return std::clamp<std::uint64_t>(chunk_bytes / (variables * sizeof(std::uint32_t)), 1, tiles);
}

Handle create_table(Id group, std::uint64_t tiles, std::size_t variables) {
    const auto action = "create the table of checksums";
    const std::array<hsize_t, 2> shape{tiles, variables};
    const auto space = opened(H5Screate_simple(2, shape.data(), nullptr), H5Sclose, action);
    const auto creation = coordinates_properties();
    const std::array<hsize_t, 2> chunk{rows_per_chunk(tiles, variables), variables};
    checked(H5Pset_chunk(creation.id(), 2, chunk.data()), action);
    return opened(H5Dcreate2(group, checksums_name, H5T_STD_U32LE, space.id(), H5P_DEFAULT,
                             creation.id(), H5P_DEFAULT),
                  H5Dclose, action);
}

// Reads or writes `count` rows of the table from row `first` on.
template <class Transfer>
void transfer(Id table, std::uint64_t first, std::uint64_t count, std::size_t variables,
              const char* action, Transfer&& transfer) {
    const auto in_file = opened(H5Dget_space(table), H5Sclose, action);
    const std::array<hsize_t, 2> start{first, 0}, lengths{count, variables};
    checked(H5Sselect_hyperslab(in_file.id(), H5S_SELECT_SET, start.data(), nullptr, lengths.data(),
                                nullptr),
            action);
    const auto in_memory = opened(H5Screate_simple(2, lengths.data(), nullptr), H5Sclose, action);
    checked(transfer(in_memory.id(), in_file.id()), action);
}

void write_table(Id group, const Schema& schema, JournalReader& journal) {
    const auto tiles = schema.tiling.tiles();
    const auto variables = schema.variables.size();
    const auto table = create_table(group, tiles, variables);
    write_description(table.id(), "CRC-32 of each chunk as stored, and of its filter mask", "1");
    std::vector<std::string> names;
    for (const auto& variable : schema.variables) names.push_back(variable.name);
    const auto tile_scale =
        create_dimension(group, {.name = "tile", .long_name = "tile", .units = "1", .size = tiles});
    const auto variable_scale = create_dimension(group, {.name = "variable",
                                                         .long_name = "variable",
                                                         .units = "1",
                                                         .size = variables,
                                                         .values = {},
                                                         .labels = std::move(names)});
    attach_dimension(table.id(), tile_scale.id(), 0);
    attach_dimension(table.id(), variable_scale.id(), 1);
    std::vector<std::uint32_t> row(variables);
    journal.rewind();
    for (JournalRecord record; journal.next(record);) {
        for (std::size_t v = 0; v < variables; ++v) row[v] = record.chunks[v].checksum;
        transfer(table.id(), record.tile, 1, variables, "write the checksums",
                 [&](Id memory, Id file) {
                     return H5Dwrite(table.id(), H5T_NATIVE_UINT32, memory, file, H5P_DEFAULT,
                                     row.data());
                 });
    }
}

void write_identity(Id group, const RunStart& start) {
    if (start.identity.empty()) return;
    std::vector<std::string> names;
    std::vector<std::int64_t> sums;
    for (const auto& [name, sum] : checksums_of(start)) {
        names.push_back(name);
        sums.push_back(sum);
    }
    write_attribute(group, "identity", names);
    write_attribute(group, "identity_crc32", sums);
}

Handle create_group(Id file) {
    const auto properties = group_properties();
    return opened(H5Gcreate2(file, integrity_group, H5P_DEFAULT, properties.id(), H5P_DEFAULT),
                  H5Gclose, "create the group of checksums");
}

// The identity's, and then those of all that is in the file.
void write_sums(Id file, Id group, const RunStart& start) {
    write_identity(group, start);
    const auto sums = description_checksums(file);
    write_attribute(group, description_attribute, std::int64_t{sums.description});
    write_attribute(group, times_attribute, std::int64_t{sums.times});
}

Handle open_group(Id file) {
    return opened(H5Gopen2(file, integrity_group, H5P_DEFAULT), H5Gclose, "open the checksums");
}

}  // namespace

IdentityChecksums checksums_of(const RunStart& start) {
    IdentityChecksums sums;
    for (const auto& [name, text] : start.identity)
        sums.emplace_back(name, crc32(std::as_bytes(std::span(text))));
    return sums;
}

void write_integrity(Id file, const Schema& schema, JournalReader& journal) {
    const auto group = create_group(file);
    write_table(group.id(), schema, journal);
    write_sums(file, group.id(), journal.start());
}

void write_integrity(Id file, const RunStart& start) {
    const auto group = create_group(file);
    write_sums(file, group.id(), start);
}

ChunkChecksums::ChunkChecksums(Id file, std::uint64_t tiles, std::size_t variables)
    : tiles_(tiles), variables_(variables), row_(variables) {
    const auto action = "open the checksums";
    const auto group = open_group(file);
    dataset_ = opened(H5Dopen2(group.id(), checksums_name, H5P_DEFAULT), H5Dclose, action);
    const auto space = opened(H5Dget_space(dataset_.id()), H5Sclose, action);
    std::array<hsize_t, 2> shape{};
    if (H5Sget_simple_extent_ndims(space.id()) != 2 ||
        H5Sget_simple_extent_dims(space.id(), shape.data(), nullptr) != 2 || shape[0] != tiles ||
        shape[1] != variables)
        throw std::runtime_error("the table of checksums is not of this file's shape");
}

const std::vector<std::uint32_t>& ChunkChecksums::of_tile(std::uint64_t tile) {
    if (tile < first_ || tile >= first_ + rows_) {
        const auto most = rows_per_chunk(tiles_, variables_);
        first_ = tile / most * most;
        rows_ = 0;  // in case of failure
        const auto rows = std::min(most, tiles_ - first_);
        block_.resize(rows * variables_);
        transfer(dataset_.id(), first_, rows, variables_, "read the checksums",
                 [&](Id memory, Id file) {
                     return H5Dread(dataset_.id(), H5T_NATIVE_UINT32, memory, file, H5P_DEFAULT,
                                    block_.data());
                 });
        rows_ = rows;
    }
    const auto* from = block_.data() + (tile - first_) * variables_;
    row_.assign(from, from + variables_);
    return row_;
}

bool has_integrity(Id file) { return H5Lexists(file, integrity_group, H5P_DEFAULT) > 0; }

IdentityChecksums read_identity(Id file) {
    const auto group = open_group(file);
    const auto names = read_attribute(group.id(), "identity");
    const auto sums = read_attribute(group.id(), "identity_crc32");
    const auto* texts = names ? std::get_if<std::vector<std::string>>(&*names) : nullptr;
    const auto* numbers = sums ? std::get_if<std::vector<std::int64_t>>(&*sums) : nullptr;
    IdentityChecksums identity;
    if (texts == nullptr || numbers == nullptr || texts->size() != numbers->size()) return identity;
    for (std::size_t i = 0; i < texts->size(); ++i)
        identity.emplace_back((*texts)[i], static_cast<std::uint32_t>((*numbers)[i]));
    return identity;
}

std::optional<DescriptionChecksums> stated_description_checksums(Id file) {
    const auto group = open_group(file);
    const auto sum = [&](const char* name) -> std::optional<std::uint32_t> {
        const auto value = read_attribute(group.id(), name);
        const auto* number = value ? std::get_if<std::int64_t>(&*value) : nullptr;
        if (number == nullptr) return std::nullopt;
        return static_cast<std::uint32_t>(*number);
    };
    const auto description = sum(description_attribute), times = sum(times_attribute);
    if (!description || !times) return std::nullopt;
    return DescriptionChecksums{*description, *times};
}

}  // namespace entente::results
