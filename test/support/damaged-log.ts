import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { systemClock } from '../../src/common/clock.ts';
import type { Log } from '../../src/log/api.ts';
import { systemDisk } from '../../src/log/disk/system-disk.ts';
import { openLog } from '../../src/log/open-log.ts';
import { textRecords } from './log-records.ts';
import { numberedBodies } from './numbered-rows.ts';

/** A log on the real disk that can be damaged, as often as one likes: `restore` makes it whole again. */
export class DamagedLog {
  readonly directory: string;
  readonly #root: string;

  private constructor(root: string) {
    this.#root = root;
    this.directory = join(root, 'now');
  }

  /** Makes a log and lets `fill` write to it. */
  static async make(fill: (log: Log) => Promise<void>): Promise<DamagedLog> {
    const made = new DamagedLog(await mkdtemp(join(tmpdir(), 'millrace-damaged-')));
    const log = await made.open('whole');
    await fill(log);
    await log.close();
    await made.restore();
    return made;
  }

  /** Opens the log, or the one that it was made from. */
  open(which: 'now' | 'whole' = 'now'): Promise<Log> {
    return openLog({
      disk: systemDisk,
      clock: systemClock,
      directory: join(this.#root, which),
      bodies: numberedBodies,
      report: () => {},
    });
  }

  /** The files of the log, relative to it. */
  async files(): Promise<string[]> {
    const entries = await readdir(this.directory, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    return files
      .map((file) => relative(this.directory, join(file.parentPath, file.name)))
      .toSorted();
  }

  /** Changes one bit. */
  async flip(file: string, byte: number, bit = 0): Promise<void> {
    const path = join(this.directory, file);
    const bytes = await readFile(path);
    bytes[byte] = (bytes[byte] as number) ^ (1 << bit);
    await writeFile(path, bytes);
  }

  /** Cuts a file, or makes it longer with what is given. */
  async cut(file: string, bytes: number, more = ''): Promise<void> {
    const path = join(this.directory, file);
    await truncate(path, bytes);
    if (more !== '') await writeFile(path, Buffer.from(more), { flag: 'a' });
  }

  /** Takes a file away. */
  remove(file: string): Promise<void> {
    return rm(join(this.directory, file), { recursive: true });
  }

  async size(file: string): Promise<number> {
    return (await readFile(join(this.directory, file))).length;
  }

  /** Makes it as it was. */
  async restore(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
    // A socket cannot be copied, and is of no use.
    const filter = (path: string): boolean => !/lock\.\d+$/.test(path);
    await cp(join(this.#root, 'whole'), this.directory, { recursive: true, filter });
  }

  async end(): Promise<void> {
    await rm(this.#root, { recursive: true });
  }
}

/** Fills a topic `t` with 40 records in batches of two, several segments, and one of a producer. */
export async function fillWithTexts(log: Log): Promise<void> {
  const topic = await log.createTopic('t', { segmentBytesMax: 800 });
  const partition = topic.partitions[0];
  if (partition === undefined) throw new Error('a topic has a partition');
  for (let first = 0; first < 40; first += 2) {
    await partition.appendRecords(textRecords(`value ${first}`, `value ${first + 1}`));
  }
}
