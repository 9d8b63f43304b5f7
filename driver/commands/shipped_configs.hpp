// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace entente::driver {

/// The folder of the studies and theatres that come with the program, without symbolic links.
/// Throws std::runtime_error where there is none.
///
/// Each program compiles its definition anew and says where to look (ENTENTE_CONFIGS): a path
/// relative to the program's own folder, so that an installed tree can be moved, or for a program
/// of another project an absolute one.
std::filesystem::path shipped_configs();

}  // namespace entente::driver
