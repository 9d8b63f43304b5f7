// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/interruption.hpp"

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <ctime>
#include <limits>
#include <system_error>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace entente::driver {
namespace {

constexpr int heard[] = {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2};

sigset_t signals_to_hear() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : heard) {
        struct sigaction action = {};
        sigaction(signal, nullptr, &action);
        if (action.sa_handler != SIG_IGN) sigaddset(&set, signal);
    }
    return set;
}

// Signals that come together are one: a batch system sends several, to several processes that pass
// them on. The last may come when the run has stopped and the program is about to end.
constexpr std::int64_t at_once = 1'000'000'000;  // nanoseconds

std::int64_t nanoseconds_now() {
    timespec now = {};
    clock_gettime(CLOCK_MONOTONIC, &now);  // which a handler may call
    return now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
}

// When the first had been dealt with. What had come until then is handled before this is known,
// however long that takes on a busy machine. A handler is given nothing but the signal.
constexpr std::int64_t not_yet = std::numeric_limits<std::int64_t>::max();
std::atomic<std::int64_t> first_came_at = not_yet;
static_assert(decltype(first_came_at)::is_always_lock_free);

void end_unless_at_once(int signal) {
    if (nanoseconds_now() - first_came_at.load() < at_once) return;
    static_cast<void>(std::signal(signal, SIG_DFL));
    static_cast<void>(raise(signal));  // as if nobody listened, when this returns
}

void handle(int signal, void (*handler)(int)) {
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigaction(signal, &action, nullptr);
}

int checked(int file) {
    if (file < 0) throw std::system_error(errno, std::generic_category(), "cannot watch signals");
    return file;
}

}  // namespace

SignalsHeldBack::SignalsHeldBack() : signals_(signals_to_hear()) {
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
}

void SignalsHeldBack::release() const { pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr); }

Interruption::Interruption(bool of_many)
    : of_many_(of_many),
      signals_(signals_to_hear()),
      signal_file_(checked(signalfd(-1, &signals_, SFD_CLOEXEC | SFD_NONBLOCK))),
      end_file_(checked(eventfd(0, EFD_CLOEXEC))) {
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    listener_ = std::thread([this] { listen(); });
}

Interruption::~Interruption() {
    const std::uint64_t end = 1;
    while (write(end_file_, &end, sizeof end) < 0 && errno == EINTR) {
    }
    listener_.join();
    close(end_file_);
    close(signal_file_);
    if (of_many_) ignore_signals();
    pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
}

void Interruption::ignore_signals() const {
    for (const int signal : heard) {
        if (sigismember(&signals_, signal) == 1) handle(signal, SIG_IGN);
    }
}

void Interruption::listen() {
    pollfd files[] = {{end_file_, POLLIN, 0}, {signal_file_, POLLIN, 0}};
    while (poll(files, 2, -1) < 0 && errno == EINTR) {
    }
    if (files[1].revents == 0) return;
    source_.request_stop();
    if (of_many_) return;
    for (const int signal : heard) {
        // A batch system's warning asks once more what has been asked, however late.
        const bool warning = signal == SIGUSR1 || signal == SIGUSR2;
        if (sigismember(&signals_, signal) == 1) {
            handle(signal, warning ? SIG_IGN : end_unless_at_once);
        }
    }
    first_came_at = not_yet;
    pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);  // what waits comes before this returns
    first_came_at = nanoseconds_now();
    while (poll(files, 1, -1) < 0 && errno == EINTR) {
    }
}

}  // namespace entente::driver
