// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/merge_options.hpp"

#include "driver/commands/shared_options.hpp"

namespace entente::driver {

void add_merge(CLI::App& app, MergeCommand& options, std::function<int()>& action) {
    CLI::App& command =
        *app.add_subcommand("merge", "Put the result files of all shards of a run together");
    command.add_option("OUT", options.output, "The result file of the whole run")
        ->required()
        ->type_name("");
    command.add_option("SHARD", options.shards, "The files of its shards, in any order")
        ->required()
        ->type_name("...");
    command.add_flag("--virtual", options.virtual_view,
                     "A view without values of its own, which refers to the shards; any of them\n"
                     "may be missing: for a look while the others are computed");
    add_writing(command, options.writing, "merge");
    command.footer(
        "Everything but the tiles is checked before anything is written, and every tile while it\n"
        "is copied, still compressed. OUT has every dataset and attribute that one undisturbed "
        "run\n"
        "would have written; what is said of machines and times is that of the first shard.\n"
        "\n"
        "Examples:\n"
        "  entente merge study.h5 study.shard-*-of-16.h5\n"
        "  entente merge --virtual look.h5 study.shard-*-of-16.h5 --force");
    command.callback([&] { action = [&] { return execute(options); }; });
}

}  // namespace entente::driver
