# SPDX-License-Identifier: Apache-2.0
"""Virtual views: their files are looked at before HDF5 reads fill values in the place of what is not there."""

import pathlib
import resource
import shutil
import tempfile
import unittest

import h5py
import numpy as np

import result_files
from plot.errors import PlotError
from plot.reading import ResultFile


class Views(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="entente-plot-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.shard = result_files.write_grid(self.folder / "shard.h5", {"a": [0.0, 1.0]})
        with h5py.File(self.shard, "a") as file:
            sums = file.create_group("integrity").attrs
            sums["description_crc32"], sums["times_crc32"] = 11, 22
        self.view = self.folder / "view.h5"
        shutil.copy(self.shard, self.view)  # the reader sees no difference
        with h5py.File(self.view, "a") as file:
            file.attrs["virtual_view"] = 1
            group = file.create_group("view").attrs
            group.create("file", ["shard.h5"], dtype=h5py.string_dtype())
            group["description_crc32"], group["times_crc32"] = np.array([11]), np.array([22])

    def refusal(self) -> str:
        with self.assertRaises(PlotError) as caught:
            ResultFile(self.view)
        return str(caught.exception)

    def test_a_view_whose_files_are_there_is_read(self) -> None:
        with ResultFile(self.view) as file:
            self.assertEqual(list(file.axes), ["a"])

    def test_a_missing_file_is_noticed(self) -> None:
        self.shard.unlink()
        self.assertEqual(
            self.refusal(), f"{self.view}: {self.shard}: this file of the view is missing"
        )

    def test_another_file_is_noticed(self) -> None:
        with h5py.File(self.shard, "a") as file:
            file["integrity"].attrs["times_crc32"] = 23
        why = f"{self.view}: {self.shard}: not the file any more that the view was made of"
        self.assertEqual(self.refusal(), why)
        self.shard.write_text("no file", encoding="utf-8")
        self.assertEqual(self.refusal(), why)

    def test_as_many_files_may_be_open_as_there_are(self) -> None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        resource.setrlimit(resource.RLIMIT_NOFILE, (50, hard))
        ResultFile(self.view).close()
        self.assertEqual(resource.getrlimit(resource.RLIMIT_NOFILE)[0], 65)

    def test_a_view_without_a_list_of_files_is_refused(self) -> None:
        with h5py.File(self.view, "a") as file:
            del file["view"]
        self.assertEqual(self.refusal(), f"{self.view}: not as a virtual view should be")


if __name__ == "__main__":
    unittest.main()
