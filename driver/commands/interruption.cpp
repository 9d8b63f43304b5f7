// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/interruption.hpp"

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <system_error>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace entente::driver {
namespace {

// Signals that come together are one: a batch system sends several, to several processes that pass
// them on.
constexpr std::chrono::seconds at_once{1};

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
        if (sigismember(&signals_, signal) == 1) static_cast<void>(std::signal(signal, SIG_IGN));
    }
}

void Interruption::listen() {
    pollfd files[] = {{end_file_, POLLIN, 0}, {signal_file_, POLLIN, 0}};
    while (poll(files, 2, -1) < 0 && errno == EINTR) {
    }
    if (files[0].revents != 0) return;
    source_.request_stop();
    if (of_many_) return;
    // A batch system's warning asks once more what has been asked, however late.
    for (const int warning : {SIGUSR1, SIGUSR2}) {
        static_cast<void>(std::signal(warning, SIG_IGN));
    }
    const auto end = std::chrono::steady_clock::now() + at_once;
    while (files[0].revents == 0) {
        signalfd_siginfo which;
        while (read(signal_file_, &which, sizeof which) > 0) {
        }
        const auto rest =
            std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        if (rest.count() <= 0) break;
        poll(files, 2, static_cast<int>(rest.count()));
    }
    // From here on a signal reaches this thread and does what signals do.
    pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
    while (poll(files, 1, -1) < 0 && errno == EINTR) {
    }
}

}  // namespace entente::driver
