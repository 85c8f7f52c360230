import type { Disk } from '../../common/disk.ts';
import { errnoOf } from '../disk/disk-error.ts';
import { readWholeFile, replaceFile } from '../format/file-front.ts';
import { damagedTopic } from './topic-errors.ts';
import { decodeTopicMeta, encodeTopicMeta, type TopicMeta, topicFileName } from './topic-meta.ts';

/** A topic on the disk; its directory is named by its id. */
export type StoredTopic = { readonly id: string; readonly meta: TopicMeta };

/** The directories of the topics. What is made, changed or removed is so durably, and wholly or not at all. */
export class TopicFiles {
  readonly #disk: Disk;
  readonly #root: string;
  #lastId = 0;

  /** `root` is the directory that they are in. */
  constructor(disk: Disk, root: string) {
    this.#disk = disk;
    this.#root = root;
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
    await this.#disk.makeDirectory(draft);
    for (let index = 0; index < meta.settings.partitions; index += 1) {
      await this.#disk.makeDirectory(`${draft}/${index}`);
    }
    await replaceFile(this.#disk, draft, topicFileName, encodeTopicMeta(meta));
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
    await replaceFile(this.#disk, directory, topicFileName, encodeTopicMeta(meta));
  }

  /** Removes a topic that is not open. Its directory is renamed first: a crash leaves all or nothing. */
  async discard(id: string): Promise<void> {
    const gone = `${this.#root}/${id}.deleted`;
    await this.#disk.rename(`${this.#root}/${id}`, gone);
    await this.#disk.syncDirectory(this.#root);
    await this.#removeTree(gone);
  }

  async #read(id: string): Promise<TopicMeta> {
    const path = `${this.#root}/${id}/${topicFileName}`;
    const meta = decodeTopicMeta(await this.#readFile(path), path);
    if (meta === null) throw damagedTopic(path);
    return meta;
  }

  async #readFile(path: string): Promise<Uint8Array> {
    try {
      return await readWholeFile(this.#disk, path);
    } catch (error) {
      throw errnoOf(error) === 'ENOENT' ? damagedTopic(path) : error;
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
