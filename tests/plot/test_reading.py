# SPDX-License-Identifier: Apache-2.0
"""Result files read a part at a time."""

import errno
import os
import pathlib
import tempfile
import unittest
import unittest.mock

import h5py
import numpy as np
import result_files
import xarray

from plot.errors import PlotError
from plot.reading import ResultFile
from plot.samples import RUN, Sample
from plot.slices import MOST_ALONG_A_SIDE, drawn_points, read_over


class Reading(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name) / "result.h5"

    def test_outputs_stand_in_the_order_of_the_file(self) -> None:
        result_files.write_grid(self.path, {"b": [0.0, 1.0], "a": [0.0, 1.0]}, ["z", "c"])
        with ResultFile(self.path) as file:
            names = [v.name for v in file.outputs()]
            self.assertEqual(names, ["europe.z", "europe.c", "asia.z", "asia.c", "status"])
            self.assertEqual(file.variables["europe.z"].dims, ("b", "a"))
            self.assertEqual(file.variables["status"].flags, ("ok", "no_equilibrium"))
            self.assertEqual(file.variables["asia.c"].meaning, "meaning of c")

    def test_a_file_system_without_locks_hinders_nobody(self) -> None:
        result_files.write_grid(self.path, {"b": [0.0, 1.0]}, ["z"])
        genuine, refusal = h5py.File, errno.ENOLCK

        def without_locks(*words: object, locking: bool = True, **options: object) -> h5py.File:
            if locking:
                raise OSError(refusal, os.strerror(refusal))
            return genuine(*words, locking=locking, **options)

        with unittest.mock.patch("h5py.File", without_locks):
            with ResultFile(self.path) as file:
                self.assertEqual(file.variables["europe.z"].dims, ("b",))
            refusal = errno.EAGAIN  # another program has the lock
            with self.assertRaisesRegex(PlotError, "cannot be opened"):
                ResultFile(self.path)

    def test_files_that_xarray_wrote_are_read(self) -> None:
        coordinates = {"b": [1, 2, 3], "a": [4, 5, 6]}
        values = xarray.DataArray(np.eye(3), dims=("b", "a"), coords=coordinates)
        xarray.Dataset({"europe.z": values}).to_netcdf(self.path, engine="h5netcdf")
        with ResultFile(self.path) as file:
            self.assertEqual(file.variables["europe.z"].dims, ("b", "a"))
            np.testing.assert_array_equal(file.axes["a"].points, [4, 5, 6])

    def test_a_slice_is_what_xarray_selects(self) -> None:
        axes = {"a": [0.0, 1, 2], "b": [0.0, 1], "c": [0.0, 1, 2, 3]}
        result_files.write_grid(self.path, axes)
        with ResultFile(self.path) as file:
            variable = file.variables["asia.tension"]
            ours = read_over(file, variable, (file.axes["c"], file.axes["a"]), {"b": 1})
        with xarray.open_dataset(self.path, engine="h5netcdf") as data:
            theirs = data["asia.tension"].isel(b=1).transpose("c", "a").values
        np.testing.assert_array_equal(ours, theirs)

    def test_only_the_slice_is_read_of_a_large_file(self) -> None:
        # 160 GB if it were stored; HDF5 allocates the chunks that are written, here none.
        shape = (2000, 100, 200, 1000)
        with result_files.create(self.path) as file:
            for name, size in zip("abcd", shape):
                result_files.add_axis(file, name, np.arange(size, dtype=float))
            large = file.create_dataset("europe.z", shape, "f4", chunks=(1, 1, 200, 1000))
            for dimension, name in zip(large.dims, "abcd"):
                dimension.attach_scale(file[name])
        with ResultFile(self.path) as file:
            axes = (file.axes["d"], file.axes["c"])
            part = read_over(file, file.variables["europe.z"], axes, {"a": 7, "b": 3})
            self.assertEqual(part.shape, (500, 200))
            self.assertLessEqual(max(part.shape), MOST_ALONG_A_SIDE)
            self.assertEqual(drawn_points(file.axes["d"]).size, part.shape[0])
            self.assertEqual(file.scenarios, 40_000_000_000)

    def test_integers_that_were_not_computed_are_missing(self) -> None:
        result_files.write_members(self.path)
        with h5py.File(self.path, "a") as file:
            file["asia.weakest_member"][1] = -1
            result_files.add_variable(file, "status", ["drift"], np.array([0, 255, 1], np.uint8))
        with ResultFile(self.path) as file:
            for name in ("asia.weakest_member", "status"):
                values = file.read(file.variables[name], {})
                np.testing.assert_array_equal(values, [0, np.nan, 1])

    def test_in_files_of_other_programs_the_fill_value_is_missing(self) -> None:
        result_files.write_grid(self.path, {"a": [0.0, 1.0, 2.0]})
        with h5py.File(self.path, "a") as file:
            del file.attrs["format"]
            file["status"][...] = [1, 7, 255]
            file["status"].attrs["_FillValue"] = np.uint8(7)
        with ResultFile(self.path) as file:
            values = file.read(file.variables["status"], {})
        np.testing.assert_array_equal(values, [1, np.nan, 255])

    def test_one_scenario_is_a_grid(self) -> None:
        with result_files.create(self.path) as file:
            result_files.add_axis(file, "scenario", [0.0])
            result_files.add_variable(file, "europe.z", ["scenario"], np.array([0.5]))
        with ResultFile(self.path) as file:
            self.assertFalse(file.sampled)
            self.assertEqual(file.scenarios, 1)

    def test_other_files_are_refused_in_a_line(self) -> None:
        (self.path.parent / "text.h5").write_text("no result", encoding="utf-8")
        with h5py.File(self.path.parent / "bare.h5", "w") as file:
            file["numbers"] = np.arange(3)
        whole = result_files.write_grid(self.path, {"a": [0.0, 1.0]}).read_bytes()
        (self.path.parent / "short.h5").write_bytes(whole[:-900])
        later = result_files.write_grid(self.path.parent / "later.h5", {"a": [0.0, 1.0]})
        with h5py.File(later, "a") as file:
            file.attrs.update({"format": "entente-results", "format_version": "2.0"})
        result_files.write_grid(self.path.parent / "run.h5.partial", {"a": [0.0, 1.0]})
        (self.path.parent / "cut.h5").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(40))
        for name, words in (
            ("none.h5", "no such file"),
            ("text.h5", "not HDF5"),
            ("", "not HDF5"),
            ("bare.h5", "not a result file"),
            ("cut.h5", "cannot be opened"),
            ("short.h5", "the file is truncated"),
            ("later.h5", "a result file of format 2.0; this program reads formats up to 1.x"),
            ("run.h5", "no such file (there is "),
            ("run.h5.partial", "of a run that is not finished"),
        ):
            with self.assertRaises(PlotError) as caught:
                ResultFile(self.path.parent / name)
            self.assertIn(words, str(caught.exception))
            self.assertNotIn("\n", str(caught.exception))


