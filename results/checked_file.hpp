// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "results/description.hpp"
#include "results/integrity.hpp"
#include "results/schema.hpp"
#include "results/writer.hpp"

namespace entente::results {

/// A finished result file, seen through its checksums. Opening a damaged file may crash or hang
/// HDF5 itself: do it in a process that may die. Throws std::runtime_error, with a line for the
/// user, if the file cannot be opened, is not one of ours, or has no checksums (format 1.0).
class CheckedFile {
  public:
    /// `progress` is called now and then where there are many files to look at.
    explicit CheckedFile(const std::filesystem::path& path,
                         const std::function<void()>& progress = {});
    ~CheckedFile();

    /// Its dimensions, variables, tiling and attributes; `texts` and `plotted` are empty.
    const Schema& schema() const noexcept;

    /// The texts that the file holds, a name and a text each, in their order.
    std::vector<std::pair<std::string, std::string>> texts() const;

    /// Whether all but the values of variables (names, attributes, coordinates, texts) is what was
    /// written.
    bool description_is_sound() const;

    /// The checksums that it then states; nothing if it is not sound.
    std::optional<DescriptionChecksums> sound_description() const;

    IdentityChecksums identity() const;

    /// False of the tiles of shards that a virtual view does not show.
    bool is_to_have(std::uint64_t tile) const;

    /// Reads the chunks of a tile as they are stored; returns the variables whose chunks are
    /// missing or not what was written.
    std::vector<std::size_t> read(std::uint64_t tile, EncodedTile& encoded);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace entente::results
