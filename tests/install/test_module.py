# SPDX-License-Identifier: Apache-2.0
"""`module load entente` finds the tree where it is now."""

import os
import pathlib
import re
import shutil
import subprocess
import unittest

from installed import Installed, call

INIT = pathlib.Path("/usr/share/modules/init/bash")

# What Lmod gives a module file, as far as this one asks.
LMOD = """
function myFileName() return arg[1] end
function pathJoin(...) return table.concat({...}, "/") end
function whatis(text) end
function help(text) end
function conflict(name) print("conflict " .. name) end
function prepend_path(name, value) print(name .. " " .. value) end
dofile(arg[1])
"""
# And what Environment Modules gives one.
TCL = """
proc module-whatis {text} {}
proc conflict {name} { puts "conflict $name" }
proc prepend-path {args} { puts [join [lrange $args end-1 end]] }
proc append-path {name value} { if {"$name$value" ne "MANPATH"} { error "$name $value" } }
set ModulesCurrentModulefile [lindex $argv 0]
source $ModulesCurrentModulefile
"""


class Module(Installed):
    def folder_of_modules(self):
        return self.prefix / "share/entente/modulefiles"

    def load(self, command):
        """What a shell prints and complains of that has loaded the module."""
        script = f". {INIT}; module use {self.folder_of_modules()}; module load entente; {command}"
        done = subprocess.run(
            ["bash", "-c", script],
            check=True,
            capture_output=True,
            text=True,
            env={"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "MANPATH": "/old"},
        )
        return done.stdout, done.stderr

    def test_loads_and_unloads(self):
        if not INIT.exists():
            self.skipTest("there is no environment-modules")
        said, wrong = self.load(
            "type -p entente; entente --version; man -w entente; module list -t 2>&1"
        )
        self.assertEqual(wrong, "")
        program, version, page, *listed = said.splitlines()
        self.assertEqual(program, str(self.program))
        self.assertRegex(version, rf"^entente {re.escape(os.environ['ENTENTE_VERSION'])}")
        self.assertEqual(page, str(self.prefix / "share/man/man1/entente.1"))
        self.assertIn(f"entente/{os.environ['ENTENTE_VERSION']}", "\n".join(listed))
        said, wrong = self.load('module unload entente; echo "$PATH:$MANPATH:$CMAKE_PREFIX_PATH"')
        self.assertNotIn(str(self.prefix), said + wrong)

    def test_lets_cmake_find_the_package(self):
        if not INIT.exists():
            self.skipTest("there is no environment-modules")
        said, wrong = self.load('echo "$CMAKE_PREFIX_PATH"')
        self.assertEqual((said, wrong), (f"{self.prefix}\n", ""))

    def test_the_one_for_lmod_does_the_same(self):
        files = sorted(path for path in self.folder_of_modules().rglob("*") if path.is_file())
        tcl, lua = (path.read_text(encoding="utf-8") for path in files)
        self.assertTrue(tcl.startswith("#%Module"))
        for text in (tcl, lua):
            self.assertNotIn("@", text)
            names = re.findall(r"prepend.path\W.*?([A-Z_]{4,})", text)
            self.assertEqual(names, ["PATH", "MANPATH", "CMAKE_PREFIX_PATH"])

    def check(self, interpreters, script, file):
        """What a module file does under an interpreter that is given `script` first."""
        found = [name for name in interpreters if shutil.which(name)]
        if not found:
            self.skipTest(f"there is no {interpreters[0]}")
        (self.folder / "script").write_text(script, encoding="utf-8")
        said = call(found[0], self.folder / "script", file)
        at = self.prefix
        variables = [f"PATH {at}/bin", f"MANPATH {at}/share/man", f"CMAKE_PREFIX_PATH {at}"]
        self.assertEqual(said.splitlines(), ["conflict entente", *variables])

    def test_names_the_tree_to_environment_modules(self):
        file = self.folder_of_modules() / "entente" / os.environ["ENTENTE_VERSION"]
        self.check(["tclsh"], TCL, file)

    def test_names_the_tree_to_lmod(self):
        (file,) = self.folder_of_modules().rglob("*.lua")
        self.check(["lua", "lua5.4", "lua5.3", "lua5.1"], LMOD, file)


if __name__ == "__main__":
    unittest.main()
