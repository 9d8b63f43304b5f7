# SPDX-License-Identifier: Apache-2.0
"""Ranks on several hosts that see each other over a network: the file is the serial run's, and if a host is lost
the job ends and the others go on."""

import pathlib
import re
import signal
import subprocess
import tempfile
import time
import unittest

import h5py

from file_contents import OF_RUN, differences
from hosts import CannotMake, Hosts
from program import PROGRAM, SANITIZED, InFolder
from test_mpi import ANALYSIS, ENVIRONMENT, LONG, LONG_TILE, MPIRUN, WITH_MPI

# Open MPI's daemons look after 2 s of silence, and thrice more. By default it takes them 8 minutes.
WATCHFUL = {"oob_tcp_keepalive_time": 2, "oob_tcp_keepalive_intvl": 1, "oob_tcp_keepalive_probes": 3}

# What may differ from a file that was written on the test's own host.
BUT = frozenset(OF_RUN | {"host"})

RUN = ("lasting.toml", "-o", "x.h5", "--tile", LONG_TILE, "--threads", "1")


@unittest.skipIf(MPIRUN is None, "there is no mpirun here")
@unittest.skipIf(not WITH_MPI.exists(), "entente-mpi has not been built: no MPI was found")
class OnHosts(InFolder):
    reference = None

    def setUp(self):
        super().setUp()
        (self.folder / "lasting.toml").write_text(LONG, encoding="utf-8")
        surroundings = self.folder / "surroundings.toml"  # which is no result
        surroundings.mkdir()
        try:
            self.hosts = Hosts(surroundings, 3)
        except CannotMake as reason:
            self.skipTest(f"no hosts can be made here: {reason}")
        self.addCleanup(self.hosts.remove)
        self.a, self.b, self.c = self.hosts.names

    def begin(self, hosts, *words, ranks=2, **settings):
        """Has mpirun, on host a, start a run of so many ranks on each of `hosts`; Open MPI puts the first on a."""
        options = [f"--mca {name} {value}" for name, value in {**WATCHFUL, **settings}.items()]
        command = [
            *self.hosts.enter(self.a), MPIRUN, "--mca", "plm_rsh_agent", self.hosts.agent, *" ".join(options).split(),
            "--host", ",".join(f"{host}:{ranks}" for host in hosts), "--map-by", "slot", "--bind-to", "none",
            "-n", ranks * len(hosts), *words,
        ]  # fmt: skip
        run = subprocess.Popen(
            list(map(str, command)),
            cwd=self.folder,
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(run.kill)
        return run

    def end(self, run):
        """Waits for it; returns what it printed, and its errors."""
        try:
            return run.communicate(timeout=240 if SANITIZED else 120)
        except subprocess.TimeoutExpired:
            run.kill()
            self.hosts.remove()  # what holds the pipes
            self.fail(f"it does not end: {run.communicate()}")

    def run_on(self, hosts, *words, **options):
        run = self.begin(hosts, PROGRAM, "run", *words, **options)
        out, errors = self.end(run)
        self.assertEqual(run.returncode, 0, out + errors)
        return out, errors

    def begin_lasting(self, hosts, *words, **settings):
        """Starts a lasting run, and waits until every rank has begun and some dozen tiles are written."""
        run = self.begin(hosts, PROGRAM, "run", *RUN, *words, **settings)
        at_first = []

        def has_tiles():
            sizes = self.journals().values()
            if len(sizes) == 2 * len(hosts):
                at_first.append(sum(sizes))
            return at_first and sum(sizes) > at_first[0] + 2000

        self.wait_until(has_tiles, run)
        return run

    def nobody_is_left(self, host):
        end = time.monotonic() + 60
        while left := self.hosts.processes(host):
            self.assertLess(time.monotonic(), end, f"{left} run still on {host}")
            time.sleep(0.05)

    def is_right(self):
        """That the file is the one of an undisturbed run (computed once for all tests)."""
        if OnHosts.reference is None:
            folder = tempfile.TemporaryDirectory(prefix="entente-test-")
            unittest.addModuleCleanup(folder.cleanup)
            OnHosts.reference = pathlib.Path(folder.name) / "one.h5"
            self.succeed("run", "lasting.toml", "-o", OnHosts.reference, "--tile", LONG_TILE, "--quiet")
        self.assertEqual(differences(OnHosts.reference, self.folder / "x.h5", BUT), [])
        self.assertEqual(self.files(), ["x.h5"])

    def resume(self, host, *words):
        """Goes on with a single process, on a host."""
        command = [*self.hosts.enter(host), PROGRAM, "run", "lasting.toml", "-o", "x.h5", "--tile", str(LONG_TILE)]
        return subprocess.run(
            [*command, "--resume", *words], cwd=self.folder, capture_output=True, text=True, check=False, timeout=240
        )

    def goes_on(self, host, *words):
        """It finishes what is there. (Nothing may be missing: what the lost host had begun may be written by then.)"""
        is_whole = (self.folder / "x.h5").exists()
        run = self.resume(host, *words)
        self.assertEqual(run.returncode, 0, run.stderr)
        if is_whole:
            self.assertEqual(run.stderr, "x.h5: complete and sound, nothing to do\n")
            return self.is_right()
        earlier = re.search(r"([\d,]+) scenarios are of earlier runs", run.stdout)
        self.assertGreaterEqual(int(earlier[1].replace(",", "")), 4 * LONG_TILE)
        return self.is_right()


class Undisturbed(OnHosts):
    def test_a_run_on_three_hosts_writes_the_file_of_one_process(self):
        run = self.begin_lasting(self.hosts.names)
        placed = [set(self.hosts.ranks(host)) for host in self.hosts.names]
        out, errors = self.end(run)
        self.assertEqual(run.returncode, 0, errors)
        self.assertEqual(placed, [{0, 1}, {2, 3}, {4, 5}])
        self.assertIn("on 6 ranks of 1 thread", errors)
        self.is_right()
        with h5py.File(self.folder / "x.h5") as file:
            self.assertIn(f" on {self.a} with 6 ranks of 1 thread", file.attrs["history"])

    def test_indices_have_the_same_bits(self):
        study = ANALYSIS.format(
            design='kind = "saltelli"\npoints = 16384\nreplicates = 4\nsecond_order = true', sensitivity=""
        )
        (self.folder / "indices.toml").write_text(study, encoding="utf-8")
        words = ("indices.toml", "--tile", "512", "--threads", "1", "--quiet", "-o")
        self.succeed("run", *words, "one.h5")
        self.run_on([self.b, self.c], *words, "x.h5")  # none where mpirun is
        self.assertEqual(differences(self.folder / "one.h5", self.folder / "x.h5", BUT), [])

    def test_a_rank_that_fails_says_on_which_host(self):
        script = '[ "$OMPI_COMM_WORLD_RANK" != 3 ] || exec "$0" run none.toml; exec "$0" "$@"'
        run = self.begin([self.a, self.b], "sh", "-c", script, PROGRAM, "run", *RUN)
        _, errors = self.end(run)
        self.assertEqual(run.returncode, 2, errors)
        self.assertRegex(errors, rf"(?m)^rank 3 on {self.b}: cannot read 'none.toml'")


@unittest.skipIf(SANITIZED, "MPI ends the ranks before a sanitizer has")
class Disturbed(OnHosts):
    def lose_half_way(self, lost, others, lose):
        """Loses a host; returns the errors."""
        run = self.begin_lasting(sorted([lost, *others]), "--quiet")
        lose(lost)
        _, errors = self.end(run)
        self.assertNotEqual(run.returncode, 0, errors)
        self.nobody_is_left(lost)
        return errors

    def test_a_host_without_power_ends_the_job_and_the_others_go_on(self):
        errors = self.lose_half_way(self.b, [self.a], self.hosts.turn_off)
        self.assertIn("ORTE has lost communication with a remote daemon", errors)
        self.assertRegex(errors, rf"(?m)Remote daemon: .* on node {self.b}$")
        if not (self.folder / "x.h5").exists():
            self.assertRegex(errors, r"interrupted: [\d,]+ of [\d,]+ scenarios are in x\.h5\.partial .*--resume")
        self.goes_on(self.a)

    def test_a_host_that_is_cut_off_with_the_leader_ends_by_itself_too(self):
        errors = self.lose_half_way(self.b, [self.c], self.hosts.cut_off)
        self.assertIn("ORTE has lost communication with a remote daemon", errors)
        # Nobody knows here that the leader has died.
        if not (self.folder / "x.h5").exists():
            self.assertRegex(self.resume(self.c).stderr, rf"x\.h5\.partial: another run .* on {self.b} .*--take-over")
        self.goes_on(self.c, "--take-over")

    def test_a_host_whose_processes_are_all_killed_ends_the_job(self):
        self.lose_half_way(self.b, [self.a], self.hosts.kill)
        self.goes_on(self.a)

    def ask_to_stop(self, number, next_host):
        """Sends mpirun a signal half-way; returns its exit status and the errors."""
        run = self.begin_lasting([self.a, self.b], "--quiet")
        run.send_signal(number)
        _, errors = self.end(run)
        for host in (self.a, self.b):
            self.nobody_is_left(host)
        self.goes_on(next_host)
        return run.returncode, errors

    def test_a_warning_to_mpirun_stops_the_ranks_of_all_hosts(self):
        status, errors = self.ask_to_stop(signal.SIGUSR1, self.b)
        self.assertEqual(status, 130, errors)
        self.assertEqual(errors.count("interrupted: "), 1, errors)

    def test_mpirun_that_is_ended_kills_the_ranks_after_a_second(self):
        status, errors = self.ask_to_stop(signal.SIGTERM, self.a)
        self.assertNotEqual(status, 0, errors)


if __name__ == "__main__":
    unittest.main()
