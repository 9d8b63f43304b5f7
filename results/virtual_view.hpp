// SPDX-License-Identifier: Apache-2.0
//
// A virtual view: a result file whose variables are in other files, those of shards. HDF5 lets any
// reader follow them, and gives fill values, silently, where a file is missing or cannot be opened.
// So this library does not follow them through HDF5: it knows the files, sees that each is the one
// that the view was made of, and reads from them, one open at a time. FORMAT.md describes views.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "results/description.hpp"
#include "results/hdf5_handle.hpp"
#include "results/journal.hpp"
#include "results/partial_folder.hpp"
#include "results/schema.hpp"

namespace entente::results {

/// A file behind a view, which has the tiles first_tile .. end_tile - 1.
struct ViewSource {
    std::filesystem::path file;  ///< from the folder of the view
    std::uint64_t first_tile, end_tile;
    DescriptionChecksums sums;  ///< that the file states
};

/// The root attribute that says that a file is a view, and of how many files.
inline constexpr char view_attribute[] = "virtual_view";
bool is_view(const Schema& schema);

/// Writes a view with `schema`, whose root gets the attributes of `start` besides, over `sources`,
/// ascending, and publishes it. Throws std::runtime_error when the machine fails.
void write_view(PartialFolder folder, Schema schema, const RunStart& start,
                std::span<const ViewSource> sources);

/// The open files behind a view. All throw std::runtime_error, with the name of the file, if one is
/// missing or is not what it was.
class ViewFiles {
  public:
    /// Looks at each of those that `file`, a view at `path` with `schema`, names; calls `progress`
    /// with each.
    ViewFiles(const std::filesystem::path& path, Id file, const Schema& schema,
              const std::function<void()>& progress);

    std::size_t count() const noexcept { return sources_.size(); }

    /// Tiles that this file has, as the view knows.
    std::uint64_t tiles(std::size_t source) const {
        return sources_[source].end_tile - sources_[source].first_tile;
    }

    /// The file that has `tile`; nothing if it is of a shard that the view does not show.
    std::optional<std::size_t> with(std::uint64_t tile) const;

    /// Opens that file, and closes another.
    Id file(std::size_t source);
    Id dataset(std::size_t source, std::size_t variable);

  private:
    std::filesystem::path folder_;
    std::vector<ViewSource> sources_;
    std::vector<std::string> variables_;
    std::size_t open_;
    Handle file_;
    std::vector<Handle> datasets_;  ///< after the file, so that they close before it
};

}  // namespace entente::results
