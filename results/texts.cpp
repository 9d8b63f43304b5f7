// SPDX-License-Identifier: Apache-2.0
#include "results/texts.hpp"

#include <hdf5.h>

#include "results/believable.hpp"
#include "results/properties.hpp"

namespace entente::results {
namespace {

std::string text_of(const char* text) { return text != nullptr ? text : ""; }

std::vector<std::string> read_all(Id dataset, std::size_t count, const std::string& action) {
    const auto type = opened(H5Dget_type(dataset), H5Tclose, action);
    const auto space = opened(H5Dget_space(dataset), H5Sclose, action);
    return read_texts(type, space, count, [&](Id memory, void* to) {
        checked(H5Dread(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, to), action);
    });
}

}  // namespace

Handle text_type() {
    auto type = opened(H5Tcopy(H5T_C_S1), H5Tclose, "describe text");
    checked(H5Tset_size(type.id(), H5T_VARIABLE), "describe text");
    checked(H5Tset_cset(type.id(), H5T_CSET_UTF8), "describe text");
    return type;
}

std::vector<const char*> text_pointers(const std::vector<std::string>& texts) {
    std::vector<const char*> pointers;
    pointers.reserve(texts.size());
    for (const auto& text : texts) pointers.push_back(text.c_str());
    return pointers;
}

std::vector<std::string> read_texts(const Handle& type, const Handle& space, std::size_t count,
                                    const std::function<void(Id memory, void* to)>& read) {
    std::vector<std::string> texts;
    texts.reserve(count);
    if (H5Tis_variable_str(type.id()) > 0) {
        std::vector<char*> pointers(count, nullptr);
        read(type.id(), static_cast<void*>(pointers.data()));
        for (const char* pointer : pointers) texts.push_back(text_of(pointer));
        H5Dvlen_reclaim(type.id(), space.id(), H5P_DEFAULT, pointers.data());
        return texts;
    }
    const auto size = H5Tget_size(type.id());
    std::string all(size * count, '\0');
    read(type.id(), static_cast<void*>(all.data()));
    for (std::size_t i = 0; i < count; ++i)
        texts.push_back(text_of(all.substr(i * size, size).c_str()));
    return texts;
}

void write_text(Id file, const std::string& name, const std::string& text) {
    const auto action = "write the text '" + name + "'";
    const auto type = text_type();
    const auto space = opened(H5Screate(H5S_SCALAR), H5Sclose, action);
    const auto properties = coordinates_properties();
    const auto dataset = opened(H5Dcreate2(file, name.c_str(), type.id(), space.id(), H5P_DEFAULT,
                                           properties.id(), H5P_DEFAULT),
                                H5Dclose, action);
    const char* pointer = text.c_str();
    checked(H5Dwrite(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, &pointer), action);
}

std::optional<std::string> read_text(Id file, const std::string& name) {
    const auto action = "read the text '" + name + "'";
    if (name.empty() || H5Lexists(file, name.c_str(), H5P_DEFAULT) <= 0) return std::nullopt;
    check_link(file, name);
    const Handle dataset(H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose);
    if (dataset.id() < 0) return std::nullopt;  // a group
    check_dataset(dataset.id(), name, most_inflation);
    const auto type = opened(H5Dget_type(dataset.id()), H5Tclose, action);
    const auto space = opened(H5Dget_space(dataset.id()), H5Sclose, action);
    if (H5Tget_class(type.id()) != H5T_STRING ||
        H5Sget_simple_extent_type(space.id()) != H5S_SCALAR)
        return std::nullopt;
    return read_all(dataset.id(), 1, action).front();
}

void write_labels(Id dataset, const std::vector<std::string>& labels) {
    const auto type = text_type();
    checked(
        H5Dwrite(dataset, type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, text_pointers(labels).data()),
        "write labels");
}

std::vector<std::string> read_labels(Id dataset, std::size_t count) {
    return read_all(dataset, count, "read labels");
}

}  // namespace entente::results
