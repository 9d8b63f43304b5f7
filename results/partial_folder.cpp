// SPDX-License-Identifier: Apache-2.0
#include "results/partial_folder.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "results/checksum.hpp"
#include "results/descriptor.hpp"
#include "results/hdf5_handle.hpp"

namespace entente::results {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view journal_suffix = ".journal";
constexpr char lock_name[] = "lock";
constexpr char checkpoint_name[] = "sums";
constexpr std::uint64_t most_segments = 1'000'000'000;

Segment segment(const fs::path& folder, std::uint64_t number) {
    const auto name = std::to_string(number);
    return {number, folder / (name + ".h5"), folder / (name + std::string(journal_suffix))};
}

// The number before `suffix` in `name`; 0 if it is no such name.
std::uint64_t number_of(const std::string& name, std::string_view suffix) {
    if (!name.ends_with(suffix)) return 0;
    std::uint64_t number = 0;
    const auto* end = name.data() + name.size() - suffix.size();
    const auto [stop, error] = std::from_chars(name.data(), end, number);
    const bool is_ours =
        error == std::errc() && stop == end && number <= most_segments && name[0] != '0';
    return is_ours ? number : 0;
}

// Files that a run leaves in the folder; others are not ours to remove.
bool is_ours(const std::string& name) {
    for (const std::string_view suffix : {".h5", ".journal", ".journal.new"})
        if (number_of(name, suffix) > 0) return true;
    if (name == std::string_view(checkpoint_name) || name == std::string(checkpoint_name) + ".new")
        return true;
    return name == std::string(lock_name) + clock_suffix;  // a run died that looked at the clock
}

fs::path folder_of(const fs::path& path) {
    return path.has_parent_path() ? path.parent_path() : ".";
}

// The system makes a name known before the folder that holds it is on the disk. Some file systems
// keep no folders to wait for, and say so.
void settle_folder(const fs::path& folder) {
    const Descriptor open(folder, O_RDONLY | O_DIRECTORY);
    if (open.is_open() && ::fsync(open.number()) != 0 && errno != EINVAL)
        refuse("write the name of the file to the disk", errno);
}

// Runs `action`; puts the folder's name before what goes wrong.
template <class Action>
void on_folder(const fs::path& folder, Action&& action) {
    try {
        action();
    } catch (const HeldByAnother& held) {
        throw HeldByAnother(folder.string() + ": " + held.what());
    } catch (const std::runtime_error& error) {
        throw std::runtime_error(folder.string() + ": " + error.what());
    }
}

// Names of what is in `folder`; none if there is no such folder.
std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error))
        names.push_back(entry->path().filename().string());
    if (error && error != std::errc::no_such_file_or_directory)
        refuse("read the folder", error.value());
    return names;
}

// Journals first: data without a journal are nothing, a journal without data is a riddle.
void remove_segments(const fs::path& folder) {
    for (const bool journals : {true, false}) {
        for (const auto& name : names_in(folder)) {
            if (!is_ours(name) || name.ends_with(".h5") == journals) continue;
            if (::unlink((folder / name).c_str()) != 0 && errno != ENOENT)
                refuse("remove " + name + ", which an earlier run has left", errno);
        }
    }
}

}  // namespace

fs::path partial_path(const fs::path& path) {
    auto partial = path;
    partial += ".partial";
    return partial;
}

std::vector<Segment> segments_in(const fs::path& folder) {
    std::vector<Segment> segments;
    on_folder(folder, [&] {
        for (const auto& name : names_in(folder)) {
            const auto number = number_of(name, journal_suffix);
            auto found = segment(folder, number);
            std::error_code unknown;
            if (number > 0 && fs::exists(found.data, unknown)) segments.push_back(std::move(found));
        }
    });
    std::sort(segments.begin(), segments.end(),
              [](const Segment& a, const Segment& b) { return a.number < b.number; });
    return segments;
}

std::uint64_t bytes_in(const fs::path& folder) {
    std::uint64_t bytes = 0;
    for (const Segment& segment : segments_in(folder)) {
        std::error_code gone;  // gathered meanwhile by a run that goes on with it
        const auto size = fs::file_size(segment.data, gone);
        if (!gone) bytes += size;
    }
    return bytes;
}

