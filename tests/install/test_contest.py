# SPDX-License-Identifier: Apache-2.0
"""A project of one's own adds a model to the installed program."""

import os
import re
import shutil
import subprocess
import unittest

from installed import CMAKE, MPI, SOURCES, Installed, call, rows

PROJECT = SOURCES / "tests/install/contest"
SAMPLE = """\
title = "A sample of contests"
model = "contest"
[parameters]
"*" = "plausible"
[design]
kind = "saltelli"
points = 4096
"""


class Contest(Installed):
    """A project of one's own. It is built once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build = cls.folder / "build"
        cls.said = call(CMAKE, "-S", PROJECT, "-B", cls.build, f"-DCMAKE_PREFIX_PATH={cls.prefix}")
        cls.said += call(CMAKE, "--build", cls.build)
        cls.program = cls.build / "my_entente"
        cls.study = cls.folder / "contest.toml"
        cls.study.write_text(call(cls.program, "new", "contest"), encoding="utf-8")

    def test_its_model_is_the_one_that_HACKING_shows(self):
        text = (SOURCES / "HACKING.md").read_text(encoding="utf-8")
        shown = re.search(r"^```cpp\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)[1]
        here = (PROJECT / "contest.cpp").read_text(encoding="utf-8")
        self.assertEqual(here, shown.replace('"kernels/models/contest.cpp"', '"contest.cpp"'))

    def test_builds_without_a_warning_and_without_the_models_that_are_there(self):
        self.assertNotIn("warning", self.said.lower())
        self.assertNotIn("alliance.cpp", self.said)

    def test_has_all_models(self):
        def names(program):
            return re.findall(r"^(\w+) +\d+ ", call(program, "models"), re.MULTILINE)

        self.assertEqual(names(self.program), [*names(self.prefix / "bin/entente"), "contest"])
        self.assertIn("the first side's forces", call(self.program, "models", "contest"))

    def test_computes_its_model_on_every_instruction_set(self):
        available = [isa for isa in ("scalar", "sse4", "avx2", "avx512") if self.runs(isa)]
        self.assertIn("scalar", available)
        for isa in available:
            found = rows(self.program, self.study, "--isa", isa, cwd=self.folder)
            self.assertEqual(len(found), 21 * 21)
            for row in found:
                first, second = float(row["first"]), float(row["second"])
                if first + second == 0:
                    self.assertEqual((row["p"], row["status"]), ("nan", "1"))
                else:
                    self.assertAlmostEqual(float(row["p"]), first / (first + second), delta=1e-5)
                    self.assertEqual(row["status"], "0")

    def runs(self, isa):
        """Whether this machine has an instruction set."""
        done = subprocess.run(
            [self.program, "plan", self.study, "--isa", isa], check=False, capture_output=True
        )
        return done.returncode == 0

    def test_resumes_verifies_and_analyzes(self):
        (self.folder / "sample.toml").write_text(SAMPLE, encoding="utf-8")
        words = [self.program, "run", "sample.toml", "-o", "sample.h5", "--quiet"]
        call(*words, cwd=self.folder)
        call(*words, "--resume", cwd=self.folder)
        said = call(self.program, "verify", "sample.h5", cwd=self.folder)
        self.assertIn("complete and sound", said)
        said = call(self.program, "analyze", "sample.h5", cwd=self.folder)
        for name in ("first", "second"):
            self.assertRegex(said, rf"(?m)^{name} +0\.4\d+ ")

    def test_computes_the_models_that_are_there_to_the_same_bits(self):
        study = self.prefix / "share/entente/configs/studies/wavering_member.toml"
        words = [study, "--limit", "300", "--set", "horizon=4"]
        theirs = rows(self.prefix / "bin/entente", *words, cwd=self.folder)
        self.assertEqual(rows(self.program, *words, cwd=self.folder), theirs)
        self.assertIn("all agree", call(self.program, "validate", "deterrence"))

    def test_finds_the_theatres_of_the_installed_tree(self):
        study = call(self.program, "new", "alliance")
        self.assertIn(f'"{self.prefix}/share/entente/configs/theatres/', study)

    def test_can_test_its_model(self):
        call(self.build / "contest_test")

    def test_runs_on_several_ranks(self):
        mpirun = shutil.which("mpirun")
        if not MPI or mpirun is None:
            self.skipTest("there is no MPI, or no mpirun")
        words = [mpirun, "-n", "2", *(["--oversubscribe"] if self.is_open_mpi(mpirun) else [])]
        (self.folder / "ranks.toml").write_text(SAMPLE, encoding="utf-8")
        run = [self.program, "run", "ranks.toml", "--tile", "256", "--quiet", "-o"]
        call(*words, *run, "ranks.h5", cwd=self.folder)
        call(*run, "alone.h5", cwd=self.folder)
        several, alone = (
            call(self.program, "show", file, "--csv", cwd=self.folder)
            for file in ("ranks.h5", "alone.h5")
        )
        self.assertEqual(several, alone)

    def is_open_mpi(self, mpirun):
        """Whether it is Open MPI's, which has to be told to start many ranks, or as root."""
        os.environ.update(OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
        return "Open MPI" in call(mpirun, "--version")

    def test_is_told_what_is_wrong(self):
        for words, message in (
            ("MODELS alliance", "there is a model 'alliance' already"),
            ("MODELS a-b", "the model 'a-b' is not a name"),
            ("MODEL contest", "what is 'MODEL;contest'?"),
        ):
            project = self.folder / "wrong"
            project.mkdir(exist_ok=True)
            (project / "CMakeLists.txt").write_text(
                "cmake_minimum_required(VERSION 3.25)\nproject(wrong LANGUAGES CXX)\n"
                f"find_package(entente CONFIG REQUIRED)\nentente_add_program(wrong {words})\n",
                encoding="utf-8",
            )
            said = self.configure(project, status=1)
            self.assertIn(message, " ".join(said.split()))


if __name__ == "__main__":
    unittest.main()
