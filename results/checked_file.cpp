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
#include "results/virtual_view.hpp"

namespace entente::results {

struct CheckedFile::Impl {
    std::filesystem::path path;
    Handle file;
    FileContents contents;
    std::optional<ChunkChecksums> checksums;  ///< of a virtual view, those of its file `source`
    std::unique_ptr<ViewFiles> view = {};
    std::size_t source = 0;

    // The checksums of a tile; null if the file is to have no such tile.
    const std::vector<std::uint32_t>* stated(std::uint64_t tile) {
        if (view) {
            const auto with = view->with(tile);
            if (!with) return nullptr;
            if (!checksums || source != *with) checksums = checksums_in(view->file(*with));
            source = *with;
        }
        return &checksums->of_tile(tile);
    }

    ChunkChecksums checksums_in(Id of) const {
        return {of, contents.schema.tiling.tiles(), contents.schema.variables.size()};
    }

    bool read_chunk(std::size_t v, const std::vector<hsize_t>& offset, EncodedTile::Chunk& chunk) {
        const auto dataset = view ? view->dataset(source, v) : contents.datasets[v].id();
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

CheckedFile::CheckedFile(const std::filesystem::path& path, const std::function<void()>& progress) {
    impl_ = on_file(path, [&] {
        auto file = open_file(path);
        auto contents = read_contents(file.id());
        if (!has_integrity(file.id()))
            throw std::runtime_error("no checksums are in it (a file of format 1.0, or not whole)");
        auto impl =
            std::make_unique<Impl>(Impl{path, std::move(file), std::move(contents), std::nullopt});
        if (is_view(impl->contents.schema))
            impl->view =
                std::make_unique<ViewFiles>(path, impl->file.id(), impl->contents.schema, progress);
        else
            impl->checksums = impl->checksums_in(impl->file.id());
        return impl;
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
        const auto is_sound = [](Id file) {
            return stated_description_checksums(file) == description_checksums(file);
        };
        if (!is_sound(impl_->file.id())) return false;
        for (std::size_t s = 0; impl_->view && s < impl_->view->count(); ++s) {
            if (!is_sound(impl_->view->file(s))) return false;
        }
        return true;
    } catch (const std::runtime_error&) {
        return false;
    }
}

std::optional<DescriptionChecksums> CheckedFile::sound_description() const {
    if (!description_is_sound()) return std::nullopt;
    return on_file(impl_->path, [&] { return stated_description_checksums(impl_->file.id()); });
}

bool CheckedFile::is_to_have(std::uint64_t tile) const {
    return !impl_->view || impl_->view->with(tile).has_value();
}

IdentityChecksums CheckedFile::identity() const {
    return on_file(impl_->path, [&] { return read_identity(impl_->file.id()); });
}

std::vector<std::size_t> CheckedFile::read(std::uint64_t tile, EncodedTile& encoded) {
    return on_file(impl_->path, [&] {
        const auto* stated = impl_->stated(tile);
        const auto first = schema().tiling.offset(tile);
        std::vector<hsize_t> offset(first.begin(), first.end());
        offset.push_back(0);
        std::vector<std::size_t> damaged;
        encoded.index = tile;
        encoded.notes.clear();
        encoded.chunks.resize(schema().variables.size());
        for (std::size_t v = 0; v < encoded.chunks.size(); ++v) {
            auto& chunk = encoded.chunks[v];
            chunk.checksum = stated != nullptr ? (*stated)[v] : 0;
            if (stated == nullptr || !impl_->read_chunk(v, offset, chunk) ||
                chunk_checksum(chunk.bytes, chunk.filter_mask) != chunk.checksum)
                damaged.push_back(v);
        }
        return damaged;
    });
}

}  // namespace entente::results
