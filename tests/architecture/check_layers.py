# SPDX-License-Identifier: Apache-2.0
"""The layers are intact: includes point one way, third parties stay where they belong, files stay
small. Prints every breach and exits 1 if there is one."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

# folder -> folders whose headers it may include
MAY_INCLUDE = {
    "kernels": {"kernels"},
    "results": {"results"},
    "driver": {"driver", "kernels", "results"},
    "bench": {"bench", "driver", "kernels", "results", "tests"},
    "tests": {"tests", "driver", "kernels", "results"},
}
# third-party header prefix -> the only folders (or files) that may include it
CONFINED = {
    "hwy/": {"kernels", "tests"},
    "hdf5": {"results", "tests", "bench"},
    "H5": {"results", "tests", "bench"},
    "libdeflate": {"results"},
    "isa-l": {"results"},
    "toml": {"driver"},
    "CLI/": {"driver"},
    "tbb/": {"driver"},
    "oneapi/": {"driver"},
    "omp.h": {"driver"},
    "Random123/": {"driver"},
    "boost/": {"driver"},
    "hwloc": {"driver/placement.cpp"},
}
MOST_LINES = 400
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)


def breaches(path: pathlib.Path) -> list[str]:
    """What is wrong with one file, one line each."""
    folder = path.relative_to(ROOT).parts[0]
    name = path.relative_to(ROOT).as_posix()
    text = path.read_text(encoding="utf-8")
    found = []
    for header in INCLUDE.findall(text):
        top = header.split("/")[0]
        if top in MAY_INCLUDE and "/" in header and top not in MAY_INCLUDE[folder]:
            found.append(f"includes {header}: {folder} may not depend on {top}")
        for prefix, folders in CONFINED.items():
            if header.startswith(prefix) and not {folder, name} & folders:
                found.append(f"includes {header}, which belongs in {', '.join(sorted(folders))}")
    lines = text.count("\n")
    if lines > MOST_LINES:
        found.append(f"{lines} lines (at most {MOST_LINES}: one purpose each)")
    if "SPDX-License-Identifier: Apache-2.0" not in text[:200]:
        found.append("no SPDX line at its head")
    return found


def main() -> int:
    """Checks every source file; returns the exit status."""
    failures = 0
    for folder in MAY_INCLUDE:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix not in {".cpp", ".hpp", ".py"} or not path.is_file():
                continue
            for breach in breaches(path):
                print(f"{path.relative_to(ROOT)}: {breach}")
                failures += 1
    for folder in ("util", "utils", "common", "helpers", "core"):
        for path in ROOT.glob(f"*/**/{folder}"):
            if path.is_dir() and path.relative_to(ROOT).parts[0] in MAY_INCLUDE:
                print(f"{path.relative_to(ROOT)}: a folder must say what it is for")
                failures += 1
    print(f"{failures} breaches")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
