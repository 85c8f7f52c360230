import * as fs from 'node:fs';
import type { Disk, DiskFile } from '../../common/disk.ts';
import { takeProcessLock } from './process-lock.ts';

/** The disk of the machine. */
export const systemDisk: Disk = {
  open: async (path, mode) => {
    const fd = await called<number>((done) => fs.open(path, openFlags[mode], 0o640, done));
    return new SystemFile(fd);
  },
  list: (directory) => called<string[]>((done) => fs.readdir(directory, done)),
  makeDirectory: async (directory) => {
    await fs.promises.mkdir(directory, { recursive: true, mode: 0o750 });
  },
  remove: (path) => finished((done) => fs.unlink(path, done)),
  removeDirectory: (directory) => finished((done) => fs.rmdir(directory, done)),
  rename: (from, to) => finished((done) => fs.rename(from, to, done)),
  syncDirectory: async (directory) => {
    const fd = await called<number>((done) => fs.open(directory, 'r', done));
    try {
      await finished((done) => fs.fsync(fd, done));
    } finally {
      await finished((done) => fs.close(fd, done));
    }
  },
  lock: takeProcessLock,
};

const { O_CREAT, O_RDONLY, O_RDWR, O_TRUNC } = fs.constants;
const openFlags = { read: O_RDONLY, write: O_RDWR, create: O_RDWR | O_CREAT | O_TRUNC } as const;

/**
 * A file by its descriptor. Closing waits for what is under way, and nothing starts afterwards:
 * the system may give the number to another file at once.
 */
class SystemFile implements DiskFile {
  readonly #fd: number;
  #underWay = 0;
  #closing = false;
  #idle: (() => void) | null = null;

  constructor(fd: number) {
    this.#fd = fd;
  }

  read(target: Uint8Array, position: number): Promise<number> {
    return this.#using(async () => {
      let filled = 0;
      while (filled < target.length) {
        const from = filled;
        const got = await called<number>((done) =>
          fs.read(this.#fd, target, from, target.length - from, position + from, done),
        );
        if (got === 0) break;
        filled += got;
      }
      return filled;
    });
  }

  write(buffers: readonly Uint8Array[], position: number): Promise<void> {
    return this.#using(async () => {
      let rest = buffers.filter((buffer) => buffer.length > 0);
      let at = position;
      while (rest.length > 0) {
        const [from, now] = [at, rest.slice(0, vectorsMax)];
        const written = await called<number>((done) => fs.writev(this.#fd, now, from, done));
        if (written === 0) throw failed('EIO', 'the file system wrote nothing');
        at += written;
        rest = withoutFirst(rest, written);
      }
    });
  }

  sync(): Promise<void> {
    return this.#using(() => finished((done) => fs.fdatasync(this.#fd, done)));
  }

  truncate(bytes: number): Promise<void> {
    return this.#using(() => finished((done) => fs.ftruncate(this.#fd, bytes, done)));
  }

  async size(): Promise<number> {
    return this.#using(async () => {
      const stats = await called<fs.Stats>((done) => fs.fstat(this.#fd, done));
      return stats.size;
    });
  }

  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    if (this.#underWay > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    }
    await finished((done) => fs.close(this.#fd, done));
  }

  async #using<T>(run: () => Promise<T>): Promise<T> {
    if (this.#closing) throw failed('EBADF', 'the file is closed');
    this.#underWay += 1;
    try {
      return await run();
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0) this.#idle?.();
    }
  }
}

/** The most buffers that one writev takes (IOV_MAX). */
const vectorsMax = 1024;

/** The buffers without their first `bytes` bytes. */
function withoutFirst(buffers: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let left = bytes;
  let index = 0;
  while (index < buffers.length && left >= (buffers[index] as Uint8Array).length) {
    left -= (buffers[index] as Uint8Array).length;
    index += 1;
  }
  const rest = buffers.slice(index);
  if (left > 0) rest[0] = (rest[0] as Uint8Array).subarray(left);
  return rest;
}

function failed(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

type Failure = NodeJS.ErrnoException | null;

function called<T>(start: (done: (error: Failure, value: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, value) => (error ? reject(error) : resolve(value)));
  });
}

function finished(start: (done: (error: Failure) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error) => (error ? reject(error) : resolve()));
  });
}
