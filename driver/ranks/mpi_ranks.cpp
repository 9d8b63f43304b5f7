// SPDX-License-Identifier: Apache-2.0
#include "driver/ranks/mpi_ranks.hpp"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <deque>
#include <limits>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include <mpi.h>

#include "driver/ranks/mpi_counters.hpp"
#include "driver/thread_affinity.hpp"

namespace entente::driver {
namespace {

using Clock = std::chrono::steady_clock;
using results::Bytes;

constexpr int message_tag = 1;
// Messages of a rank that are under way.
constexpr std::size_t most_under_way = 4;
// What a rank that stops adds to every counter: beyond all claims, and 65,535 ranks may do so. (To
// replace the counter would not be atomic beside additions, unless MPI is told and takes a lock.)
constexpr std::uint64_t beyond = std::uint64_t{1} << 48;
constexpr std::size_t tally_word = Ranks::counters;
constexpr std::size_t words = Ranks::counters + 1;

// How long a thread sleeps that waits: short at first.
class Naps {
  public:
    void take() {
        std::this_thread::sleep_for(length_);
        length_ = std::min(2 * length_, longest);
    }

  private:
    static constexpr std::chrono::microseconds longest{1000};
    std::chrono::microseconds length_{10};
};

// The CPUs that this process is bound to, as a number: equal ones have equal numbers.
std::uint64_t fingerprint_of_cpus() {
    constexpr std::uint64_t prime = 1099511628211u;  // FNV-1a
    std::uint64_t hash = 14695981039346656037u;
    for (const unsigned cpu : allowed_cpus()) hash = (hash ^ cpu) * prime;
    return hash;
}

// A meeting to which not all have come.
struct Meeting {
    std::vector<std::uint64_t> sent;  ///< messages, by each
    MPI_Request request = MPI_REQUEST_NULL;
};

}  // namespace

struct MpiRanks::Impl {
    struct Sending {
        Bytes message;
        MPI_Request request = MPI_REQUEST_NULL;
    };

    MPI_Comm world = MPI_COMM_NULL;
    std::size_t rank = 0, count = 1, on_this_machine = 1;
    Share cpus;
    std::atomic<bool> stopped = false;

    std::mutex mpi;  ///< to be held during every call of MPI: it need not know of threads
    std::deque<Sending> under_way;
    std::optional<MpiCounters> counters;
    std::uint64_t sent = 0;
    std::optional<Meeting> meeting;       ///< that not all have come to
    std::vector<std::uint64_t> received;  ///< and heard, of each
    std::function<void(std::span<const std::byte>)> listener;
    std::jthread service;

