# SPDX-License-Identifier: Apache-2.0
"""Small disks that tests fill, take away and break: real ones, in a mount namespace of this process, so
that the machine never sees them and they vanish with it."""

import ctypes
import fcntl
import os
import pathlib
import subprocess
import unittest

from program import InFolder

CLONE_NEWNS, CLONE_NEWUSER = 0x00020000, 0x10000000
MS_REMOUNT, MS_REC, MS_PRIVATE = 0x20, 0x4000, 0x40000
EXT4_SHUTDOWN, WITHOUT_ITS_LOG = 0x8004587D, 2  # linux/ext4.h
PR_CAPBSET_DROP = 24
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2

PAGE = os.sysconf("SC_PAGE_SIZE")

libc = ctypes.CDLL(None, use_errno=True)


def called(status, what):
    if status != 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")


def enter_own_mounts():
    """Gives this process mounts of its own; skips its tests where that is not permitted."""
    user, group = os.geteuid(), os.getegid()
    try:
        called(libc.unshare(CLONE_NEWNS | (CLONE_NEWUSER if user else 0)), "unshare")
        if user:
            pathlib.Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
            pathlib.Path("/proc/self/uid_map").write_text(f"0 {user} 1", encoding="ascii")
            pathlib.Path("/proc/self/gid_map").write_text(f"0 {group} 1", encoding="ascii")
        called(libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None), "mount")
    except OSError as error:
        raise unittest.SkipTest(f"no mounts here: {error}") from error


def as_anyone():
    """In a child: the rights of root end, so that those of a folder count."""
    for right in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        libc.prctl(PR_CAPBSET_DROP, right, 0, 0, 0)


class OnDisks(InFolder):
    """A test with disks of its own."""

    def mount(self, *words):
        subprocess.run(["mount", *map(str, words)], check=True, capture_output=True, text=True)

    def tmpfs(self, name, size):
        """Mounts a disk in memory with room for `size` bytes (of names, too) at `name`."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        self.mount("-t", "tmpfs", "-o", f"size={size},mode=0755", "none", folder)
        self.addCleanup(self.unmount, name)
        return folder

    def resize(self, name, size):
        folder = os.fsencode(self.folder / name)
        called(libc.mount(b"none", folder, b"tmpfs", MS_REMOUNT, f"size={size}".encode()), "remount")

    def unmount(self, name):
        """Takes a disk away, whoever still writes to it; nothing if it is gone already."""
        subprocess.run(["umount", "-l", self.folder / name], check=False, capture_output=True)

    def ext4(self, name, megabytes):
        """Makes an ext4 disk and mounts it; skips the test where there are no loop devices."""
        image = self.folder / f"{name}.img"
        with open(image, "wb") as file:
            file.truncate(megabytes << 20)
        try:
            subprocess.run(["mkfs.ext4", "-q", "-m", "0", image], check=True, capture_output=True)
            self.mount_ext4(name)
        except (OSError, subprocess.CalledProcessError) as error:
            self.skipTest(f"no ext4 in a file here: {error}")
        return self.folder / name

    def mount_ext4(self, name):
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        self.mount("-o", "loop,errors=remount-ro", self.folder / f"{name}.img", folder)
        self.addCleanup(self.unmount, name)

    def break_ext4(self, name):
        """The kernel finds an error in the file system, and allows no more writing to it."""
        device = os.stat(self.folder / name).st_dev
        block = os.path.basename(os.readlink(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}"))
        switch = pathlib.Path("/sys/fs/ext4") / block / "trigger_fs_error"
        if not switch.exists():
            self.skipTest("no way to break an ext4 here")
        switch.write_text("a test", encoding="ascii")

    def cut_power(self, name):
        """The disk of an ext4 gets nothing more, not even what the system has kept for it."""
        folder = os.open(self.folder / name, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, EXT4_SHUTDOWN, WITHOUT_ITS_LOG.to_bytes(4, "little"))
        finally:
            os.close(folder)
