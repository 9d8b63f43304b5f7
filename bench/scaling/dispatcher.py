# SPDX-License-Identifier: Apache-2.0
"""A cluster that works on one run, event by event: workers claim tiles from one counter, compute
them, and hand them to their rank's writer; at the end the leader copies all segments into one file.

What is modelled, as the program does it (driver/backends/conveyor.cpp, driver/ranks/):
* A claim is a round trip to the leader. It takes `latency` in all, and `service` at the counter,
  where claims wait for one another. A rank's threads claim one at a time: who claims has the lock.
* A rank has threads/4 + 2 more slots than threads. A worker that has computed a tile writes it, and
  all that others hand over meanwhile; while somebody else writes, it goes on computing if a slot is
  free.
* Writing takes `write` seconds of the worker, and the tile's bytes through the rank's bandwidth and
  through that of the file system, which all ranks share, first come, first served.
* Of an analysis in transit the writer sends a message instead. The leader takes in one after
  another; a rank has four under way at most.
* The leader copies what the other ranks have written, tile after tile, on a thread beside its
  workers or, if it has no room for both, when no tile is left. Then it finishes the file.

All times in seconds, all sizes in bytes. Deterministic: the same arguments, the same result."""

import collections
import dataclasses
import heapq
import math
from collections.abc import Callable

import numpy as np


@dataclasses.dataclass(frozen=True)
class Cluster:
    """Ranks, what joins them, and the file system; what is infinite or 0 is not felt."""

    ranks: int
    threads: int
    latency: float = 0
    service: float = 0
    rank_bandwidth: float = math.inf
    shared_bandwidth: float = math.inf

    @property
    def workers(self) -> int:
        return self.ranks * self.threads


@dataclasses.dataclass(frozen=True)
class Work:
    """Tiles in their order, each `compute` seconds; what it takes to be rid of one."""

    compute: np.ndarray
    bytes: float = 0
    write: float = 0  # of the worker that writes
    copy: float = 0  # of the leader, for each tile of another rank
    meanwhile: bool = True  # it copies while tiles are computed, not only then
    finish: float = 0  # of the leader, for each tile, at the end
    message: float = (
        0  # of the leader, to take in a tile's message, if it is an analysis in transit
    )
    leader_bandwidth: float = math.inf  # of the link by which they come, one after another


@dataclasses.dataclass
class Outcome:
    """Of one run; the shares of workers' time are sums over all workers."""

    computed: float = 0  # until the last tile is written
    total: float = 0  # with the rest of the leader's copying, and the end of the file
    useful: float = 0
    claiming: float = 0
    writing: float = 0
    waiting: float = 0  # for a slot: the writer does not keep up
    most_left: int = 0  # tiles that some worker still had to begin when another found none
    tiles: int = 0

    def efficiency(self, workers: int) -> float:
        return self.useful / (workers * self.total)


Chunk = Callable[[int, int], int]  # tiles left, workers -> tiles to claim at once


def one_by_one(left: int, workers: int) -> int:
    return 1


