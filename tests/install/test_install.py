# SPDX-License-Identifier: Apache-2.0
"""What `cmake --install` leaves works from wherever it is moved to: the program, its studies, and a
project of one's own that adds a model."""

import csv
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

SOURCES = pathlib.Path(__file__).resolve().parents[2]
PROJECT = pathlib.Path(__file__).resolve().parent / "contest"
BUILD = pathlib.Path(os.environ["ENTENTE_BUILD"])
CMAKE = os.environ["ENTENTE_CMAKE"]
COMPONENTS = {"program", "figures", "development", "module", "mpi"}
SAMPLE = """\
title = "A sample of contests"
model = "contest"
[parameters]
"*" = "plausible"
[design]
kind = "saltelli"
points = 4096
"""


def call(*words, status=0, cwd=None):
    """What a program says; it has to end with this status."""
    words = [str(word) for word in words]
    done = subprocess.run(words, check=False, capture_output=True, text=True, cwd=cwd)
    if done.returncode != status:
        raise AssertionError(f"{words}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def rows(program, *words, cwd):
    """The scenarios of a run, each a dictionary of text."""
    call(program, "run", *words, "-o", "x.h5", "--force", "--quiet", cwd=cwd)
    return list(csv.DictReader(call(program, "show", "x.h5", "--csv", cwd=cwd).splitlines()))


class Installed(unittest.TestCase):
    """An installed tree that has been moved, and a folder to work in."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="entente-install-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name).resolve()
        cls.first = cls.folder / "first"
        call(CMAKE, "--install", BUILD, "--prefix", cls.first)
        cls.prefix = cls.folder / "moved"
        shutil.move(cls.first, cls.prefix)
        cls.program = cls.prefix / "bin/entente"

    def configure(self, project, *words, status=0):
        """What CMake says of a project that looks for the installed tree."""
        where = ["-S", project, "-B", project / "build", f"-Dentente_ROOT={self.prefix}"]
        return call(CMAKE, *where, *words, status=status)

    def files(self):
        """Every file of the tree."""
        return [path for path in self.prefix.rglob("*") if path.is_file()]


class Tree(Installed):
    def test_names_neither_where_it_was_built_nor_where_it_was_installed(self):
        places = [bytes(str(place), "utf-8") for place in (SOURCES, BUILD, self.first)]
        self.assertGreater(len(self.files()), 50)
        for path in self.files():
            content = path.read_bytes()
            for place in places:
                self.assertNotIn(place, content, path)

    def test_is_the_sum_of_its_components(self):
        for component in COMPONENTS:
            parts = self.folder / "parts"
            call(CMAKE, "--install", BUILD, "--prefix", parts, "--component", component)
        found = {path.relative_to(parts) for path in parts.rglob("*") if path.is_file()}
        self.assertEqual(found, {path.relative_to(self.prefix) for path in self.files()})

    def test_is_found_in_its_own_minor_version_only(self):
        major, minor, _ = map(int, os.environ["ENTENTE_VERSION"].split("."))
        project = self.folder / "versions"
        project.mkdir()
        (project / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.25)\nproject(versions LANGUAGES CXX)\n"
            "find_package(entente ${WANTED} CONFIG)\nmessage(\"found: ${entente_FOUND}\")\n",
            encoding="utf-8",
        )
        for wanted, found in (
            (f"{major}.{minor}", "1"),
            (f"{major}.{minor + 1}", "0"),
            (f"{major + 1}", "0"),
        ):
            said = self.configure(project, f"-DWANTED={wanted}")
            self.assertIn(f"found: {found}", said, wanted)

    def test_the_program_runs_a_shipped_study(self):
        study = self.prefix / "share/entente/configs/studies/wavering_member.toml"
        found = rows(self.program, study, "--limit", "300", "--set", "horizon=4", cwd=self.folder)
        self.assertGreaterEqual(len(found), 300)
        self.assertIn("complete and sound", call(self.program, "verify", "x.h5", cwd=self.folder))

    def test_the_program_names_the_theatres_where_they_are_now(self):
        (self.folder / "linked").symlink_to(self.program)
        for program in (self.program, self.folder / "linked"):
            study = call(program, "new", "alliance")
            for theatre in ("europe_2019.toml", "asia_2019.toml"):
                self.assertIn(f'"{self.prefix}/share/entente/configs/theatres/{theatre}"', study)
            (self.folder / "alliance.toml").write_text(study, encoding="utf-8")
            said = call(program, "plan", "alliance.toml", cwd=self.folder)
            self.assertRegex(said, r"scenarios +441\n")


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
