// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "driver/commands/options.hpp"
#include "driver/plan.hpp"
#include "driver/user_error.hpp"
#include "results/partial_folder.hpp"

namespace entente::driver {

/// Where the results go: `asked` (-o) if it is not empty; else what the study says, or the study's
/// own name with ".h5". A shard's file then has its number in its name: "x.shard-3-of-16.h5".
std::filesystem::path output_file(const Plan& plan, const std::filesystem::path& asked,
                                  const Shard& shard);

/// Refuses a file that another run is writing now, as far as the system tells. Throws
/// results::HeldByAnother.
void check_writer(const std::filesystem::path& file);

/// What to do with what earlier runs have left under the name of the file.
enum class Existing {
    refuse,
    replace,  ///< --force
    go_on     ///< --resume
};

/// As the flags say. Throws UserError where they contradict each other.
Existing what_to_do(const WritingOptions& options);

/// Refuses, before anything is computed, a file that could not be written in the end or must not
/// be: one that exists, or grows, unless `existing` says what to do then; whatever is not a result
/// file, the study itself, its table, a folder that is missing or may not be written to. Throws
/// UserError.
void check_output_file(const std::filesystem::path& file, const Plan& plan, Existing existing);

/// The same of a file that is made of `inputs`: these must not be it.
void check_output_file(const std::filesystem::path& file,
                       const std::vector<std::filesystem::path>& inputs, Existing existing);

/// Runs `action`, which writes `file`. When the machine fails and something of it is kept, the
/// exception says so: that what has been `done` ("computed") can be gone on with.
template <class Action>
auto resumable(const std::filesystem::path& file, std::string_view done, Action&& action) try {
    return action();
} catch (const UserError&) {
    throw;
} catch (const results::HeldByAnother&) {
    throw;
} catch (const std::runtime_error& error) {
    if (results::segments_in(results::partial_path(file)).empty()) throw;
    throw std::runtime_error(error.what() + ("; what has been " + std::string(done)) +
                             " is kept: --resume goes on with it");
}

}  // namespace entente::driver
