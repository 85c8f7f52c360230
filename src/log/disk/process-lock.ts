import { randomUUID } from 'node:crypto';
import { type FileHandle, link, open, readdir, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { basename, dirname } from 'node:path';
import type { DiskLock } from '../../common/disk.ts';
import { errnoOf } from './disk-error.ts';

/**
 * Takes a lock that dies with its process: a listening Unix socket in the file system, beside
 * `path` as `<path>.<number>`. The kernel knows whether somebody still listens there, whatever
 * became of the process, so a file left by a killed one stops nobody.
 *
 * The holder is the greatest number whose socket answers. Who wants the lock listens under a name
 * of its own first, then links the socket to the greatest number plus one (a link never replaces),
 * then looks whether a greater one has come meanwhile. Numbers never go back: releasing leaves the
 * file, so that a slow rival cannot take a number a second time. Holds among the processes of one
 * machine, containers that share the directory included; not across machines (NFS).
 *
 * Where the file system has no sockets, and for whoever finds one that has none, the lock is a
 * socket without a file, named by device and inode of the directory: it holds among the processes
 * of one network namespace.
 */
export async function takeProcessLock(path: string): Promise<DiskLock | null> {
  try {
    return await takeLock(path, (handle, directory, name) =>
      new LockAttempt(reachOf(handle, directory, name), name).take(),
    );
  } catch (error) {
    if (noSockets.has(errnoOf(error) ?? '')) return takeSocketlessLock(path);
    throw error;
  }
}

/** The same where the file system has no sockets: see above. */
export function takeSocketlessLock(path: string): Promise<DiskLock | null> {
  return takeLock(path, async (handle, _directory, name) =>
    takeAbstract(await abstractAddress(handle, name)),
  );
}

async function takeLock(
  path: string,
  take: (handle: FileHandle, directory: string, name: string) => Promise<Server | null>,
): Promise<DiskLock | null> {
  const handle = await open(dirname(path), 'r');
  try {
    const server = await take(handle, dirname(path), basename(path));
    return server === null ? null : { release: () => closed(server) };
  } finally {
    await handle.close();
  }
}

/** Whether a living process holds the lock of a path. Writes nothing: a directory that cannot be written to will do. */
export async function isProcessLockHeld(path: string): Promise<boolean> {
  const [directory, name] = [dirname(path), basename(path)];
  const handle = await open(directory, 'r');
  try {
    const attempt = new LockAttempt(reachOf(handle, directory, name), name);
    return (await attempt.isHeld()) || (await answers(await abstractAddress(handle, name)));
  } finally {
    await handle.close();
  }
}

/** How a file system says that it has no sockets. */
const noSockets: ReadonlySet<string> = new Set([
  'EPERM',
  'ENOSYS',
  'EOPNOTSUPP',
  'ENOTSUP',
  'EINVAL',
]);

/** A socket's address has 108 bytes: a long path goes by the descriptor of the directory. */
function reachOf(handle: FileHandle, directory: string, name: string): string {
  return Buffer.byteLength(directory) + name.length > 80 ? `/proc/self/fd/${handle.fd}` : directory;
}

/** An address of the system's own, gone with the process that listens at it. */
async function abstractAddress(handle: FileHandle, name: string): Promise<string> {
  const { dev, ino } = await handle.stat({ bigint: true });
  return `\0millrace-${name}-${dev}-${ino}`;
}

/** Null when another process listens there. */
async function takeAbstract(address: string): Promise<Server | null> {
  try {
    return await listening(address);
  } catch (error) {
    if (errnoOf(error) === 'EADDRINUSE') return null;
    throw error;
  }
}

class LockAttempt {
  readonly #directory: string;
  readonly #name: string;

  constructor(directory: string, name: string) {
    this.#directory = directory;
    this.#name = name;
  }

  async isHeld(): Promise<boolean> {
    const greatest = await this.#greatest();
    return greatest > 0 && (await answers(this.#path(greatest)));
  }

  async take(): Promise<Server | null> {
    const greatest = await this.#greatest();
    if (greatest > 0 && (await answers(this.#path(greatest)))) return null;
    const number = greatest + 1;
    const { server, path: own } = await this.#listen(number);
    const linked = await this.#link(own, number).catch(async (error: unknown) => {
      await closed(server);
      throw error;
    });
    if (linked && (await this.#greatest()) === number) {
      await this.#removeAllBut(number);
      return server;
    }
    if (linked) await unlink(this.#path(number)).catch(ignore);
    await closed(server);
    return null;
  }

  #path(number: number): string {
    return `${this.#directory}/${this.#name}.${number}`;
  }

  async #numbers(): Promise<number[]> {
    const names = await readdir(this.#directory);
    const prefix = `${this.#name}.`;
    const tails = names
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length));
    return tails.filter((tail) => /^\d+$/.test(tail)).map(Number);
  }

  async #greatest(): Promise<number> {
    return Math.max(0, ...(await this.#numbers()));
  }

  async #listen(number: number): Promise<{ server: Server; path: string }> {
    const path = `${this.#path(number)}-${randomUUID()}`;
    await unlink(path).catch(ignore);
    return { server: await listening(path), path };
  }

  async #link(own: string, number: number): Promise<boolean> {
    try {
      await link(own, this.#path(number));
      return true;
    } catch (error) {
      // EEXIST: a rival was faster. ENOENT: a rival has won and cleaned up.
      if (errnoOf(error) === 'EEXIST' || errnoOf(error) === 'ENOENT') return false;
      throw error;
    } finally {
      await unlink(own).catch(ignore);
    }
  }

  /** What earlier holders and failed attempts left. */
  async #removeAllBut(number: number): Promise<void> {
    const names = await readdir(this.#directory);
    const left = names.filter((name) => name.startsWith(`${this.#name}.`));
    const stale = left.filter((name) => name !== `${this.#name}.${number}`);
    await Promise.all(stale.map((name) => unlink(`${this.#directory}/${name}`).catch(ignore)));
  }
}

async function listening(path: string): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  server.unref();
  return server;
}

/** Whether somebody listens at the socket; a full queue of connections counts as an answer. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error) => {
      const code = errnoOf(error);
      resolve(code !== 'ECONNREFUSED' && code !== 'ENOENT' && code !== 'ENOTSOCK');
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

function ignore(): void {}
