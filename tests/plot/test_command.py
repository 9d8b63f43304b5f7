# SPDX-License-Identifier: Apache-2.0
"""The command line: where figures go, and a line for every mistake."""

import contextlib
import io
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import numpy as np
import result_files

from plot.command import main

SIDE = np.linspace(0, 1, 6)


class Command(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.path = str(self.folder / "result.h5")
        axes = {"recovery": [0.4, 0.15, 0.02], "pivot": SIDE, "mirror": SIDE}
        result_files.write_grid(pathlib.Path(self.path), axes)

    def run_command(self, *arguments: str) -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                status = main([*arguments, "--dpi", "40"])
            except SystemExit as stop:
                status = int(stop.code or 0)
        return status, out.getvalue(), err.getvalue()

    def test_the_figure_stands_beside_the_file(self) -> None:
        status, out, err = self.run_command(self.path)
        self.assertEqual((status, err), (0, ""))
        self.assertEqual(out.strip(), str(self.folder / "result.png"))
        self.assertTrue((self.folder / "result.png").read_bytes().startswith(b"\x89PNG"))

    def test_formats_are_those_asked_for(self) -> None:
        for arguments, name, start in (
            (("-o", "{}/a.pdf"), "a.pdf", b"%PDF"),
            (("-o", "{}/b.svg"), "b.svg", b"<?xml"),
            (("-o", "{}", "--format", "svg"), "result.svg", b"<?xml"),
            (("-o", "{}/c", "--format", "pdf"), "c.pdf", b"%PDF"),
            (("-o", "{}/d"), "d.png", b"\x89PNG"),
        ):
            filled = [a.format(self.folder) for a in arguments]
            status, _, err = self.run_command(self.path, *filled)
            self.assertEqual(status, 0, err)
            self.assertTrue((self.folder / name).read_bytes().startswith(start), name)

    def test_the_same_data_give_the_same_file(self) -> None:
        for name in ("a.png", "a.pdf", "a.svg"):
            self.run_command(self.path, "-o", str(self.folder / name))
            first = (self.folder / name).read_bytes()
            self.run_command(self.path, "-o", str(self.folder / name))
            self.assertEqual(first, (self.folder / name).read_bytes(), name)

    def test_dots_per_inch_are_those_asked_for(self) -> None:
        sizes = []
        for dpi in ("50", "100"):
            main_arguments = [self.path, "-o", str(self.folder / "a.png"), "--dpi", dpi]
            with contextlib.redirect_stdout(io.StringIO()):
                self.assertEqual(main(main_arguments), 0)
            header = (self.folder / "a.png").read_bytes()
            sizes.append(int.from_bytes(header[16:20], "big"))
        self.assertAlmostEqual(sizes[1] / sizes[0], 2, delta=0.01)

    def test_values_off_the_grid_are_told(self) -> None:
        status, _, err = self.run_command(self.path, "--at", "recovery=0.3")
        self.assertEqual(status, 0)
        self.assertIn("recovery=0.3 is not on the grid; drawn at 0.4", err)
        self.assertIn("0.4, 0.15, 0.02", err)

    def test_mistakes_are_one_line_and_exit_with_2(self) -> None:
        folder = str(self.folder)
        for arguments, words in (
            (("none.h5",), "none.h5: no such file"),
            ((self.path, "--x", "nothing"), "no axis 'nothing'; valid: recovery, pivot, mirror"),
            ((self.path, "--at", "recovery"), "'recovery' is not AXIS=VALUE"),
            ((self.path, "--at", "recovery=nan"), "outside"),
            ((self.path, "--difference", "recovery=0.4"), "'recovery=0.4' is not AXIS=A,B"),
            ((self.path, "--kind", "pie"), "'heatmap'"),
            ((self.path, "--format", "gif"), "'png', 'pdf', 'svg'"),
            ((self.path, "--dpi", "0"), "valid: 20 to 2400"),
            ((self.path, "-o", folder + "/a.gif"), "none of png, pdf, svg"),
            ((self.path, "-o", folder + "/a.png", "--format", "pdf"), "does not end in .pdf"),
            ((self.path, "-o", folder + "/none/a.png"), "there is no folder"),
            ((self.path, "-o", folder + "/none/"), "no such folder"),
            ((self.path, "--colour", "red"), "--colour"),
            ((), "FILE.h5"),
        ):
            status, out, err = self.run_command(*arguments)
            self.assertEqual((status, out), (2, ""), arguments)
            self.assertEqual(err.count("\n"), 1, err)
            self.assertTrue(err.startswith("entente-plot: "), err)
            self.assertIn(words, err)
        self.assertEqual(os.listdir(folder), ["result.h5"])

    def test_help_is_a_page(self) -> None:
        status, out, _ = self.run_command("--help")
        self.assertEqual(status, 0)
        for option in ("--output", "--at", "--difference", "--kind", "examples:"):
            self.assertIn(option, out)

    def test_the_package_is_a_program(self) -> None:
        command = [sys.executable, "-W", "error", "-m", "plot", self.path, "--dpi", "40"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        command[-3:] = [self.path, "--x", "nothing"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertTrue(done.stderr.startswith("python3 -m plot: no axis"), done.stderr)


if __name__ == "__main__":
    unittest.main()
