// SPDX-License-Identifier: Apache-2.0
#include "results/description.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <hdf5.h>

#include "results/bytes.hpp"
#include "results/checksum.hpp"
#include "results/texts.hpp"

namespace entente::results {
namespace {

constexpr char action[] = "read the description of the file";
constexpr std::size_t deepest = 16;

// Takes in whatever is told, one thing after another.
class Sum {
  public:
    template <class Number>
    requires std::is_arithmetic_v<Number>
    void add(Number number) { value_ = crc32(std::as_bytes(std::span(&number, 1)), value_); }
    void add(std::string_view text) {
        add(std::uint64_t{text.size()});
        value_ = crc32(std::as_bytes(std::span(text)), value_);
    }
    void add(std::span<const std::byte> bytes) { value_ = crc32(bytes, value_); }
    std::uint32_t value() const noexcept { return value_; }

  private:
    std::uint32_t value_ = 0;
};

// What the datasets in the root are called, by their addresses. A dataset may have further names in
// groups, and HDF5 tells any one of them.
using Names = std::map<haddr_t, std::string>;

// Asked for more than the address, HDF5 would walk through the whole index of every dataset.
constexpr unsigned address_only = H5O_INFO_BASIC;

herr_t take_name(hid_t file, const char* name, const H5L_info_t* link, void* data) {
    H5O_info_t info{};
    if (link->type == H5L_TYPE_HARD &&
        H5Oget_info_by_name2(file, name, &info, address_only, H5P_DEFAULT) >= 0)
        static_cast<Names*>(data)->emplace(info.addr, name);
    return 0;
}

Names names_in(Id file) {
    Names names;
    checked(H5Literate(file, H5_INDEX_NAME, H5_ITER_INC, nullptr, take_name, &names), action);
    return names;
}

// The name of the object that a reference points at.
std::string referred(Id file, const Names& names, const void* reference) {
    const auto object =
        opened(H5Rdereference2(file, H5P_DEFAULT, H5R_OBJECT, reference), H5Oclose, action);
    H5O_info_t info{};
    checked(H5Oget_info2(object.id(), &info, address_only), action);
    const auto known = names.find(info.addr);
    if (known != names.end()) return known->second;
    std::string name(256, '\0');
    const auto length = H5Rget_name(file, H5R_OBJECT, reference, name.data(), name.size());
    name.resize(std::min(name.size(), static_cast<std::size_t>(checked(length, action))));
    return name;
}

void add_type(Id type, Sum& sum) {
    sum.add(int(H5Tget_class(type)));
    sum.add(std::uint64_t{H5Tget_size(type)});
    const auto kind = H5Tget_class(type);
    if (kind == H5T_INTEGER || kind == H5T_FLOAT) sum.add(int(H5Tget_order(type)));
    if (kind == H5T_INTEGER) sum.add(int(H5Tget_sign(type)));
    if (kind == H5T_FLOAT) {
        std::size_t sign = 0, exponent = 0, exponent_bits = 0, mantissa = 0, mantissa_bits = 0;
        checked(H5Tget_fields(type, &sign, &exponent, &exponent_bits, &mantissa, &mantissa_bits),
                action);
        for (const auto field : {sign, exponent, exponent_bits, mantissa, mantissa_bits})
            sum.add(std::uint64_t{field});
        sum.add(std::uint64_t{H5Tget_ebias(type)});
        sum.add(int(H5Tget_norm(type)));
    }
    if (kind == H5T_INTEGER || kind == H5T_FLOAT) {
        sum.add(std::uint64_t{H5Tget_precision(type)});
        sum.add(H5Tget_offset(type));
    }
    if (kind == H5T_STRING) sum.add(int(H5Tget_cset(type)));
}

std::uint64_t add_space(Id space, Sum& sum) {
    const auto rank = checked(H5Sget_simple_extent_ndims(space), action);
    std::vector<hsize_t> shape(static_cast<std::size_t>(rank)), most(shape.size());
    checked(H5Sget_simple_extent_dims(space, shape.data(), most.data()), action);
    sum.add(int(H5Sget_simple_extent_type(space)));
    for (const auto length : shape) sum.add(std::uint64_t{length});
    for (const auto length : most) sum.add(std::uint64_t{length});
    return static_cast<std::uint64_t>(checked(H5Sget_simple_extent_npoints(space), action));
}

// References among the values that dimension scales keep: each a list of them, or a pair of a
// reference and an axis.
void add_references(Id file, const Names& names, Id type, std::span<const std::byte> values,
                    Sum& sum) {
    const auto size = H5Tget_size(type);
    for (std::size_t at = 0; at + size <= values.size(); at += size) {
        const auto* value = values.data() + at;
        if (H5Tget_class(type) == H5T_VLEN) {
            const auto& list = *reinterpret_cast<const hvl_t*>(value);
            const auto* references = static_cast<const hobj_ref_t*>(list.p);
            for (std::size_t i = 0; i < list.len; ++i)
                sum.add(referred(file, names, &references[i]));
        } else {
            sum.add(referred(file, names, value));
            sum.add(values.subspan(at + sizeof(hobj_ref_t), size - sizeof(hobj_ref_t)));
        }
    }
}

// The values of an attribute or a dataset, through `read`, which puts them where it is told.
template <class Read>
void add_values(Id file, const Names& names, const Handle& type, const Handle& space,
                std::uint64_t count, const Read& read, Sum& sum) {
    constexpr std::uint64_t most = std::uint64_t{1} << 30;
    const auto kind = H5Tget_class(type.id());
    if (count > most / H5Tget_size(type.id())) throw std::runtime_error("a list without end");
    if (kind == H5T_STRING) {
        for (const auto& text : read_texts(type, space, count, read)) sum.add(text);
        return;
    }
    Bytes values(count * H5Tget_size(type.id()));
    read(type.id(), values.data());
    if (kind == H5T_VLEN || kind == H5T_COMPOUND || kind == H5T_REFERENCE) {
        add_references(file, names, type.id(), values, sum);
    } else {
        sum.add(values);
    }
    if (kind == H5T_VLEN) H5Dvlen_reclaim(type.id(), space.id(), H5P_DEFAULT, values.data());
}

bool is_time(std::string_view attribute) {
    constexpr std::array<std::string_view, 4> times{"start_time", "end_time", "seconds", "history"};
    return std::find(times.begin(), times.end(), attribute) != times.end();
}

struct Walk {
    Id file;
    Names names;
    Sum sum;
    Sum times;
    std::size_t depth = 0;
    std::exception_ptr failure = {};
};

// Runs `step` in one of HDF5's iterations, through which no exception may pass.
template <class Step>
herr_t guarded(void* data, const Step& step) {
    auto& walk = *static_cast<Walk*>(data);
    try {
        step(walk);
        return 0;
    } catch (...) {
        walk.failure = std::current_exception();
        return -1;
    }
}

void finish(herr_t status, const Walk& walk) {
    if (walk.failure) std::rethrow_exception(walk.failure);
    checked(status, action);
}

herr_t add_attribute(hid_t object, const char* name, const H5A_info_t*, void* data) {
    return guarded(data, [&](Walk& walk) {
        const std::string_view called(name);
        if (called == description_attribute || called == times_attribute) return;
        Sum& sum = is_time(called) ? walk.times : walk.sum;
        sum.add(called);
        const auto attribute = opened(H5Aopen(object, name, H5P_DEFAULT), H5Aclose, action);
        const auto type = opened(H5Aget_type(attribute.id()), H5Tclose, action);
        const auto space = opened(H5Aget_space(attribute.id()), H5Sclose, action);
        add_type(type.id(), sum);
        const auto count = add_space(space.id(), sum);
        add_values(
            walk.file, walk.names, type, space, count,
            [&](Id memory, void* to) { checked(H5Aread(attribute.id(), memory, to), action); },
            sum);
    });
}

void add_attributes(Id object, Walk& walk) {
    finish(H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, nullptr, add_attribute, &walk), walk);
}

void add_filters(Id properties, Sum& sum) {
    const int filters = checked(H5Pget_nfilters(properties), action);
    for (int f = 0; f < filters; ++f) {
        unsigned flags = 0, config = 0;
        std::array<unsigned, 16> parameters{};
        std::size_t count = parameters.size();
        const auto id = H5Pget_filter2(properties, static_cast<unsigned>(f), &flags, &count,
                                       parameters.data(), 0, nullptr, &config);
        sum.add(int(checked(id, action)));
        sum.add(flags);
        for (std::size_t i = 0; i < std::min(count, parameters.size()); ++i) sum.add(parameters[i]);
    }
}

void add_fill_value(Id properties, Id type, Sum& sum) {
    H5D_fill_value_t defined{};
    checked(H5Pfill_value_defined(properties, &defined), action);
    sum.add(int(defined));
    if (defined != H5D_FILL_VALUE_USER_DEFINED) return;
    Bytes value(H5Tget_size(type));
    checked(H5Pget_fill_value(properties, type, value.data()), action);
    sum.add(value);
}

// The files of a virtual view, and what is where in them.
void add_mapping(Id properties, Sum& sum) {
    std::size_t count = 0;
    checked(H5Pget_virtual_count(properties, &count), action);
    sum.add(std::uint64_t{count});
    const auto add_name = [&](auto&& name_of, std::size_t i) {
        std::string name(
            static_cast<std::size_t>(checked(name_of(properties, i, nullptr, 0), action)), '\0');
        checked(name_of(properties, i, name.data(), name.size() + 1), action);
        sum.add(std::string_view(name));
    };
    for (std::size_t i = 0; i < count; ++i) {
        add_name(H5Pget_virtual_filename, i);
        add_name(H5Pget_virtual_dsetname, i);
        for (const auto& space :
             {opened(H5Pget_virtual_vspace(properties, i), H5Sclose, action),
              opened(H5Pget_virtual_srcspace(properties, i), H5Sclose, action)}) {
            std::array<hsize_t, H5S_MAX_RANK> low{}, high{};
            sum.add(std::uint64_t(checked(H5Sget_select_npoints(space.id()), action)));
            if (H5Sget_select_bounds(space.id(), low.data(), high.data()) < 0) continue;
            for (std::size_t d = 0; d < low.size(); ++d) {
                sum.add(std::uint64_t{low[d]});
                sum.add(std::uint64_t{high[d]});
            }
        }
    }
}

void add_dataset(Id dataset, Walk& walk) {
    const auto type = opened(H5Dget_type(dataset), H5Tclose, action);
    const auto space = opened(H5Dget_space(dataset), H5Sclose, action);
    const auto properties = opened(H5Dget_create_plist(dataset), H5Pclose, action);
    add_type(type.id(), walk.sum);
    const auto count = add_space(space.id(), walk.sum);
    add_attributes(dataset, walk);
    add_filters(properties.id(), walk.sum);
    const auto layout = H5Pget_layout(properties.id());
    walk.sum.add(int(layout));
    if (layout == H5D_VIRTUAL) {
        add_fill_value(properties.id(), type.id(), walk.sum);
        return add_mapping(properties.id(), walk.sum);
    }
    if (layout != H5D_CHUNKED) {
        // A dimension without coordinates is a dataset without values.
        if (H5Dget_storage_size(dataset) == 0) return;
        add_values(
            walk.file, walk.names, type, space, count,
            [&](Id memory, void* to) {
                checked(H5Dread(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, to), action);
            },
            walk.sum);
        return;
    }
    add_fill_value(properties.id(), type.id(), walk.sum);
    std::array<hsize_t, H5S_MAX_RANK> chunk{};
    const int rank = checked(H5Pget_chunk(properties.id(), H5S_MAX_RANK, chunk.data()), action);
    for (const auto length : std::span(chunk).first(static_cast<std::size_t>(rank)))
        walk.sum.add(std::uint64_t{length});
}

herr_t add_link(hid_t group, const char* name, const H5L_info_t* link, void* data) {
    return guarded(data, [&](Walk& walk) {
        walk.sum.add(std::string_view(name));
        walk.sum.add(int(link->type));
        if (link->type != H5L_TYPE_HARD) return;
        const auto object = opened(H5Oopen(group, name, H5P_DEFAULT), H5Oclose, action);
        const auto kind = H5Iget_type(object.id());
        walk.sum.add(int(kind));
        if (kind == H5I_DATASET) return add_dataset(object.id(), walk);
        if (kind != H5I_GROUP) return;
        if (walk.depth >= deepest) throw std::runtime_error("groups within groups without end");
        add_attributes(object.id(), walk);
        ++walk.depth;
        finish(H5Literate(object.id(), H5_INDEX_NAME, H5_ITER_INC, nullptr, add_link, &walk), walk);
        --walk.depth;
    });
}

}  // namespace

DescriptionChecksums description_checksums(Id file) {
    Walk walk{.file = file, .names = names_in(file), .sum = {}, .times = {}};
    add_attributes(file, walk);
    finish(H5Literate(file, H5_INDEX_NAME, H5_ITER_INC, nullptr, add_link, &walk), walk);
    return {.description = walk.sum.value(), .times = walk.times.value()};
}

}  // namespace entente::results
