// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/verify_command.hpp"

#include <cstdio>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "driver/commands/unfinished_run.hpp"
#include "driver/commands/wording.hpp"
#include "driver/containment.hpp"
#include "driver/user_error.hpp"
#include "driver/verification.hpp"
#include "results/analysis_file.hpp"
#include "results/virtual_view.hpp"

namespace entente::driver {
namespace {

namespace fs = std::filesystem;

void check_file(const fs::path& file) {
    std::error_code unknown;
    if (!fs::exists(file, unknown)) throw UserError(file.string() + ": no such file");
    if (!fs::is_regular_file(file, unknown)) {
        throw UserError(file.string() + ": this is not a regular file");
    }
}

void print_damage(const results::Schema& schema, const Verification& found) {
    if (!found.description) fmt::print("damaged: names, attributes, coordinates or texts\n");
    for (const DamagedTile& damaged : found.damaged) {
        std::string names;
        for (const std::size_t v : damaged.variables) {
            names += (names.empty() ? "" : ", ") + schema.variables[v].name;
        }
        fmt::print("damaged: tile {} (scenarios {} to {}): {}\n", damaged.tile.index,
                   grouped(damaged.tile.first),
                   grouped(damaged.tile.first + damaged.tile.count - 1),
                   damaged.variables.size() == schema.variables.size() ? "all variables" : names);
    }
    const auto untold = found.tiles - found.sound - found.damaged.size();
    if (untold > 0) fmt::print("damaged: {} more\n", counted(untold, "tile"));
}

// "complete and", or which shards a virtual view shows.
std::string what_is_it(const results::Schema& schema) {
    if (!results::is_view(schema)) return "complete and";
    const auto number = [&](const char* name) {
        const auto* value = results::find<std::int64_t>(schema.attributes, name);
        return value == nullptr ? std::int64_t{0} : *value;
    };
    return fmt::format("a virtual view of {} of {},", number(results::view_attribute),
                       counted(static_cast<std::uint64_t>(number("shard_count")), "shard"));
}

int verify_finished(const VerifyCommand& command) try {
    if (results::is_analysis(command.file)) {
        const auto analysis = results::read_analysis(command.file);
        if (!command.quiet) {
            fmt::print("{}: an analysis, sound: {}\n", command.file.string(),
                       counted(analysis.arrays.size(), "array"));
        }
        return 0;
    }
    results::CheckedFile file(command.file, still_alive);
    const Verification found = verify(file);
    if (!found.is_sound()) {
        print_damage(file.schema(), found);
        if (results::is_view(file.schema())) {
            fmt::print(
                "{}: {} of {} are sound; mend the shards, then 'entente merge --virtual' them "
                "again\n",
                command.file.string(), grouped(found.sound), counted(found.tiles, "tile"));
            return 1;
        }
        fmt::print("{}: {} of {} are sound; 'entente run STUDY -o {} --resume' mends it\n",
                   command.file.string(), grouped(found.sound), counted(found.tiles, "tile"),
                   command.file.string());
        return 1;
    }
    if (!command.quiet) {
        fmt::print("{}: {} sound: {}, {}, {}\n", command.file.string(), what_is_it(file.schema()),
                   counted(found.tiles, "tile"),
                   counted(file.schema().variables.size(), "variable"),
                   byte_size(static_cast<double>(fs::file_size(command.file))));
    }
    return 0;
} catch (const std::runtime_error& error) {
    throw UserError(error.what());
}

}  // namespace

int execute(const VerifyCommand& command) {
    if (is_unfinished_run(command.file)) return verify_unfinished_run(command.file);
    check_file(command.file);
    return contained(command.file, [&] { return verify_finished(command); });
}

}  // namespace entente::driver
