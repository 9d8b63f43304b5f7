# SPDX-License-Identifier: Apache-2.0
"""check_h5dump.py FOLDER H5DUMP: the command line tool of HDF5 prints layout and values."""
import pathlib
import re
import subprocess
import sys

import numpy as np

import expected_samples as expected


def dump(*arguments: object) -> str:
    """What the tool prints; it must not complain."""
    done = subprocess.run([str(a) for a in arguments], capture_output=True, check=True, text=True)
    assert done.stderr == "", done.stderr
    return done.stdout


def main() -> None:
    """Checks every sample."""
    folder, h5dump = pathlib.Path(sys.argv[1]), sys.argv[2]
    for name in ("grid.h5", "plain.h5", "samples.h5"):
        dump(h5dump, folder / name)  # reads all of it
    properties = dump(h5dump, "-H", "-p", "-d", "/europe.stability", folder / "grid.h5")
    assert re.search(r"CHUNKED \( 1, 2, 4 \)", properties), properties
    assert "PREPROCESSING SHUFFLE" in properties and "COMPRESSION DEFLATE" in properties
    assert re.search(r"VALUE\s+-?nan", properties), properties
    for file, variables in (("grid.h5", expected.grid()), ("part.h5", expected.part())):
        for name in ("pivot", "status"):
            printed = dump(h5dump, "-y", "-w", "1", "-d", f"/{name}", folder / file)
            data = printed[printed.index("DATA {") : printed.index("ATTRIBUTE")]
            values = [int(number) for number in re.findall(r"-?\d+", data)]
            np.testing.assert_array_equal(values, variables[name].ravel())


if __name__ == "__main__":
    main()
