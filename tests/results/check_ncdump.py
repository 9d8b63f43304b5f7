# SPDX-License-Identifier: Apache-2.0
"""check_ncdump.py FOLDER NCDUMP: the command line tool of netCDF prints header and values."""
import pathlib
import subprocess
import sys

import expected_samples as expected


def dump(*arguments: object) -> str:
    """What the tool prints; it must not complain."""
    done = subprocess.run([str(a) for a in arguments], capture_output=True, check=True, text=True)
    assert done.stderr == "", done.stderr
    return done.stdout


def main() -> None:
    """Checks a grid and a sample."""
    folder, ncdump = pathlib.Path(sys.argv[1]), sys.argv[2]
    header = dump(ncdump, "-h", folder / "grid.h5")
    for line in (
        "float europe.stability(europe.integration, differentiation, commitment) ;",
        "double belief(europe.integration, differentiation, commitment, year) ;",
        "string europe_member(europe_member) ;",
        "ubyte status(europe.integration, differentiation, commitment) ;",
        "europe.stability:_FillValue = NaNf ;",
        f'string status:flag_meanings = "{expected.FLAGS}" ;',
        "status:flag_values = 0UB, 1UB, 2UB, 255UB ;",
        'string :Conventions = "CF-1.10" ;',
    ):
        assert line in header, line
    assert "phony" not in header
    positions = [header.index(f"{axis} = ") for axis in
                 ("europe.integration", "differentiation", "commitment", "year")]
    assert positions == sorted(positions), "the dimensions are not in the order of the study"
    values = dump(ncdump, "-v", "commitment,europe_member", folder / "grid.h5")
    assert " commitment = 0.3, 0.5, 0.7, 0.95 ;" in values
    assert ' europe_member = "DEU", "ESP", "Åland" ;' in values
    values = dump(ncdump, "-v", "pivot,status", folder / "part.h5")
    for name in ("pivot", "status"):
        printed = values.split(f" {name} =", 1)[1].split(";", 1)[0].split(",")
        assert [int(number) for number in printed] == expected.part()[name].ravel().tolist()
    header = dump(ncdump, "-h", folder / "samples.h5")
    assert "scenario = 1000 ;" in header
    assert "double recovery(scenario) ;" in header


if __name__ == "__main__":
    main()
