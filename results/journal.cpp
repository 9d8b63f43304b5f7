// SPDX-License-Identifier: Apache-2.0
#include "results/journal.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <stdexcept>
#include <string_view>
#include <variant>

#include <fcntl.h>

#include "results/checksum.hpp"

namespace entente::results {
namespace {

// The beginning of every journal; the digit is the version of its format.
constexpr std::string_view mark = "entente journal 1\n";

// Before the bytes of the start and of each record stand their number and their checksum.
constexpr std::size_t frame_bytes = 12;
constexpr std::uint64_t longest_frame = std::uint64_t{1} << 30;

struct AppendValue {
    Bytes& to;
    void operator()(const std::string& text) const {
        append(to, std::uint8_t{0});
        append(to, std::string_view(text));
    }
    void operator()(std::int64_t number) const {
        append(to, std::uint8_t{1});
        append(to, number);
    }
    void operator()(double number) const {
        append(to, std::uint8_t{2});
        append(to, number);
    }
    template <class List>
    void operator()(const std::vector<List>&) const {
        throw std::invalid_argument("a journal keeps no lists");
    }
};

std::optional<AttributeValue> take_value(std::span<const std::byte>& from) {
    const auto wrap = [](auto&& value) -> std::optional<AttributeValue> {
        if (!value) return std::nullopt;
        return AttributeValue(std::move(*value));
    };
    switch (take<std::uint8_t>(from).value_or(255)) {
        case 0:
            return wrap(take_text(from));
        case 1:
            return wrap(take<std::int64_t>(from));
        case 2:
            return wrap(take<double>(from));
        default:
            return std::nullopt;
    }
}

void append_record(Bytes& to, const JournalRecord& record) {
    append(to, record.tile);
    append(to, std::uint32_t(record.chunks.size()));
    for (const auto& chunk : record.chunks) {
        append(to, chunk.address);
        append(to, chunk.size);
        append(to, chunk.filter_mask);
        append(to, chunk.checksum);
    }
    to.insert(to.end(), record.notes.begin(), record.notes.end());
}

bool take_record(std::span<const std::byte> from, JournalRecord& record) {
    const auto tile = take<std::uint64_t>(from);
    const auto chunks = take<std::uint32_t>(from);
    constexpr std::size_t chunk_bytes = 20;
    if (!tile || !chunks || *chunks > from.size() / chunk_bytes) return false;
    record.tile = *tile;
    record.chunks.resize(*chunks);
    for (auto& chunk : record.chunks) {
        chunk.address = *take<std::uint64_t>(from);
        chunk.size = *take<std::uint32_t>(from);
        chunk.filter_mask = *take<std::uint32_t>(from);
        chunk.checksum = *take<std::uint32_t>(from);
    }
    record.notes.assign(from.begin(), from.end());
    return true;
}

// Puts number and checksum into the room left for them at the front of `frame`.
void close_frame(Bytes& frame) {
    const auto body = std::span(frame).subspan(frame_bytes);
    const std::uint64_t size = body.size();
    const std::uint32_t sum = crc32(body);
    std::memcpy(frame.data(), &size, sizeof size);
    std::memcpy(frame.data() + sizeof size, &sum, sizeof sum);
}

Descriptor opened(const std::filesystem::path& path, int flags, const char* action) {
    Descriptor file(path, flags);
    if (!file.is_open()) refuse(action, errno);
    return file;
}

}  // namespace

void append_start(Bytes& to, const RunStart& start) {
    append(to, std::uint32_t(start.identity.size()));
    for (const auto& [name, text] : start.identity) {
        append(to, std::string_view(name));
        append(to, std::string_view(text));
    }
    append(to, std::uint32_t(start.attributes.size()));
    for (const auto& [name, value] : start.attributes) {
        append(to, std::string_view(name));
        std::visit(AppendValue{to}, value);
    }
}

std::optional<RunStart> take_start(std::span<const std::byte> from) {
    RunStart start;
    for (auto left = take<std::uint32_t>(from).value_or(0); left > 0; --left) {
        auto name = take_text(from);
        auto text = take_text(from);
        if (!name || !text) return std::nullopt;
        start.identity.emplace_back(std::move(*name), std::move(*text));
    }
    for (auto left = take<std::uint32_t>(from).value_or(0); left > 0; --left) {
        auto name = take_text(from);
        auto value = take_value(from);
        if (!name || !value) return std::nullopt;
        start.attributes.emplace_back(std::move(*name), std::move(*value));
    }
    if (!from.empty()) return std::nullopt;
    return start;
}

Journal::Journal(const std::filesystem::path& path, const RunStart& start) {
    auto unnamed = path;
    unnamed += ".new";
    file_ = opened(unnamed, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, "create the journal");
    buffer_.resize(frame_bytes);
    append_start(buffer_, start);
    close_frame(buffer_);
    const auto bytes = std::as_bytes(std::span(mark));
    buffer_.insert(buffer_.begin(), bytes.begin(), bytes.end());
    file_.append(buffer_, "write the journal");
    if (std::rename(unnamed.c_str(), path.c_str()) != 0) refuse("name the journal", errno);
}

void Journal::append(const JournalRecord& record) {
    buffer_.resize(frame_bytes);
    append_record(buffer_, record);
    close_frame(buffer_);
    file_.append(buffer_, "write the journal");
}

JournalReader::JournalReader(const std::filesystem::path& path)
    : file_(opened(path, O_RDONLY, "open the journal")) {
    const auto damaged = [] {
        throw std::runtime_error("not a journal of this program, or damaged");
    };
    if (!read(mark.size(), buffer_) || std::memcmp(buffer_.data(), mark.data(), mark.size()) != 0)
        damaged();
    if (!read(frame_bytes, buffer_)) damaged();
    std::span<const std::byte> frame = buffer_;
    const auto size = *take<std::uint64_t>(frame);
    const auto sum = *take<std::uint32_t>(frame);
    if (!read(size, buffer_) || crc32(buffer_) != sum) damaged();
    auto start = take_start(buffer_);
    if (!start) damaged();
    start_ = std::move(*start);
    first_record_ = place_;
}

bool JournalReader::next(JournalRecord& record) {
    for (;;) {
        const auto begin = place_;
        if (!read(frame_bytes, buffer_)) return false;
        std::span<const std::byte> frame = buffer_;
        const auto size = *take<std::uint64_t>(frame);
        const auto sum = *take<std::uint32_t>(frame);
        if (!read(size, buffer_)) {
            // Half a record, the last one; or a number that is wrong, behind which nothing is
            // known.
            place_ = begin;
            return false;
        }
        if (crc32(buffer_) == sum && take_record(buffer_, record)) return true;
        ++damaged_;
    }
}

bool JournalReader::read(std::uint64_t size, Bytes& to) {
    const auto end = file_.size();
    if (size == 0 || size > longest_frame || size > end - std::min(end, place_)) return false;
    to.resize(size);
    if (file_.read(place_, to) != size) return false;
    place_ += size;
    return true;
}

}  // namespace entente::results
