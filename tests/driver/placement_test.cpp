// SPDX-License-Identifier: Apache-2.0
//
// Which worker goes where, on machines that are only described; and what this one says of itself.
#include "driver/placement.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "driver/thread_affinity.hpp"

namespace entente::driver {
namespace {

using Numbers = std::vector<unsigned>;

Numbers numbers(const std::vector<Cpu>& cpus) {
    Numbers list;
    for (const Cpu& cpu : cpus) list.push_back(cpu.number);
    return list;
}

// The CPU of each worker, where it has one.
Numbers seats(const Placement& placement) {
    Numbers list;
    for (const Seat& seat : placement.seats) {
        EXPECT_EQ(seat.cpus.size(), 1U);
        list.push_back(seat.cpus.at(0));
    }
    return list;
}

std::vector<std::size_t> nodes(const Placement& placement) {
    std::vector<std::size_t> list;
    for (const Seat& seat : placement.seats) list.push_back(seat.node);
    return list;
}

TEST(Placement, OfOneNodeIsLeftToTheSystemUnlessAskedFor) {
    const auto cpus = described_cpus("numa:1 core:4 pu:1");
    ASSERT_EQ(cpus.size(), 4U);
    EXPECT_FALSE(place(cpus, 4, Pinning::automatic).binds());
    EXPECT_FALSE(place(cpus, 4, Pinning::off).binds());
    const Placement placement = place(cpus, 3, Pinning::on);
    EXPECT_EQ(placement.nodes, 1U);
    EXPECT_EQ(seats(placement), (Numbers{0, 1, 2}));
}

TEST(Placement, TakesNodesInTurnAndSecondThreadsOfCoresLast) {
    // CPUs 0 .. 7 are node 0's; 0 and 1 one core's.
    const auto cpus = described_cpus("numa:2 core:4 pu:2");
    const Placement placement = place(cpus, 16, Pinning::on);
    EXPECT_EQ(placement.nodes, 2U);
    EXPECT_EQ(seats(placement), (Numbers{0, 8, 2, 10, 4, 12, 6, 14, 1, 9, 3, 11, 5, 13, 7, 15}));
    EXPECT_EQ(seats(place(cpus, 3, Pinning::on)), (Numbers{0, 8, 2}));
}

TEST(Placement, TakesTheCachesOfANodeInTurn) {
    const auto cpus = described_cpus("numa:2 l3:2 core:3 pu:1");
    EXPECT_EQ(seats(place(cpus, 8, Pinning::on)), (Numbers{0, 6, 3, 9, 1, 7, 4, 10}));
}

TEST(Placement, OfFewWorkersAmongManyNodesGivesEachANodeOfItsOwn) {
    const auto cpus = described_cpus("pack:2 numa:4 core:8 pu:2");
    const Placement placement = place(cpus, 12, Pinning::automatic);
    EXPECT_EQ(placement.nodes, 8U);
    EXPECT_EQ(nodes(placement), (std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3}));
}

TEST(Placement, IsByItselfToNodesRatherThanCpus) {
    const auto cpus = described_cpus("numa:2 core:2 pu:1");
    const Placement placement = place(cpus, 3, Pinning::automatic);
    ASSERT_EQ(placement.seats.size(), 3U);
    EXPECT_EQ(placement.seats[0].cpus, (Numbers{0, 1}));
    EXPECT_EQ(placement.seats[1].cpus, (Numbers{2, 3}));
    EXPECT_EQ(placement.seats[2].cpus, (Numbers{0, 1}));
    EXPECT_EQ(placement.node(1), 1U);
}

TEST(Placement, OfMoreWorkersThanCpusIsLeftToTheSystem) {
    const auto cpus = described_cpus("numa:2 core:2 pu:1");
    for (const Pinning pinning : {Pinning::automatic, Pinning::on}) {
        EXPECT_TRUE(place(cpus, 4, pinning).binds());
        const Placement none = place(cpus, 5, pinning);
        EXPECT_FALSE(none.binds());
        EXPECT_EQ(none.nodes, 1U);
        EXPECT_EQ(none.node(4), 0U);
        EXPECT_TRUE(none.cpus(4).empty());
    }
    EXPECT_FALSE(place({}, 1, Pinning::on).binds());
}

TEST(Placement, KnowsOnlyTheCpusThatItIsGiven) {
    auto cpus = described_cpus("numa:4 core:2 pu:2");  // 4 a node
    // A rank bound to node 2 has one node.
    std::vector<Cpu> of_node;
    std::copy_if(cpus.begin(), cpus.end(), std::back_inserter(of_node),
                 [](const Cpu& cpu) { return cpu.node == 2; });
    EXPECT_FALSE(place(of_node, 4, Pinning::automatic).binds());
    EXPECT_EQ(seats(place(of_node, 4, Pinning::on)), (Numbers{8, 10, 9, 11}));
    // Of node 0 the second threads, of node 3 all, of the others nothing: a core whose first thread
    // is not ours is as good as any.
    std::erase_if(cpus, [](const Cpu& cpu) {
        return cpu.node == 1 || cpu.node == 2 || (cpu.node == 0 && cpu.number % 2 == 0);
    });
    const Placement placement = place(cpus, 6, Pinning::on);
    EXPECT_EQ(seats(placement), (Numbers{1, 12, 3, 14, 13, 15}));
    EXPECT_EQ(nodes(placement), (std::vector<std::size_t>{0, 1, 0, 1, 1, 1}));
    EXPECT_EQ(place(cpus, 4, Pinning::automatic).seats[1].cpus, (Numbers{12, 13, 14, 15}));
}

TEST(Placement, CountsMemoriesOfTheSameCpusOnce) {
    // Two kinds of memory in each package, as with HBM beside DRAM.
    const auto cpus = described_cpus("pack:2 [numa] [numa] core:2 pu:1");
    ASSERT_EQ(cpus.size(), 4U);
    const Placement placement = place(cpus, 4, Pinning::automatic);
    EXPECT_EQ(placement.nodes, 2U);
    EXPECT_EQ(nodes(placement), (std::vector<std::size_t>{0, 1, 0, 1}));
}

TEST(Placement, TellsTheCoresCachesAndNodesOfADescribedMachine) {
    const auto cpus = described_cpus("numa:2 l3:1 core:1 pu:2");
    const std::vector<Cpu> expected{{0, 0, 0, 0}, {1, 0, 0, 0}, {2, 1, 1, 1}, {3, 1, 1, 1}};
    EXPECT_EQ(cpus, expected);
    EXPECT_TRUE(described_cpus("no machine at all").empty());
}

TEST(Placement, OfProcessesThatShareAMachineIsInTheirParts) {
    const auto cpus = described_cpus("numa:2 core:4 pu:1");
    // A node each: they stay there, though each has one node only.
    const Placement second = place(cpus, 2, Pinning::automatic, {1, 2});
    EXPECT_EQ(second.nodes, 1U);
    EXPECT_EQ(nodes(second), (std::vector<std::size_t>{0, 0}));
    EXPECT_EQ(second.seats.at(0).cpus, (Numbers{4, 5, 6, 7}));
    // Half a node each.
    EXPECT_EQ(place(cpus, 2, Pinning::automatic, {1, 4}).seats.at(1).cpus, (Numbers{2, 3}));
    EXPECT_EQ(seats(place(cpus, 2, Pinning::on, {1, 4})), (Numbers{2, 3}));
    EXPECT_FALSE(place(cpus, 3, Pinning::on, {1, 4}).binds());
    EXPECT_FALSE(place(cpus, 1, Pinning::on, {8, 9}).binds());
    // Two and two CPUs of both nodes.
    EXPECT_EQ(seats(place(cpus, 2, Pinning::on, {1, 3})), (Numbers{2, 4}));
    const auto one_node = described_cpus("numa:1 core:4 pu:1");
    EXPECT_FALSE(place(one_node, 2, Pinning::automatic, {1, 2}).binds());
}

TEST(CpuParts, AreNeighboursAndLeaveNoCpuOut) {
    const auto cpus = described_cpus("numa:2 core:4 pu:1");
    EXPECT_EQ(numbers(part_of(cpus, {0, 2})), (Numbers{0, 1, 2, 3}));
    EXPECT_EQ(numbers(part_of(cpus, {1, 2})), (Numbers{4, 5, 6, 7}));
    EXPECT_EQ(numbers(part_of(cpus, {})), numbers(cpus));
    for (std::size_t count = 1; count <= 8; ++count) {
        Numbers all;
        for (std::size_t index = 0; index < count; ++index) {
            const Numbers part = numbers(part_of(cpus, {index, count}));
            EXPECT_GE(part.size(), 8 / count);
            EXPECT_LE(part.size(), (8 + count - 1) / count);
            all.insert(all.end(), part.begin(), part.end());
        }
        EXPECT_EQ(all, numbers(cpus)) << count;
    }
    EXPECT_TRUE(part_of(cpus, {0, 9}).empty());
    EXPECT_TRUE(part_of({}, {0, 1}).empty());
}

TEST(ThisMachine, GivesTheCpusThatTheThreadMayUse) {
    Numbers found = numbers(usable_cpus());
    std::sort(found.begin(), found.end());
    EXPECT_EQ(found, allowed_cpus());
    const Numbers last{allowed_cpus().back()};
    {
        const BoundThread bound(last);
        EXPECT_EQ(allowed_cpus(), last);
        EXPECT_EQ(numbers(usable_cpus()), last);
    }
    EXPECT_EQ(allowed_cpus(), found);
}

TEST(ThisMachine, AgreesWithTheSystemOnWhetherThereIsOneNode) {
    const auto cpus = usable_cpus();
    ASSERT_FALSE(cpus.empty());
    if (has_one_node()) {
        for (const Cpu& cpu : cpus) EXPECT_EQ(cpu.node, cpus.front().node);
    }
    ASSERT_EQ(setenv("HWLOC_SYNTHETIC", "numa:2 pu:1", 1), 0);
    EXPECT_FALSE(has_one_node());
    EXPECT_TRUE(usable_cpus().empty());  // they are not this machine's
    ASSERT_EQ(unsetenv("HWLOC_SYNTHETIC"), 0);
}

TEST(ThisMachine, SaysWhetherItsCpusCanBeTaken) {
    const Numbers before = allowed_cpus();
    EXPECT_TRUE(can_bind({}));
    EXPECT_TRUE(can_bind(place(usable_cpus(), 1, Pinning::on)));
    Placement beyond = place(usable_cpus(), 1, Pinning::on);
    beyond.seats.push_back({0, {1U << 19}});
    EXPECT_FALSE(can_bind(beyond));
    beyond.seats.back() = {0, {1U << 31}};
    EXPECT_FALSE(can_bind(beyond));
    EXPECT_EQ(allowed_cpus(), before);
}

TEST(ThisMachine, LeavesAThreadAloneThatHasNoCpusToGoTo) {
    const Numbers before = allowed_cpus();
    {
        const BoundThread nowhere({});
        const BoundThread beyond(Numbers{1U << 19});
        EXPECT_EQ(allowed_cpus(), before);
    }
    EXPECT_EQ(allowed_cpus(), before);
}

TEST(PinningWords, AreFoundAgain) {
    EXPECT_EQ(parse_pinning("auto"), Pinning::automatic);
    EXPECT_EQ(parse_pinning("on"), Pinning::on);
    EXPECT_EQ(parse_pinning("off"), Pinning::off);
    EXPECT_FALSE(parse_pinning(""));
    EXPECT_FALSE(parse_pinning("ON"));
}

}  // namespace
}  // namespace entente::driver
