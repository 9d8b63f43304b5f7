// SPDX-License-Identifier: Apache-2.0
#include "driver/commands/output_file.hpp"

#include <array>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

#include "driver/user_error.hpp"
#include "results/partial_folder.hpp"

namespace entente::driver {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& file, std::string_view why) {
    throw UserError(fmt::format("{}: {}", file.string(), why));
}

bool same_file(const fs::path& a, const fs::path& b) {
    std::error_code unknown;
    return fs::equivalent(a, b, unknown);
}

bool is_hdf5(const fs::path& file) {
    constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
    std::array<char, signature.size()> head{};
    std::ifstream stream(file, std::ios::binary);
    stream.read(head.data(), head.size());
    return stream && std::string_view(head.data(), head.size()) == signature;
}

void check_folder(const fs::path& file) {
    const fs::path folder = file.has_parent_path() ? file.parent_path() : ".";
    std::error_code unknown;
    if (!fs::exists(folder, unknown)) refuse(file, "there is no folder " + folder.string());
    if (!fs::is_directory(folder, unknown)) refuse(file, folder.string() + " is not a folder");
    if (access(folder.c_str(), W_OK | X_OK) != 0) {
        refuse(file, "no permission to write to the folder " + folder.string());
    }
}

// What replacing a result file may not replace.
void check_replaceable(const fs::path& file) {
    std::error_code unknown;
    if (!fs::exists(file, unknown)) return;
    if (!fs::is_regular_file(file, unknown)) refuse(file, "this is not a regular file");
    if (fs::file_size(file, unknown) > 0 && !is_hdf5(file)) {
        refuse(file, "exists and is not a result file, so it is not replaced");
    }
    if (access(file.c_str(), W_OK) != 0) refuse(file, "no permission to replace the file");
}

void check_name(const fs::path& file) {
    std::error_code unknown;
    if (!file.has_filename() || fs::is_directory(file, unknown)) {
        refuse(file, "this is a folder (give the name of a file)");
    }
    check_folder(file);
}

void check_what_is_there(const fs::path& file, Existing existing) {
    std::error_code unknown;
    const fs::path partial = results::partial_path(file);
    // A run that ends meanwhile removes it: so a folder is looked at once.
    const auto there = fs::symlink_status(partial, unknown);
    if (fs::exists(there) && !fs::is_directory(there) && !fs::is_directory(partial, unknown)) {
        refuse(partial, "in the way: the run would have its folder here (remove it)");
    }
    if (existing == Existing::refuse) {
        if (!results::segments_in(partial).empty()) {
            refuse(partial,
                   "left by an unfinished run (--resume goes on with it, --force begins anew)");
        }
        if (fs::exists(fs::symlink_status(file, unknown))) {
            refuse(file, "exists already (--force replaces it)");
        }
    }
    check_replaceable(file);
}

}  // namespace

fs::path output_file(const Plan& plan, const fs::path& asked, const Shard& shard) {
    if (!asked.empty()) return asked;
    std::error_code unknown;
    if (!plan.study.output.file && !fs::is_regular_file(plan.study.path, unknown)) {
        throw UserError("-o: the study came through a pipe, so name the result file");
    }
    fs::path file =
        plan.study.output.file.value_or(fs::path(plan.study.path).replace_extension(".h5"));
    if (shard.count > 1) {
        const std::string extension = file.extension().string();
        file.replace_extension(
            fmt::format(".shard-{}-of-{}{}", shard.index, shard.count, extension));
    }
    return file;
}

Existing what_to_do(const WritingOptions& options) {
    if (options.force && options.resume) {
        throw UserError("--force and --resume: one begins anew, the other goes on (choose one)");
    }
    if (options.take_over && !options.force && !options.resume) {
        throw UserError("--take-over: of what? (goes with --resume or --force)");
    }
    if (options.force) return Existing::replace;
    return options.resume ? Existing::go_on : Existing::refuse;
}

void check_writer(const fs::path& file) {
    const auto partial = results::partial_path(file);
    const auto writer = results::writer_in(partial);
    if (!writer) return;
    throw results::HeldByAnother(
        fmt::format("{}: {}", partial.string(), results::refusal_for(writer)));
}

void check_output_file(const fs::path& file, const Plan& plan, Existing existing) {
    check_name(file);
    if (same_file(file, plan.study.path)) refuse(file, "this is the study itself");
    if (plan.study.design.kind == DesignKind::table && same_file(file, plan.study.design.table)) {
        refuse(file, "this is the study's table");
    }
    check_what_is_there(file, existing);
}

void check_output_file(const fs::path& file, const std::vector<fs::path>& inputs,
                       Existing existing) {
    check_name(file);
    for (const fs::path& input : inputs) {
        if (file.lexically_normal() == input.lexically_normal() || same_file(file, input)) {
            refuse(file,
                   "this is one of the files to merge (the result comes first: "
                   "entente merge OUT.h5 SHARD...)");
        }
    }
    check_what_is_there(file, existing);
}

}  // namespace entente::driver
