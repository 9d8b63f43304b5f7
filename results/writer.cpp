// SPDX-License-Identifier: Apache-2.0
#include "results/writer.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <hdf5.h>

#include "results/attributes.hpp"
#include "results/dimensions.hpp"
#include "results/format.hpp"
#include "results/hdf5_handle.hpp"
#include "results/nexus.hpp"
#include "results/partial_file.hpp"
#include "results/properties.hpp"
#include "results/texts.hpp"
#include "results/variables.hpp"

namespace entente::results {
namespace {

using Clock = std::chrono::steady_clock;

Handle create_file(const std::filesystem::path& path) {
    const auto creation = file_properties();
    const auto access = access_properties();
    return opened(H5Fcreate(path.c_str(), H5F_ACC_EXCL, creation.id(), access.id()), H5Fclose,
                  "create the file");
}

void write_root(Id file, const Schema& schema) {
    write_attribute(file, "Conventions", "CF-1.10");
    write_attribute(file, "format", format_name);
    write_attribute(file, "format_version", format_version);
    std::vector<std::string> design;
    for (const auto& dimension : schema.design) design.push_back(dimension.name);
    write_attribute(file, "design_dimensions", design);
    write_attributes(file, schema.attributes);
}

std::vector<Handle> create_dimensions(Id file, const std::vector<Dimension>& dimensions) {
    std::vector<Handle> scales;
    for (const auto& dimension : dimensions) scales.push_back(create_dimension(file, dimension));
    return scales;
}

std::vector<Handle> create_variables(Id file, const Schema& schema) {
    const auto design = create_dimensions(file, schema.design);
    const auto further = create_dimensions(file, schema.further);
    std::vector<Handle> datasets;
    for (const auto& variable : schema.variables) {
        auto dataset = create_variable(file, schema, variable);
        unsigned axis = 0;
        for (const auto& scale : design) attach_dimension(dataset.id(), scale.id(), axis++);
        if (variable.further) attach_dimension(dataset.id(), further[*variable.further].id(), axis);
        datasets.push_back(std::move(dataset));
    }
    return datasets;
}

}  // namespace

struct Writer::Impl {
    std::filesystem::path path, partial;
    Tiling tiling;
    std::vector<std::string> names;
    Handle file;
    std::vector<Handle> datasets;  ///< after the file, so that they close before it
    std::uint64_t tiles_written = 0;
    std::uint64_t final_bytes = 0;  ///< once the file is closed
    Clock::time_point next_flush = Clock::time_point::min();

    Impl(const std::filesystem::path& target, const Schema& schema)
        : path(target), partial(partial_path(target)), tiling(schema.tiling) {
        for (const auto& variable : schema.variables) names.push_back(variable.name);
    }

    void create(const Schema& schema) {
        make_way(partial, path);
        file = create_file(partial);
        write_root(file.id(), schema);
        datasets = create_variables(file.id(), schema);
        for (const auto& [name, text] : schema.texts) write_text(file.id(), name, text);
        write_plots(file.id(), schema);
        flush();
        next_flush = Clock::now();  // the first tile goes to the disk at once
    }

    void write(const EncodedTile& tile) {
        const auto first = tiling.offset(tile.index);
        std::vector<hsize_t> offset(first.begin(), first.end());
        offset.push_back(0);  // of the further dimension, where there is one
        for (std::size_t v = 0; v < datasets.size(); ++v) {
            const auto& chunk = tile.chunks[v];
            checked(H5Dwrite_chunk(datasets[v].id(), H5P_DEFAULT, chunk.filter_mask, offset.data(),
                                   chunk.bytes.size(), chunk.bytes.data()),
                    "write '" + names[v] + "'");
        }
        ++tiles_written;
        if (Clock::now() >= next_flush) flush();
    }

    // What a kill of this process leaves is what was there at the last flush. A flush a second, or
    // fewer where they are slow: they take a twentieth of the time at most.
    void flush() {
        const auto begin = Clock::now();
        checked(H5Fflush(file.id(), H5F_SCOPE_LOCAL), "write the file");
        const auto end = Clock::now();
        next_flush = end + std::max<Clock::duration>(std::chrono::seconds(1), 20 * (end - begin));
    }

    bool is_open() const { return file.id() >= 0; }

    bool close_handles() {
        bool closed = true;
        for (auto& dataset : datasets) closed &= dataset.close();
        datasets.clear();
        return file.close() && closed;
    }

    void close(const Attributes& attributes) {
        write_attributes(file.id(), attributes);
        flush();  // tells why it fails, which closing does not
        if (!close_handles()) hdf5_failure("write the end of the file");
        settle(partial);
        note_size();
    }

    void note_size() {
        std::error_code none;
        const auto size = std::filesystem::file_size(partial, none);
        final_bytes = none ? 0 : size;
    }

    // Runs `action`. When it fails the file stays as the last flush left it, like after a kill.
    template <class Action>
    void attempt(Action&& action) {
        on_file(partial, [&] {
            try {
                action();
            } catch (...) {
                if (is_open()) detach(file.id());
                close_handles();
                note_size();
                throw;
            }
        });
    }
};

Writer::Writer(const std::filesystem::path& path, const Schema& schema) {
    check(schema);
    const SilentErrors silent;
    auto impl = std::make_unique<Impl>(path, schema);
    impl->attempt([&] { impl->create(schema); });
    impl_ = std::move(impl);
}

Writer::~Writer() {
    const SilentErrors silent;
    impl_.reset();
}

void Writer::write(const EncodedTile& tile) {
    if (!impl_->is_open()) throw std::logic_error("the result file is closed");
    if (tile.index >= impl_->tiling.tiles() || tile.chunks.size() != impl_->names.size())
        throw std::invalid_argument("a tile that is not of this file cannot be written");
    impl_->attempt([&] { impl_->write(tile); });
}

std::uint64_t Writer::tiles_written() const noexcept { return impl_->tiles_written; }

std::uint64_t Writer::bytes_written() const {
    if (!impl_->is_open()) return impl_->final_bytes;
    return on_file(impl_->partial, [&] {
        hsize_t size = 0;
        checked(H5Fget_filesize(impl_->file.id(), &size), "tell the size of the file");
        return std::uint64_t{size};
    });
}

void Writer::finish(const Attributes& attributes) {
    if (!impl_->is_open()) throw std::logic_error("the result file is closed");
    impl_->attempt([&] {
        impl_->close(attributes);
        publish(impl_->partial, impl_->path);
    });
}

void Writer::abandon(const Attributes& attributes) {
    if (impl_->is_open()) impl_->attempt([&] { impl_->close(attributes); });
}

}  // namespace entente::results
