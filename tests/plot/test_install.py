# SPDX-License-Identifier: Apache-2.0
"""The installed command works from wherever the tree was put."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import numpy as np
import result_files


@unittest.skipUnless("ENTENTE_BUILD" in os.environ, "ctest says where the build is")
class Install(unittest.TestCase):
    def test_the_installed_command_draws_also_after_the_tree_has_moved(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            cmake, build = os.environ["ENTENTE_CMAKE"], os.environ["ENTENTE_BUILD"]
            install = [cmake, "--install", build, "--component", "figures", "--prefix"]
            subprocess.run([*install, str(folder / "there")], check=True, capture_output=True)
            shutil.move(folder / "there", folder / "here")
            (folder / "linked").symlink_to(folder / "here/bin/entente-plot")
            result_files.write_grid(folder / "result.h5", {"mirror": np.linspace(0, 1, 5)})
            environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
            for command in ("here/bin/entente-plot", "linked"):
                done = subprocess.run(
                    [folder / command, folder / "result.h5", "--dpi", "40"],
                    capture_output=True,
                    text=True,
                    check=False,
                    env=environment,
                )
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertTrue((folder / "result.png").is_file())
                (folder / "result.png").unlink()


if __name__ == "__main__":
    unittest.main()
