# SPDX-License-Identifier: Apache-2.0
"""Threads stay on the CPUs they are given, on this machine and where it is made to look like two NUMA
nodes of one CPU each; the results do not depend on it."""

import ctypes
import errno
import os
import pathlib
import platform
import re
import shutil
import signal
import struct
import subprocess
import time
import unittest

import h5py

from program import MPI_ENVIRONMENT, PROGRAM, SANITIZED, InFolder

CPUS = sorted(os.sched_getaffinity(0))
OPENMP = ("OMP_PROC_BIND", "OMP_PLACES", "GOMP_CPU_AFFINITY", "KMP_AFFINITY")
MPIRUN = shutil.which("mpirun.openmpi")
SETAFFINITY = {"x86_64": 203, "aarch64": 122}.get(platform.machine())


def surroundings(**variables):
    """This process's environment as if nobody had said anything of CPUs, and `variables`."""
    kept = {k: v for k, v in os.environ.items() if k not in OPENMP and not k.startswith("HWLOC_")}
    return kept | variables


def two_nodes(**variables):
    """An environment in which the machine has two NUMA nodes: CPU 0, and CPU 1."""
    shape = {"HWLOC_SYNTHETIC": "numa:2 core:1 pu:1", "HWLOC_THISSYSTEM": "1"}
    return surroundings(**(shape | variables))


def places_of(process):
    """On which CPUs its threads may be."""
    found = set()
    for status in pathlib.Path(f"/proc/{process}/task").glob("*/status"):
        try:
            text = status.read_text(encoding="ascii")
        except (FileNotFoundError, ProcessLookupError):
            continue
        found.add(re.search(r"^Cpus_allowed_list:\s*(.*)$", text, re.MULTILINE).group(1))
    return found


def busy_cpus(process):
    """The CPUs on which those of its threads were last that have computed for a fifth of a second."""
    found = set()
    for stat in pathlib.Path(f"/proc/{process}/task").glob("*/stat"):
        try:
            fields = stat.read_text(encoding="ascii").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        user_ticks, processor = int(fields[11]), int(fields[36])  # fields 14 and 39 of proc(5)
        if user_ticks * 5 >= os.sysconf("SC_CLK_TCK"):
            found.add(processor)
    return found


def children(process):
    """The processes that it has begun."""
    lists = pathlib.Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for file in lists for child in file.read_text(encoding="ascii").split()]


def forbid_setaffinity():
    """From now on sched_setaffinity fails in this process, as in a sandbox (seccomp)."""
    load, compare, answer = 0x20, 0x15, 0x06  # of the system call's number
    program = b"".join(
        struct.pack("HBBI", *step)
        for step in (
            (load, 0, 0, 0),
            (compare, 0, 1, SETAFFINITY),
            (answer, 0, 0, 0x00050000 | errno.EPERM),
            (answer, 0, 0, 0x7FFF0000),
        )
    )
    steps = ctypes.create_string_buffer(program)
    filter_ = ctypes.create_string_buffer(struct.pack("HxxxxxxP", 4, ctypes.addressof(steps)))
    libc = ctypes.CDLL(None, use_errno=True)
    no_new_privileges, seccomp, with_filter = 38, 22, 2
    if libc.prctl(no_new_privileges, 1, 0, 0, 0) or libc.prctl(seccomp, with_filter, filter_, 0, 0):
        raise OSError(ctypes.get_errno(), "no seccomp filter here")


