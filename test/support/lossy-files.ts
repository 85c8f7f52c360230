import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./lossy-files.py', import.meta.url));
/** Debian's own: its packages are not seen by others. */
const python = '/usr/bin/python3';

/** Whether this machine can mount file systems of user programs at all. */
export const hasFuse = existsSync('/dev/fuse');
/** Whether what the mount needs is installed. */
export const hasLossyFiles =
  spawnSync(python, ['-c', 'import fusepy'], { stdio: 'ignore' }).status === 0 &&
  spawnSync('fusermount', ['-V'], { stdio: 'ignore' }).status === 0;

/** A mounted directory that forgets what was not synced when its power is cut. */
export class LossyFiles {
  readonly mount: string;
  readonly #directory: string;
  readonly #child: ChildProcess;

  private constructor(directory: string, mount: string, child: ChildProcess) {
    this.#directory = directory;
    this.mount = mount;
    this.#child = child;
  }

  /** With `syncWorks: false` syncing does nothing, so that a cut of power must lose rows. */
  static async start(options: { readonly syncWorks: boolean }): Promise<LossyFiles> {
    const directory = await mkdtemp(join(tmpdir(), 'millrace-lossy-'));
    const [store, mount] = [join(directory, 'store'), join(directory, 'mount')];
    await mkdir(store);
    await mkdir(mount);
    const flags = options.syncWorks ? [] : ['--ignore-sync'];
    const child = spawn(python, [program, store, mount, ...flags], { stdio: 'ignore' });
    const files = new LossyFiles(directory, mount, child);
    for (let turn = 0; !existsSync(join(mount, '.control')); turn += 1) {
      if (turn === 200) throw new Error('the lossy file system was not mounted');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return files;
  }

  /** Forgets what was not synced, but for what chance has brought to the disk. */
  async cutPower(seed: number): Promise<void> {
    await writeFile(join(this.mount, '.control'), `cut ${seed}`);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    execFileSync('fusermount', ['-u', '-z', this.mount]);
    await ended;
    await rm(this.#directory, { recursive: true });
  }
}
