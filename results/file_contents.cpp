// SPDX-License-Identifier: Apache-2.0
#include "results/file_contents.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include <hdf5.h>

#include "results/attributes.hpp"
#include "results/believable.hpp"
#include "results/dimensions.hpp"
#include "results/format.hpp"
#include "results/open_to_read.hpp"
#include "results/properties.hpp"
#include "results/variables.hpp"
#include "results/virtual_view.hpp"

namespace entente::results {
namespace {

[[noreturn]] void damaged(const std::string& why) {
    throw std::runtime_error("not as a result file should be (" + why + ")");
}

// A dimension with its scale, by which variables name it.
struct Scale {
    Dimension dimension;
    Handle dataset;
};

void check_format(Id file) {
    const auto format = read_attribute(file, "format");
    if (!format || *format != AttributeValue(format_name))
        throw std::runtime_error("an HDF5 file, but not a result file of this program");
    const auto version = read_attribute(file, "format_version");
    const auto* text = version ? std::get_if<std::string>(&*version) : nullptr;
    if (text == nullptr) damaged("no format version");
    int major = 0;
    if (std::from_chars(text->data(), text->data() + text->size(), major).ec != std::errc())
        damaged("format version '" + *text + "'");
    if (major > format_major)
        throw std::runtime_error("a result file of format " + *text +
                                 "; this program reads formats up to " +
                                 std::to_string(format_major) + ".x");
}

herr_t note_name(hid_t, const char* name, const H5L_info_t*, void* data) {
    static_cast<std::vector<std::string>*>(data)->emplace_back(name);
    return 0;
}

std::vector<Scale> read_scales(Id file, const std::vector<std::string>& names) {
    std::vector<Scale> scales;
    for (const auto& name : names)
        if (auto dimension = read_dimension(file, name))
            scales.push_back(
                {std::move(*dimension), opened(H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose,
                                               "open '" + name + "'")});
    return scales;
}

// Moves the design's dimensions, in its order, to the front; returns how many they are.
std::size_t order_scales(Id file, std::vector<Scale>& scales) {
    const auto attribute = read_attribute(file, "design_dimensions");
    const auto* design = attribute ? std::get_if<std::vector<std::string>>(&*attribute) : nullptr;
    if (design == nullptr || design->empty()) damaged("no design dimensions");
    auto place = scales.begin();
    for (const auto& name : *design) {
        const auto found = std::find_if(
            place, scales.end(), [&](const Scale& scale) { return scale.dimension.name == name; });
        if (found == scales.end()) damaged("no dimension '" + name + "'");
        std::rotate(place, found, found + 1);
        ++place;
    }
    return design->size();
}

std::vector<hsize_t> lengths_of(Id dataset, const std::string& name) {
    const auto space = opened(H5Dget_space(dataset), H5Sclose, "read the shape of '" + name + "'");
    std::vector<hsize_t> lengths(
        static_cast<std::size_t>(std::max(0, H5Sget_simple_extent_ndims(space.id()))));
    if (!lengths.empty()) H5Sget_simple_extent_dims(space.id(), lengths.data(), nullptr);
    return lengths;
}

// The tiling that cuts the design's shape as the chunks of `dataset` do.
Tiling tiling_of(Id dataset, const std::string& name, std::size_t design) try {
    auto lengths = lengths_of(dataset, name);
    const auto properties =
        opened(H5Dget_create_plist(dataset), H5Pclose, "read the layout of '" + name + "'");
    std::vector<hsize_t> chunk(lengths.size());
    if (lengths.size() < design ||
        H5Pget_chunk(properties.id(), static_cast<int>(chunk.size()), chunk.data()) < 0)
        damaged("the layout of '" + name + "'");
    if (!std::equal(chunk.begin() + static_cast<std::ptrdiff_t>(design), chunk.end(),
                    lengths.begin() + static_cast<std::ptrdiff_t>(design)))
        damaged("the chunks of '" + name + "' are not whole");
    lengths.resize(design);
    chunk.resize(design);
    const auto most = std::accumulate(chunk.begin(), chunk.end(), hsize_t{1}, std::multiplies{});
    Tiling tiling({lengths.begin(), lengths.end()}, most);
    if (!std::equal(chunk.begin(), chunk.end(), tiling.chunk().begin(), tiling.chunk().end()))
        damaged("the chunks of '" + name + "' are not tiles");
    return tiling;
} catch (const std::invalid_argument&) {
    damaged("the shape of '" + name + "'");
}

void check_axes(Id dataset, const std::string& name, std::span<const Scale> design) {
    const auto lengths = lengths_of(dataset, name);
    for (unsigned axis = 0; axis < design.size(); ++axis)
        if (axis >= lengths.size() || lengths[axis] != design[axis].dimension.size ||
            !is_attached(dataset, design[axis].dataset.id(), axis))
            damaged("the dimensions of '" + name + "'");
}

std::optional<std::size_t> further_of(Id dataset, const std::string& name, std::size_t design,
                                      std::span<const Scale> further) {
    const auto lengths = lengths_of(dataset, name);
    if (lengths.size() == design) return std::nullopt;
    if (lengths.size() == design + 1)
        for (std::size_t i = 0; i < further.size(); ++i)
            if (lengths[design] == further[i].dimension.size &&
                is_attached(dataset, further[i].dataset.id(), static_cast<unsigned>(design)))
                return i;
    damaged("the dimensions of '" + name + "'");
}

// That of a virtual view, which has no chunks.
Tiling tiling_of_view(Id file, Id dataset, const std::string& name, std::size_t design) try {
    const auto stated = read_attribute(file, "scenarios_per_tile");
    const auto* most = stated ? std::get_if<std::int64_t>(&*stated) : nullptr;
    auto lengths = lengths_of(dataset, name);
    if (lengths.size() < design || most == nullptr || *most < 1) damaged("its tiles");
    lengths.resize(design);
    return Tiling({lengths.begin(), lengths.end()}, static_cast<std::uint64_t>(*most));
} catch (const std::invalid_argument&) {
    damaged("the shape of '" + name + "'");
}

// All variables are compressed, or none is.
Compression compression_of(Id dataset) {
    const auto action = "read how the variables are compressed";
    const auto properties = opened(H5Dget_create_plist(dataset), H5Pclose, action);
    const int filters = checked(H5Pget_nfilters(properties.id()), action);
    return filters > 0 ? Compression::deflate : Compression::none;
}

bool is_scale(const std::vector<Scale>& scales, const std::string& name) {
    return std::any_of(scales.begin(), scales.end(),
                       [&](const Scale& scale) { return scale.dimension.name == name; });
}

}  // namespace

Handle open_file(const std::filesystem::path& path) {
    const auto access = access_properties();
    Handle file = open_to_read(path, access);
    if (file.id() >= 0) return file;
    const auto cause = hdf5_cause();
    if (cause.starts_with("truncated file"))
        throw std::runtime_error("the file is truncated: its end is missing");
    if (cause.find("signature") != std::string::npos) throw std::runtime_error("not an HDF5 file");
    throw std::runtime_error("cannot open the file (" + cause + ")");
}

std::vector<std::string> dataset_names(Id file) {
    std::vector<std::string> names;
    // A file that another program has copied may have lost the order.
    if (H5Literate(file, H5_INDEX_CRT_ORDER, H5_ITER_INC, nullptr, note_name, &names) < 0) {
        names.clear();
        checked(H5Literate(file, H5_INDEX_NAME, H5_ITER_INC, nullptr, note_name, &names),
                "read the list of variables");
    }
    std::erase_if(names, [&](const std::string& name) {
        check_link(file, name);
        H5O_info_t info;
        const auto status =
            H5Oget_info_by_name2(file, name.c_str(), &info, H5O_INFO_BASIC, H5P_DEFAULT);
        return checked(status, "read '" + name + "'") < 0 || info.type != H5O_TYPE_DATASET;
    });
    return names;
}

FileContents read_contents(Id file) {
    check_format(file);
    const auto names = dataset_names(file);
    auto scales = read_scales(file, names);
    const auto design_size = order_scales(file, scales);
    const auto design = std::span(scales).first(design_size);
    const auto further = std::span(scales).subspan(design_size);

    std::vector<Handle> datasets;
    std::vector<Variable> variables;
    std::vector<std::string> texts;
    std::optional<Tiling> tiling;
    const auto access = variable_access();
    const bool is_view = read_attribute(file, view_attribute).has_value();
    for (const auto& name : names) {
        if (is_scale(scales, name)) continue;
        auto dataset =
            opened(H5Dopen2(file, name.c_str(), access.id()), H5Dclose, "open '" + name + "'");
        auto variable = read_variable(dataset.id(), name);
        if (!variable) {
            texts.push_back(name);
            continue;
        }
        check_axes(dataset.id(), name, design);
        variable->further = further_of(dataset.id(), name, design_size, further);
        const auto cut = is_view ? tiling_of_view(file, dataset.id(), name, design_size)
                                 : tiling_of(dataset.id(), name, design_size);
        if (tiling && !std::ranges::equal(tiling->chunk(), cut.chunk()))
            damaged("the chunks of '" + name + "' are not those of the others");
        tiling = cut;
        variables.push_back(std::move(*variable));
        datasets.push_back(std::move(dataset));
    }
    if (!tiling) damaged("no variables");

    FileContents contents{.schema = {.design = {},
                                     .further = {},
                                     .variables = std::move(variables),
                                     .plotted = {},
                                     .tiling = *tiling,
                                     .compression = compression_of(datasets.front().id()),
                                     .attributes = read_attributes(file)},
                          .datasets = std::move(datasets),
                          .text_names = std::move(texts)};
    for (auto& scale : design) contents.schema.design.push_back(std::move(scale.dimension));
    for (auto& scale : further) contents.schema.further.push_back(std::move(scale.dimension));
    for (const auto* own : {"NX_class", "default"}) take(contents.schema.attributes, own);
    return contents;
}

}  // namespace entente::results
