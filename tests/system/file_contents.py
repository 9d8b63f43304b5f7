# SPDX-License-Identifier: Apache-2.0
"""What is in a result file, to compare with another."""

import h5py
import numpy

TIMES = {"start_time", "end_time", "seconds", "history", "times_crc32"}

# What a run says of itself; the checksum of the description covers it.
OF_RUN = {"command_line", "backend", "threads", "ranks", "description_crc32"}


def contents(file):
    """Everything in a result file, by name; chunks as they are stored."""
    found = {}

    def add_attributes(name, item):
        found[f"{name} attributes"] = list(item.attrs)
        for key, value in item.attrs.items():
            if key not in ("DIMENSION_LIST", "REFERENCE_LIST"):  # told as "scales"
                array = numpy.asarray(value)
                found[f"{name}@{key}"] = (str(array.dtype), array.shape, repr(array.tolist()))

    def add(name, item):
        add_attributes(name, item)
        if isinstance(item, h5py.Group):
            found[f"{name} links"] = list(item)
            return
        found[f"{name} scales"] = [[scale.name for scale in dim.values()] for dim in item.dims]
        plist = item.id.get_create_plist()
        filters = [plist.get_filter(i)[:3] for i in range(plist.get_nfilters())]
        fill = None if item.dtype.kind == "O" else item.fillvalue  # of text, h5py crashes
        found[f"{name} layout"] = repr((item.dtype, item.shape, item.chunks, filters, fill))
        if item.chunks is None:
            found[name] = repr(item[()]) if item.dtype.kind == "O" else item[()].tobytes()
            return
        for i in range(item.id.get_num_chunks()):
            place = item.id.get_chunk_info(i).chunk_offset
            found[f"{name} {place}"] = item.id.read_direct_chunk(place)

    with h5py.File(file) as opened:
        add_attributes("", opened)
        found["links"] = list(opened)
        opened.visititems(add)
    return found


def differences(expected, found, but=frozenset(OF_RUN)):
    """Names of what differs between two files; times may, and the attributes `but`."""
    may_differ = TIMES | but
    may_be_absent = {"ranks"} & but

    def to_compare(file):
        return {
            name: [key for key in value if key not in may_be_absent] if name.endswith(" attributes") else value
            for name, value in contents(file).items()
            if name.partition("@")[2] not in may_differ
        }

    a, b = to_compare(expected), to_compare(found)
    return sorted(name for name in a.keys() | b.keys() if a.get(name) != b.get(name))