    void look_around();
    void count_neighbours();
    void wait(MPI_Request request);
    void wait_for_all();
    void serve(const std::stop_token& stop);
    bool has_heard(const std::vector<std::uint64_t>& of_each) const;
    void let_go();
    bool receive();
};

// Who is on the same machine, and has the same CPUs.
void MpiRanks::Impl::count_neighbours() {
    MPI_Comm machine = MPI_COMM_NULL;
    MPI_Comm_split_type(world, MPI_COMM_TYPE_SHARED, static_cast<int>(rank), MPI_INFO_NULL,
                        &machine);
    int size = 1, index = 0;
    MPI_Comm_size(machine, &size);
    MPI_Comm_rank(machine, &index);
    on_this_machine = static_cast<std::size_t>(size);
    std::vector<std::uint64_t> all(on_this_machine);
    const std::uint64_t mine = fingerprint_of_cpus();
    MPI_Allgather(&mine, 1, MPI_UINT64_T, all.data(), 1, MPI_UINT64_T, machine);
    cpus.count = static_cast<std::size_t>(std::count(all.begin(), all.end(), mine));
    cpus.index = static_cast<std::size_t>(std::count(all.begin(), all.begin() + index, mine));
    MPI_Comm_free(&machine);
}

void MpiRanks::Impl::look_around() {
    int number = 0, size = 1;
    MPI_Comm_dup(MPI_COMM_WORLD, &world);
    MPI_Comm_rank(world, &number);
    MPI_Comm_size(world, &size);
    rank = static_cast<std::size_t>(number);
    count = static_cast<std::size_t>(size);
    received.resize(count);
    count_neighbours();
    counters.emplace(world, words, mpi);
}

// For as long as it takes.
void MpiRanks::Impl::wait(MPI_Request request) {
    for (Naps naps;; naps.take()) {
        int done = 0;
        const std::lock_guard lock(mpi);
        MPI_Test(&request, &done, MPI_STATUS_IGNORE);
        if (done != 0) return;
    }
}

void MpiRanks::Impl::wait_for_all() {
    MPI_Request request = MPI_REQUEST_NULL;
    {
        const std::lock_guard lock(mpi);
        MPI_Ibarrier(world, &request);
    }
    wait(request);
}

// The memory of messages that have gone out.
void MpiRanks::Impl::let_go() {
    const std::lock_guard lock(mpi);
    while (!under_way.empty()) {
        int done = 0;
        MPI_Test(&under_way.front().request, &done, MPI_STATUS_IGNORE);
        if (done == 0) return;
        under_way.pop_front();
    }
}

// Whether so many messages of each have been heard. There may be more of some: who has left a
// meeting may send before the leader has looked.
bool MpiRanks::Impl::has_heard(const std::vector<std::uint64_t>& of_each) const {
    return std::equal(of_each.begin(), of_each.end(), received.begin(), std::less_equal<>());
}

// One message, if one has come.
bool MpiRanks::Impl::receive() {
    Bytes message;
    MPI_Request request = MPI_REQUEST_NULL;
    MPI_Status status;
    {
        const std::lock_guard lock(mpi);
        int is_there = 0, size = 0;
        MPI_Message handle = MPI_MESSAGE_NULL;
        MPI_Improbe(MPI_ANY_SOURCE, message_tag, world, &is_there, &handle, &status);
        if (is_there == 0) return false;
        MPI_Get_count(&status, MPI_BYTE, &size);
        message.resize(static_cast<std::size_t>(size));
        MPI_Imrecv(message.data(), size, MPI_BYTE, &handle, &request);
    }
    wait(request);
    listener(message);
    const std::lock_guard lock(mpi);
    ++received[static_cast<std::size_t>(status.MPI_SOURCE)];
    return true;
}

void MpiRanks::Impl::serve(const std::stop_token& stop) {
    // Others wait for the leader where the network cannot add by itself. A look costs some
    // microseconds.
    const bool is_waited_for = rank == 0 && (count > on_this_machine || counters->by_messages());
    const std::chrono::microseconds between(is_waited_for ? 200 : 2000);
    while (!stop.stop_requested()) {
        if (rank == 0) {
            do {
                counters->answer();
            } while (receive());
        } else {
            let_go();
            // Any call lets MPI get on with what others want from here.
            const std::lock_guard lock(mpi);
            int is_there = 0;
            MPI_Iprobe(MPI_ANY_SOURCE, message_tag, world, &is_there, MPI_STATUS_IGNORE);
        }
        std::this_thread::sleep_for(between);
    }
}

MpiRanks::MpiRanks(int& argc, char**& argv) : impl_(std::make_unique<Impl>()) {
    int provided = 0;
    MPI_Init_thread(&argc, &argv, MPI_THREAD_SERIALIZED, &provided);
    if (provided < MPI_THREAD_SERIALIZED) {
        throw std::runtime_error(
            "this MPI does not let threads take turns (it offers less than "
            "MPI_THREAD_SERIALIZED): use another build of it");
    }
    impl_->look_around();
    if (impl_->count == 1) return;
    impl_->service = std::jthread([this](const std::stop_token& stop) { impl_->serve(stop); });
}

MpiRanks::~MpiRanks() {
    if (!impl_->meeting) impl_->wait_for_all();  // the leader's service answers until then
    if (impl_->service.joinable()) {
        impl_->service.request_stop();
        impl_->service.join();
    }
    constexpr int interrupted = 130;  // nothing but a stop ends a meeting
    if (impl_->meeting) MpiRanks::abort(interrupted);
    impl_->counters.reset();
    MPI_Comm_free(&impl_->world);
    MPI_Finalize();
}

std::size_t MpiRanks::rank() const noexcept { return impl_->rank; }
std::size_t MpiRanks::count() const noexcept { return impl_->count; }
std::size_t MpiRanks::on_this_machine() const noexcept { return impl_->on_this_machine; }
Share MpiRanks::cpus() const noexcept { return impl_->cpus; }
bool MpiRanks::stopped() const noexcept { return impl_->stopped; }

bool MpiRanks::claims_by_messages() const noexcept { return impl_->counters->by_messages(); }

std::uint64_t MpiRanks::claim(std::size_t counter) {
    const std::uint64_t number = impl_->counters->add(counter, 1);
    if (number < beyond) return number;
    impl_->stopped = true;
    return std::numeric_limits<std::uint64_t>::max();
}

void MpiRanks::stop() {
    if (impl_->stopped.exchange(true)) return;
    impl_->counters->add_to_all_before(counters, beyond);
}

std::uint64_t MpiRanks::tally(std::uint64_t done) {
    return impl_->counters->add(tally_word, done) + done;
}

void MpiRanks::send(std::span<const std::byte> message) {
    Impl& impl = *impl_;
    for (Naps naps;; naps.take()) {
        impl.let_go();
        const std::lock_guard lock(impl.mpi);
        if (impl.under_way.size() >= most_under_way) continue;
        auto& sending = impl.under_way.emplace_back();
        sending.message.assign(message.begin(), message.end());
        MPI_Isend(sending.message.data(), static_cast<int>(message.size()), MPI_BYTE, 0,
                  message_tag, impl.world, &sending.request);
        ++impl.sent;
        return;
    }
}

// The leader has no message for itself, and so needs no listener but for others'.
void MpiRanks::listen(std::function<void(std::span<const std::byte>)> listener) {
    const std::lock_guard lock(impl_->mpi);
    impl_->listener = std::move(listener);
}

Bytes MpiRanks::from_leader(Bytes message) {
    Impl& impl = *impl_;
    MPI_Request request = MPI_REQUEST_NULL;
    std::uint64_t size = message.size();
    {
        const std::lock_guard lock(impl.mpi);
        MPI_Ibcast(&size, 1, MPI_UINT64_T, 0, impl.world, &request);
    }
    impl.wait(request);
    message.resize(size);
    {
        const std::lock_guard lock(impl.mpi);
        MPI_Ibcast(message.data(), static_cast<int>(size), MPI_BYTE, 0, impl.world, &request);
    }
    impl.wait(request);
    return message;
}

std::uint64_t MpiRanks::least(std::uint64_t value) {
    MPI_Request request = MPI_REQUEST_NULL;
    std::uint64_t least = 0;
    {
        const std::lock_guard lock(impl_->mpi);
        MPI_Iallreduce(&value, &least, 1, MPI_UINT64_T, MPI_MIN, impl_->world, &request);
    }
    impl_->wait(request);
    return least;
}

bool MpiRanks::meet(const std::stop_token& stop, std::chrono::milliseconds patience) {
    Impl& impl = *impl_;
    if (!impl.meeting) {
        const std::lock_guard lock(impl.mpi);
        auto& meeting = impl.meeting.emplace();
        meeting.sent.resize(impl.count);
        MPI_Iallgather(&impl.sent, 1, MPI_UINT64_T, meeting.sent.data(), 1, MPI_UINT64_T,
                       impl.world, &meeting.request);
    }
    std::optional<Clock::time_point> last;
    for (Naps naps;; naps.take()) {
        {
            const std::lock_guard lock(impl.mpi);
            int done = 0;
            MPI_Test(&impl.meeting->request, &done, MPI_STATUS_IGNORE);
            if (done != 0 && (impl.rank != 0 || impl.has_heard(impl.meeting->sent))) {
                impl.meeting.reset();
                return true;
            }
        }
        if (!last && (stop.stop_requested() || impl.stopped)) last = Clock::now() + patience;
        if (last && Clock::now() > *last) return false;
    }
}

void MpiRanks::abort(int status) {
    MPI_Abort(impl_->world, status);
    std::_Exit(status);
}

}  // namespace entente::driver
