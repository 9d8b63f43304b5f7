// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "results/bytes.hpp"
#include "results/run_lock.hpp"

namespace entente::results {

/// The folder in which a result file grows: `path` + ".partial".
std::filesystem::path partial_path(const std::filesystem::path& path);

/// A data file with the journal that says which tiles it has, in the folder of an unfinished run.
/// Every run that goes on with the work begins a new one; at the end their tiles are put together.
struct Segment {
    std::uint64_t number;  ///< from 1, later ones higher
    std::filesystem::path data, journal;
};

/// The segments in `folder`, oldest first; none if there is no such folder. A data file without a
/// journal is none: its run died before it had written a tile. Nor is a journal without a data
/// file: that has its final name already.
std::vector<Segment> segments_in(const std::filesystem::path& folder);

/// Bytes of their data.
std::uint64_t bytes_in(const std::filesystem::path& folder);

/// Who is writing in `folder` now; nothing if nobody is, or it cannot be seen from here.
std::optional<LockHolder> writer_in(const std::filesystem::path& folder);

/// What a run keeps in `folder` that writes nothing before its end (PartialFolder::checkpoint).
std::optional<Bytes> read_checkpoint(const std::filesystem::path& folder);

/// What a process needs to know to write beside the one that has the folder.
struct Joining {
    std::uint64_t number;  ///< of the segment that it may write
    bool has_locks;        ///< PartialFolder::has_locks
    LockHolder holder;     ///< of the folder
};

/// The folder of an unfinished run, held by this one: no other run writes there. A run may be of
/// several processes, each with segments of its own: one holds the folder, the others join it.
class PartialFolder {
    // Of a process that has joined another.
    struct Joined {
        Joined(const Joining& joining, const std::filesystem::path& lock)
            : number(joining.number), has_locks(joining.has_locks), watch(lock, joining.holder) {}

        std::uint64_t number;
        bool has_locks;
        LockWatch watch;
        std::chrono::steady_clock::time_point next_look = {};
    };

  public:
    /// Creates or takes over the folder in which the result file `path` grows. Throws
    /// HeldByAnother, with a line for the user, if another run has it (see RunLock), and
    /// std::runtime_error if the machine refuses.
    explicit PartialFolder(const std::filesystem::path& path, bool take_over = false);

    /// Joins the process of the same run that holds the folder.
    PartialFolder(const std::filesystem::path& path, const Joining& joining);

    /// How the `process`-th other one, from 1, can join this one, whose segment is next().
    Joining joining(std::uint64_t process) const;

    /// Gives the lock back; a folder with nothing in it goes.
    ~PartialFolder();
    PartialFolder(PartialFolder&&) noexcept = default;
    PartialFolder& operator=(PartialFolder&&) = delete;

    const std::filesystem::path& file() const noexcept { return file_; }  ///< the result file
    const std::filesystem::path& folder() const noexcept { return folder_; }
    std::vector<Segment> segments() const { return segments_in(folder_); }

    bool is_joined() const noexcept { return joined_ != nullptr; }

    /// Whoever was writing here and died.
    std::optional<LockHolder> earlier() const { return lock_ ? lock_->earlier() : std::nullopt; }

    /// Whether files can be locked here.
    bool has_locks() const noexcept { return lock_ ? lock_->is_of_system() : joined_->has_locks; }

    /// Throws HeldByAnother or std::runtime_error if the folder is this run's no more, see
    /// LockWatch: as it was seen some seconds ago, or as it is now.
    void check() const;
    void check_now() const;

    /// Removes all that earlier runs have left, and nothing else.
    void clear() const;

    /// Keeps `state`, in the place of what was kept before, whatever ends this process; throws when
    /// the machine fails. And what was kept last; nothing if there is none, or it is damaged.
    void save_checkpoint(std::span<const std::byte> state) const;
    std::optional<Bytes> checkpoint() const;

    /// The names of the segment that comes after all others; of one that has joined, its own.
    Segment next() const;

    /// Gives the settled data file `data` the name of the result file, at once and for good, and
    /// removes the rest.
    void publish(const Segment& segment);

  private:
    LockWatch& watch() const;

    std::filesystem::path file_, folder_;
    std::unique_ptr<RunLock> lock_;   ///< none if it is another process's
    std::unique_ptr<Joined> joined_;  ///< then this
};

}  // namespace entente::results
