# SPDX-License-Identifier: Apache-2.0
"""The installed tree, moved to another place, and how to call what is in it."""

import csv
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

SOURCES = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ["ENTENTE_BUILD"])
CMAKE = os.environ["ENTENTE_CMAKE"]
COMPONENTS = {"program", "figures", "development", "module", "mpi"}
MPI = (BUILD / "driver/entente-mpi").exists()


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
