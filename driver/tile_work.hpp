// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "driver/backends/backend.hpp"
#include "driver/evaluation.hpp"
#include "driver/plan.hpp"
#include "driver/statistics.hpp"
#include "kernels/isa.hpp"
#include "results/schema.hpp"
#include "results/writer.hpp"

namespace entente::driver {

/// The buffers of one slot of the tile loop, and what is done in them: parameters, outputs,
/// statistics and chunks of one tile after another. Its memory is all that a tile needs.
class TileWork {
  public:
    /// `schema` is make_schema(plan), perhaps with more attributes. Both outlive the work.
    TileWork(const Plan& plan, const results::Schema& schema, kernels::Isa isa);

    /// Evaluates the scenarios of `tile` batch by batch, counting them in `computed`; takes their
    /// statistics and encodes them while they are in a cache. Ends early and unfinished if
    /// `give_up`, asked before every batch, says so. The thread's floating-point settings do not
    /// matter.
    void process(const results::Tile& tile, const results::Encoder& encoder,
                 std::atomic<std::uint64_t>& computed, const std::function<bool()>& give_up);

    /// Whether the last tile was processed to its end; if not, the rest says nothing.
    bool finished() const noexcept { return finished_; }
    const results::Tile& tile() const noexcept { return tile_; }
    /// Its notes are the Statistics of the tile, one per output of the plan.
    const results::EncodedTile& encoded() const noexcept { return encoded_; }

  private:
    void take_statistics(std::uint64_t first, std::size_t count);

    const Plan& plan_;
    Evaluation batch_;
    std::vector<const double* const*> variables_;  ///< columns of each variable of the schema
    bool finished_ = false;
    results::Tile tile_{};
    results::EncodedTile encoded_{};
    std::vector<Statistics> statistics_;
};

/// One per output of the plan, of all tiles in `writer`'s segment; none if some came without
/// their notes.
std::vector<Statistics> all_statistics(const Plan& plan, const results::Writer& writer);

/// The slots of a tile loop. Each is made by the first worker that uses it, so that its memory is
/// near that worker. Different slots may be used at once.
class TileWorks {
  public:
    TileWorks(std::size_t slots, const Plan& plan, const results::Schema& schema, kernels::Isa isa)
        : plan_(plan), schema_(schema), isa_(isa), works_(slots) {}

    TileWork& operator[](std::size_t slot);

  private:
    const Plan& plan_;
    const results::Schema& schema_;
    kernels::Isa isa_;
    std::vector<std::unique_ptr<TileWork>> works_;
};

/// A loop over tiles first .. last - 1 whose functions are still to be set. It has a few more slots
/// than threads, so that a moment's slow disk does not make workers wait, and no more than tiles.
TileLoop tile_loop(std::uint64_t first, std::uint64_t last, std::size_t threads);

/// Bytes of a TileWork, about.
std::uint64_t tile_memory(const Plan& plan, const results::Schema& schema);

}  // namespace entente::driver
