# SPDX-License-Identifier: Apache-2.0
"""Memcheck finds nothing: no use of what was never written, no access out of bounds, no leak, in a
run on each back end and in what is said of its file. It knows instructions up to AVX2, so that
this shows as well that a program which finds no AVX-512 executes none."""

import pathlib
import shutil
import subprocess
import unittest

import program

HERE = pathlib.Path(__file__).resolve().parent
FOUND_SOMETHING = 99

STUDY = """\
model = "alliance"
theatres = ["island.toml"]
horizon = 2

[parameters]
"*" = "plausible"

[design]
kind = "sobol"
scenarios = 100
seed = 1
"""


def has_avx2():
    return "avx2" in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").split()


@unittest.skipIf(shutil.which("valgrind") is None, "valgrind is missing (Debian package valgrind)")
@unittest.skipIf(program.SANITIZED, "a sanitizer looks for the same, and has memory of its own")
class Memcheck(program.InFolder):
    def setUp(self):
        super().setUp()
        (self.folder / "study.toml").write_text(STUDY, encoding="utf-8")

    def check(self, *words):
        """Calls the program under memcheck, which must not find anything."""
        kinds = "definite,possible"
        memcheck = [
            "valgrind",
            "--quiet",
            "--leak-check=full",
            f"--show-leak-kinds={kinds}",
            f"--errors-for-leak-kinds={kinds}",
            f"--error-exitcode={FOUND_SOMETHING}",
            f"--suppressions={HERE / 'valgrind.supp'}",
        ]
        result = subprocess.run(
            [*memcheck, program.PROGRAM, *words],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=400,
        )
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def test_a_run_and_its_file(self):
        run = ["run", "study.toml", "--quiet", "--tile", "32"]
        # The widest instruction set that it finds there, and one by name.
        self.check(*run, "-o", "serial.h5", "--backend", "serial")
        self.check("show", "serial.h5")
        self.assertEqual(self.check("verify", "serial.h5", "--quiet"), "")
        isa = "avx2" if has_avx2() else "scalar"
        several = ["--threads", "2"]
        self.check(*run, *several, "-o", "tbb.h5", "--backend", "tbb", "--isa", isa)
        self.check(*run, *several, "-o", "openmp.h5", "--backend", "openmp", "--isa", "sse4")
        # What memcheck saw is what is computed without it.
        self.succeed(*run, "-o", "alone.h5", "--isa", isa)
        self.assertEqual(
            self.succeed("show", "tbb.h5", "--csv"), self.succeed("show", "alone.h5", "--csv")
        )

    def test_a_plan_and_a_trace(self):
        self.check("plan", "study.toml", "--threads", "2")
        self.check("trace", "study.toml", "--scenario", "1")


if __name__ == "__main__":
    unittest.main()
