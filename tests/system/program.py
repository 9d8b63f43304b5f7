# SPDX-License-Identifier: Apache-2.0
"""The program as a user calls it, and small studies to call it with."""

import contextlib
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

PROGRAM = os.environ["ENTENTE"]
CONFIGS = pathlib.Path(os.environ["ENTENTE_CONFIGS"])

# Built with a sanitizer, the program needs memory and time of its own.
SANITIZED = b"__asan_init" in pathlib.Path(PROGRAM).read_bytes() or (
    b"__tsan_init" in pathlib.Path(PROGRAM).read_bytes()
)

# Open MPI wants to be told that root means it. It leaks (lsan.supp).
MPI_ENVIRONMENT = {
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    "ASAN_OPTIONS": "fast_unwind_on_malloc=0",
    "LSAN_OPTIONS": f"suppressions={pathlib.Path(__file__).with_name('lsan.supp')}:print_suppressions=0",
}

THEATRE = """\
name = "island"
adversary = { name = "Sea", capability_bn_usd = 163.0 }
baseline = { integration = 1, differentiation = 0, credence = 0.8, theatre_share = 0.4, norm_target = 0.02 }
defaults = { integration = 1, differentiation = 0, belief = 0.7, rhetoric = 0, theatre_share = 0.4, threat_growth = 0.01 }
members = [
  { id = "ONE", name = "First", gdp_bn_usd = 900, burden = 0.013, distance_km = 1600, hns_share = 0.0001, wavering = 0 },
]
sources = ["invented"]
"""

GRID = """\
title = "A small grid"
model = "alliance"
theatres = ["island.toml"]
horizon = 3

[parameters]
recovery = { from = 0, to = 1, points = 11 }
mirror = [0, 0.25, 1]
"""

SAMPLE = """\
title = "A cheap sample"
model = "alliance"
theatres = ["island.toml"]
horizon = 1

[parameters]
"*" = "plausible"

[design]
kind = "random"
scenarios = 10_000_000
seed = 1

[output]
variables = ["island.stability"]
parameters = "none"
"""

# Some ten minutes on a core, and more than a megabyte a second.
LONG = SAMPLE.replace("horizon = 1", "horizon = 2").replace("10_000_000", "1_000_000_000")


class InFolder(unittest.TestCase):
    """A test in a folder of its own that holds grid.toml, sample.toml and long.toml."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="entente-test-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for name, text in (
            ("island", THEATRE),
            ("grid", GRID),
            ("sample", SAMPLE),
            ("long", LONG),
        ):
            (self.folder / f"{name}.toml").write_text(text, encoding="utf-8")

    def call(self, *words, **options):
        """Runs the program in the folder and waits for it."""
        return subprocess.run(
            [PROGRAM, *map(str, words)],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=400,
            **options,
        )

    def succeed(self, *words, **options):
        """Runs the program, which must succeed; returns its standard output."""
        result = self.call(*words, **options)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def begin(self, *words, **options):
        """Starts the program in the folder."""
        return subprocess.Popen(
            [PROGRAM, *map(str, words)],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )

    def journals(self, file="x.h5"):
        """Lengths of the journals of an unfinished run, which may remove one while this looks."""
        folder, found = self.folder / f"{file}.partial", {}
        with contextlib.suppress(FileNotFoundError):
            for name in os.listdir(folder):
                if name.endswith(".journal"):
                    with contextlib.suppress(FileNotFoundError):
                        found[name] = os.stat(folder / name).st_size
        return found

    def journal_bytes(self, file="x.h5"):
        return sum(self.journals(file).values())

    def wait_until(self, condition, run):
        """Waits for something that a run does; it must not end before."""
        end = time.monotonic() + 100
        while not condition():
            self.assertIsNone(run.poll(), "the run has ended")
            self.assertLess(time.monotonic(), end, "the run has done nothing")
            time.sleep(0.002)

    def begin_and_signal(self, which, condition, *words, file="x.h5", **options):
        """Starts a run that writes `file`, and sends it a signal as soon as `condition()`: returns it
        stopped (SIGSTOP) or ended. One that was faster, as happens when this test is not given a
        processor, is begun again."""
        for _ in range(50):
            run = self.begin(*words, **options)
            self.addCleanup(run.kill)
            end = time.monotonic() + 100
            while run.poll() is None and not condition():
                self.assertLess(time.monotonic(), end, "the run has done nothing")
                time.sleep(0.001)
            run.send_signal(which)
            if which == signal.SIGSTOP and run.returncode is None:
                felt = os.waitid(os.P_PID, run.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
                if felt.si_code == os.CLD_STOPPED:
                    return run
            if run.wait(timeout=400) != 0:
                return run
            run.communicate()
            (self.folder / file).unlink()
        return self.fail("the run has always ended before it was looked at")

    def files(self):
        """Names of the files in the folder, but for the inputs."""
        return sorted(p.name for p in self.folder.iterdir() if p.suffix != ".toml")
