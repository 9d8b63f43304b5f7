// SPDX-License-Identifier: Apache-2.0
#include "results/checked_file.hpp"

#include <optional>
#include <utility>

#include <hdf5.h>

#include "results/checksum.hpp"
#include "results/description.hpp"
#include "results/file_contents.hpp"
#include "results/hdf5_handle.hpp"
#include "results/texts.hpp"

namespace entente::results {

struct CheckedFile::Impl {
    std::filesystem::path path;
    Handle file;
    FileContents contents;
    ChunkChecksums checksums;

    bool read_chunk(std::size_t v, const std::vector<hsize_t>& offset,
                    EncodedTile::Chunk& chunk) const {
        const auto dataset = contents.datasets[v].id();
        const auto& schema = contents.schema;
        const auto most = schema.tiling.scenarios_per_chunk() *
                          extent(schema, schema.variables[v]) * bytes(schema.variables[v].type);
        hsize_t size = 0;
        // What does not shrink is stored plain, so no chunk is larger than its values.
        if (H5Dget_chunk_storage_size(dataset, offset.data(), &size) < 0 || size == 0 ||
            size > most)
            return false;
        chunk.bytes.resize(size);
        return H5Dread_chunk(dataset, H5P_DEFAULT, offset.data(), &chunk.filter_mask,
                             chunk.bytes.data()) >= 0;
    }
};

CheckedFile::CheckedFile(const std::filesystem::path& path) {
    impl_ = on_file(path, [&] {
        auto file = open_file(path);
        auto contents = read_contents(file.id());
        if (!has_integrity(file.id()))
            throw std::runtime_error("no checksums are in it (a file of format 1.0, or not whole)");
        ChunkChecksums checksums(file.id(), contents.schema.tiling.tiles(),
                                 contents.schema.variables.size());
        return std::make_unique<Impl>(
            Impl{path, std::move(file), std::move(contents), std::move(checksums)});
    });
}

CheckedFile::~CheckedFile() {
    const SilentErrors silent;
    impl_.reset();
}

const Schema& CheckedFile::schema() const noexcept { return impl_->contents.schema; }

std::vector<std::pair<std::string, std::string>> CheckedFile::texts() const {
    return on_file(impl_->path, [&] {
        std::vector<std::pair<std::string, std::string>> texts;
        for (const auto& name : impl_->contents.text_names) {
            if (auto text = read_text(impl_->file.id(), name))
                texts.emplace_back(name, std::move(*text));
        }
        return texts;
    });
}

bool CheckedFile::description_is_sound() const {
    const SilentErrors silent;
    try {
        const auto file = impl_->file.id();
        return stated_description_checksums(file) == description_checksums(file);
    } catch (const std::runtime_error&) {
        return false;
    }
}

IdentityChecksums CheckedFile::identity() const {
    return on_file(impl_->path, [&] { return read_identity(impl_->file.id()); });
}

std::vector<std::size_t> CheckedFile::read(std::uint64_t tile, EncodedTile& encoded) {
    return on_file(impl_->path, [&] {
        const auto& stated = impl_->checksums.of_tile(tile);
        const auto first = schema().tiling.offset(tile);
        std::vector<hsize_t> offset(first.begin(), first.end());
        offset.push_back(0);
        std::vector<std::size_t> damaged;
        encoded.index = tile;
        encoded.notes.clear();
        encoded.chunks.resize(schema().variables.size());
        for (std::size_t v = 0; v < encoded.chunks.size(); ++v) {
            auto& chunk = encoded.chunks[v];
            chunk.checksum = stated[v];
            if (!impl_->read_chunk(v, offset, chunk) ||
                chunk_checksum(chunk.bytes, chunk.filter_mask) != chunk.checksum)
                damaged.push_back(v);
        }
        return damaged;
    });
}

}  // namespace entente::results
