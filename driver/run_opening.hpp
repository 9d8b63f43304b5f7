// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "driver/plan.hpp"
#include "driver/ranks/ranks.hpp"
#include "driver/run.hpp"
#include "results/journal.hpp"
#include "results/partial_folder.hpp"
#include "results/schema.hpp"
#include "results/writer.hpp"

namespace entente::driver {

/// The result file of a run, as one of its ranks has it before the first tile: the leader holds the
/// folder FILE.partial, has looked what earlier runs have left there, and told the others; each
/// rank has a segment of its own.
class RunOpening {
  public:
    /// Collective; throws as together() does: UserError if the run cannot go on with what is there,
    /// HeldByAnother, std::runtime_error when the machine fails.
    RunOpening(const Plan& plan, const RunOptions& options, Ranks& ranks);

    const results::Schema& schema() const noexcept { return schema_; }
    results::Writer& writer() noexcept { return *writer_; }

    /// Whether there is something that earlier runs have left, and it has this tile.
    bool resumes() const noexcept { return beginning_.resumes; }
    bool has(std::uint64_t tile) const {
        return tile < beginning_.held.size() && beginning_.held[tile];
    }

  private:
    // What the leader tells the others.
    struct Beginning {
        bool resumes = false;
        results::Joining joining{};  ///< of the first of the others
        std::vector<bool> held;      ///< tiles of earlier runs
        results::RunStart start;
    };

    static results::Bytes packed(const Beginning& beginning);
    static Beginning unpacked(std::span<const std::byte> bytes);
    void lead(const RunOptions& options);
    void join(const RunOptions& options, std::size_t rank);
    void open(results::PartialFolder folder, const RunOptions& options);

    const Plan& plan_;
    Beginning beginning_;
    results::Schema schema_;
    std::optional<results::Writer> writer_;
};

}  // namespace entente::driver
