// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <queue>
#include <span>
#include <utility>
#include <vector>

#include "results/partial_folder.hpp"
#include "results/segment_reader.hpp"
#include "results/writer.hpp"

namespace entente::results {

/// Reads several segments side by side: of the next tiles of each, that comes first which is the
/// first in the design, so that HDF5's index of the file they go to grows in order, as that of a
/// run by one process. Others may still be writing them, perhaps on another machine, and then not
/// all that they have written need be seen, or be seen whole. Two files are open per segment.
///
/// Not thread-safe. Throws std::runtime_error, with a line for the user.
class Gathering {
  public:
    /// What to do with a segment that cannot be read: throw, or leave it alone from then on.
    enum class Unreadable { refuse, leave };

    /// `variables` is how many chunks a tile has.
    Gathering(std::span<const Segment> from, std::size_t variables, Unreadable unreadable);

    /// Looks whether there is more by now in segments that had come to their end.
    void look();

    /// The next tile that is `wanted` and sound; false if there is none until the next look().
    bool next(EncodedTile& tile, const std::function<bool(std::uint64_t)>& wanted);

    /// Gives back the disk space of the tiles that have been passed, see SegmentReader::release().
    void release();

  private:
    struct Source {
        Segment segment;
        std::unique_ptr<SegmentReader> reader;  ///< none if it is left alone
        bool has_next = false;
    };
    using Next = std::pair<std::uint64_t, std::size_t>;  ///< a tile, and the source that is at it

    void advance(std::size_t source);
    template <class Action>
    bool attempt(Source& source, const Action& action);

    std::size_t variables_;
    Unreadable unreadable_;
    std::vector<Source> sources_;
    std::priority_queue<Next, std::vector<Next>, std::greater<>> order_;
};

}  // namespace entente::results
