// SPDX-License-Identifier: Apache-2.0
#include "driver/ranks/mpi_counters.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

namespace entente::driver {
namespace {

constexpr int wish_tag = 2, reply_tag = 3;  // messages to the leader's listener have another

// Between two looks for a reply. The leader looks every 200 microseconds (MpiRanks::Impl::serve).
constexpr std::chrono::microseconds nap{100};

}  // namespace

MpiCounters::MpiCounters(MPI_Comm world, std::size_t words, std::mutex& mpi)
    : world_(world), mpi_(mpi) {
    MPI_Comm_rank(world_, &rank_);
    make_window(words);
    if (by_messages() && rank_ == 0) words_.resize(words);
}

// MPI finds out whether it can, on every rank. Should only some find that it cannot, the window of
// the others cannot be freed, and stays until the end.
void MpiCounters::make_window(std::size_t words) {
    std::uint64_t* memory = nullptr;
    const auto bytes = static_cast<MPI_Aint>(rank_ == 0 ? words * sizeof(std::uint64_t) : 0);
    MPI_Comm_set_errhandler(world_, MPI_ERRORS_RETURN);
    const int error = MPI_Win_allocate(bytes, sizeof(std::uint64_t), MPI_INFO_NULL, world_,
                                       static_cast<void*>(&memory), &window_);
    MPI_Comm_set_errhandler(world_, MPI_ERRORS_ARE_FATAL);
    const int mine = error == MPI_SUCCESS ? 1 : 0;
    int all = 0;
    MPI_Allreduce(&mine, &all, 1, MPI_INT, MPI_MIN, world_);
    if (all == 0) {
        window_ = MPI_WIN_NULL;
        return;
    }
    if (rank_ == 0) std::fill_n(memory, words, 0);
    MPI_Barrier(world_);
    MPI_Win_lock_all(MPI_MODE_NOCHECK, window_);
    if (rank_ == 0) MPI_Win_sync(window_);
    MPI_Barrier(world_);
}

MpiCounters::~MpiCounters() {
    const std::lock_guard lock(mpi_);
    for (Reply& reply : replies_) MPI_Wait(&reply.request, MPI_STATUS_IGNORE);
    if (by_messages()) return;
    MPI_Win_unlock_all(window_);
    MPI_Win_free(&window_);
}

std::uint64_t MpiCounters::add(std::size_t word, std::uint64_t number) {
    if (by_messages()) return ask({word, word + 1, number});
    const std::lock_guard lock(mpi_);
    std::uint64_t before = 0;
    MPI_Fetch_and_op(&number, &before, MPI_UINT64_T, 0, static_cast<MPI_Aint>(word), MPI_SUM,
                     window_);
    MPI_Win_flush(0, window_);
    return before;
}

void MpiCounters::add_to_all_before(std::size_t end, std::uint64_t number) {
    if (by_messages()) {
        ask({0, end, number});
        return;
    }
    // In one call: where ranks share cores, each may cost a turn of the scheduler.
    const std::vector<std::uint64_t> numbers(end, number);
    const int count = static_cast<int>(end);
    const std::lock_guard lock(mpi_);
    MPI_Accumulate(numbers.data(), count, MPI_UINT64_T, 0, 0, count, MPI_UINT64_T, MPI_SUM,
                   window_);
    MPI_Win_flush(0, window_);
}

// With `mpi_` held. Returns what the first word was.
std::uint64_t MpiCounters::grant(const Wish& wish) {
    const std::uint64_t before = words_[wish.first];
    for (std::uint64_t word = wish.first; word < wish.end; ++word) words_[word] += wish.number;
    return before;
}

std::uint64_t MpiCounters::ask(const Wish& wish) {
    const std::lock_guard turn(asking_);
    MPI_Request both[] = {MPI_REQUEST_NULL, MPI_REQUEST_NULL};
    std::uint64_t before = 0;
    {
        const std::lock_guard lock(mpi_);
        if (rank_ == 0) return grant(wish);
        MPI_Irecv(&before, 1, MPI_UINT64_T, 0, reply_tag, world_, &both[0]);
        MPI_Isend(&wish, sizeof wish, MPI_BYTE, 0, wish_tag, world_, &both[1]);
    }
    for (;; std::this_thread::sleep_for(nap)) {
        const std::lock_guard lock(mpi_);
        int done = 0;
        MPI_Testall(2, both, &done, MPI_STATUSES_IGNORE);
        if (done != 0) return before;
    }
}

void MpiCounters::answer() {
    if (!by_messages()) return;
    const std::lock_guard lock(mpi_);
    for (;;) {
        int is_there = 0;
        MPI_Status status;
        MPI_Iprobe(MPI_ANY_SOURCE, wish_tag, world_, &is_there, &status);
        if (is_there == 0) break;
        Wish wish;
        MPI_Recv(&wish, sizeof wish, MPI_BYTE, status.MPI_SOURCE, wish_tag, world_,
                 MPI_STATUS_IGNORE);
        Reply& reply = replies_.emplace_back();  // which stays where it is
        reply.before = grant(wish);
        MPI_Isend(&reply.before, 1, MPI_UINT64_T, status.MPI_SOURCE, reply_tag, world_,
                  &reply.request);
    }
    while (!replies_.empty()) {
        int done = 0;
        MPI_Test(&replies_.front().request, &done, MPI_STATUS_IGNORE);
        if (done == 0) return;
        replies_.pop_front();
    }
}

}  // namespace entente::driver
