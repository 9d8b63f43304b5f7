// SPDX-License-Identifier: Apache-2.0
#include "results/reader.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <stdexcept>
#include <utility>

#include <hdf5.h>

#include "results/believable.hpp"
#include "results/file_contents.hpp"
#include "results/hdf5_handle.hpp"
#include "results/texts.hpp"
#include "results/virtual_view.hpp"

namespace entente::results {
namespace {

// Folds tiles into a Range. The mean is updated tile by tile, so that its rounding error grows with
// the size of a tile, not with the number of scenarios.
class Statistics {
  public:
    void add(std::span<const double> values) {
        double sum = 0;
        std::uint64_t finite = 0;
        for (const double value : values) {
            if (!std::isfinite(value)) continue;
            min_ = std::min(min_, value);
            max_ = std::max(max_, value);
            sum += value;
            ++finite;
        }
        not_finite_ += values.size() - finite;
        if (finite == 0) return;
        finite_ += finite;
        const double share = static_cast<double>(finite) / static_cast<double>(finite_);
        mean_ += (sum / static_cast<double>(finite) - mean_) * share;
    }

    Range range() const {
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        if (finite_ == 0) return {nan, nan, nan, 0, not_finite_};
        return {min_, mean_, max_, finite_, not_finite_};
    }

  private:
    double min_ = std::numeric_limits<double>::infinity();
    double max_ = -std::numeric_limits<double>::infinity();
    double mean_ = 0;
    std::uint64_t finite_ = 0, not_finite_ = 0;
};

constexpr std::uint64_t largest_chunk = std::uint64_t{1} << 32;

std::uint64_t chunks_of(Id dataset, const std::string& name) {
    const auto action = "count the tiles of '" + name + "'";
    const auto space = opened(H5Dget_space(dataset), H5Sclose, action);
    hsize_t chunks = 0;
    checked(H5Dget_num_chunks(dataset, space.id(), &chunks), action);
    return chunks;
}

}  // namespace

struct Reader::Impl {
    std::filesystem::path path;
    std::function<void()> progress;
    Handle file;
    FileContents contents;
    std::unique_ptr<ViewFiles> view = {};  ///< of a virtual view: where its values are

    // The dataset that has the tile of variable `v`; negative if the file is to have no such tile.
    Id dataset(std::size_t v, std::uint64_t tile) const {
        if (!view) return contents.datasets[v].id();
        const auto source = view->with(tile);
        return source ? view->dataset(*source, v) : -1;
    }

    // Tiles of variable `v`; of a virtual view, of its file `source`.
    std::uint64_t tiles_present(std::size_t v, std::size_t source) const {
        const auto dataset = view ? view->dataset(source, v) : contents.datasets[v].id();
        return chunks_of(dataset, contents.schema.variables[v].name);
    }

    std::size_t index_of(const Variable& variable) const {
        const auto& variables = contents.schema.variables;
        const auto found =
            std::find_if(variables.begin(), variables.end(),
                         [&](const Variable& other) { return other.name == variable.name; });
        if (found == variables.end())
            throw std::invalid_argument("the file has no variable '" + variable.name + "'");
        return static_cast<std::size_t>(found - variables.begin());
    }

    // Where a tile of variable `v` begins in the file.
    std::vector<hsize_t> offset(std::size_t v, std::uint64_t tile) const {
        const auto& schema = contents.schema;
        const auto first = schema.tiling.offset(tile);
        std::vector<hsize_t> offset(first.begin(), first.end());
        if (schema.variables[v].further) offset.push_back(0);
        return offset;
    }

    // Bytes that a tile takes in the file: 0 if it is missing.
    std::uint64_t stored(std::size_t v, std::uint64_t tile) const {
        hsize_t size = 0;
        const auto from = dataset(v, tile);
        if (from < 0) return 0;
        const auto status = H5Dget_chunk_storage_size(from, offset(v, tile).data(), &size);
        return status >= 0 ? size : 0;
    }

    // Before memory is taken for a tile.
    void check_size(std::size_t v, const Tile& tile) const {
        const auto& schema = contents.schema;
        const auto& variable = schema.variables[v];
        const auto most = std::min(stored(v, tile.index), largest_chunk) * most_inflation;
        if (most > 0 && tile.count > most / bytes(variable.type) / extent(schema, variable))
            throw std::runtime_error("cannot read '" + variable.name +
                                     "' (a tile larger than what is stored of it)");
    }

