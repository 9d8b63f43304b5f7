// SPDX-License-Identifier: Apache-2.0
#include "driver/network_file.hpp"

#include <string>
#include <utility>

#include "driver/data_names.hpp"
#include "driver/input_file.hpp"
#include "driver/network_tables.hpp"
#include "driver/table_reader.hpp"

namespace entente::driver {
namespace {

struct CsvText {
    std::string file;
    std::string text;
};

// The file that `value` names, kept among the texts as `kind` ("links").
CsvText read_csv(const Value& value, const std::string& kind, const std::filesystem::path& folder,
                 NetworkFile& network) {
    const auto path = (folder / word(value, kind)).lexically_normal();
    CsvText csv{path.string(), read_text(path, value.where)};
    network.texts.push_back({network.network.name + "." + kind, csv.text});
    return csv;
}

void read_table(const Value& value, const std::string& what, const std::filesystem::path& folder,
                std::string text, NetworkFile& file) {
    kernels::Network& network = file.network;
    TableReader table(value, what);
    network.name = read_name(table.need("name"), "a network");
    if (!text.empty()) file.texts.push_back({network.name + ".network", std::move(text)});
    const Value& links = table.need("links");
    const Value* groups = table.find("groups");
    if (groups != nullptr) {
        const CsvText csv = read_csv(*groups, "groups", folder, file);
        network.groups = read_groups_csv(csv.text, csv.file);
    }
    const CsvText csv = read_csv(links, "links", folder, file);
    read_links_csv(csv.text, csv.file, groups != nullptr, network);
    if (const Value* sources = table.find("sources")) {
        for (auto& [source, place] : words(*sources, "sources")) {
            network.sources.push_back(std::move(source));
        }
    }
    table.finish();
}

}  // namespace

NetworkFile read_network(const Value& value, const std::filesystem::path& folder) {
    NetworkFile file;
    if (value.table() != nullptr) {
        read_table(value, "[network]", folder, "", file);
        return file;
    }
    const auto path = (folder / word(value, "network")).lexically_normal();
    std::string text = read_text(path, value.where);
    const Value document = parse_document(text, path.string());
    read_table(document, "", path.parent_path(), std::move(text), file);
    return file;
}

}  // namespace entente::driver
