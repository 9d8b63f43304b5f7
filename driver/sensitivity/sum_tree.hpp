// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "results/bytes.hpp"

namespace entente::driver {

/// Lists of sums over leaves 0, 1, 2, ..., added up in the order of a binary tree: two neighbours,
/// then two such pairs, and so on. So the rounding of the total depends on the number of leaves
/// alone, whoever adds them when; and sums over the first 2^k leaves appear on the way.
///
/// Takes memory for one list per level, and for those whose neighbours are still to come.
class SumTree {
  public:
    using Sums = std::vector<double>;

    /// `keeps_prefixes`: remembers the sums over the first 1, 2, 4, ... leaves.
    explicit SumTree(bool keeps_prefixes = false) : keeps_prefixes_(keeps_prefixes) {}

    bool keeps_prefixes() const noexcept { return keeps_prefixes_; }

    /// Takes in the sums of leaves index * 2^level .. (index + 1) * 2^level - 1, none of which it
    /// has.
    void insert(unsigned level, std::uint64_t index, Sums sums);

    /// Takes in all that `other` has.
    void insert(SumTree&& other);

    /// Whether it has leaf `leaf`.
    bool has(std::uint64_t leaf) const;

    /// Leaves in it.
    std::uint64_t leaves() const noexcept;

    /// The sums over all leaves in it, of `size` numbers; zeros if there are none.
    Sums total(std::size_t size) const;

    /// The sums over the first 2^level leaves; null if they are not in it, or not kept.
    const Sums* prefix(unsigned level) const;

    /// Appends what is here to `to`, and takes it from the front of `from` again: the same bits.
    /// False if it is not there, or lists are not of `size` numbers.
    void save(results::Bytes& to) const;
    bool load(std::span<const std::byte>& from, std::size_t size);

  private:
    using Node = std::pair<unsigned, std::uint64_t>;  ///< level, index
    bool keeps_prefixes_;
    std::map<Node, Sums> nodes_;         ///< that have no sibling here
    std::map<unsigned, Sums> prefixes_;  ///< by level
};

}  // namespace entente::driver