class Sampling(unittest.TestCase):
    def test_few_scenarios_are_all_read(self) -> None:
        sample = Sample(1000)
        self.assertEqual((sample.size, sample.slices, sample.note()), (1000, [slice(0, 1000)], []))

    def test_many_are_read_in_runs_that_do_not_overlap(self) -> None:
        for total in (2001, 2500, 12_345, 10**12):
            sample = Sample(total, most=2000)
            ends = 0
            for part in sample.slices:
                self.assertGreaterEqual(part.start, ends)
                self.assertLessEqual(part.stop, total)
                ends = part.stop
            self.assertLessEqual(sample.size, 2000)
            self.assertGreater(sample.size, 2000 - RUN)
            self.assertGreater(ends, 0.85 * total - RUN)
            self.assertIn(f"{total:,}", sample.note()[0])

    def test_the_values_are_those_at_the_runs(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "result.h5"
            result_files.write_sample(path, 3000)
            sample = Sample(3000, most=1000)
            with ResultFile(path) as file, h5py.File(path) as plain:
                values = sample.read(file, file.variables["mirror"])
                whole = plain["mirror"][...]
        expected = np.concatenate([whole[part] for part in sample.slices])
        np.testing.assert_array_equal(values, expected)
        self.assertEqual(values.size, 1000)


if __name__ == "__main__":
    unittest.main()
