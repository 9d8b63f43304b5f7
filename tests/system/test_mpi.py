# SPDX-License-Identifier: Apache-2.0
"""Many ranks, one result: the file is the serial run's, whatever number of ranks computed it, and whoever of
them died on the way."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import time
import unittest

import h5py

from file_contents import differences
from program import MPI_ENVIRONMENT, PROGRAM, SANITIZED, InFolder

MPIRUN = shutil.which("mpirun.openmpi") or shutil.which("mpirun")
WITH_MPI = pathlib.Path(PROGRAM).with_name("entente-mpi")

ENVIRONMENT = os.environ | MPI_ENVIRONMENT

# How long it waits, always, when a rank has died, before it kills those that it has asked to end; a second
# is little on a busy machine.
PATIENT = ENVIRONMENT | {"OMPI_MCA_odls_base_sigkill_timeout": "8"}

GRID = """\
title = "A grid for many ranks"
model = "alliance"
theatres = ["island.toml"]
horizon = 6

[parameters]
recovery = { from = 0, to = 1, points = 12 }
mirror = { from = 0, to = 1, points = 15 }
"island.belief" = { from = 0.1, to = 0.9, points = 25 }

[output]
variables = ["island.stability", "island.yearly_credence", "island.weakest_member", "status"]
"""

SAMPLE = """\
title = "A sample for many ranks"
model = "alliance"
theatres = ["island.toml"]
horizon = 4

[parameters]
"*" = "plausible"

[design]
kind = "sobol"
scenarios = 6_000
seed = 3

[output]
compression = "none"
"""

# Some ten seconds of one core, in 800 tiles.
LASTING = 400_000 if SANITIZED else 2_000_000
LONG_TILE = LASTING // 800
LONG = SAMPLE.replace("6_000", str(LASTING)).replace("horizon = 4", "horizon = 60").replace(
    'compression = "none"', 'variables = ["island.stability"]\nparameters = "none"'
)

# More than 100 MB.
BULKY = SAMPLE.replace("6_000", "1_000_000")

ANALYSIS = """\
title = "Indices by many ranks"
model = "analytic"
function = "ishigami"

[parameters]
"*" = "plausible"

[design]
{design}
seed = 7

