// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/shared_options.hpp"

namespace entente::driver {

void add_file_to_read(CLI::App& command, std::filesystem::path& file, const std::string& what) {
    const auto without_slash = [](std::string name) {
        while (name.size() > 1 && name.ends_with('/')) name.pop_back();
        return name;
    };
    command.add_option("FILE", file, what)->required()->type_name("")->transform(without_slash);
}

}  // namespace entente::driver
