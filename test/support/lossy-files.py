"""A file system that forgets: what was not synced lives in memory only.

usage: lossy-files.py STORE MOUNT [--ignore-sync]

Shows the directory STORE at MOUNT. Written blocks stay in memory until the file is synced; writing
`cut SEED` to the file `.control` of the mount forgets them, as a loss of power would, all but some
that chance has brought to the disk. With --ignore-sync syncing does nothing: the negative control,
which must lose rows. Directory operations are not forgotten (the simulated disk of the tests does that).
"""

import errno
import os
import random
import stat
import sys

try:
    from fusepy import FUSE, FuseOSError, Operations
except ImportError:
    from fuse import FUSE, FuseOSError, Operations

BLOCK = 4096
CONTROL = "/.control"


class Content:
    """What a file holds beyond its store: written blocks, and how long it is."""

    def __init__(self, path):
        self.path = path
        self.size = os.path.getsize(path)
        self.blocks = {}

    def block(self, index):
        if index in self.blocks:
            return self.blocks[index]
        with open(self.path, "rb") as file:
            file.seek(index * BLOCK)
            data = file.read(BLOCK)
        return bytearray(data.ljust(BLOCK, b"\0"))

    def read(self, size, offset):
        end = min(self.size, offset + size)
        parts = []
        while offset < end:
            index, start = divmod(offset, BLOCK)
            stop = min(BLOCK, start + end - offset)
            parts.append(bytes(self.block(index)[start:stop]))
            offset += stop - start
        return b"".join(parts)

    def write(self, data, offset):
        done = 0
        while done < len(data):
            index, start = divmod(offset + done, BLOCK)
            count = min(BLOCK - start, len(data) - done)
            block = self.block(index)
            block[start : start + count] = data[done : done + count]
            self.blocks[index] = block
            done += count
        self.size = max(self.size, offset + done)

    def truncate(self, length):
        """Cutting reaches the store at once; growing does not."""
        self.size = length
        last, start = divmod(length, BLOCK)
        self.blocks = {i: b for i, b in self.blocks.items() if i * BLOCK < length}
        if start and last in self.blocks:
            self.blocks[last][start:] = bytes(BLOCK - start)
        if length < os.path.getsize(self.path):
            os.truncate(self.path, length)

    def store(self, chosen=None):
        with open(self.path, "r+b") as file:
            for index in sorted(self.blocks):
                if chosen is None or chosen(index):
                    file.seek(index * BLOCK)
                    file.write(self.blocks[index][: max(0, self.size - index * BLOCK)])
            if chosen is None:
                file.truncate(self.size)


class LossyFiles(Operations):
    def __init__(self, store, ignore_sync):
        self.store = store
        self.ignore_sync = ignore_sync
        self.contents = {}

    def real(self, path):
        return os.path.join(self.store, path.lstrip("/"))

    def content(self, path):
        key = os.lstat(self.real(path)).st_ino
        if key not in self.contents:
            self.contents[key] = Content(self.real(path))
        self.contents[key].path = self.real(path)
        return self.contents[key]

    def cut(self, seed):
        chance = random.Random(seed)
        for content in self.contents.values():
            if os.path.exists(content.path):
                content.store(lambda _: chance.random() < 0.3)
        self.contents.clear()

    def getattr(self, path, fh=None):
        if path == CONTROL:
            return {"st_mode": stat.S_IFREG | 0o600, "st_nlink": 1, "st_size": 0}
        try:
            found = os.lstat(self.real(path))
        except FileNotFoundError:
            raise FuseOSError(errno.ENOENT)
        keys = ("st_mode", "st_nlink", "st_size", "st_uid", "st_gid", "st_ino")
        attributes = {key: getattr(found, key) for key in keys}
        if stat.S_ISREG(found.st_mode) and found.st_ino in self.contents:
            attributes["st_size"] = self.contents[found.st_ino].size
        return attributes

    def readdir(self, path, fh):
        return [".", "..", *os.listdir(self.real(path))]

    def mkdir(self, path, mode):
        os.mkdir(self.real(path), mode)

    def rmdir(self, path):
        os.rmdir(self.real(path))

    def mknod(self, path, mode, dev):
        os.mknod(self.real(path), mode, dev)

    def link(self, target, source):
        os.link(self.real(source), self.real(target))

    def rename(self, old, new):
        self.forget(new)
        os.rename(self.real(old), self.real(new))

    def unlink(self, path):
        self.forget(path)
        os.unlink(self.real(path))

    def forget(self, path):
        try:
            self.contents.pop(os.lstat(self.real(path)).st_ino, None)
        except FileNotFoundError:
            pass

    def chmod(self, path, mode):
        os.chmod(self.real(path), mode)

    def chown(self, path, uid, gid):
        os.chown(self.real(path), uid, gid)

    def utimens(self, path, times=None):
        os.utime(self.real(path), times)

    def create(self, path, mode, fi=None):
        if path != CONTROL:
            os.close(os.open(self.real(path), os.O_CREAT | os.O_RDWR, mode))
            self.content(path).truncate(0)
        return 0

    def open(self, path, flags):
        if path != CONTROL and flags & os.O_TRUNC:
            self.content(path).truncate(0)
        return 0

    def truncate(self, path, length, fh=None):
        if path != CONTROL:
            self.content(path).truncate(length)

    def read(self, path, size, offset, fh):
        return b"" if path == CONTROL else self.content(path).read(size, offset)

    def write(self, path, data, offset, fh):
        if path == CONTROL:
            word, seed = data.decode().split()
            if word == "cut":
                self.cut(int(seed))
        else:
            self.content(path).write(data, offset)
        return len(data)

    def fsync(self, path, datasync, fh):
        if path == CONTROL or self.ignore_sync:
            return 0
        content = self.content(path)
        content.store()
        content.blocks.clear()
        return 0

    def fsyncdir(self, path, datasync, fh):
        return 0


def main():
    store, mount, *flags = sys.argv[1:]
    FUSE(
        LossyFiles(store, "--ignore-sync" in flags),
        mount,
        foreground=True,
        nothreads=True,
        direct_io=True,
        attr_timeout=0,
        entry_timeout=0,
    )


main()