[sensitivity]
{sensitivity}
"""

DESIGNS = {
    "saltelli": ('kind = "saltelli"\npoints = 8192\nreplicates = 8\nsecond_order = true', ""),
    "bootstrap": ('kind = "saltelli"\npoints = 4096', "bootstrap = 20"),
    "until": ('kind = "saltelli"\npoints = 65536\nreplicates = 8', "until_ci = 0.01"),
    "morris": ('kind = "morris"\npoints = 4096', ""),
    "fast": ('kind = "fast"\npoints = 4096\nreplicates = 8', ""),
    "regression": ('kind = "sobol"\nscenarios = 65536', ""),
}


@unittest.skipIf(MPIRUN is None, "there is no mpirun here")
@unittest.skipIf(not WITH_MPI.exists(), "entente-mpi has not been built: no MPI was found")
class Mpi(InFolder):
    def setUp(self):
        super().setUp()
        for name, text in (("many", GRID), ("drawn", SAMPLE), ("lasting", LONG), ("bulky", BULKY)):
            (self.folder / f"{name}.toml").write_text(text, encoding="utf-8")

    def begin_ranks(self, ranks, *words, environment=ENVIRONMENT):
        """Starts a run of so many ranks in the folder."""
        return subprocess.Popen(
            [MPIRUN, "--oversubscribe", "-n", str(ranks), PROGRAM, "run", *map(str, words)],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run_ranks(self, ranks, *words, status=0):
        """Runs it to its end; returns what it printed, and its errors."""
        run = self.begin_ranks(ranks, *words)
        self.addCleanup(run.kill)
        out, errors = run.communicate(timeout=400)
        self.assertEqual(run.returncode, status, out + errors)
        return out, errors

    def processes(self, file):
        """Those of the ranks that write `file`: process numbers by rank."""
        found = {}
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                words = (process / "cmdline").read_bytes().decode().split("\0")
                if file not in words or "run" not in words:
                    continue
                environment = (process / "environ").read_bytes().decode(errors="replace")
                folder = (process / "cwd").resolve()
            except (OSError, UnicodeDecodeError):  # it has ended meanwhile, or is another's
                continue
            rank = re.search(r"\0OMPI_COMM_WORLD_RANK=(\d+)\0", environment)
            if rank and folder == self.folder.resolve():
                found[int(rank[1])] = int(process.name)
        return found

    def expect_same(self, file, reference):
        self.assertEqual(differences(self.folder / reference, self.folder / file), [])

    def test_any_number_of_ranks_writes_the_same_file(self):
        for study in ("many", "drawn"):
            self.succeed("run", f"{study}.toml", "-o", f"{study}.h5", "--tile", "100", "--quiet")
            for ranks in (1, 2, 3, 4, 7):
                backend = ("tbb", "openmp", "serial")[ranks % 3]
                threads = () if backend == "serial" else ("--threads", "2")
                with self.subTest(study=study, ranks=ranks):
                    words = (f"{study}.toml", "-o", "x.h5", "--tile", "100", "--backend", backend, *threads)
                    out, errors = self.run_ranks(ranks, *words)
                    self.expect_same("x.h5", f"{study}.h5")
                    self.succeed("verify", "x.h5", "--quiet")
                    # One rank speaks.
                    self.assertEqual(len(re.findall(r"^x\.h5, ", out, re.M)), 1)
                    if ranks > 1:
                        self.assertEqual(len(re.findall(rf"on {ranks} ranks of ", errors)), 1, errors)
                        with h5py.File(self.folder / "x.h5") as file:
                            self.assertEqual(file.attrs["ranks"], ranks)
                            self.assertIn(f"with {ranks} ranks of ", file.attrs["history"])
                    (self.folder / "x.h5").unlink()
                    self.assertEqual(self.files(), sorted({"many.h5", f"{study}.h5"}))

    def test_every_rank_computes_and_the_leader_copies_meanwhile(self):
        run = self.begin_ranks(3, "lasting.toml", "-o", "x.h5", "--tile", LONG_TILE, "--threads", "1", "--quiet")
        self.addCleanup(run.kill)
        # All three journals grow, and the leader's has the tiles of the others, too.
        self.wait_until(lambda: len(self.journals()) == 3, run)
        first = self.journals()

        def grown_and_copied():
            now = self.journals()
            others = sum(size for name, size in now.items() if name != "1.journal")
            return now.get("1.journal", 0) > others and all(size > first[name] for name, size in now.items())

        self.wait_until(grown_and_copied, run)
        # Meanwhile: the others go on.
        then = self.journals()
        self.wait_until(lambda: all(self.journals()[f"{i}.journal"] > then[f"{i}.journal"] for i in (2, 3)), run)
        run.communicate(timeout=400)
        self.assertEqual(run.returncode, 0)

    def test_more_ranks_than_tiles(self):
        self.succeed("run", "grid.toml", "-o", "one.h5", "--quiet")
        self.run_ranks(5, "grid.toml", "-o", "x.h5", "--threads", "1", "--quiet")
        self.expect_same("x.h5", "one.h5")

    def test_indices_have_the_same_bits(self):
        for name, (design, sensitivity) in DESIGNS.items():
            study = self.folder / f"{name}.toml"
            study.write_text(ANALYSIS.format(design=design, sensitivity=sensitivity), encoding="utf-8")
            words = (study.name, "--tile", "512", "--quiet")
            self.succeed("run", *words, "-o", f"{name}.h5", "--threads", "2")
            for ranks in (2, 3, 7):
                with self.subTest(design=name, ranks=ranks):
                    self.run_ranks(ranks, *words, "-o", "x.h5", "--threads", "1")
                    self.expect_same("x.h5", f"{name}.h5")
                    (self.folder / "x.h5").unlink()

    def kill_a_rank(self, ranks, which, words, environment=ENVIRONMENT):
        """Kills a rank when the run has some tiles; returns the errors."""
        run = self.begin_ranks(ranks, *words, environment=environment)
        self.addCleanup(run.kill)
        before = self.journal_bytes()
        self.wait_until(lambda: self.journal_bytes() >= before + 6000 * ranks, run)
        os.kill(self.processes("x.h5")[which], signal.SIGKILL)
        _, errors = run.communicate(timeout=400)
        self.assertNotEqual(run.returncode, 0)
        return errors

    @unittest.skipIf(SANITIZED, "MPI ends the ranks before a sanitizer has")
    def test_a_rank_that_dies_leaves_what_any_number_of_ranks_goes_on_with(self):
        words = ("lasting.toml", "-o", "x.h5", "--tile", LONG_TILE, "--threads", "1", "--resume")
        self.succeed("run", "lasting.toml", "-o", "one.h5", "--tile", LONG_TILE, "--quiet")
        errors = self.kill_a_rank(4, 2, words, PATIENT)
        self.assertRegex(
            errors,
            r"interrupted: [\d,]+ of [\d,]+ scenarios are in x\.h5\.partial \('entente show' tells\); "
            r"--resume goes on with it",
        )
        self.assertRegex(self.succeed("show", "x.h5.partial"), r"[\d,]+ of 800 tiles")
        self.kill_a_rank(2, 0, words)  # the leader
        out, _ = self.run_ranks(3, *words)
        self.assertIn("scenarios are of earlier runs", out)
        self.expect_same("x.h5", "one.h5")
        self.assertEqual(self.files(), ["one.h5", "x.h5"])
        self.kill_a_rank(3, 1, (*words[:-1], "--force"))
        self.assertIn("scenarios are of earlier runs", self.succeed("run", *words))  # by one process
        self.expect_same("x.h5", "one.h5")

    def test_a_signal_stops_all_ranks(self):
        words = ("lasting.toml", "-o", "x.h5", "--tile", LONG_TILE, "--threads", "1", "--resume")
        waits = []
        for which in (0, 1):
            run = self.begin_ranks(3, *words)
            self.addCleanup(run.kill)
            self.wait_until(lambda: len(self.journals()) >= 3 * (which + 1), run)
            before = self.journal_bytes()
            self.wait_until(lambda: self.journal_bytes() > before and len(self.processes("x.h5")) == 3, run)
            began = time.monotonic()
            os.kill(self.processes("x.h5")[which], signal.SIGTERM)
            _, errors = run.communicate(timeout=400)
            waits.append(time.monotonic() - began)
            self.assertLess(waits[-1], 50)  # not by its end, nor by being killed
            self.assertEqual(run.returncode, 130, errors)
            self.assertEqual(errors.count("interrupted: "), 1, errors)
            self.assertTrue((self.folder / "x.h5.partial").is_dir())
        self.assertLess(min(waits), 15 if SANITIZED else 8)  # patience with dead ranks is 10 s
        self.run_ranks(2, *words, "--quiet")
        self.succeed("verify", "x.h5", "--quiet")

    def test_an_interrupted_analysis_goes_on_with_another_number_of_ranks(self):
        points = 131_072 if SANITIZED else 1_048_576
        design = f'kind = "saltelli"\npoints = {points}\nreplicates = 8\nsecond_order = true'
        study = self.folder / "long_analysis.toml"
        study.write_text(ANALYSIS.format(design=design, sensitivity=""), encoding="utf-8")
        words = (study.name, "--tile", "4096", "--threads", "1", "-o")
        self.succeed("run", *words, "one.h5", "--quiet")
        run = self.begin_ranks(3, *words, "x.h5")
        self.addCleanup(run.kill)
        has_begun = (self.folder / "x.h5.partial").is_dir
        self.wait_until(lambda: has_begun() and len(self.processes("x.h5")) == 3, run)
        os.kill(self.processes("x.h5")[1], signal.SIGTERM)
        _, errors = run.communicate(timeout=400)
        self.assertEqual(run.returncode, 130, errors)
        self.assertRegex(errors, rf"interrupted: [\d,]+ of {points:,} blocks are summed in x\.h5\.partial")
        self.run_ranks(2, *words, "x.h5", "--resume", "--quiet")
        self.expect_same("x.h5", "one.h5")
        _, errors = self.run_ranks(2, *words, "x.h5", "--resume")
        self.assertEqual(errors, "x.h5: complete and sound, nothing to do\n")
        _, errors = self.run_ranks(2, *words, "x.h5", "--resume", "--limit", "100000", status=2)
        self.assertEqual(errors.count("x.h5: complete, but not of this run"), 1, errors)

    def test_wrong_input_is_told_once(self):
        for words, line in (
            (("none.toml",), "cannot read 'none.toml': there is no such file"),
            (("many.toml", "--bogus"), "The following argument was not expected: --bogus ('entente run --help' explains)"),
            (("many.toml", "--threads", "0"), "--threads: 0 is out of range (valid: 1 to 4096)"),
        ):
            with self.subTest(line):
                _, errors = self.run_ranks(3, *words, status=2)
                self.assertEqual([e for e in errors.splitlines() if e == line], [line], errors)
                self.assertEqual(self.files(), [])
        self.run_ranks(2, "many.toml", "-o", "x.h5", "--quiet")
        _, errors = self.run_ranks(2, "many.toml", "-o", "x.h5", status=2)
        self.assertEqual(errors.splitlines().count("x.h5: exists already (--force replaces it)"), 1)
        _, errors = self.run_ranks(2, "many.toml", "-o", "x.h5", "--resume")
        self.assertEqual(errors, "x.h5: complete and sound, nothing to do\n")

    @unittest.skipIf(SANITIZED, "a sanitizer has memory of its own to map")
    def test_a_rank_that_fails_alone_says_who_it_is_and_ends_all(self):
        # The second rank may write less than a segment takes.
        wrapper = self.folder / "small_files.sh"
        wrapper.write_text(
            '#!/bin/sh\n[ "$OMPI_COMM_WORLD_RANK" = 1 ] && ulimit -f 50000\nexec "$@"\n', encoding="utf-8"
        )
        wrapper.chmod(0o755)
        words = ("bulky.toml", "-o", "x.h5", "--tile", "2000", "--threads", "1")
        run = subprocess.run(
            [MPIRUN, "--oversubscribe", "-n", "3", wrapper, PROGRAM, "run", *words],
            cwd=self.folder,
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
            timeout=400,
        )
        self.assertEqual(run.returncode, 1, run.stderr)
        self.assertRegex(
            run.stderr,
            r"(?m)^rank 1 on \S+: .*x\.h5\.partial.*File too large.*; what has been computed is kept: "
            r"--resume goes on with it$",
        )
        out, _ = self.run_ranks(2, *words, "--resume")
        self.assertIn("scenarios are of earlier runs", out)

    def test_other_commands_run_once(self):
        run = subprocess.run(
            [MPIRUN, "--oversubscribe", "-n", "3", PROGRAM, "models"],
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=True,
            timeout=400,
        )
        self.assertEqual(run.stdout, self.succeed("models"))

    def test_copies_that_cannot_work_together_are_refused(self):
        alone = self.folder / "entente"
        shutil.copy(PROGRAM, alone)  # there is no entente-mpi beside it
        environment = os.environ | {"OMPI_COMM_WORLD_SIZE": "4"}
        run = subprocess.run(
            [alone, "run", "many.toml"],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=400,
        )
        self.assertEqual(run.returncode, 1)
        self.assertRegex(run.stderr, r"^\S+/entente-mpi: No such file or directory: 4 ranks were started, ")
        # Another MPI's launcher: each process is alone in its world.
        run = subprocess.run(
            [WITH_MPI, "run", "many.toml"],
            cwd=self.folder,
            env=ENVIRONMENT | {"PMI_SIZE": "4"},
            capture_output=True,
            text=True,
            check=False,
            timeout=400,
        )
        self.assertEqual(run.returncode, 1, run.stderr)
        self.assertIn("the launcher has started 4 processes, but MPI sees each alone", run.stderr)


if __name__ == "__main__":
    unittest.main()
