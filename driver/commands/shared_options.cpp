// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/shared_options.hpp"

namespace entente::driver {

void add_file_to_read(CLI::App& command, std::filesystem::path& file, const std::string& what) {
    const auto without_slash = [](std::string name) {
        while (name.size() > 1 && name.ends_with('/')) name.pop_back();
        return name;
    };
    command.add_option("FILE", file, what)->required()->type_name("")->transform(without_slash);
}

void add_writing(CLI::App& command, WritingOptions& options, const std::string& attempt) {
    command.add_flag(
        "--force", options.force,
        "Begin anew, replacing the result file and what a " + attempt + " has left of it");
    command.add_flag(
        "--resume", options.resume,
        "Go on with what an earlier " + attempt + " has left, if it has; mend a damaged file");
    command.add_flag("--take-over", options.take_over,
                     "Believe that the other process which seems to write the file is dead");
    command
        .add_option("--sync", options.sync,
                    "Have the disk keep up within so many seconds, against a loss of power\n"
                    "(default: the system writes when it sees fit, and at the end)")
        ->type_name("SECONDS");
    command.add_flag("--quiet", options.quiet, "No progress and no summary");
}

}  // namespace entente::driver