std::optional<LockHolder> writer_in(const fs::path& folder) {
    return holder_of(folder / lock_name);
}

PartialFolder::PartialFolder(const fs::path& path, bool take_over)
    : file_(path), folder_(partial_path(path)) {
    on_folder(folder_, [&] {
        std::error_code unknown;
        if (fs::is_directory(path, unknown)) refuse("create the file", EISDIR);
        try {
            lock_ = std::make_unique<RunLock>(folder_ / lock_name, take_over);
        } catch (...) {
            ::rmdir(folder_.c_str());  // only if nothing is in it
            throw;
        }
    });
}

PartialFolder::PartialFolder(const fs::path& path, const Joining& joining)
    : file_(path), folder_(partial_path(path)) {
    // The folder may be seen here later than where it was made, on a network's disk.
    constexpr int most_attempts = 100;
    std::error_code unknown;
    for (int i = 0; i < most_attempts && !fs::is_directory(folder_, unknown); ++i)
        ::usleep(100'000);
    on_folder(folder_, [&] {
        if (!fs::is_directory(folder_, unknown))
            throw std::runtime_error("not to be seen from here: all ranks need the same disk");
    });
    joined_ = std::make_unique<Joined>(joining, folder_ / lock_name);
}

Joining PartialFolder::joining(std::uint64_t process) const {
    return {next().number + process, has_locks(), lock_->watch().holder()};
}

PartialFolder::~PartialFolder() {
    if (!lock_) return;
    lock_.reset();
    ::rmdir(folder_.c_str());  // only if nothing is in it
}

void PartialFolder::check() const {
    constexpr std::chrono::seconds between_looks{5};
    const auto now = std::chrono::steady_clock::now();
    if (joined_ && now >= joined_->next_look) {
        joined_->next_look = now + between_looks;
        joined_->watch.look();
    }
    on_folder(folder_, [&] { watch().check(); });
}

void PartialFolder::check_now() const {
    on_folder(folder_, [&] { watch().check_now(); });
}

LockWatch& PartialFolder::watch() const { return joined_ ? joined_->watch : lock_->watch(); }

void PartialFolder::clear() const {
    on_folder(folder_, [&] { remove_segments(folder_); });
}

Segment PartialFolder::next() const {
    if (joined_) return segment(folder_, joined_->number);
    std::uint64_t last = 0;
    for (const auto& name : names_in(folder_)) {
        for (const std::string_view suffix : {".h5", ".journal", ".journal.new"})
            last = std::max(last, number_of(name, suffix));
    }
    return segment(folder_, last + 1);
}

void PartialFolder::save_checkpoint(std::span<const std::byte> state) const {
    check();
    on_folder(folder_, [&] {
        const auto path = folder_ / checkpoint_name;
        auto unnamed = path;
        unnamed += ".new";
        Bytes whole;
        append(whole, crc32(state));
        whole.insert(whole.end(), state.begin(), state.end());
        ::unlink(unnamed.c_str());
        {
            const Descriptor file(unnamed, O_WRONLY | O_CREAT | O_EXCL | O_APPEND);
            if (!file.is_open()) refuse("write the state of the run", errno);
            file.append(whole, "write the state of the run");
            file.synchronise();
        }
        if (std::rename(unnamed.c_str(), path.c_str()) != 0)
            refuse("write the state of the run", errno);
    });
}

std::optional<Bytes> PartialFolder::checkpoint() const { return read_checkpoint(folder_); }

std::optional<Bytes> read_checkpoint(const fs::path& folder) {
    const Descriptor file(folder / checkpoint_name, O_RDONLY);
    if (!file.is_open()) return std::nullopt;
    Bytes whole(file.size());
    whole.resize(file.read(0, whole));
    std::span<const std::byte> state = whole;
    const auto sum = take<std::uint32_t>(state);
    if (!sum || *sum != crc32(state)) return std::nullopt;
    return Bytes(state.begin(), state.end());
}

void PartialFolder::publish(const Segment& segment) {
    if (std::rename(segment.data.c_str(), file_.c_str()) != 0)
        refuse("rename the file to " + file_.filename().string(), errno);
    settle_folder(folder_of(file_));
    remove_segments(folder_);
    lock_.reset();
    ::rmdir(folder_.c_str());
}

}  // namespace entente::results