    void read_tile(std::size_t v, const Tile& tile, std::vector<double>& values) const {
        const auto& schema = contents.schema;
        const auto action = "read '" + schema.variables[v].name + "'";
        const auto start = offset(v, tile.index);
        const auto shape = schema.tiling.shape();
        const auto chunk = schema.tiling.chunk();
        const auto values_each = extent(schema, schema.variables[v]);
        if (progress) progress();
        check_size(v, tile);
        std::vector<hsize_t> lengths;
        for (std::size_t axis = 0; axis < shape.size(); ++axis)
            lengths.push_back(std::min<hsize_t>(chunk[axis], shape[axis] - start[axis]));
        if (start.size() > shape.size()) lengths.push_back(values_each);

        values.resize(tile.count * values_each);
        const auto from = dataset(v, tile.index);
        if (from < 0) {
            std::fill(values.begin(), values.end(), std::numeric_limits<double>::quiet_NaN());
            return;
        }
        const auto in_file = opened(H5Dget_space(from), H5Sclose, action);
        checked(H5Sselect_hyperslab(in_file.id(), H5S_SELECT_SET, start.data(), nullptr,
                                    lengths.data(), nullptr),
                action);
        const hsize_t length = values.size();
        const auto in_memory = opened(H5Screate_simple(1, &length, nullptr), H5Sclose, action);
        checked(H5Dread(from, H5T_NATIVE_DOUBLE, in_memory.id(), in_file.id(), H5P_DEFAULT,
                        values.data()),
                action);
        const auto type = schema.variables[v].type;
        if (!is_float(type))
            std::replace(values.begin(), values.end(), missing(type),
                         std::numeric_limits<double>::quiet_NaN());
    }

    std::vector<double> read(std::size_t v, std::uint64_t first, std::uint64_t count) const {
        const auto& schema = contents.schema;
        const auto values_each = extent(schema, schema.variables[v]);
        std::vector<double> values, part;
        values.reserve(count * values_each);
        for (auto scenario = first; scenario < first + count;) {
            const auto tile = schema.tiling.tile(tile_of(scenario));
            const auto end = std::min(tile.first + tile.count, first + count);
            read_tile(v, tile, part);
            const auto at = [&](std::uint64_t s) {
                return part.begin() + static_cast<std::ptrdiff_t>((s - tile.first) * values_each);
            };
            values.insert(values.end(), at(scenario), at(end));
            scenario = end;
        }
        return values;
    }

    std::uint64_t tile_of(std::uint64_t scenario) const {
        return contents.schema.tiling.tiles_before(scenario + 1) - 1;
    }
};

Reader::Reader(const std::filesystem::path& path, std::function<void()> progress) {
    impl_ = on_file(path, [&] {
        auto file = open_file(path);
        auto contents = read_contents(file.id());
        auto impl = std::make_unique<Impl>(
            Impl{path, std::move(progress), std::move(file), std::move(contents)});
        if (is_view(impl->contents.schema))
            impl->view = std::make_unique<ViewFiles>(path, impl->file.id(), impl->contents.schema,
                                                     impl->progress);
        return impl;
    });
}

Reader::~Reader() = default;
Reader::Reader(Reader&&) noexcept = default;

const std::vector<Dimension>& Reader::design() const noexcept {
    return impl_->contents.schema.design;
}

const std::vector<Dimension>& Reader::further() const noexcept {
    return impl_->contents.schema.further;
}

const std::vector<Variable>& Reader::variables() const noexcept {
    return impl_->contents.schema.variables;
}

const Attributes& Reader::attributes() const noexcept { return impl_->contents.schema.attributes; }

std::uint64_t Reader::scenarios() const noexcept {
    return impl_->contents.schema.tiling.scenarios();
}

std::uint64_t Reader::tiles() const noexcept { return impl_->contents.schema.tiling.tiles(); }

std::uint64_t Reader::first_of(std::uint64_t tile) const noexcept {
    return tile < tiles() ? impl_->contents.schema.tiling.tile(tile).first : scenarios();
}

std::uint64_t Reader::tiles_present() const {
    return on_file(impl_->path, [&] {
        std::uint64_t present = 0;
        for (std::size_t s = 0; s < (impl_->view ? impl_->view->count() : 1); ++s) {
            auto fewest = impl_->view ? impl_->view->tiles(s) : tiles();
            // A kill may leave a tile with some of its variables only.
            for (std::size_t v = 0; v < variables().size(); ++v) {
                if (impl_->progress) impl_->progress();
                fewest = std::min(fewest, impl_->tiles_present(v, s));
            }
            present += fewest;
        }
        return present;
    });
}

std::optional<std::string> Reader::text(const std::string& name) const {
    return on_file(impl_->path, [&] { return read_text(impl_->file.id(), name); });
}

std::vector<double> Reader::read(const Variable& variable, std::uint64_t first,
                                 std::uint64_t count) const {
    const auto v = impl_->index_of(variable);
    if (first > scenarios() || count > scenarios() - first)
        throw std::invalid_argument("the file has no such scenarios");
    return on_file(impl_->path, [&] { return impl_->read(v, first, count); });
}

Range Reader::range(const Variable& variable, std::uint64_t first, std::uint64_t end) const {
    const auto v = impl_->index_of(variable);
    return on_file(impl_->path, [&] {
        Statistics statistics;
        std::vector<double> values;
        const auto& schema = impl_->contents.schema;
        const auto values_each = extent(schema, variable);
        end = std::min(end, scenarios());
        for (auto t = first < end ? impl_->tile_of(first) : tiles(); t < tiles(); ++t) {
            const auto tile = schema.tiling.tile(t);
            if (tile.first >= end) break;
            if (impl_->stored(v, t) == 0) continue;
            impl_->read_tile(v, tile, values);
            const auto skipped = std::max(tile.first, first) - tile.first;
            const auto until = std::min(tile.count, end - tile.first);
            statistics.add(
                std::span(values).subspan(skipped * values_each, (until - skipped) * values_each));
        }
        return statistics.range();
    });
}

}  // namespace entente::results
