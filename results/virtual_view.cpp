// SPDX-License-Identifier: Apache-2.0
#include "results/virtual_view.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <hdf5.h>
#include <unistd.h>

#include "results/attributes.hpp"
#include "results/believable.hpp"
#include "results/descriptor.hpp"
#include "results/file_contents.hpp"
#include "results/frame.hpp"
#include "results/integrity.hpp"
#include "results/properties.hpp"

namespace entente::results {
namespace {

constexpr char view_group[] = "view";

using Lengths = std::vector<hsize_t>;

// A part of an array.
struct Box {
    Lengths start, count;
};

// Cuts the elements first .. end - 1, in flat order, of the axes from `axis` on into boxes; those
// before stand at `place`.
void add_boxes(std::span<const std::uint64_t> shape, std::size_t axis, std::uint64_t first,
               std::uint64_t end, Lengths& place, std::vector<Box>& boxes) {
    if (first >= end) return;
    std::uint64_t stride = 1;
    for (const auto length : shape.subspan(axis + 1)) stride *= length;
    const auto inner = [&](std::uint64_t at, std::uint64_t from, std::uint64_t to) {
        place.push_back(at);
        add_boxes(shape, axis + 1, from, to, place, boxes);
        place.pop_back();
    };
    auto begin = first / stride;
    const auto last = end / stride;
    if (first % stride != 0) {
        inner(begin, first % stride, std::min(stride, end - begin * stride));
        ++begin;
    }
    if (begin < last) {
        Box box{.start = place, .count = Lengths(place.size(), 1)};
        box.start.push_back(begin);
        box.count.push_back(last - begin);
        for (const auto length : shape.subspan(axis + 1)) {
            box.start.push_back(0);
            box.count.push_back(length);
        }
        boxes.push_back(std::move(box));
    }
    if (end % stride != 0 && begin <= last) inner(last, 0, end % stride);
}

// Where the tiles of `source` are, the same in the view and in the file.
std::vector<Box> boxes_of(const Tiling& tiling, const ViewSource& source) {
    std::vector<Box> boxes;
    if (source.first_tile >= source.end_tile) return boxes;
    const auto last = tiling.tile(source.end_tile - 1);
    Lengths place;
    add_boxes(tiling.shape(), 0, tiling.tile(source.first_tile).first, last.first + last.count,
              place, boxes);
    return boxes;
}

// HDF5 takes a percent sign for the number of a file.
std::string plain(const std::string& name) {
    std::string text;
    for (const char c : name) text += c == '%' ? "%%" : std::string(1, c);
    return text;
}

Handle mapping(const Schema& schema, const Variable& variable,
               std::span<const ViewSource> sources) {
    const auto action = "describe where '" + variable.name + "' is";
    auto properties = view_properties(variable);
    const auto shape = schema.tiling.shape();
    Lengths lengths(shape.begin(), shape.end());
    if (variable.further) lengths.push_back(extent(schema, variable));
    const auto space =
        opened(H5Screate_simple(static_cast<int>(lengths.size()), lengths.data(), nullptr),
               H5Sclose, action);
    for (const auto& source : sources) {
        for (auto box : boxes_of(schema.tiling, source)) {
            if (variable.further) {
                box.start.push_back(0);
                box.count.push_back(lengths.back());
            }
            checked(H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, box.start.data(), nullptr,
                                        box.count.data(), nullptr),
                    action);
            checked(H5Pset_virtual(properties.id(), space.id(), plain(source.file).c_str(),
                                   plain(variable.name).c_str(), space.id()),
                    action);
        }
    }
    return properties;
}

void write_sources(Id file, std::span<const ViewSource> sources) {
    std::vector<std::string> files;
    std::vector<std::int64_t> first, end, description, times;
    for (const auto& source : sources) {
        files.push_back(source.file.string());
        first.push_back(static_cast<std::int64_t>(source.first_tile));
        end.push_back(static_cast<std::int64_t>(source.end_tile));
        description.push_back(source.sums.description);
        times.push_back(source.sums.times);
    }
    const auto properties = group_properties();
    const auto group =
        opened(H5Gcreate2(file, view_group, H5P_DEFAULT, properties.id(), H5P_DEFAULT), H5Gclose,
               "create the list of files");
    write_attributes(group.id(), {{"file", files},
                                  {"first_tile", first},
                                  {"end_tile", end},
                                  {"description_crc32", description},
                                  {"times_crc32", times}});
}

template <class Value>
std::vector<Value> list_of(Id group, const char* name) {
    const auto value = read_attribute(group, name);
    const auto* list = value ? std::get_if<std::vector<Value>>(&*value) : nullptr;
    if (list == nullptr) throw std::runtime_error("not as a virtual view should be");
    return *list;
}

std::vector<ViewSource> read_sources(Id file) {
    const auto group = opened(H5Gopen2(file, view_group, H5P_DEFAULT), H5Gclose,
                              "open the list of the view's files");
    const auto files = list_of<std::string>(group.id(), "file");
    const auto first = list_of<std::int64_t>(group.id(), "first_tile"),
               end = list_of<std::int64_t>(group.id(), "end_tile"),
               description = list_of<std::int64_t>(group.id(), "description_crc32"),
               times = list_of<std::int64_t>(group.id(), "times_crc32");
    for (const auto* list : {&first, &end, &description, &times}) {
        if (list->size() != files.size())
            throw std::runtime_error("not as a virtual view should be");
    }
    std::vector<ViewSource> sources;
    for (std::size_t i = 0; i < files.size(); ++i) {
        sources.push_back({.file = files[i],
                           .first_tile = static_cast<std::uint64_t>(first[i]),
                           .end_tile = static_cast<std::uint64_t>(end[i]),
                           .sums = {.description = static_cast<std::uint32_t>(description[i]),
                                    .times = static_cast<std::uint32_t>(times[i])}});
        const auto before = i == 0 ? 0 : sources[i - 1].end_tile;
        if (first[i] < 0 || sources[i].first_tile < before ||
            sources[i].end_tile < sources[i].first_tile)
            throw std::runtime_error("not as a virtual view should be");
    }
    return sources;
}

// What is behind a view must not lead to further files.
void check_chunks(Id dataset, const std::string& name) {
    const auto action = "read the layout of '" + name + "'";
    const auto properties = opened(H5Dget_create_plist(dataset), H5Pclose, action);
    if (H5Pget_layout(properties.id()) != H5D_CHUNKED)
        throw std::runtime_error("'" + name + "': its values are not in this file");
}

void create_view(const std::filesystem::path& path, const Schema& schema, const RunStart& start,
                 std::span<const ViewSource> sources, bool lock) {
    const auto creation = file_properties();
    const auto access = view_access_properties(lock);
    auto file = opened(H5Fcreate(path.c_str(), H5F_ACC_EXCL, creation.id(), access.id()), H5Fclose,
                       "create the file");
    {
        const auto datasets = write_frame(file.id(), schema, [&](const Variable& variable) {
            return mapping(schema, variable, sources);
        });
    }
    write_sources(file.id(), sources);
    write_integrity(file.id(), start);
    checked(H5Fflush(file.id(), H5F_SCOPE_LOCAL), "write the file");
    if (!file.close()) hdf5_failure("write the end of the file");
    Descriptor(path, O_RDONLY).synchronise();
}

}  // namespace