def guided(left: int, workers: int) -> int:
    return max(1, left // (2 * workers))


def static(tiles: int) -> Chunk:
    """Each worker has its part from the beginning."""
    return lambda left, workers: -(-tiles // workers)


CLAIM, CLAIMED, COMPUTED, CONSUMED = range(4)
UNDER_WAY = 4  # messages of a rank


class Simulation:
    def __init__(self, cluster: Cluster, work: Work, chunk: Chunk = one_by_one):
        self.cluster, self.work, self.chunk = cluster, work, chunk
        self.times = work.compute.tolist()
        self.events: list[tuple[float, int, int]] = []
        ranks, workers = cluster.ranks, cluster.workers
        self.next_tile = 0
        self.own = [0] * workers  # tiles that it has claimed and not begun
        self.first = [0] * workers  # of these
        self.since = [0.0] * workers  # when it last asked for something
        self.locked = [False] * ranks
        self.at_lock = [collections.deque() for _ in range(ranks)]
        self.slots = [cluster.threads + cluster.threads // 4 + 2] * ranks
        self.at_slots = [collections.deque() for _ in range(ranks)]
        self.queue = [0] * ranks  # computed tiles
        self.consuming = [False] * ranks
        self.under_way = [collections.deque([0.0] * UNDER_WAY, UNDER_WAY) for _ in range(ranks)]
        self.counter = self.file_system = self.link = self.leader = self.copied = 0.0
        self.outcome = Outcome(tiles=len(self.times))
        self.none_left = False

    def at(self, time: float, kind: int, worker: int) -> None:
        heapq.heappush(self.events, (time, kind, worker))

    def run(self) -> Outcome:
        outcome, threads = self.outcome, self.cluster.threads
        react = (self.claim, self.claimed, self.finish_tile, self.consumed)
        self.events = [(0.0, CLAIM, worker) for worker in range(self.cluster.workers)]
        now = 0.0
        while self.events:
            now, kind, worker = heapq.heappop(self.events)
            react[kind](now, worker, worker // threads)
        outcome.computed = max(outcome.computed, self.leader)
        outcome.useful = float(self.work.compute.sum())
        if self.work.meanwhile:
            outcome.total = max(outcome.computed, self.copied)
        else:
            others = 1 - 1 / self.cluster.ranks
            outcome.total = outcome.computed + others * outcome.tiles * self.work.copy
        outcome.total += outcome.tiles * self.work.finish
        return outcome

    # A worker without a tile asks for one: first for a slot, then for the rank's lock.
    def claim(self, now: float, worker: int, rank: int) -> None:
        self.since[worker] = now
        if self.slots[rank] == 0:
            self.at_slots[rank].append(worker)
            return
        self.slots[rank] -= 1
        if self.own[worker] > 0:
            self.begin(now, worker)
        elif self.locked[rank]:
            self.at_lock[rank].append(worker)
        else:
            self.ask_counter(now, worker, rank)

    def ask_counter(self, now: float, worker: int, rank: int) -> None:
        self.locked[rank] = True
        half = self.cluster.latency / 2
        self.counter = max(self.counter, now + half) + self.cluster.service
        left = len(self.times) - self.next_tile
        take = min(left, self.chunk(left, self.cluster.workers)) if left > 0 else 0
        self.first[worker], self.own[worker] = self.next_tile, take
        self.next_tile += take
        self.at(self.counter + half, CLAIMED, worker)

    def claimed(self, now: float, worker: int, rank: int) -> None:
        self.outcome.claiming += now - self.since[worker]
        self.locked[rank] = False
        if self.at_lock[rank]:
            self.ask_counter(now, self.at_lock[rank].popleft(), rank)
        if self.own[worker] > 0:
            self.begin(now, worker)
            return
        if not self.none_left:
            self.none_left = True
            self.outcome.most_left = max(self.own)
        self.free_slot(now, rank)
        self.outcome.computed = max(self.outcome.computed, now)

    def begin(self, now: float, worker: int) -> None:
        tile = self.first[worker]
        self.first[worker] += 1
        self.own[worker] -= 1
        self.at(now + self.times[tile], COMPUTED, worker)

    def finish_tile(self, now: float, worker: int, rank: int) -> None:
        if self.consuming[rank]:
            self.queue[rank] += 1
            self.claim(now, worker, rank)
            return
        self.consuming[rank] = True
        self.since[worker] = now
        self.consume(now, worker, rank)

    def consume(self, now: float, worker: int, rank: int) -> None:
        work, cluster = self.work, self.cluster
        end = now + work.write
        if work.message > 0:
            end = max(end, self.under_way[rank][0])  # waits until one of the last four is in
            if rank > 0:
                self.link = max(self.link, end) + work.bytes / work.leader_bandwidth
                self.leader = max(self.leader, self.link) + work.message
                self.under_way[rank].append(self.leader)
        elif work.bytes > 0:
            self.file_system = max(self.file_system, end) + work.bytes / cluster.shared_bandwidth
            end = max(self.file_system, end + work.bytes / cluster.rank_bandwidth)
        self.at(end, CONSUMED, worker)

    def consumed(self, now: float, worker: int, rank: int) -> None:
        if rank > 0:
            self.copied = max(self.copied, now) + self.work.copy
        self.outcome.computed = max(self.outcome.computed, now)
        self.free_slot(now, rank)
        if self.queue[rank] > 0:
            self.queue[rank] -= 1
            self.consume(now, worker, rank)
            return
        self.consuming[rank] = False
        self.outcome.writing += now - self.since[worker]
        self.claim(now, worker, rank)

    def free_slot(self, now: float, rank: int) -> None:
        self.slots[rank] += 1
        if self.at_slots[rank]:
            worker = self.at_slots[rank].popleft()
            self.outcome.waiting += now - self.since[worker]
            self.claim(now, worker, rank)


def simulate(cluster: Cluster, work: Work, chunk: Chunk = one_by_one) -> Outcome:
    return Simulation(cluster, work, chunk).run()


def stretched(measured: list[float], tiles: int) -> np.ndarray:
    """`tiles` tiles of a larger design of the same kind: dear and cheap parts lie where they were
    measured, and what differs from tile to tile does so again."""
    series = np.asarray(measured)
    return series[np.arange(tiles) * len(series) // tiles] * scatter(series, tiles)


def scatter(series: np.ndarray, tiles: int) -> np.ndarray:
    """By what neighbours differ, drawn anew with a fixed seed."""
    if len(series) < 3:
        return np.ones(tiles)
    ratios = series[1:] / series[:-1]
    return np.sqrt(np.random.default_rng(1).choice(ratios, tiles))
