// SPDX-License-Identifier: Apache-2.0
#include "driver/designs/column_server.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <span>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "driver/user_error.hpp"
#include "results/columns.hpp"

namespace entente::driver {
namespace {

constexpr std::size_t values_at_once = std::size_t{1} << 17;

struct Request {
    std::uint64_t column, columns, first, count;
};

// What stands in the shared memory, once the file is open, before the names: each ends in a zero.
struct Opened {
    std::uint64_t rows, columns;
};

[[noreturn]] void refuse(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

// Whole messages over a socket; false at its end.
bool send(int socket, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(sent));
    }
    return true;
}

bool receive(int socket, std::span<std::byte> bytes) {
    while (!bytes.empty()) {
        const auto received = ::recv(socket, bytes.data(), bytes.size(), 0);
        if (received < 0 && errno == EINTR) continue;
        if (received <= 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(received));
    }
    return true;
}

template <class Message>
bool send(int socket, const Message& message) {
    return send(socket, std::as_bytes(std::span(&message, 1)));
}

template <class Message>
bool receive(int socket, Message& message) {
    return receive(socket, std::as_writable_bytes(std::span(&message, 1)));
}

// What ends the program is told to all of its processes, which must not end this one: tiles that
// have been begun are finished. It dies with the program.
void outlive_interruption() {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
        static_cast<void>(std::signal(signal, SIG_IGN));
    }
}

// A lock, or the other end of a pipe, that is open here as well would never be given up.
void close_all_but(int descriptor) {
    const auto kept = static_cast<unsigned>(descriptor);
    if (kept > 3) ::close_range(3, kept - 1, 0);
    ::close_range(kept + 1, ~0U, 0);
}

}  // namespace

// A socket for requests and for the sizes of answers, and shared memory for the answers.
struct ColumnServer::Line {
    int here, there;
    std::byte* memory;

    static constexpr std::size_t bytes = values_at_once * sizeof(double);

    Line() {
        std::array<int, 2> ends{};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
            refuse("cannot speak with another process");
        here = ends[0];
        there = ends[1];
        void* shared =
            ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        memory = static_cast<std::byte*>(shared);
        if (shared != MAP_FAILED) return;
        ::close(here);
        ::close(there);
        refuse("cannot share memory with another process");
    }
    ~Line() {
        ::close(here);
        if (there >= 0) ::close(there);
        ::munmap(memory, bytes);
    }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    std::span<double> values() const { return {reinterpret_cast<double*>(memory), values_at_once}; }

    // Whether the other process has been told.
    bool tell_opening(const results::ColumnFile& file) const {
        const Opened opened{.rows = file.rows(), .columns = file.names().size()};
        std::string text(sizeof opened, '\0');
        std::memcpy(text.data(), &opened, sizeof opened);
        for (const std::string& name : file.names()) text += name + '\0';
        if (text.size() > bytes || opened.columns > values_at_once)
            throw std::runtime_error("too many columns");
        std::memcpy(memory, text.data(), text.size());
        return send(there, std::uint64_t{text.size()});
    }

    // What the process does.
    int serve(const std::filesystem::path& path) const {
        outlive_interruption();
        close_all_but(there);
        const results::ColumnFile file(path);
        bool listens = tell_opening(file);
        for (Request request{}; listens && receive(there, request);) {
            still_alive();
            for (std::size_t c = 0; c < request.columns; ++c) {
                file.read(request.column + c, request.first, request.count,
                          values().data() + c * request.count);
            }
            listens = send(there, request.columns * request.count);
        }
        return 0;
    }
};

ColumnServer::ColumnServer(const std::filesystem::path& file, const Allowance& allowance) try
    : line_(std::make_unique<Line>()),
      process_(std::make_unique<Containment>(file, allowance, [&] { return line_->serve(file); })) {
    ::close(std::exchange(line_->there, -1));
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(answer(), Line::bytes));
    Opened opened{};
    if (size < sizeof opened) throw std::runtime_error(file.string() + ": unreadable");
    std::memcpy(&opened, line_->memory, sizeof opened);
    rows_ = opened.rows;
    const std::string text(reinterpret_cast<const char*>(line_->memory) + sizeof opened,
                           size - sizeof opened);
    for (std::size_t at = 0; at < text.size(); at += names_.back().size() + 1)
        names_.emplace_back(text.c_str() + at);
    if (names_.size() != opened.columns) throw std::runtime_error(file.string() + ": unreadable");
} catch (const std::system_error&) {
    throw;  // no process, no memory: not the file's fault
} catch (const std::runtime_error& error) {
    throw UserError(error.what());
}

ColumnServer::~ColumnServer() = default;

void ColumnServer::read(std::size_t column, std::uint64_t first, std::size_t count,
                        const std::vector<double*>& values) const {
    if (values.empty()) return;
    const std::lock_guard lock(one_at_a_time_);
    const std::size_t most = std::max<std::size_t>(values_at_once / values.size(), 1);
    for (std::size_t done = 0; done < count;) {
        const std::size_t part = std::min(most, count - done);
        const Request request{
            .column = column, .columns = values.size(), .first = first + done, .count = part};
        if (!failure_) send(line_->here, request);
        answer();
        for (std::size_t c = 0; c < values.size(); ++c) {
            const auto from = line_->values().subspan(c * part, part);
            std::copy(from.begin(), from.end(), values[c] + done);
        }
        done += part;
    }
}

// The size of an answer. The process ends when it fails, and says why.
std::uint64_t ColumnServer::answer() const {
    std::uint64_t size = 0;
    if (!failure_ && receive(line_->here, size)) return size;
    if (!failure_) try {
            process_->wait();
            failure_ = "the process that read the table has ended";
        } catch (const std::runtime_error& error) {
            failure_ = error.what();
        }
    throw std::runtime_error(*failure_);
}

}  // namespace entente::driver
