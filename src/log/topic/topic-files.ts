import type { Disk } from '../../common/disk.ts';
import { diskError, errnoOf } from '../disk/disk-error.ts';
import { readWholeFile, replaceFile } from '../format/file-front.ts';
import { damagedTopic } from './topic-errors.ts';
import {
  decodeOwnMeta,
  encodeTopicMeta,
  type TopicMeta,
  topicFileName,
  topicFileNames,
} from './topic-meta.ts';

/** A topic on the disk; its directory is named by its id. */
export type StoredTopic = { readonly id: string; readonly meta: TopicMeta };

/** The directories of the topics. What is made, changed or removed is so durably, and wholly or not at all. */
export class TopicFiles {
  readonly #disk: Disk;
  readonly #root: string;
  readonly #report: (line: string) => void;
  #lastId = 0;
  readonly #removals = new Set<Promise<void>>();

  /** `root` is the directory that they are in; `report` is told of files that were damaged. */
  constructor(disk: Disk, root: string, report: (line: string) => void) {
    this.#disk = disk;
    this.#root = root;
    this.#report = report;
  }

  /** An id that no topic has had since `list`. */
  newId(): string {
    this.#lastId += 1;
    return String(this.#lastId);
  }

  /** The directory of a partition. */
  partition(id: string, index: number): string {
    return `${this.#root}/${id}/${index}`;
  }

  /**
   * All topics; removes what is unfinished. Of two topics of a name the later one counts: the earlier
   * was to be deleted, or never made, when the disk failed. @throws SqlError XX001, 55000
   */
  async list(): Promise<readonly StoredTopic[]> {
    const found = new Map<string, StoredTopic>();
    const entries = await this.#disk.list(this.#root);
    for (const entry of entries.toSorted(
      (a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10),
    )) {
      this.#lastId = Math.max(this.#lastId, Number.parseInt(entry, 10) || 0);
      if (/^\d+\.(new|deleted)$/.test(entry)) await this.#removeTree(`${this.#root}/${entry}`);
      if (!/^\d+$/.test(entry)) continue;
      const meta = await this.#read(entry);
      const earlier = found.get(meta.name);
      if (earlier !== undefined) await this.discard(earlier.id);
      found.set(meta.name, { id: entry, meta });
    }
    return [...found.values()];
  }

  /** A directory under a name that does not count, renamed when everything in it is durable. */
  async create({ id, meta }: StoredTopic): Promise<void> {
    const draft = `${this.#root}/${id}.new`;
    for (let index = 0; index < meta.settings.partitions; index += 1) {
      await this.#disk.makeDirectory(`${draft}/${index}`);
    }
    const content = encodeTopicMeta({ ...meta, id });
    await Promise.all(topicFileNames.map((name) => this.#writeFirst(`${draft}/${name}`, content)));
    await this.#disk.syncDirectory(draft);
    await this.#disk.rename(draft, `${this.#root}/${id}`);
    try {
      await this.#disk.syncDirectory(this.#root);
    } catch (error) {
      await this.discard(id).catch(() => undefined);
      throw error;
    }
  }

  /** Directories of further partitions are durable before the file says that they are there. */
  async replace({ id, meta }: StoredTopic): Promise<void> {
    const directory = `${this.#root}/${id}`;
    const entries = await this.#disk.list(directory);
    for (let index = 0; index < meta.settings.partitions; index += 1) {
      if (!entries.includes(String(index))) await this.#disk.makeDirectory(`${directory}/${index}`);
    }
    await this.#disk.syncDirectory(directory);
    await writeTopicFiles(this.#disk, directory, { ...meta, id });
  }

  /**
   * Removes a topic that is not open. Its directory is renamed: a crash leaves all or nothing. Its
   * files go by and by; those that cannot be removed are for the next start.
   */
  async discard(id: string): Promise<void> {
    const gone = `${this.#root}/${id}.deleted`;
    await this.#disk.rename(`${this.#root}/${id}`, gone);
    await this.#disk.syncDirectory(this.#root);
    const removal = this.#removeTree(gone)
      .catch((error: unknown) => this.#report(diskError(error, `remove ${gone}`).message))
      .finally(() => this.#removals.delete(removal));
    this.#removals.add(removal);
  }

  /** Resolves when the files of all that was discarded are gone. */
  async settled(): Promise<void> {
    await Promise.all(this.#removals);
  }

  /** A file in a directory that does not count yet: nobody sees half of it. */
  async #writeFirst(path: string, content: Uint8Array): Promise<void> {
    const file = await this.#disk.open(path, 'create');
    try {
      await file.write([content], 0);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  /** What the first whole file of the two says. The other one is made again when it is not the same. */
  async #read(id: string): Promise<TopicMeta> {
    const directory = `${this.#root}/${id}`;
    const files: (Uint8Array | null)[] = [];
    let meta: TopicMeta | null = null;
    for (const name of topicFileNames) {
      const bytes = await this.#readFile(`${directory}/${name}`);
      files.push(bytes);
      if (bytes !== null) meta ??= decodeOwnMeta(bytes, `${directory}/${name}`, id);
    }
    if (meta === null) throw damagedTopic(`${directory}/${topicFileName}`);
    await this.#heal(directory, { ...meta, id }, files);
    return meta;
  }

  /** Not being able to is no failure: one of the two is enough. */
  async #heal(
    directory: string,
    meta: TopicMeta & { readonly id: string },
    files: readonly (Uint8Array | null)[],
  ): Promise<void> {
    const wanted = encodeTopicMeta(meta);
    for (const [index, name] of topicFileNames.entries()) {
      const bytes = files[index] ?? null;
      const path = `${directory}/${name}`;
      const isWhole = bytes !== null && decodeOwnMeta(bytes, path, meta.id) !== null;
      if (isWhole && (index === 0 || Buffer.from(bytes).equals(wanted))) continue;
      // Directories of version 0.1.0 have no copies.
      const isDamaged = !isWhole && (bytes !== null || index === 0);
      if (isDamaged) this.#report(`${path}: damaged, made again from its copy`);
      await replaceFile(this.#disk, directory, name, wanted).catch((error: unknown) => {
        this.#report(diskError(error, `write ${path}`).message);
      });
    }
  }

  async #readFile(path: string): Promise<Uint8Array | null> {
    try {
      return await readWholeFile(this.#disk, path);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return null;
      throw error;
    }
  }

  async #removeTree(directory: string): Promise<void> {
    for (const entry of await this.#disk.list(directory)) {
      const path = `${directory}/${entry}`;
      if (/^\d+$/.test(entry)) await this.#removeTree(path);
      else await this.#disk.remove(path);
    }
    await this.#disk.removeDirectory(directory);
  }
}

/** Writes what a topic is, twice, each durably: the first counts. */
export async function writeTopicFiles(
  disk: Disk,
  directory: string,
  meta: TopicMeta,
): Promise<void> {
  for (const name of topicFileNames) {
    await replaceFile(disk, directory, name, encodeTopicMeta(meta));
  }
}
