// SPDX-License-Identifier: Apache-2.0
#include "results/analysis_file.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <set>
#include <stdexcept>

#include <fcntl.h>
#include <hdf5.h>

#include "results/attributes.hpp"
#include "results/believable.hpp"
#include "results/descriptor.hpp"
#include "results/dimensions.hpp"
#include "results/file_contents.hpp"
#include "results/format.hpp"
#include "results/integrity.hpp"
#include "results/properties.hpp"
#include "results/texts.hpp"
#include "results/variables.hpp"

namespace entente::results {
namespace {

constexpr char dimensions_attribute[] = "dimensions";

template <class Named>
const Named* named(const std::vector<Named>& list, std::string_view name) {
    const auto found =
        std::find_if(list.begin(), list.end(), [&](const Named& one) { return one.name == name; });
    return found == list.end() ? nullptr : &*found;
}

[[noreturn]] void misfit(const std::string& what) {
    throw std::invalid_argument("an analysis cannot be written: " + what);
}

void check(const Analysis& analysis) {
    std::set<std::string> names{integrity_group};
    const auto add = [&](const std::string& name) {
        if (name.empty() || name.find('/') != std::string::npos || !names.insert(name).second)
            misfit("the name '" + name + "'");
    };
    for (const auto& dimension : analysis.dimensions) {
        add(dimension.name);
        const auto size = dimension.size;
        if (size == 0 || (!dimension.values.empty() && dimension.values.size() != size) ||
            (!dimension.labels.empty() && dimension.labels.size() != size))
            misfit("the size of '" + dimension.name + "'");
    }
    for (const auto& array : analysis.arrays) {
        add(array.name);
        std::uint64_t size = array.dimensions.empty() ? 0 : 1;
        for (const auto& name : array.dimensions) {
            const auto* dimension = analysis.dimension(name);
            if (dimension == nullptr ||
                std::count(array.dimensions.begin(), array.dimensions.end(), name) > 1)
                misfit("the dimension '" + name + "' of '" + array.name + "'");
            size *= dimension->size;
        }
        if (size == 0 || size != array.values.size()) misfit("the shape of '" + array.name + "'");
    }
    for (const auto& [name, text] : analysis.texts) add(name);
    for (const auto& [name, value] : analysis.attributes) {
        if (is_of_format(name)) misfit("the attribute '" + name + "'");
    }
}

void write_array(Id file, const Analysis& analysis, const LabelledArray& array,
                 const std::vector<Handle>& scales) {
    const auto action = "write '" + array.name + "'";
    std::vector<hsize_t> shape;
    for (const auto& name : array.dimensions) shape.push_back(analysis.dimension(name)->size);
    const auto space = opened(
        H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose, action);
    const auto creation = coordinates_properties();
    const auto dataset = opened(H5Dcreate2(file, array.name.c_str(), H5T_IEEE_F64LE, space.id(),
                                           H5P_DEFAULT, creation.id(), H5P_DEFAULT),
                                H5Dclose, action);
    checked(H5Dwrite(dataset.id(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT,
                     array.values.data()),
            action);
    write_description(dataset.id(), array.long_name, array.units);
    write_number(dataset.id(), "_FillValue", std::numeric_limits<double>::quiet_NaN(),
                 H5T_IEEE_F64LE);
    write_attributes(dataset.id(), array.attributes);
    for (unsigned axis = 0; axis < array.dimensions.size(); ++axis) {
        const auto* dimension = analysis.dimension(array.dimensions[axis]);
        const auto place = static_cast<std::size_t>(dimension - analysis.dimensions.data());
        attach_dimension(dataset.id(), scales[place].id(), axis);
    }
}

// Nothing may be added to the file afterwards.
void write_checksum(Id file) {
    const auto properties = group_properties();
    const auto group =
        opened(H5Gcreate2(file, integrity_group, H5P_DEFAULT, properties.id(), H5P_DEFAULT),
               H5Gclose, "create the group of checksums");
    const auto sums = description_checksums(file);
    write_attribute(group.id(), description_attribute, std::int64_t{sums.description});
    write_attribute(group.id(), times_attribute, std::int64_t{sums.times});
}

void write_contents(Id file, const Analysis& analysis) {
    write_attribute(file, "Conventions", "CF-1.10");
    write_attribute(file, "format", analysis_format_name);
    write_attribute(file, "format_version", analysis_format_version);
    write_attributes(file, analysis.attributes);
    std::vector<std::string> names;
    for (const auto& dimension : analysis.dimensions) names.push_back(dimension.name);
    if (!names.empty()) write_attribute(file, dimensions_attribute, names);
    std::vector<Handle> scales;
    for (const auto& dimension : analysis.dimensions)
        scales.push_back(create_dimension(file, dimension));
    for (const auto& array : analysis.arrays) write_array(file, analysis, array, scales);
    for (const auto& [name, text] : analysis.texts) write_text(file, name, text);
    write_checksum(file);
}

void create(const std::filesystem::path& path, bool lock, const Analysis& analysis) {
    const auto creation = file_properties();
    const auto access = access_properties(lock);
    auto file = opened(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.id(), access.id()), H5Fclose,
                       "create the file");
    try {
        write_contents(file.id(), analysis);
        checked(H5Fflush(file.id(), H5F_SCOPE_LOCAL), "write the file");
        if (!file.close()) hdf5_failure("write the end of the file");
    } catch (...) {
        if (file.id() >= 0) detach(file.id());
        throw;
    }
    const Descriptor data(path, O_RDONLY);
    if (data.is_open()) data.synchronise();
}

void check_format(Id file) {
    const auto format = read_attribute(file, "format");
    if (!format || *format != AttributeValue(analysis_format_name))
        throw std::runtime_error("an HDF5 file, but not an analysis by this program");
    const auto version = read_attribute(file, "format_version");
    const auto* text = version ? std::get_if<std::string>(&*version) : nullptr;
    if (text == nullptr || !text->starts_with(std::to_string(analysis_format_major) + "."))
        throw std::runtime_error("an analysis in a format that this program does not read");
}

std::vector<hsize_t> shape_of(Id dataset, const std::string& name) {
    const auto space = opened(H5Dget_space(dataset), H5Sclose, "read the shape of '" + name + "'");
    std::vector<hsize_t> shape(
        static_cast<std::size_t>(std::max(0, H5Sget_simple_extent_ndims(space.id()))));
    if (!shape.empty()) H5Sget_simple_extent_dims(space.id(), shape.data(), nullptr);
    return shape;
}

LabelledArray read_array(Id dataset, const std::string& name,
                         const std::vector<Dimension>& dimensions,
                         const std::vector<Handle>& scales) {
    auto variable = read_variable(dataset, name);
    LabelledArray array{.name = name,
                        .long_name = std::move(variable->long_name),
                        .units = std::move(variable->units),
                        .dimensions = {},
                        .values = {},
                        .attributes = std::move(variable->attributes)};
    std::uint64_t size = 1;
    const auto shape = shape_of(dataset, name);
    for (unsigned axis = 0; axis < shape.size(); ++axis) {
        std::size_t d = 0;
        while (d < scales.size() &&
               !(dimensions[d].size == shape[axis] && is_attached(dataset, scales[d].id(), axis)))
            ++d;
        if (d == scales.size()) throw std::runtime_error("the dimensions of '" + name + "'");
        array.dimensions.push_back(dimensions[d].name);
        size *= shape[axis];
    }
    check_dataset(dataset, name, most_inflation);
    array.values.resize(size);
    checked(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, array.values.data()),
            "read '" + name + "'");
    return array;
}

Analysis read_contents_of(Id file) {
    check_format(file);
    Analysis analysis;
    std::vector<Handle> scales;
    for (const auto& name : dataset_names(file)) {
        auto dataset = opened(H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose, "open " + name);
        if (auto dimension = read_dimension(file, name)) {
            analysis.dimensions.push_back(std::move(*dimension));
            scales.push_back(std::move(dataset));
        } else if (read_variable(dataset.id(), name)) {
            analysis.arrays.push_back(read_array(dataset.id(), name, analysis.dimensions, scales));
        } else if (auto text = read_text(file, name)) {
            analysis.texts.emplace_back(name, std::move(*text));
        }
    }
    analysis.attributes = read_attributes(file);
    for (const auto* own : {"Conventions", "format", "format_version", dimensions_attribute})
        take(analysis.attributes, own);
    return analysis;
}

}  // namespace

const LabelledArray* Analysis::array(std::string_view name) const { return named(arrays, name); }

const Dimension* Analysis::dimension(std::string_view name) const {
    return named(dimensions, name);
}

void write_analysis(PartialFolder folder, const Analysis& analysis) {
    check(analysis);
    const auto segment = folder.next();
    on_file(folder.folder(), [&] {
        create(segment.data, folder.has_locks(), analysis);
        folder.check_now();
        folder.publish(segment);
    });
}

bool is_analysis(const std::filesystem::path& file) {
    const SilentErrors silent;
    try {
        const auto opened = open_file(file);
        check_format(opened.id());
        return true;
    } catch (const std::runtime_error&) {
        return false;
    }
}

Analysis read_analysis(const std::filesystem::path& file) {
    return on_file(file, [&] {
        const auto opened = open_file(file);
        const auto stated = stated_description_checksums(opened.id());
        if (!stated || *stated != description_checksums(opened.id()))
            throw std::runtime_error("damaged: not what was written");
        return read_contents_of(opened.id());
    });
}

}  // namespace entente::results
