# SPDX-License-Identifier: Apache-2.0
"""Virtual views over shards (FORMAT.md): HDF5 gives fill values, silently, where it cannot open one of the
files, so they are looked at first."""

from __future__ import annotations

import resource
from pathlib import Path

import h5py

from .errors import PlotError
from .opening import open_to_read

OF_THE_READER = 64  # open files besides those of the view
CHECKSUMS = ("description_crc32", "times_crc32")


def check_view(path: Path, file: h5py.File) -> None:
    """Raises PlotError if `file`, at `path`, is a view whose files are not all there and what they were, or
    too many to be open at once; lets this process open as many as they are."""
    if "virtual_view" not in file.attrs:
        return
    view = file.get("view")
    if view is None or any(name not in view.attrs for name in ("file", *CHECKSUMS)):
        raise PlotError(f"{path}: not as a virtual view should be")
    names = [str(name) for name in view.attrs["file"]]
    _allow(path, len(names) + OF_THE_READER)
    for i, name in enumerate(names):
        shard = path.parent / name
        if not shard.is_file():
            raise PlotError(f"{path}: {shard}: this file of the view is missing")
        if _stated(shard) != tuple(int(view.attrs[key][i]) for key in CHECKSUMS):
            raise PlotError(f"{path}: {shard}: not the file any more that the view was made of")


def _allow(path: Path, files: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= files:
        return
    if hard != resource.RLIM_INFINITY and hard < files:
        raise PlotError(f"{path}: a view of more files than this process may open (ulimit -n)")
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))


def _stated(shard: Path) -> tuple[int, ...] | None:
    try:
        with open_to_read(shard) as file:
            return tuple(int(file["integrity"].attrs[key]) for key in CHECKSUMS)
    except (OSError, KeyError):
        return None
