// SPDX-License-Identifier: Apache-2.0
//
// How large a result file will be, and whether there is room for it.
#pragma once

#include <filesystem>
#include <string>

#include "driver/plan.hpp"
#include "driver/trial.hpp"

namespace entente::driver {

/// Bytes of the file of `plan` without compression, about.
double plain_file_size(const Plan& plan);

/// Bytes of the file of `plan`, about; `trial` is of that plan and has finished tiles if the plan
/// compresses.
double file_size(const Plan& plan, const Trial& trial);

/// What stands in the way of a file of `bytes` at `file`, and of what `plan` needs beside it while
/// it runs: "only 3.1 GB are free in /scratch"; "" if nothing does that can be seen beforehand
/// (quotas cannot).
std::string shortage(const Plan& plan, const std::filesystem::path& file, double bytes);

/// The same of any file, and of `beside` bytes that it needs until it is finished.
std::string shortage(const std::filesystem::path& file, double bytes, double beside);

/// A line for the user if the file of `plan` will not fit, so many `times`; tries some tiles if it
/// depends on how well they compress. "" if it will.
std::string shortage_of(const Plan& plan, const Crew& crew, const std::filesystem::path& file,
                        int times = 1);

}  // namespace entente::driver
