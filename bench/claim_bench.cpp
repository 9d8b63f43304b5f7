// SPDX-License-Identifier: Apache-2.0
//
// How many tiles a second can the ranks of an MPI job claim? All of them claim from one counter as
// fast as they can, each on one thread; prints claims per second of all, and the mean seconds that
// the last rank waits for one. No number may be given out twice, and none be left out. With the
// word "computing" the leader claims none and calls nothing of MPI for three seconds, as while it
// computes: where the network cannot add by itself, others wait for the leader's service thread.
//
//     mpirun -n 2 claim_bench [CLAIMS [computing]]
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <thread>

#include "driver/ranks/mpi_ranks.hpp"

namespace {

using Clock = std::chrono::steady_clock;

// The sum of 0 .. count - 1.
std::uint64_t sum_below(std::uint64_t count) { return count * (count - 1) / 2; }

}  // namespace

int main(int argc, char** argv) try {
    const std::uint64_t claims =
        argc > 1 ? static_cast<std::uint64_t>(std::atoll(argv[1])) : 200'000;
    entente::driver::MpiRanks job(argc, argv);
    entente::driver::Ranks& ranks = job;
    ranks.meet();
    const auto start = Clock::now();
    std::uint64_t mine = 0, sum = 0;
    if (argc > 2 && ranks.leads()) std::this_thread::sleep_for(std::chrono::seconds(3));
    for (std::uint64_t claim = 0; (claim = ranks.claim(0)) < claims; ++mine) sum += claim;
    const std::chrono::duration<double> waited = Clock::now() - start;
    ranks.meet();
    const std::chrono::duration<double> taken = Clock::now() - start;
    // By the counters that add up what all ranks say.
    ranks.tally(sum);
    ranks.meet();
    const bool right = ranks.tally(0) == sum_below(claims);
    if (ranks.rank() + 1 == ranks.count()) {
        std::printf("{\"ranks\": %zu, \"claims\": %.0f, \"wait\": %.3e}\n", ranks.count(),
                    static_cast<double>(claims) / taken.count(),
                    waited.count() / static_cast<double>(mine + 1));
        if (!right) std::fprintf(stderr, "wrong: a number was given out twice, or not at all\n");
    }
    return right ? 0 : 1;
} catch (const std::exception& error) {
    std::fprintf(stderr, "claim_bench: %s\n", error.what());
    return 1;
}
