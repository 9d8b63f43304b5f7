# SPDX-License-Identifier: Apache-2.0
"""check_nexus.py FOLDER: a viewer that follows the NeXus convention finds a plot on opening."""
import pathlib
import sys

import h5py

import expected_samples as expected


def check_plot(file: h5py.File, plot: h5py.Group, signals: list[str], axes: list[str]) -> None:
    """The group is a valid NXdata whose members are the arrays of the root, not copies."""
    assert plot.attrs["NX_class"] == "NXdata"
    signal = plot[plot.attrs["signal"]]
    assert [plot.attrs["signal"], *plot.attrs.get("auxiliary_signals", [])] == signals
    assert list(plot.attrs["axes"]) == axes
    assert len(axes) == signal.ndim
    for name in signals:
        assert plot[name].shape == signal.shape
    for length, axis in zip(signal.shape, axes, strict=True):
        assert axis == "." or plot[axis].shape == (length,)
    assert set(plot) == {*signals, *axes} - {"."}
    for name in plot:
        assert isinstance(plot.get(name, getlink=True), h5py.HardLink)
        assert plot[name] == file[name], name


def default_plot(file: h5py.File) -> h5py.Group:
    """Where the chain of defaults leads from the root."""
    assert file.attrs["NX_class"] == "NXroot"
    entry = file[file.attrs["default"]]
    assert entry.attrs["NX_class"] == "NXentry"
    return entry[entry.attrs["default"]]


def main() -> None:
    """Checks every sample."""
    folder = pathlib.Path(sys.argv[1])
    with h5py.File(folder / "grid.h5") as file:
        axes = list(expected.GRID_AXES)
        check_plot(file, default_plot(file),
                   ["europe.stability", "asia.stability", "welfare"], axes)
        check_plot(file, file["entry/by_year"], ["belief"], [*axes, "year"])
        assert set(file["entry"]) == {"outputs", "by_year"}
    with h5py.File(folder / "samples.h5") as file:
        check_plot(file, default_plot(file), ["europe.stability", "asia.stability"], ["."])


if __name__ == "__main__":
    main()
