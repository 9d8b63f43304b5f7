# SPDX-License-Identifier: Apache-2.0
"""The model that HACKING.md shows as complete is: it compiles. Usage: check_example.py COMPILER"""
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main(compiler: str) -> int:
    """Compiles the example; returns the exit status."""
    text = (ROOT / "HACKING.md").read_text(encoding="utf-8")
    code = re.search(r"^```cpp\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)[1]
    place = re.search(r'#define HWY_TARGET_INCLUDE "(.+)"', code)[1]
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / place
        source.parent.mkdir(parents=True)
        source.write_text(code, encoding="utf-8")
        # The targets are those of kernels/CMakeLists.txt.
        flags = "-std=c++20 -fsyntax-only -DHWY_DISABLED_TARGETS=HWY_SSSE3 -DHWY_BROKEN_EMU128=1"
        command = [compiler, *flags.split(), f"-I{folder}", f"-I{ROOT}", str(source)]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
