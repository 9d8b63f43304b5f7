# SPDX-License-Identifier: Apache-2.0
"""The Debian packages hold what they should, ask for what they need, and run from where they are
unpacked."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from installed import BUILD, CMAKE, MPI, SOURCES, call, rows

TOOLS = ("cpack", "dpkg-deb", "dpkg-shlibdeps", "file")
# For entente-mpi alone.
MPI_PACKAGES = {"libopenmpi-dev", "libmpich-dev"}


class Packages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        lacking = [tool for tool in TOOLS if shutil.which(tool) is None]
        if lacking:
            raise unittest.SkipTest(f"there is no {', '.join(lacking)}")
        folder = tempfile.TemporaryDirectory(prefix="entente-packages-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name).resolve()
        cpack = pathlib.Path(shutil.which(CMAKE)).with_name("cpack")
        words = ["-G", "DEB", "--config", BUILD / "CPackConfig.cmake", "-B", cls.folder]
        call(cpack, *words, cwd=cls.folder)
        cls.packages = {path.name.split("_")[0]: path for path in cls.folder.glob("*.deb")}
        cls.root = cls.folder / "root"
        for package in cls.packages.values():
            call("dpkg-deb", "-x", package, cls.root)

    def field(self, package, name):
        return call("dpkg-deb", "-f", self.packages[package], name).strip()

    def contents(self, package):
        """The files of a package, each with how it may be used and whose it is."""
        listed = call("dpkg-deb", "-c", self.packages[package])
        found = re.findall(r"^(\S+) (\S+) .* \./(\S*)$", listed, re.MULTILINE)
        return {name: (mode, owner) for mode, owner, name in found if not name.endswith("/")}

    def test_there_is_one_for_each_component(self):
        names = {"entente", "entente-plot", "libentente-dev", *(["entente-mpi"] if MPI else [])}
        self.assertEqual(set(self.packages), names)
        for package in names:
            self.assertEqual(self.field(package, "Version"), f"{os.environ['ENTENTE_VERSION']}-1")
            self.assertRegex(self.field(package, "Maintainer"), r"^[^<>]+ <\S+@\S+>$")

    def test_ask_for_what_they_need(self):
        needed = self.field("entente", "Depends")
        for library in ("libc6", "libhdf5-103-1", "libhwy1", "libtbb12", "libdeflate0", "libisal2"):
            self.assertIn(library, needed)
        self.assertNotIn("mpi", needed)
        self.assertIn("python3-h5py", self.field("entente-plot", "Depends"))
        same = f"entente (= {os.environ['ENTENTE_VERSION']}-1)"
        self.assertIn(same, self.field("libentente-dev", "Depends"))
        # What a build of the project needs, a project that adds a model needs too: but for headers.
        script = (SOURCES / "dev").read_text(encoding="utf-8")
        listed = re.search(r'BUILD_PACKAGES="([^"]*)"', script)[1]
        headers_only = {"libcli11-dev", "librandom123-dev", "libboost-dev"}
        for package in set(re.findall(r"lib[a-z0-9]+-dev", listed)) - headers_only - MPI_PACKAGES:
            self.assertIn(package, self.field("libentente-dev", "Depends"))
        if MPI:
            self.assertIn(same, self.field("entente-mpi", "Depends"))

    def test_hold_files_of_root_in_their_places(self):
        for package in self.packages:
            found = self.contents(package)
            for name, (mode, owner) in found.items():
                self.assertEqual(owner, "root/root", name)
                executable = name.startswith("usr/bin/")
                self.assertEqual(mode, "-rwxr-xr-x" if executable else "-rw-r--r--", name)
                self.assertNotIn("__pycache__", name)
            for name in ("copyright", "changelog.Debian.gz"):
                self.assertIn(f"usr/share/doc/{package}/{name}", found)
        self.assertIn("usr/bin/entente", self.contents("entente"))
        self.assertIn("usr/share/man/man1/entente-run.1.gz", self.contents("entente"))
        self.assertIn("usr/bin/entente-plot", self.contents("entente-plot"))
        self.assertIn("usr/lib/cmake/entente/entente-config.cmake", self.contents("libentente-dev"))

    def test_the_program_runs_from_where_it_is_unpacked(self):
        study = self.root / "usr/share/entente/configs/studies/coalition.toml"
        program = self.root / "usr/bin/entente"
        self.assertEqual(len(rows(program, study, cwd=self.folder)), 19_899)
        self.assertIn(f'"{self.root}/usr/share/entente/', call(program, "new", "alliance"))
        words = ["x.h5", "-o", "x.png", "--dpi", "40"]
        call(self.root / "usr/bin/entente-plot", *words, cwd=self.folder)
        self.assertTrue((self.folder / "x.png").is_file())

    def test_lintian_finds_no_error(self):
        if shutil.which("lintian") is None:
            self.skipTest("there is no lintian")
        words = ["lintian", "--allow-root", "--fail-on", "error", *self.packages.values()]
        done = subprocess.run(words, check=False, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
