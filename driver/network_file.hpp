// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "driver/document.hpp"
#include "driver/study.hpp"
#include "kernels/network.hpp"

namespace entente::driver {

/// A network with where it comes from.
struct NetworkFile {
    kernels::Network network;
    std::vector<SourceText> texts;  ///< "congo.network" (if it is a file), "congo.links", ...
};

/// Reads a network: a table of a study, or the name of a file that holds such a table, and the
/// files that it points at. Names are relative to the file they stand in; `folder` is that of
/// `value`. Keys:
///
///   name     of the network: a small letter, then small letters, digits and '_'
///   links    CSV file with a row per alliance or enmity: see network_tables.hpp
///   groups   CSV file with a row per group; left out, the groups are those that have links
///   sources  where the data are from: strings, not used
///
/// Throws UserError.
NetworkFile read_network(const Value& value, const std::filesystem::path& folder);

}  // namespace entente::driver
