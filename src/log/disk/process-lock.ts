import { randomUUID } from 'node:crypto';
import { link, open, readdir, unlink } from 'node:fs/promises';
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
 */
export async function takeProcessLock(path: string): Promise<DiskLock | null> {
  const [directory, name] = [dirname(path), basename(path)];
  const handle = await open(directory, 'r');
  // A socket's address has 108 bytes: a long path goes by the descriptor of the directory.
  const reach = Buffer.byteLength(path) > 80 ? `/proc/self/fd/${handle.fd}` : directory;
  const attempt = new LockAttempt(reach, name);
  const server = await attempt.take().catch(async (error: unknown) => {
    await handle.close();
    throw error;
  });
  if (server === null) {
    await handle.close();
    return null;
  }
  return {
    release: async () => {
      await closed(server);
      await handle.close();
    },
  };
}

class LockAttempt {
  readonly #directory: string;
  readonly #name: string;

  constructor(directory: string, name: string) {
    this.#directory = directory;
    this.#name = name;
  }

  async take(): Promise<Server | null> {
    const greatest = await this.#greatest();
    if (greatest > 0 && (await answers(this.#path(greatest)))) return null;
    const number = greatest + 1;
    const { server, path: own } = await this.#listen(number);
    const linked = await this.#link(own, number);
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
    const server = createServer((socket) => socket.destroy());
    await unlink(path).catch(ignore);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    server.unref();
    return { server, path };
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
