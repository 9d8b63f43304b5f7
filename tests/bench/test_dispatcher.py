# SPDX-License-Identifier: Apache-2.0
"""The simulation of a cluster, against what is known in closed form."""

import math
import time
import unittest

import numpy as np
from dispatcher import Cluster, Work, guided, one_by_one, simulate, static, stretched


def equal(tiles: int, seconds: float = 1.0, **more: float) -> Work:
    return Work(np.full(tiles, seconds), **more)


def uneven(tiles: int) -> Work:
    return Work(np.random.default_rng(7).exponential(1, tiles))


class WithoutCosts(unittest.TestCase):
    def test_equal_tiles_take_full_rounds(self) -> None:
        for ranks, threads, tiles in ((1, 1, 5), (1, 4, 9), (3, 2, 12), (5, 8, 41), (2, 2, 3)):
            outcome = simulate(Cluster(ranks, threads), equal(tiles))
            self.assertAlmostEqual(outcome.total, -(-tiles // (ranks * threads)), delta=1e-9)
            self.assertAlmostEqual(outcome.useful, tiles)

    def test_the_end_is_within_a_tile_of_an_even_division(self) -> None:
        # Graham's bound: one by one, a worker idles only while all others have their last.
        for ranks, threads in ((1, 2), (4, 1), (10, 8)):
            work = uneven(1000)
            outcome = simulate(Cluster(ranks, threads), work)
            even = work.compute.sum() / (ranks * threads)
            self.assertGreaterEqual(outcome.total, even)
            self.assertLessEqual(outcome.total, even + work.compute.max())

    def test_who_finds_no_tile_leaves_nobody_with_one_to_begin(self) -> None:
        for ranks, threads in ((1, 2), (4, 1), (10, 8)):
            self.assertEqual(simulate(Cluster(ranks, threads), uneven(1000)).most_left, 0)
        # A division from the beginning does: the count is not always 0.
        self.assertGreater(simulate(Cluster(4, 1), uneven(1000), static(1000)).most_left, 1)

    def test_a_division_from_the_beginning_ends_with_the_dearest_part(self) -> None:
        work = Work(np.repeat([1.0, 5.0], [300, 100]))
        cluster = Cluster(4, 1)
        self.assertAlmostEqual(simulate(cluster, work, static(400)).total, 500)
        self.assertAlmostEqual(simulate(cluster, work, one_by_one).total, 200, delta=5)
        self.assertGreater(simulate(cluster, work, guided).total, 200)

    def test_every_tile_is_computed_once(self) -> None:
        for chunk in (one_by_one, guided, static(1000)):
            work = uneven(1000)
            outcome = simulate(Cluster(1, 1), work, chunk)
            self.assertAlmostEqual(outcome.total, work.compute.sum(), delta=1e-6)


class Counter(unittest.TestCase):
    def test_a_lone_worker_waits_for_each_claim(self) -> None:
        outcome = simulate(Cluster(1, 1, latency=0.2, service=0.1), equal(10))
        self.assertAlmostEqual(outcome.total, 10 * 1.3 + 0.3)  # and one that finds nothing
        self.assertAlmostEqual(outcome.claiming, 11 * 0.3)

    def test_saturated_it_gives_one_tile_per_service(self) -> None:
        service, tiles = 0.01, 20_000
        outcome = simulate(Cluster(1000, 1, service=service), equal(tiles))
        self.assertAlmostEqual(outcome.total / (service * tiles), 1, delta=0.1)
        # Below its limit of 1 / service it is hardly felt.
        outcome = simulate(Cluster(20, 1, service=service), equal(2000))
        self.assertGreater(outcome.efficiency(20), 0.95)

    def test_claims_wait_as_in_a_queue_with_constant_service(self) -> None:
        # Pollaczek and Khinchin, M/D/1: rho s / (2 (1 - rho)). Many workers with exponential
        # times are nearly Poisson arrivals. The second half of a run knows nothing of how it began.
        service, workers, tiles = 0.001, 500, 60_000
        for load in (0.3, 0.6, 0.8):
            seconds = np.random.default_rng(3).exponential(workers * service / load, 2 * tiles)
            cluster = Cluster(workers, 1, service=service)
            half, whole = (simulate(cluster, Work(seconds[:n])) for n in (tiles, 2 * tiles))
            waited = (whole.claiming - half.claiming) / tiles - service
            expected = load * service / (2 * (1 - load))
            self.assertAlmostEqual(waited / expected, 1, delta=0.1, msg=str(load))

    def test_threads_of_a_rank_claim_one_at_a_time(self) -> None:
        # 16 threads, 1 s a tile, 0.25 s a claim: four tiles a second at most.
        outcome = simulate(Cluster(1, 16, latency=0.25), equal(400))
        self.assertAlmostEqual(outcome.total, (400 + 16) * 0.25)  # 16 find nothing
        outcome = simulate(Cluster(16, 1, latency=0.25), equal(400))
        self.assertAlmostEqual(outcome.total, 400 / 16 * 1.25, delta=1)


class Writing(unittest.TestCase):
    def test_a_writer_that_keeps_up_takes_its_share(self) -> None:
        outcome = simulate(Cluster(1, 1), equal(100, write=0.1))
        self.assertAlmostEqual(outcome.total, 110)

    def test_a_slow_disk_decides_and_memory_is_bounded(self) -> None:
        work = equal(400, bytes=1e6)
        outcome = simulate(Cluster(1, 8, rank_bandwidth=2e6), work)
        self.assertAlmostEqual(outcome.total, 200, delta=2)
        self.assertGreater(outcome.waiting, 0)
        outcome = simulate(Cluster(100, 1, shared_bandwidth=20e6), work)
        self.assertAlmostEqual(outcome.total, 20, delta=1.5)

    def test_the_leader_copies_at_the_end(self) -> None:
        work = equal(100, copy=0.1, meanwhile=False, finish=0.01)
        self.assertAlmostEqual(simulate(Cluster(4, 1), work).total, 25 + 7.5 + 1)
        self.assertAlmostEqual(simulate(Cluster(1, 4), work).total, 25 + 1)

    def test_the_leader_copies_while_tiles_are_computed(self) -> None:
        # Each second the three others have a tile: 0.3 s of copying, and so at the end.
        work = equal(100, copy=0.1, finish=0.01)
        self.assertAlmostEqual(simulate(Cluster(4, 1), work).total, 25 + 0.3 + 1)
        self.assertAlmostEqual(simulate(Cluster(1, 4), work).total, 25 + 1)
        # A leader that cannot keep up begins after a second, and never rests.
        work = equal(100, copy=1.0)
        self.assertAlmostEqual(simulate(Cluster(4, 1), work).total, 1 + 75)

    def test_messages_saturate_the_leader(self) -> None:
        outcome = simulate(Cluster(50, 1), equal(2000, message=0.1))
        others = 2000 / outcome.total  # tiles a second, of which the leader sends none
        self.assertAlmostEqual(others, 10 * 50 / 49, delta=1)
        # Or the link by which they come, if that is slower.
        work = equal(2000, bytes=1, message=0.01, leader_bandwidth=10)
        self.assertAlmostEqual(2000 / simulate(Cluster(50, 1), work).total, others, delta=1)
        outcome = simulate(Cluster(5, 1), equal(200, message=0.01))
        self.assertGreater(outcome.efficiency(5), 0.99)


class Tiles(unittest.TestCase):
    def test_more_tiles_of_the_same_kind(self) -> None:
        times = stretched([1.0, 1.0, 4.0, 4.0], 4000)
        self.assertEqual(len(times), 4000)
        self.assertGreater(times[3000:].mean(), 3 * times[:1000].mean())
        np.testing.assert_array_equal(times, stretched([1.0, 1.0, 4.0, 4.0], 4000))

    def test_the_same_again_and_quickly(self) -> None:
        start = time.process_time()
        cluster = Cluster(100, 8, latency=1e-5, service=1e-6, shared_bandwidth=1e9)
        outcomes = [simulate(cluster, Work(uneven(20_000).compute, 1e5, 1e-3)) for _ in range(2)]
        self.assertEqual(*outcomes)
        self.assertTrue(math.isfinite(outcomes[0].total))
        self.assertLess(time.process_time() - start, 20)


if __name__ == "__main__":
    unittest.main()
