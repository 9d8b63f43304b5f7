// SPDX-License-Identifier: Apache-2.0
#include "driver/sensitivity/checkpoint.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "driver/user_error.hpp"

namespace entente::driver {
namespace {

Identity take_identity(std::span<const std::byte>& from) {
    constexpr std::uint64_t most = 4096;
    Identity identity;
    const auto count = results::take<std::uint64_t>(from);
    for (std::uint64_t i = 0; count && i < std::min(*count, most); ++i) {
        auto name = results::take_text(from), text = results::take_text(from);
        if (!name || !text) break;
        identity.emplace_back(std::move(*name), std::move(*text));
    }
    return identity;
}

}  // namespace

Identity identity_of_sums(const Plan& plan, const Inquiry& inquiry, const Crew& crew) {
    Identity identity = identity_of(plan, crew);
    // How the scenarios are cut into tiles does not matter here.
    std::erase_if(identity, [](const auto& entry) {
        return entry.first == "scenarios per tile" || entry.first == "first tile" ||
               entry.first == "end of tiles";
    });
    identity.emplace_back("sensitivity",
                          fmt::format("bootstrap {}, failures {}, imputed {}", inquiry.bootstrap,
                                      static_cast<int>(inquiry.failures), inquiry.imputed));
    return identity;
}

results::Bytes packed_sums(const Identity& identity, const std::vector<SumTree>& trees) {
    results::Bytes state;
    state.reserve(std::size_t{1} << 16);
    results::append(state, std::uint64_t{identity.size()});
    for (const auto& [name, text] : identity) {
        results::append(state, std::string_view(name));
        results::append(state, std::string_view(text));
    }
    append_trees(state, trees);
    return state;
}

void unpack_sums(std::span<const std::byte> from, const Identity& identity, std::size_t size,
                 const std::filesystem::path& folder, std::vector<SumTree>& trees) {
    if (from.empty()) return;
    if (const auto what = difference(take_identity(from), identity)) {
        throw UserError(
            fmt::format("{}: not of this run, so --resume cannot go on with it: {} "
                        "(--force begins anew)",
                        folder.string(), *what));
    }
    std::vector<SumTree> found = trees;  // which know whether they keep prefixes
    for (SumTree& tree : found) {
        if (!tree.load(from, size)) return;
    }
    trees = std::move(found);
}

void append_trees(results::Bytes& to, const std::vector<SumTree>& trees) {
    for (const SumTree& tree : trees) tree.save(to);
}

bool insert_trees(std::span<const std::byte>& from, std::size_t size, std::vector<SumTree>& trees) {
    for (SumTree& tree : trees) {
        SumTree part(tree.keeps_prefixes());
        if (!part.load(from, size)) return false;
        tree.insert(std::move(part));
    }
    return true;
}

}  // namespace entente::driver
