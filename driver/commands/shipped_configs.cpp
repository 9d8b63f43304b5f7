// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/shipped_configs.hpp"

#include <stdexcept>
#include <system_error>

namespace entente::driver {

std::filesystem::path shipped_configs() {
    namespace fs = std::filesystem;
    std::error_code unknown;
    const fs::path program = fs::read_symlink("/proc/self/exe", unknown).parent_path();
    fs::path folder = fs::canonical(program / ENTENTE_CONFIGS, unknown);
    if (!unknown && fs::is_directory(folder / "theatres", unknown)) return folder;
    throw std::runtime_error(
        "the configs that came with the program are not where they were installed: " +
        (program / ENTENTE_CONFIGS).lexically_normal().string());
}

}  // namespace entente::driver
