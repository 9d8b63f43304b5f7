// SPDX-License-Identifier: Apache-2.0
//
// What MpiRanks promises, looked at by the ranks of a job: mpirun -n 4 check_ranks [by_messages].
// Each rank exits with the number of promises that it saw broken. With the word it is one that
// claims are messages, without it that they are not.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <limits>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <mpi.h>

#include "driver/failure.hpp"
#include "driver/ranks/mpi_ranks.hpp"
#include "driver/user_error.hpp"

namespace entente::driver {
namespace {

using namespace std::chrono_literals;

class Check {
  public:
    explicit Check(Ranks& ranks) : ranks_(ranks) {}

    int broken() const { return broken_; }

    void expect(bool kept, const char* what) {
        if (kept) return;
        ++broken_;
        static_cast<void>(std::fprintf(stderr, "rank %zu: broken: %s\n", ranks_.rank(), what));
    }

    // The leader hears every message, those of a rank in the order of sending, and none before the
    // listener is there; what is heard before a meeting is all that was sent before it.
    void messages() {
        constexpr std::uint64_t each = 200;
        std::vector<std::uint64_t> next(ranks_.count());
        std::atomic<std::uint64_t> heard = 0;
        bool in_order = true;
        if (ranks_.leads()) {
            ranks_.listen([&](std::span<const std::byte> message) {
                const auto from = results::take<std::uint64_t>(message).value();
                in_order &= results::take<std::uint64_t>(message).value() == next.at(from)++;
                in_order &= message.size() == from * 10'000;  // large ones go another way
                ++heard;
            });
        }
        ranks_.meet();
        for (std::uint64_t i = 0; i < each && !ranks_.leads(); ++i) {
            results::Bytes message;
            results::append(message, std::uint64_t{ranks_.rank()});
            results::append(message, i);
            message.resize(message.size() + ranks_.rank() * 10'000);
            ranks_.send(message);
        }
        ranks_.meet();
        if (ranks_.leads()) expect(in_order && heard == each * (ranks_.count() - 1), "messages");
    }

    // Threads of all ranks claim: every number once, none left out.
    void claims() {
        constexpr std::uint64_t most = 20'000;
        constexpr std::size_t threads = 3;
        std::vector<std::uint64_t> sums(threads), counts(threads);
        {
            std::vector<std::jthread> workers;
            for (std::size_t t = 0; t < threads; ++t) {
                workers.emplace_back([&, t] {
                    for (auto i = ranks_.claim(1); i < most; i = ranks_.claim(1)) {
                        sums[t] += i;
                        ++counts[t];
                    }
                });
            }
        }
        for (std::size_t t = 0; t < threads; ++t) ranks_.tally(sums[t]);
        ranks_.meet();
        expect(ranks_.tally(0) == most * (most - 1) / 2, "the sum of all claims");
        ranks_.meet();
        for (std::size_t t = 0; t < threads; ++t) ranks_.tally(counts[t]);
        ranks_.meet();
        expect(ranks_.tally(0) == most * (most - 1) / 2 + most, "the number of claims");
        ranks_.meet();
    }

    void collectives() {
        results::Bytes message;
        if (ranks_.leads()) message.resize(3'000'000, std::byte{7});
        message = ranks_.from_leader(message);
        expect(message.size() == 3'000'000 && message.back() == std::byte{7}, "from_leader");
        expect(ranks_.least(10 + ranks_.rank()) == 10, "least");
        expect(ranks_.from_leader({}).empty(), "an empty message");
    }

    // Of several that fail, the first one speaks.
    void failures() {
        together(ranks_, [] {});
        if (ranks_.alone()) return;  // then an action throws what it throws
        const std::size_t last = ranks_.count() - 1;
        try {
            together(ranks_, [&] {
                if (ranks_.rank() == last) throw UserError("wrong");
                if (ranks_.rank() + 1 == last) throw std::runtime_error("broken");
            });
            expect(false, "a failure of one is a failure of all");
        } catch (const Failure& failure) {
            expect(failure.status == 1, "the status of the first");
            const bool speaks = ranks_.rank() + 1 == last;
            expect(failure.message == (speaks ? who(ranks_) + "broken" : ""), "one speaks");
        }
    }

    // A meeting that others are late for can be left and gone on with.
    void patience() {
        std::stop_source stop;
        const auto until_now = ranks_.tally(0);
        ranks_.meet();
        if (ranks_.leads()) {
            stop.request_stop();
            expect(ranks_.meet(stop.get_token(), 50ms) == ranks_.alone(), "the others are late");
            if (ranks_.alone()) return;
            ranks_.tally(1);  // for which the others wait
        } else {
            while (ranks_.tally(0) == until_now) std::this_thread::sleep_for(1ms);
        }
        expect(ranks_.meet(stop.get_token(), 100s), "now they have come");
    }

    // After a stop by one, nobody gets anything from any counter.
    void stop() {
        if (ranks_.rank() + 1 == ranks_.count()) ranks_.stop();
        ranks_.meet();
        for (std::size_t counter = 0; counter < Ranks::counters; ++counter) {
            expect(ranks_.claim(counter) == std::numeric_limits<std::uint64_t>::max(), "no claims");
        }
        expect(ranks_.stopped(), "all have heard");
        ranks_.meet();
    }

  private:
    Ranks& ranks_;
    int broken_ = 0;
};

}  // namespace
}  // namespace entente::driver

int main(int argc, char** argv) {
    entente::driver::MpiRanks ranks(argc, argv);
    char library[MPI_MAX_LIBRARY_VERSION_STRING];
    int length = 0;
    MPI_Get_library_version(library, &length);
    if (argc > 1 && std::string_view(library).find("Open MPI") == std::string_view::npos) {
        std::printf("no setting keeps this MPI from making a window: %s\n", library);
        return 77;  // for CTest: skipped
    }
    entente::driver::Check check(ranks);
    check.expect(ranks.claims_by_messages() == (argc > 1), "the way of claims");
    check.messages();
    check.claims();
    check.collectives();
    check.failures();
    check.patience();
    check.stop();
    return check.broken();
}
