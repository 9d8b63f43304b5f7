// SPDX-License-Identifier: Apache-2.0
//
// Options that commands share: as the command line gives them, and what they mean.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "driver/allocation.hpp"
#include "driver/backends/backend.hpp"
#include "driver/placement.hpp"
#include "driver/plan.hpp"
#include "driver/ranks/ranks.hpp"
#include "driver/run.hpp"
#include "kernels/isa.hpp"
#include "kernels/model.hpp"

namespace entente::driver {

/// A study, and how to cut it. Empty text: the option was not given.
struct StudyOptions {
    std::filesystem::path study;
    std::vector<std::string> set;
    std::string tile;
    std::string limit;
    std::string shard;
};

struct CrewOptions {
    std::string backend;
    std::string threads;
    std::string isa;
    std::string pin = {};
};

/// How a result file is written, in some time and perhaps by several attempts.
struct WritingOptions {
    bool force = false;
    bool resume = false;
    bool take_over = false;
    std::string sync = {};  ///< seconds; empty: when the system sees fit
    bool quiet = false;
};

/// The whole number of `text` in least .. most: "250000", "250_000" or "2.5e5". `option` is what a
/// message calls it. Throws UserError.
std::uint64_t parse_count(std::string_view option, std::string_view text, std::uint64_t least,
                          std::uint64_t most);

/// The seconds of --sync; nothing if there are none. Throws UserError.
std::optional<std::chrono::seconds> parse_sync(const std::string& text);

/// "I/N", 1 <= I <= N; nothing is 1/1. Throws UserError.
Shard parse_shard(std::string_view text);

/// The back end, threads and instruction set asked for; by default TBB on every CPU that the
/// process may use with the widest instruction set, bound as Pinning::automatic says unless the
/// user has told OpenMP how to bind. Warns on standard error if threads should be bound and cannot
/// be. Throws UserError.
Crew parse_crew(const CrewOptions& options);

/// How many threads a crew of `backend` has unless --threads says, one process of `sharers` that
/// have the same CPUs, and what limits them to fewer than these: a source as CpuGrant has, or, of
/// OpenMP's threads, OMP_NUM_THREADS or OMP_THREAD_LIMIT.
CpuGrant default_threads(Backend backend, std::size_t sharers = 1);

/// The same for one of `ranks`, which share those CPUs with others.
Crew parse_crew(const CrewOptions& options, const Ranks& ranks);

/// "64 threads (tbb, avx512)", "4 ranks of 16 threads (...)"; and how they are bound, if they are.
std::string described(const Crew& crew);

/// "scalar, sse4".
std::string names_of(std::span<const kernels::Isa> isas);

/// The instruction set called `text`, which this machine has. Throws UserError.
kernels::Isa parse_available_isa(const std::string& text);

/// The settings of `model`, those of `set` ("NAME=VALUE") as it says. Throws UserError.
std::map<std::string, int, std::less<>> parse_settings(const kernels::Model& model,
                                                       const std::vector<std::string>& set);

/// Reads, checks and cuts the study. Throws UserError.
Plan read_plan(const StudyOptions& options);

/// A number from `least` to `most`. Throws UserError.
double parse_share(std::string_view option, std::string_view text, double least, double most);

/// Throws UserError if an analysis that takes `need` bytes does not fit into the machine's memory,
/// `processes` times.
void check_room(std::uint64_t need, std::size_t processes = 1);

/// Throws UserError if the buffers of a run would not fit into the machine's memory, likewise.
void check_memory(const Plan& plan, const Crew& crew, std::size_t processes = 1);

}  // namespace entente::driver