@unittest.skipUnless(CPUS[:2] == [0, 1], f"CPUs 0 and 1 are not this process's, which has {CPUS}")
class Placement(InFolder):
    def crew(self, *words, environment=None, **options):
        """How `plan` describes the crew; it may use CPUs 0 and 1."""
        shown = self.succeed("plan", "grid.toml", *words, env=environment or surroundings(), **options)
        return re.search(r"^crew +(.*)$", shown, re.MULTILINE).group(1)

    def on_two_cpus(self):
        os.sched_setaffinity(0, {0, 1})

    def on_one_cpu(self):
        os.sched_setaffinity(0, {1})

    def test_one_node_is_left_to_the_system(self):
        one = surroundings(HWLOC_SYNTHETIC="numa:1 core:2 pu:1", HWLOC_THISSYSTEM="1")
        plain = r"^2 threads \(tbb, \w+\)$"
        for words in ((), ("--pin", "auto"), ("--pin", "off")):
            self.assertRegex(self.crew("--threads", "2", *words, environment=one), plain)
        self.assertIn(", one CPU each)", self.crew("--threads", "2", "--pin", "on", environment=one))

    def test_two_nodes_are_used_unless_something_speaks_against_it(self):
        bound, plain = ", on 2 NUMA nodes, one CPU each)", r"^\d threads? \((tbb|openmp), \w+\)$"
        two = ("--threads", "2")
        for words in ((), ("--pin", "auto"), ("--pin", "on"), ("--backend", "openmp")):
            self.assertIn(bound, self.crew(*two, *words, environment=two_nodes()))
        self.assertIn(", on 1 NUMA node", self.crew("--threads", "1", environment=two_nodes()))
        self.assertRegex(self.crew(*two, "--pin", "off", environment=two_nodes()), plain)
        # More threads than CPUs; CPUs of one node; somebody else's decision; another machine.
        limited = {"environment": two_nodes(), "preexec_fn": self.on_two_cpus}
        self.assertRegex(self.crew("--threads", "3", **limited), plain)
        limited["preexec_fn"] = self.on_one_cpu
        self.assertRegex(self.crew("--threads", "1", **limited), plain)
        for variable in OPENMP:
            environment = two_nodes(**{variable: "false" if "BIND" in variable else "0-1"})
            with self.subTest(variable):
                self.assertRegex(self.crew(*two, environment=environment), plain)
        self.assertIn(bound, self.crew(*two, "--pin", "on", environment=two_nodes(OMP_PROC_BIND="false")))
        elsewhere = two_nodes(HWLOC_THISSYSTEM="0")
        self.assertRegex(self.crew(*two, environment=elsewhere), plain)

    def test_openmp_that_binds_the_main_thread_leaves_the_others_their_cpus(self):
        both, second = r"^2 threads \(", r"^1 thread \("
        for variables, crew in (
            ({"OMP_PROC_BIND": "true"}, both),
            ({"OMP_PROC_BIND": "spread"}, both),
            ({"OMP_PLACES": "cores"}, both),
            ({"OMP_PLACES": "threads", "OMP_PROC_BIND": "close"}, both),
            ({"OMP_PLACES": "sockets"}, both),
            ({"OMP_PLACES": "{0},{1}"}, both),
            ({"GOMP_CPU_AFFINITY": "0-1"}, both),
            ({"OMP_PROC_BIND": "false", "OMP_PLACES": "cores"}, both),
            ({"OMP_PLACES": "{1}"}, second),
            ({"GOMP_CPU_AFFINITY": "1"}, second),
            ({"OMP_PROC_BIND": "master"}, second),
        ):
            for backend in ("tbb", "openmp"):
                with self.subTest(variables, backend=backend):
                    limited = {"environment": surroundings(**variables), "preexec_fn": self.on_two_cpus}
                    self.assertRegex(self.crew("--backend", backend, **limited), crew)
        limited = {"environment": surroundings(OMP_PROC_BIND="true"), "preexec_fn": self.on_one_cpu}
        self.assertRegex(self.crew(**limited), second)

    def test_threads_have_cpus_of_their_own_where_openmp_binds(self):
        for backend in ("tbb", "openmp"):
            with self.subTest(backend):
                run = self.begin(
                    *("run", "long.toml", "-o", "x.h5", "--force", "--backend", backend),
                    env=surroundings(OMP_PROC_BIND="true"),
                    preexec_fn=self.on_two_cpus,
                )
                self.addCleanup(run.kill)
                found, end = set(), time.monotonic() + 60
                while len(found) < 2 and time.monotonic() < end and run.poll() is None:
                    found = busy_cpus(run.pid)
                    time.sleep(0.01)
                run.send_signal(signal.SIGINT)
                _, messages = run.communicate(timeout=60)
                self.assertIn(f"on 2 threads ({backend}, ", messages)
                self.assertEqual(found, {0, 1})

    def test_nodes_have_all_their_cpus(self):
        shape = surroundings(HWLOC_SYNTHETIC="numa:1 core:1 pu:2", HWLOC_THISSYSTEM="1")
        self.assertNotIn("NUMA", self.crew("--threads", "2", environment=shape))
        shape["HWLOC_SYNTHETIC"] = f"numa:{CPUS[-1] + 1} core:1 pu:1"
        words = ("--threads", str(len(CPUS)))
        self.assertIn(f"on {len(CPUS)} NUMA nodes", self.crew(*words, environment=shape))

    @unittest.skipIf(MPIRUN is None, "there is no Open MPI here")
    @unittest.skipIf(not pathlib.Path(PROGRAM).with_name("entente-mpi").exists(), "entente-mpi has not been built")
    def test_ranks_that_share_a_machine_divide_it(self):
        self.check_places_of_ranks(two_nodes(), {"0", "1"}, [["0"], ["1"]])

    @unittest.skipIf(MPIRUN is None, "there is no Open MPI here")
    @unittest.skipIf(not pathlib.Path(PROGRAM).with_name("entente-mpi").exists(), "entente-mpi has not been built")
    def test_ranks_are_not_bound_to_one_place_of_openmp(self):
        bound = surroundings(OMP_PROC_BIND="true")
        self.check_places_of_ranks(bound, {"0", "1", "0-1"}, [["0-1"], ["0-1"]])

    def check_places_of_ranks(self, environment, looked_for, expected):
        """Of these places the threads of two ranks, which the launcher has not bound, come to stay at those
        that are expected of each."""
        run = subprocess.Popen(
            [MPIRUN, "--bind-to", "none", "--oversubscribe", "-n", "2", PROGRAM, "run", "long.toml", "-o", "x.h5"]
            + ["--threads", "1"],
            cwd=self.folder,
            env=environment | MPI_ENVIRONMENT,
            preexec_fn=self.on_two_cpus,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(run.kill)
        # MPI goes from CPU to CPU when it begins, to see what they are.
        found, steady, end = [], 0, time.monotonic() + 100
        while steady < 8 and time.monotonic() < end and run.poll() is None:
            found = sorted(sorted(places_of(process) & looked_for) for process in children(run.pid))
            steady = steady + 1 if found == expected else 0
            time.sleep(0.05)
        run.send_signal(signal.SIGINT)
        _, messages = run.communicate(timeout=400)
        self.assertIn("2 ranks of 1 thread (tbb, ", messages)
        self.assertEqual(found, expected, messages)

    def places(self, *words, environment):
        """On which CPUs the threads of a long run may be, once there are two places of one CPU; all
        places that were seen if they do not come."""
        data = self.folder / "x.h5.partial" / "1.h5"
        shutil.rmtree(data.parent, ignore_errors=True)
        run = self.begin("run", "long.toml", "-o", "x.h5", "--threads", "2", *words, env=environment)
        self.addCleanup(run.kill)
        found, end = set(), time.monotonic() + 100
        while not {"0", "1"} <= found and time.monotonic() < end and run.poll() is None:
            found |= places_of(run.pid)
            time.sleep(0.05)
            # A run whose threads are free tells by having written something. Before that, some OpenMP goes
            # from CPU to CPU to see what they are.
            if "off" in words and data.exists() and data.stat().st_size > 300_000:
                found = places_of(run.pid)
                break
        run.send_signal(signal.SIGINT)
        _, messages = run.communicate(timeout=400)
        self.assertEqual(run.returncode, 130, messages)
        return found

    def test_threads_of_a_run_are_where_they_should_be(self):
        for backend in ("tbb", "openmp"):
            with self.subTest(backend):
                words = ("--backend", backend)
                self.assertLessEqual({"0", "1"}, self.places(*words, environment=two_nodes()))
                found = self.places(*words, "--pin", "off", environment=two_nodes())
                self.assertEqual(len(found), 1, found)

    def test_results_are_the_same_bits(self):
        values = set()
        for number, backend in enumerate(("serial", "tbb", "openmp")):
            for how in ("auto", "on", "off"):
                file = f"{number}{how}.h5"
                words = ("--backend", backend, "--pin", how, "--tile", "100", "--limit", "20_000")
                self.succeed("run", "sample.toml", "-o", file, *words, env=two_nodes())
                with h5py.File(self.folder / file) as found:
                    values.add(found["island.stability"][()].tobytes())
        self.assertEqual(len(values), 1)

    def test_wrong_words_are_refused(self):
        for words, message in (
            (("--pin", "maybe"), "--pin: 'maybe' is unknown (valid: auto, on, off)\n"),
            (
                ("--pin", "on", "--threads", "3"),
                "--pin on: 3 threads have no CPU each, as this process may use 2 "
                "(ask for fewer threads, or --pin auto)\n",
            ),
        ):
            result = self.call(
                "run", "grid.toml", *words, env=surroundings(), preexec_fn=self.on_two_cpus
            )
            self.assertEqual((result.returncode, result.stderr), (2, message))
            self.assertEqual(self.files(), [])

    @unittest.skipUnless(SETAFFINITY, f"the number of sched_setaffinity on {platform.machine()} is not known here")
    @unittest.skipIf(SANITIZED, "a sanitizer has threads and system calls of its own")
    def test_a_system_that_forbids_it_is_warned_of_once(self):
        words = ("run", "sample.toml", "-o", "x.h5", "--limit", "20_000", "--threads", "2", "--quiet", "--force")
        sandbox = {"preexec_fn": forbid_setaffinity}
        warning = (
            "warning: threads are not bound to CPUs: the system does not let this process do so "
            "(--pin off does not ask)\n"
        )
        for environment, how, expected in (
            (two_nodes(), "auto", warning),
            (two_nodes(), "off", ""),
            (surroundings(), "on", warning),
        ):
            result = self.call(*words, "--pin", how, env=environment, **sandbox)
            self.assertEqual((result.returncode, result.stderr), (0, expected))
        elsewhere = two_nodes(HWLOC_THISSYSTEM="0")
        result = self.call(*words, "--pin", "on", env=elsewhere)
        self.assertEqual(result.returncode, 0)
        self.assertIn("it is not known which", result.stderr)


if __name__ == "__main__":
    unittest.main()