bool is_view(const Schema& schema) {
    return find<std::int64_t>(schema.attributes, view_attribute) != nullptr;
}

void write_view(PartialFolder folder, Schema schema, const RunStart& start,
                std::span<const ViewSource> sources) {
    schema.attributes.insert(schema.attributes.end(), start.attributes.begin(),
                             start.attributes.end());
    check(schema);
    const auto segment = folder.next();
    on_file(folder.folder(), [&] {
        try {
            create_view(segment.data, schema, start, sources, folder.has_locks());
            folder.check_now();
            folder.publish(segment);
        } catch (...) {
            ::unlink(segment.data.c_str());
            throw;
        }
    });
}

ViewFiles::ViewFiles(const std::filesystem::path& path, Id file, const Schema& schema,
                     const std::function<void()>& progress)
    : folder_(path.parent_path()), sources_(read_sources(file)), open_(sources_.size()) {
    for (const auto& variable : schema.variables) variables_.push_back(variable.name);
    for (std::size_t s = 0; s < sources_.size(); ++s) {
        if (progress) progress();
        this->file(s);
    }
}

std::optional<std::size_t> ViewFiles::with(std::uint64_t tile) const {
    const auto after = std::upper_bound(
        sources_.begin(), sources_.end(), tile,
        [](std::uint64_t t, const ViewSource& source) { return t < source.end_tile; });
    if (after == sources_.end() || tile < after->first_tile) return std::nullopt;
    return static_cast<std::size_t>(after - sources_.begin());
}

Id ViewFiles::file(std::size_t source) {
    if (source == open_) return file_.id();
    open_ = sources_.size();  // in case of failure
    datasets_.clear();
    file_.close();
    const auto path = folder_ / sources_[source].file;
    try {
        std::error_code unknown;
        if (!std::filesystem::exists(path, unknown))
            throw std::runtime_error("this file of the view is missing");
        if (!std::filesystem::is_regular_file(path, unknown))
            throw std::runtime_error("this is not a regular file");
        file_ = open_file(path);
        if (!has_integrity(file_.id()) ||
            stated_description_checksums(file_.id()) != sources_[source].sums)
            throw std::runtime_error("not the file any more that the view was made of");
    } catch (const std::runtime_error& error) {
        throw std::runtime_error(path.string() + ": " + error.what());
    }
    open_ = source;
    return file_.id();
}

Id ViewFiles::dataset(std::size_t source, std::size_t variable) {
    const auto opened_file = file(source);
    if (datasets_.empty()) {
        const auto access = variable_access();
        for (const auto& name : variables_) {
            check_link(opened_file, name);
            datasets_.push_back(opened(H5Dopen2(opened_file, name.c_str(), access.id()), H5Dclose,
                                       "open '" + name + "'"));
            check_chunks(datasets_.back().id(), name);
        }
    }
    return datasets_[variable].id();
}

}  // namespace entente::results
