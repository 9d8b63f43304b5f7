# SPDX-License-Identifier: Apache-2.0
"""A disk in memory that refuses what it is told to, with any of the system's errors: a file system of
FUSE, spoken to the kernel directly (linux/fuse.h), so that programs meet the errors as real ones."""

import ctypes
import errno
import os
import stat
import struct
import time
import unittest

libc = ctypes.CDLL(None, use_errno=True)

LOOKUP, FORGET, GETATTR, SETATTR, MKDIR, UNLINK, RMDIR, RENAME = 1, 2, 3, 4, 9, 10, 11, 12
OPEN, READ, WRITE, STATFS, RELEASE, FSYNC, FLUSH, INIT = 14, 15, 16, 17, 18, 20, 25, 26
OPENDIR, READDIR, RELEASEDIR, FSYNCDIR, SETLK, SETLKW = 27, 28, 29, 30, 32, 33
CREATE, DESTROY, BATCH_FORGET, RENAME2 = 35, 38, 42, 45
FLOCK_LOCKS, DIRECT_IO = 1 << 10, 1
SIZE, MODE, UNTIL_NOW = 1 << 3, 1 << 0, 1 << 8
ROOT, BLOCK = 1, 4096


class Node:
    def __init__(self, mode):
        self.mode, self.data, self.names, self.mtime = mode, bytearray(), {}, time.time()


