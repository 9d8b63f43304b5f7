// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>
#include <stop_token>
#include <thread>

namespace entente::driver {

/// Holds back, in the calling thread and those that it begins meanwhile, the signals that an
/// Interruption listens to: they wait until release(), or the end of this.
class SignalsHeldBack {
  public:
    SignalsHeldBack();
    ~SignalsHeldBack() { release(); }
    SignalsHeldBack(const SignalsHeldBack&) = delete;
    SignalsHeldBack& operator=(const SignalsHeldBack&) = delete;
    void release() const;

  private:
    sigset_t signals_;
};

/// Turns Ctrl-C (SIGINT), SIGTERM, SIGHUP, and the warnings of batch systems (SIGUSR1, SIGUSR2)
/// into a stop request for as long as it lives. Another SIGINT, SIGTERM or SIGHUP, a second later,
/// ends the process at once, as if nobody listened; another warning changes nothing. Both hold
/// beyond its life, while the program says that it was stopped. Signals that the parent had ignored
/// (nohup, background jobs) stay ignored.
///
/// A rank among several (`of_many`) does not take another signal for impatience: a launcher sends
/// its own when the first rank has ended. It does nothing on further ones, neither while this lives
/// nor afterwards.
///
/// Made before any other thread: they inherit that the signals are blocked and wait here.
class Interruption {
  public:
    explicit Interruption(bool of_many = false);
    ~Interruption();
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;

    std::stop_token token() const { return source_.get_token(); }

  private:
    void listen();
    void ignore_signals() const;

    bool of_many_;
    std::stop_source source_;
    sigset_t signals_;
    int signal_file_;  ///< readable when a signal waits
    int end_file_;     ///< readable when this object ends
    std::thread listener_;
};

}  // namespace entente::driver
