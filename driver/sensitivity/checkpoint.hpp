// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

#include "driver/run_identity.hpp"
#include "driver/sensitivity/inquiry.hpp"
#include "driver/sensitivity/sum_tree.hpp"
#include "results/bytes.hpp"

namespace entente::driver {

/// What must be the same for a run to go on with the sums of another.
Identity identity_of_sums(const Plan& plan, const Inquiry& inquiry, const Crew& crew);

/// The sums of a run, as it keeps them and finds them again: who it is, then a tree for each
/// replicate.
results::Bytes packed_sums(const Identity& identity, const std::vector<SumTree>& trees);

/// Fills `trees`, each with lists of `size` numbers, from what packed_sums() made; leaves them as
/// they are if there is nothing, or nothing that fits. Throws UserError, with the name of the
/// `folder`, if it is of a run with another identity.
void unpack_sums(std::span<const std::byte> from, const Identity& identity, std::size_t size,
                 const std::filesystem::path& folder, std::vector<SumTree>& trees);

/// Sums as one process sends them to another.
void append_trees(results::Bytes& to, const std::vector<SumTree>& trees);

/// Takes in what append_trees() has written, from the front of `from`. False if it is not there.
bool insert_trees(std::span<const std::byte>& from, std::size_t size, std::vector<SumTree>& trees);

}  // namespace entente::driver