class Disk:
    """`refusals`: (operation, how the file's name ends) -> (errno, how many times it is allowed before).
    They end when a folder called 'mended' is made."""

    def __init__(self, fuse, refusals):
        self.fuse, self.refusals = fuse, dict(refusals)
        self.nodes, self.paths = {ROOT: Node(stat.S_IFDIR | 0o755)}, {ROOT: ""}
        self.last = ROOT

    def serve(self):
        while True:
            try:
                request = os.read(self.fuse, 1 << 20)
            except OSError as error:
                if error.errno in (errno.EINTR, errno.ENOENT):
                    continue
                return  # unmounted
            size, operation, unique, node = struct.unpack_from("<IIQQ", request)
            if operation in (FORGET, BATCH_FORGET):
                continue
            try:
                answer, status = self.answer(operation, node, request[40:size]), 0
            except OSError as error:
                answer, status = b"", -error.errno
            os.write(self.fuse, struct.pack("<IiQ", 16 + len(answer), status, unique) + answer)

    def answer(self, operation, node, body):
        name = body[: body.find(b"\0")].decode("latin1") if operation in (LOOKUP, UNLINK, RMDIR) else ""
        self.refuse(operation, self.paths.get(node, "") + name)
        if operation == INIT:
            return struct.pack("<IIIIHHII", 7, 31, 1 << 17, FLOCK_LOCKS, 12, 10, 1 << 17, 1) + bytes(36)
        if operation == LOOKUP:
            return self.entry(self.child(node, name))
        if operation == GETATTR:
            return struct.pack("<QII", 0, 0, 0) + self.attributes(node)
        if operation == SETATTR:
            return self.change(node, body)
        if operation == MKDIR:
            name = body[8:-1].decode("latin1")
            if name == "mended":
                self.refusals.clear()
            return self.entry(self.make(node, name, stat.S_IFDIR | 0o755))
        if operation == CREATE:
            name = body[16:-1].decode("latin1")
            self.refuse(CREATE, name)
            return self.entry(self.make(node, name, stat.S_IFREG | 0o644)) + struct.pack("<QII", 0, DIRECT_IO, 0)
        if operation in (UNLINK, RMDIR):
            if self.nodes[self.child(node, name)].names:
                raise OSError(errno.ENOTEMPTY, name)
            del self.nodes[node].names[name]
            return b""
        if operation in (RENAME, RENAME2):
            return self.rename(node, body, 8 if operation == RENAME else 16)
        if operation in (OPEN, OPENDIR):
            return struct.pack("<QII", 0, DIRECT_IO if operation == OPEN else 0, 0)
        if operation == READ:
            _, offset, size = struct.unpack_from("<QQI", body)
            return bytes(self.nodes[node].data[offset : offset + size])
        if operation == WRITE:
            return self.write(node, body)
        if operation == READDIR:
            return self.list(node, *struct.unpack_from("<QQI", body)[1:])
        if operation == STATFS:
            return struct.pack("<QQQQQIII", 1 << 20, 1 << 19, 1 << 19, 1000, 1000, BLOCK, 255, BLOCK) + bytes(28)
        if operation in (RELEASE, RELEASEDIR, FLUSH, FSYNC, FSYNCDIR, SETLK, SETLKW, DESTROY):
            return b""
        raise OSError(errno.ENOSYS, "not here")

    def refuse(self, operation, name):
        for (refused, end), (error, allowed) in self.refusals.items():
            if refused == operation and name.endswith(end):
                if allowed <= 0:
                    raise OSError(error, name)
                self.refusals[(refused, end)] = (error, allowed - 1)

    def child(self, folder, name):
        if name not in self.nodes[folder].names:
            raise OSError(errno.ENOENT, name)
        return self.nodes[folder].names[name]

    def make(self, folder, name, mode):
        if name in self.nodes[folder].names:
            raise OSError(errno.EEXIST, name)
        self.last += 1
        self.nodes[self.last] = Node(mode)
        self.nodes[folder].names[name] = self.last
        self.paths[self.last] = name
        return self.last

    def entry(self, number):
        return struct.pack("<QQQQII", number, 0, 0, 0, 0, 0) + self.attributes(number)

    def attributes(self, number):
        node = self.nodes[number]
        size, seconds = len(node.data), int(node.mtime)
        times = (seconds, seconds, seconds, 0, 0, 0)
        blocks = -(-size // BLOCK) * 8
        return struct.pack("<QQQ3Q3IIIIIIII", number, size, blocks, *times, node.mode, 1, 0, 0, 0, BLOCK, 0)

    def change(self, number, body):
        valid, _, _, size, _, _, mtime = struct.unpack_from("<IIQQQQQ", body)
        node = self.nodes[number]
        if valid & SIZE:
            node.data[size:] = bytes(max(0, size - len(node.data)))
        node.mtime = mtime if valid & (1 << 5) and not valid & UNTIL_NOW else time.time()
        return struct.pack("<QII", 0, 0, 0) + self.attributes(number)

    def rename(self, folder, body, head):
        target = struct.unpack_from("<Q", body)[0]
        old, new = body[head:-1].decode("latin1").split("\0")
        number = self.child(folder, old)
        del self.nodes[folder].names[old]
        self.nodes[target].names[new] = number
        self.paths[number] = new
        return b""

    def write(self, number, body):
        _, offset, size = struct.unpack_from("<QQI", body)
        node = self.nodes[number]
        node.data.extend(bytes(max(0, offset - len(node.data))))
        node.data[offset : offset + size] = body[40 : 40 + size]
        node.mtime = time.time()
        return struct.pack("<II", size, 0)

    def list(self, number, offset, most):
        listing = b""
        for place, (name, child) in enumerate(list(self.nodes[number].names.items())[offset:], offset + 1):
            item = struct.pack("<QQII", child, place, len(name), self.nodes[child].mode >> 12) + name.encode("latin1")
            item += bytes(-len(item) % 8)
            if len(listing) + len(item) > most:
                break
            listing += item
        return listing


def mount(folder, refusals):
    """Mounts such a disk at `folder`, served by a process of its own; returns its number. Skips the test
    where there is no FUSE."""
    try:
        fuse = os.open("/dev/fuse", os.O_RDWR)
    except OSError as error:
        raise unittest.SkipTest(f"no FUSE here: {error}") from error
    options = f"fd={fuse},rootmode=40755,user_id={os.geteuid()},group_id={os.getegid()}"
    if libc.mount(b"refusing", os.fsencode(folder), b"fuse", 0, options.encode()) != 0:
        os.close(fuse)
        raise unittest.SkipTest(f"no FUSE here: {os.strerror(ctypes.get_errno())}")
    server = os.fork()
    if server == 0:
        try:
            Disk(fuse, refusals).serve()
        finally:
            os._exit(0)
    os.close(fuse)
    return server
