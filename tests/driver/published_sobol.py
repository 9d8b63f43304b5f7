#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes published_sobol.hpp: checksums of Sobol' points as SciPy has them.

Of 65,536 points, 16 binary digits are all there is, so the fractions are whole numbers of 2^-16.
SciPy's direction numbers are those of Joe and Kuo (2008), new-joe-kuo-6.21201.

    python3 tests/driver/published_sobol.py > tests/driver/published_sobol.hpp    (SciPy 1.10)
"""

import zlib

import numpy
import scipy
from scipy.stats import qmc

POINTS = 65536
AT_ONCE = 1024
DIMENSIONS = 3667
CHOSEN = list(range(64)) + list(range(100, DIMENSIONS, 67)) + [1110, 1111, 3666]


def checksums():
    sequence = qmc.Sobol(DIMENSIONS, scramble=False, bits=64)
    sums = {c: 0 for c in CHOSEN}
    for _ in range(POINTS // AT_ONCE):
        points = sequence.random(AT_ONCE)
        for c in sums:
            digits = numpy.ascontiguousarray(points[:, c] * 65536)
            assert (digits == numpy.floor(digits)).all()
            sums[c] = zlib.crc32(digits.astype("<u2").tobytes(), sums[c])
    return sorted(sums.items())


def main():
    print("// SPDX-License-Identifier: Apache-2.0")
    print("//")
    print("// Written by published_sobol.py with SciPy " + scipy.__version__ + ": CRC-32 of a")
    print("// coordinate's first 65,536 points, each as 16 bits, the low byte first.")
    print("#pragma once\n")
    print("#include <cstddef>\n#include <cstdint>\n#include <utility>\n")
    print("namespace entente::driver {\n")
    print("inline constexpr std::pair<std::size_t, std::uint32_t> published_sobol[] = {")
    entries = [f"{{{c}, 0x{crc:08x}}}," for c, crc in checksums()]
    for i in range(0, len(entries), 4):
        print("    " + " ".join(entries[i : i + 4]))
    print("};\n\n}  // namespace entente::driver")


if __name__ == "__main__":
    main()
