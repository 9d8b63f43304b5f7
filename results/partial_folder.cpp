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

#include "results/descriptor.hpp"
#include "results/hdf5_handle.hpp"

namespace entente::results {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view journal_suffix = ".journal";
constexpr char lock_name[] = "lock";

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
    return error == std::errc() && stop == end ? number : 0;
}

// Files that a run leaves in the folder; others are not ours to remove.
bool is_ours(const std::string& name) {
    for (const std::string_view suffix : {".h5", ".journal", ".journal.new"})
        if (number_of(name, suffix) > 0) return true;
    return name.starts_with("lock.");  // with which a run looked at the clock when it died
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

}  // namespace

fs::path partial_path(const fs::path& path) {
    auto partial = path;
    partial += ".partial";
    return partial;
}

std::vector<Segment> segments_in(const fs::path& folder) {
    std::vector<Segment> segments;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        const auto number = number_of(entry->path().filename().string(), journal_suffix);
        auto found = segment(folder, number);
        std::error_code unknown;
        if (number > 0 && fs::exists(found.data, unknown)) segments.push_back(std::move(found));
    }
    if (error && error != std::errc::no_such_file_or_directory)
        refuse("read the folder", error.value());
    std::sort(segments.begin(), segments.end(),
              [](const Segment& a, const Segment& b) { return a.number < b.number; });
    return segments;
}

std::optional<LockHolder> writer_in(const fs::path& folder) {
    return holder_of(folder / lock_name);
}

PartialFolder::PartialFolder(const fs::path& path, bool take_over)
    : file_(path), folder_(partial_path(path)) {
    on_file(folder_, [&] {
        std::error_code unknown;
        if (fs::is_directory(path, unknown)) refuse("create the file", EISDIR);
        const int error = ::mkdir(folder_.c_str(), 0777) == 0 ? 0 : errno;
        if (error != 0 && error != EEXIST) refuse("create the folder", error);
        if (!fs::is_directory(folder_, unknown)) refuse("create the folder", ENOTDIR);
        lock_ = std::make_unique<RunLock>(folder_ / lock_name, take_over);
    });
}

PartialFolder::~PartialFolder() {
    if (!lock_) return;
    lock_.reset();
    ::rmdir(folder_.c_str());  // only if nothing is in it
}

void PartialFolder::clear() const {
    // Journals first: data without a journal are nothing, a journal without data is a riddle.
    for (const bool journals : {true, false}) {
        for (const auto& entry : fs::directory_iterator(folder_)) {
            const auto name = entry.path().filename().string();
            if (!is_ours(name) || name.ends_with(".h5") == journals) continue;
            if (::unlink(entry.path().c_str()) != 0 && errno != ENOENT)
                refuse("remove what an earlier run has left", errno);
        }
    }
}

Segment PartialFolder::next() const {
    std::uint64_t last = 0;
    for (const auto& entry : fs::directory_iterator(folder_)) {
        const auto name = entry.path().filename().string();
        for (const std::string_view suffix : {".h5", ".journal", ".journal.new"})
            last = std::max(last, number_of(name, suffix));
    }
    return segment(folder_, last + 1);
}

void PartialFolder::publish(const Segment& segment) {
    if (std::rename(segment.data.c_str(), file_.c_str()) != 0)
        refuse("rename the file to " + file_.filename().string(), errno);
    settle_folder(folder_of(file_));
    clear();
    lock_.reset();
    ::rmdir(folder_.c_str());
}

}  // namespace entente::results
