# SPDX-License-Identifier: Apache-2.0
"""The recipes for Spack and Apptainer ask for what the build needs, and agree with the project."""

import os
import pathlib
import re
import subprocess
import sys
import types
import unittest

SOURCES = pathlib.Path(__file__).resolve().parents[2]
VERSION = os.environ["ENTENTE_VERSION"]
RECIPE = SOURCES / "packaging/spack/spack_repo/entente/packages/entente/package.py"
IMAGE = SOURCES / "packaging/apptainer/entente.def"

# Packages of Spack's own repository, by what CMake or pkg-config calls them.
SPACK_NAMES = {
    "Boost": "boost",
    "CLI11": "cli11",
    "HDF5": "hdf5",
    "HWLOC": "hwloc",
    "HWY": "highway",
    "ISAL": "isa-l",
    "LIBDEFLATE": "libdeflate",
    "MPI": "mpi",
    "PkgConfig": "pkgconfig",
    "RANDOM123_INCLUDE_DIR": "random123",
    "TBB": "tbb",
    "fmt": "fmt",
    "tomlplusplus": "tomlplusplus",
    "GTest": "googletest",
    "benchmark": "benchmark",
}
OF_THE_COMPILER = {"OpenMP", "Threads", "HDF5_HL_LIBRARY"}


class Recorder:
    """Stands in for what Spack gives a recipe: takes down every directive."""

    def __init__(self):
        self.said = []
        self.conditions = []

    def directive(self, name):
        def take(*words, **options):
            if self.conditions:
                options.setdefault("when", " ".join(self.conditions))
            self.said.append((name, words, options))

        return take

    def when(self, condition):
        recorder = self

        class Within:
            def __enter__(self):
                recorder.conditions.append(condition)

            def __exit__(self, *_):
                recorder.conditions.pop()

        return Within()

    def of(self, name):
        """The directives of one kind: their words and options."""
        return [(words, options) for said, words, options in self.said if said == name]


def load_recipe():
    """The class of the recipe, and what it said while it was read."""
    recorder = Recorder()

    class CMakePackage:
        def define(self, name, value):
            return f"-D{name}={value}"

        def define_from_variant(self, name, variant):
            return f"-D{name}=variant {variant}"

    package = types.ModuleType("spack.package")
    for name in "license version variant depends_on requires conflicts generator".split():
        setattr(package, name, recorder.directive(name))
    package.when = recorder.when
    package.run_after = lambda phase: lambda function: function
    package.on_package_attributes = lambda **_: lambda function: function
    package.Executable = None
    modules = {"spack": types.ModuleType("spack"), "spack.package": package}
    for name in ("", ".builtin", ".builtin.build_systems", ".builtin.build_systems.cmake"):
        modules[f"spack_repo{name}"] = types.ModuleType(f"spack_repo{name}")
    modules["spack_repo.builtin.build_systems.cmake"].CMakePackage = CMakePackage
    sys.modules.update(modules)
    scope = {"__name__": "recipe"}
    exec(compile(RECIPE.read_text(encoding="utf-8"), str(RECIPE), "exec"), scope)
    return scope["Entente"], recorder


class Spack(unittest.TestCase):
    def setUp(self):
        self.recipe, self.recorder = load_recipe()
        self.needed = {
            re.split(r"[@+~]", words[0])[0]: options
            for words, options in self.recorder.of("depends_on")
        }

    def test_is_of_this_version(self):
        self.assertEqual(self.recorder.of("version"), [((VERSION,), {})])
        self.assertIn(f"entente@{VERSION}", RECIPE.read_text(encoding="utf-8"))

    def test_asks_for_every_library_that_cmake_looks_for(self):
        text = (SOURCES / "cmake/dependencies.cmake").read_text(encoding="utf-8")
        names = re.findall(r"(?:find_\w+|pkg_\w+)\((\w+)", text)
        self.assertGreater(len(names), 12)
        for name in set(names) - OF_THE_COMPILER:
            self.assertIn(SPACK_NAMES[name], self.needed)

    def test_asks_for_the_version_of_cmake_that_the_project_does(self):
        text = (SOURCES / "CMakeLists.txt").read_text(encoding="utf-8")
        least = re.search(r"cmake_minimum_required\(VERSION ([\d.]+)\)", text)[1]
        self.assertIn(((f"cmake@{least}:",), {"type": "build"}), self.recorder.of("depends_on"))

    def test_asks_for_mpi_and_the_libraries_of_tests_only_where_they_are_wanted(self):
        variants = {words[0] for words, _ in self.recorder.of("variant")}
        self.assertLessEqual({"mpi", "tests"}, variants)
        for name, condition in (("mpi", "+mpi"), ("googletest", "+tests"), ("benchmark", "+tests")):
            self.assertEqual(self.needed[name].get("when"), condition)
        for _, options in self.recorder.of("depends_on"):
            self.assertIn(options.get("when", "+mpi").lstrip("+~"), variants)

    def test_sets_options_that_there_are(self):
        text = "".join(
            (SOURCES / file).read_text(encoding="utf-8")
            for file in ("CMakeLists.txt", "cmake/dependencies.cmake", "cmake/options.cmake")
        )
        names = [re.match(r"-D(\w+)=", word)[1] for word in self.recipe().cmake_args()]
        self.assertEqual(len(names), 3)
        for name in names:
            self.assertIn(f"option({name} ", text)


class Apptainer(unittest.TestCase):
    def setUp(self):
        text = IMAGE.read_text(encoding="utf-8")
        self.stages = []
        for stage in re.split(r"(?m)^(?=Bootstrap:)", text)[1:]:
            head, *sections = re.split(r"(?m)^(?=%)", stage)
            header = dict(re.findall(r"(?m)^(\w+): (.+)$", head))
            named = {}
            for section in sections:
                title, body = section.split("\n", 1)
                named[title] = body
            self.stages.append((header, named))

    def test_has_a_stage_that_builds_and_one_that_runs(self):
        build, run = self.stages
        self.assertEqual((build[0]["Stage"], run[0]["Stage"]), ("build", "run"))
        for header, _ in self.stages:
            self.assertEqual(header["Bootstrap"], "docker")
            self.assertRegex(header["From"], r"^debian:12")
        self.assertIn("%files from build", run[1])
        self.assertIn(f"Version {VERSION}", run[1]["%labels"])
        known = r"%(files( from build)?|post|environment|runscript|test|labels|help)$"
        for _, sections in self.stages:
            for title in sections:
                self.assertRegex(title, known)

    def test_the_scripts_are_scripts(self):
        for _, sections in self.stages:
            for title in sections.keys() & {"%post", "%runscript", "%test", "%environment"}:
                done = subprocess.run(
                    ["sh", "-n"], input=sections[title], check=False, capture_output=True, text=True
                )
                self.assertEqual((done.returncode, done.stderr), (0, ""), title)

    def test_takes_the_packages_from_where_they_are_built(self):
        build, run = (sections for _, sections in self.stages)
        self.assertIn("./dev package", build["%post"])
        script = (SOURCES / "dev").read_text(encoding="utf-8")
        folder = re.search(r"cpack .* -B (\S+)", script)[1]
        self.assertIn(f"/src/{folder} /packages", run["%files from build"])


if __name__ == "__main__":
    unittest.main()
