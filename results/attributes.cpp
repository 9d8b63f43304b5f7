// SPDX-License-Identifier: Apache-2.0
#include "results/attributes.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

#include <hdf5.h>

#include "results/believable.hpp"
#include "results/texts.hpp"

namespace entente::results {
namespace {

template <class Number>
Id memory_type() {
    return std::is_integral_v<Number> ? H5T_NATIVE_INT64 : H5T_NATIVE_DOUBLE;
}

template <class Number>
Id stored_type() {
    return std::is_integral_v<Number> ? H5T_STD_I64LE : H5T_IEEE_F64LE;
}

Handle scalar_space() { return opened(H5Screate(H5S_SCALAR), H5Sclose, "describe a single value"); }

Handle list_space(std::size_t count) {
    const hsize_t length = count;
    return opened(H5Screate_simple(1, &length, nullptr), H5Sclose, "describe a list");
}

void write_raw(Id object, const std::string& name, Id type, Id memory, const Handle& space,
               const void* data) {
    const auto action = "write the attribute '" + name + "'";
    if (checked(H5Aexists(object, name.c_str()), action) > 0)
        checked(H5Adelete(object, name.c_str()), action);
    const auto attribute =
        opened(H5Acreate2(object, name.c_str(), type, space.id(), H5P_DEFAULT, H5P_DEFAULT),
               H5Aclose, action);
    checked(H5Awrite(attribute.id(), memory, data), action);
}

void write_value(Id object, const std::string& name, const std::string& text) {
    const auto type = text_type();
    const char* pointer = text.c_str();
    write_raw(object, name, type.id(), type.id(), scalar_space(), &pointer);
}

void write_value(Id object, const std::string& name, const std::vector<std::string>& texts) {
    const auto type = text_type();
    write_raw(object, name, type.id(), type.id(), list_space(texts.size()),
              text_pointers(texts).data());
}

template <class Number>
void write_value(Id object, const std::string& name, const Number& number) {
    write_raw(object, name, stored_type<Number>(), memory_type<Number>(), scalar_space(), &number);
}

template <class Number>
void write_value(Id object, const std::string& name, const std::vector<Number>& numbers) {
    write_raw(object, name, stored_type<Number>(), memory_type<Number>(),
              list_space(numbers.size()), numbers.data());
}

template <class Number>
std::vector<Number> numbers_of(Id attribute, std::size_t count, const std::string& action) {
    std::vector<Number> numbers(count);
    checked(H5Aread(attribute, memory_type<Number>(), numbers.data()), action);
    return numbers;
}

template <class Value>
AttributeValue as_value(std::vector<Value> values, bool is_list) {
    if (is_list) return values;
    return values.front();
}

std::optional<AttributeValue> value_of(Id attribute, const std::string& action) {
    const auto type = opened(H5Aget_type(attribute), H5Tclose, action);
    const auto space = opened(H5Aget_space(attribute), H5Sclose, action);
    const int rank = checked(H5Sget_simple_extent_ndims(space.id()), action);
    if (rank > 1 || H5Sget_simple_extent_type(space.id()) == H5S_NULL) return std::nullopt;
    const auto count = static_cast<std::size_t>(H5Sget_simple_extent_npoints(space.id()));
    const bool is_list = rank == 1;
    switch (H5Tget_class(type.id())) {
        case H5T_STRING:
            return as_value(read_texts(type, space, count,
                                       [&](Id memory, void* to) {
                                           checked(H5Aread(attribute, memory, to), action);
                                       }),
                            is_list);
        case H5T_INTEGER:
            return as_value(numbers_of<std::int64_t>(attribute, count, action), is_list);
        case H5T_FLOAT:
            return as_value(numbers_of<double>(attribute, count, action), is_list);
        default:
            return std::nullopt;
    }
}

herr_t note_name(hid_t, const char* name, const H5A_info_t*, void* data) {
    static_cast<std::vector<std::string>*>(data)->emplace_back(name);
    return 0;
}

}  // namespace

void write_attribute(Id object, const std::string& name, const AttributeValue& value) {
    std::visit([&](const auto& held) { write_value(object, name, held); }, value);
}

void write_attributes(Id object, const Attributes& attributes) {
    for (const auto& [name, value] : attributes) write_attribute(object, name, value);
}

void write_number(Id object, const std::string& name, double number, Id type) {
    write_raw(object, name, type, H5T_NATIVE_DOUBLE, scalar_space(), &number);
}

void write_numbers(Id object, const std::string& name, const std::vector<double>& numbers,
                   Id type) {
    write_raw(object, name, type, H5T_NATIVE_DOUBLE, list_space(numbers.size()), numbers.data());
}

void write_description(Id dataset, const std::string& long_name, const std::string& units) {
    write_attribute(dataset, "long_name", long_name);
    write_attribute(dataset, "units", units.empty() ? "1" : units);
}

std::optional<AttributeValue> read_attribute(Id object, const std::string& name) {
    const auto action = "read the attribute '" + name + "'";
    if (checked(H5Aexists(object, name.c_str()), action) == 0) return std::nullopt;
    const auto attribute = opened(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose, action);
    check_attribute(attribute.id(), name);
    return value_of(attribute.id(), action);
}

Attributes read_attributes(Id object) {
    std::vector<std::string> names;
    // A file that another program has copied may have lost the order.
    if (H5Aiterate2(object, H5_INDEX_CRT_ORDER, H5_ITER_INC, nullptr, note_name, &names) < 0) {
        names.clear();
        checked(H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, nullptr, note_name, &names),
                "read the attributes");
    }
    Attributes attributes;
    for (const auto& name : names)
        if (auto value = read_attribute(object, name))
            attributes.emplace_back(name, std::move(*value));
    return attributes;
}

std::optional<AttributeValue> take(Attributes& attributes, const std::string& name) {
    const auto found = std::find_if(attributes.begin(), attributes.end(),
                                    [&](const auto& entry) { return entry.first == name; });
    if (found == attributes.end()) return std::nullopt;
    auto value = std::move(found->second);
    attributes.erase(found);
    return value;
}

std::string take_text(Attributes& attributes, const std::string& name) {
    const auto value = take(attributes, name);
    const auto* text = value ? std::get_if<std::string>(&*value) : nullptr;
    return text != nullptr ? *text : "";
}

}  // namespace entente::results
