// SPDX-License-Identifier: Apache-2.0
#include "driver/containment.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <new>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "driver/user_error.hpp"

namespace entente::driver {
namespace {

constexpr std::uint64_t gibibyte = std::uint64_t{1} << 30;
constexpr std::size_t longest_message = std::size_t{1} << 14;

// How the action ended, as the process says itself. What it says may be anything: it has read the
// file.
enum class End { not_yet, returned, wrong_input, no_memory, failed };

[[noreturn]] void refuse(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

timeval as_time(std::chrono::milliseconds duration) {
    return {.tv_sec = duration.count() / 1000, .tv_usec = duration.count() % 1000 * 1000};
}

std::uint64_t addresses_in_use() {
    std::uint64_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

// A sanitizer begins with more addresses than any machine has memory.
bool is_sanitized(std::uint64_t addresses) { return addresses > 1024 * gibibyte; }

// The C library says that memory is corrupted, and aborts; nobody needs to know. What this program
// itself prints to standard error arrives.
void silence_the_dying() {
    const int kept = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    std::FILE* errors = kept >= 0 ? ::fdopen(kept, "w") : nullptr;
    if (errors == nullptr || nowhere < 0) return;
    static_cast<void>(std::setvbuf(errors, nullptr, _IONBF, 0));
    stderr = errors;
    ::dup2(nowhere, STDERR_FILENO);
    ::close(nowhere);
}

void limit_memory(std::uint64_t used, std::uint64_t most) {
    rlimit limit{};
    if (used == 0 || ::getrlimit(RLIMIT_AS, &limit) != 0) return;
    // Whoever called the program may have set a lower limit.
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_cur, used + most);
    ::setrlimit(RLIMIT_AS, &limit);
}

// The interval says that the timer is ours, and how long it is.
void limit_cpu(std::chrono::milliseconds most) {
    static_cast<void>(std::signal(SIGPROF, SIG_DFL));
    sigset_t ours;
    sigemptyset(&ours);
    sigaddset(&ours, SIGPROF);
    ::sigprocmask(SIG_UNBLOCK, &ours, nullptr);
    const itimerval timer{.it_interval = as_time(most), .it_value = as_time(most)};
    ::setitimer(ITIMER_PROF, &timer, nullptr);
}

void limit(const Allowance& allowance, pid_t parent) {
    ::prctl(PR_SET_DUMPABLE, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);  // it has died already
    const std::uint64_t addresses = addresses_in_use();
    if (!is_sanitized(addresses)) silence_the_dying();
    limit_memory(addresses, allowance.memory);
    limit_cpu(allowance.cpu);
}

bool ends_by_request(int signal) {
    return signal == SIGINT || signal == SIGTERM || signal == SIGHUP || signal == SIGQUIT ||
           signal == SIGPIPE;
}

}  // namespace

struct Containment::Result {
    End end;
    int status;
    std::size_t length;
    std::array<char, longest_message> message;

    void set(End how, std::string_view what) noexcept {
        length = std::min(what.size(), message.size());
        std::memcpy(message.data(), what.data(), length);
        end = how;
    }

    std::string text() const {
        return one_line({message.data(), std::min<std::size_t>(length, message.size())});
    }

    // Runs the action and notes how it ended.
    void note(const std::function<int()>& action) noexcept {
        try {
            status = action();
            if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
                refuse("cannot write to standard output");
            end = End::returned;
        } catch (const UserError& error) {
            set(End::wrong_input, error.what());
        } catch (const std::bad_alloc&) {
            set(End::no_memory, "");
        } catch (const std::length_error&) {  // more than any memory
            set(End::no_memory, "");
        } catch (const std::exception& error) {
            set(End::failed, error.what());
        } catch (...) {
            set(End::failed, "an unknown failure");
        }
    }
};

Allowance allowance_for(const std::filesystem::path& file) {
    std::error_code unknown;
    const auto size = std::filesystem::file_size(file, unknown);
    // A value of one byte takes eight as a double.
    return {.memory = 4 * gibibyte + (unknown ? 0 : std::min(size, 1024 * gibibyte) * 8),
            .cpu = std::chrono::seconds(30)};
}

Containment::Containment(std::filesystem::path file, const Allowance& allowance,
                         const std::function<int()>& action)
    : file_(std::move(file)), allowance_(allowance) {
    void* shared =
        ::mmap(nullptr, sizeof(Result), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) refuse("cannot share memory with another process");
    result_ = static_cast<Result*>(shared);   // all zeros: not yet
    static_cast<void>(std::fflush(nullptr));  // or both processes would print it
    const pid_t parent = ::getpid();
    process_ = ::fork();
    if (process_ == 0) {
        limit(allowance, parent);
        result_->note(action);
        static_cast<void>(std::fflush(stdout));
        ::_exit(0);
    }
    if (process_ < 0) {
        const int cause = errno;
        ::munmap(result_, sizeof(Result));
        errno = cause;
        refuse("cannot begin another process");
    }
}

Containment::~Containment() {
    if (process_ > 0) {
        ::kill(process_, SIGKILL);
        while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) continue;
    }
    ::munmap(result_, sizeof(Result));
}

int Containment::wait(const std::function<std::filesystem::path()>& which) {
    int status = 0;
    while (::waitpid(process_, &status, 0) < 0) {
        if (errno != EINTR) refuse("cannot wait for another process");
    }
    process_ = -1;
    if (which) file_ = which();
    if (status != 0 || result_->end == End::not_yet) fail(status);
    switch (result_->end) {
        case End::wrong_input:
            throw UserError(result_->text());
        case End::no_memory:
            throw UserError(
                fmt::format("{}: damaged: reading it wanted more than {:.3g} GiB of memory",
                            file_.string(), static_cast<double>(allowance_.memory) / gibibyte));
        case End::failed:
            throw std::runtime_error(result_->text());
        default:
            return result_->status;
    }
}

// What to say of a process that did not come to its end.
void Containment::fail(int status) const {
    const std::string file = file_.string();
    if (!WIFSIGNALED(status)) {  // as sanitizers and memcheck do
        throw UserError(fmt::format("{}: damaged: reading it crashed the HDF5 library (status {})",
                                    file, WEXITSTATUS(status)));
    }
    const int signal = WTERMSIG(status);
    if (signal == SIGPROF) {
        throw UserError(
            fmt::format("{}: damaged: reading it made no progress for {:.3g} s of CPU time", file,
                        std::chrono::duration<double>(allowance_.cpu).count()));
    }
    // The end that was meant for both of us: of a pipe, or of the user's patience.
    if (ends_by_request(signal)) static_cast<void>(std::raise(signal));
    // The system kills where memory is short.
    if (ends_by_request(signal) || signal == SIGKILL) {
        throw std::runtime_error(
            fmt::format("{}: the process that read it was killed (signal {})", file, signal));
    }
    throw UserError(
        fmt::format("{}: damaged: reading it crashed the HDF5 library (signal {})", file, signal));
}

int contained(const std::filesystem::path& file, const std::function<int()>& action) {
    return Containment(file, allowance_for(file), action).wait();
}

void still_alive() {
    itimerval timer{};
    ::getitimer(ITIMER_PROF, &timer);
    if (timer.it_interval.tv_sec == 0 && timer.it_interval.tv_usec == 0) return;
    timer.it_value = timer.it_interval;
    ::setitimer(ITIMER_PROF, &timer, nullptr);
}

void done_with_reading() {
    constexpr itimerval never{};
    ::setitimer(ITIMER_PROF, &never, nullptr);
}

}  // namespace entente::driver
