# SPDX-License-Identifier: Apache-2.0
"""Files opened for reading, also where the file system has no locks."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import h5py

NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)


def open_to_read(path: Path, **options: Any) -> h5py.File:
    """The HDF5 file `path`. Raises OSError as h5py does, but not for a lock that nobody could hold."""
    try:
        return h5py.File(path, "r", **options)
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
        return h5py.File(path, "r", locking=False, **options)
