# SPDX-License-Identifier: Apache-2.0
"""What is in a result file, to compare with another."""

import h5py
import numpy

TIMES = {"start_time", "end_time", "seconds", "history", "times_crc32"}

# What a run says of itself; the checksum of the description covers it.
OF_RUN = {"@command_line", "@backend", "@threads", "@ranks", "integrity@description_crc32"}


def contents(file):
    """Everything in a result file, by name; times left out."""
    found = {}

    def add_attributes(name, item):
        for key, value in item.attrs.items():
            if key in TIMES or key in ("DIMENSION_LIST", "REFERENCE_LIST"):
                continue
            found[f"{name}@{key}"] = repr(numpy.asarray(value).tolist())

    def add(name, item):
        add_attributes(name, item)
        if isinstance(item, h5py.Dataset):
            values = item[()]
            found[name] = values.tobytes() if item.dtype.kind in "fiu" else str(values)
            found[f"{name} type"] = str(item.dtype)
            found[f"{name} chunks"] = item.chunks

    with h5py.File(file) as opened:
        add_attributes("", opened)
        opened.visititems(add)
    return found


def differences(expected, found):
    """Names of what differs between two files, but for times and what their runs say of themselves."""
    a, b = contents(expected), contents(found)
    return sorted(name for name in (a.keys() | b.keys()) - OF_RUN if a.get(name) != b.get(name))
