import { dirname } from 'node:path';
import { crc32c } from '@node-rs/crc32';
import { BlockPool } from '../common/block-pool.ts';
import type { Disk, DiskLock } from '../common/disk.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Log, NewTopicSettings, OpenLog, OpenLogOptions, Topic, TopicChanges } from './api.ts';
import { cappedDisk } from './disk/capped-disk.ts';
import { diskError, errnoOf } from './disk/disk-error.ts';
import { Gate } from './disk/gate.ts';
import { createMemoryDisk } from './disk/memory-disk.ts';
import {
  decodeFront,
  encodeFront,
  formatVersion,
  readWholeFile,
  replaceFile,
} from './format/file-front.ts';
import { type LogPartition, openPartition } from './partition/partition.ts';
import { TailBudget } from './partition/tail-cache.ts';
import { WaitingBudget } from './partition/waiting-budget.ts';
import {
  decodeTopicMeta,
  encodeTopicMeta,
  type TopicMeta,
  topicFileName,
} from './topic/topic-meta.ts';
import { isTopicName, topicSettings } from './topic/topic-settings.ts';

/** All partitions together keep so many bytes of their newest batches in memory. */
const tailBytesMax = 256 * 1024 * 1024;
/** All partitions together let so many bytes wait to be written. */
const waitingBytesMax = 256 * 1024 * 1024;
const syncsAtOnce = 2;
/** So many closed segments are kept open for reading. */
const readFilesMax = 256;
const logFileName = 'log';
/** Memory that a log without a pool of its caller's keeps for reading. */
const memoryBytesMax = 64 * 1024 * 1024;

/** See `OpenLog`. @throws SqlError 55006 when another process has it open, 55000 when it is of a newer format. */
export const openLog: OpenLog = async (options) => {
  const { disk, directory } = options;
  try {
    await disk.makeDirectory(`${directory}/topics`);
    const lock = await disk.lock(`${directory}/lock`);
    if (lock === null) throw inUse(directory);
    return await OpenedLog.open({ ...options, disk: cappedDisk(disk, readFilesMax) }, lock);
  } catch (error) {
    throw diskError(error, 'open the log');
  }
};

type OpenTopic = Topic & {
  /** The name of its directory under `topics`. */
  readonly id: string;
  readonly partitions: readonly LogPartition[];
};

class OpenedLog implements Log {
  readonly #options: OpenLogOptions;
  readonly #lock: DiskLock;
  readonly #topics = new Map<string, OpenTopic>();
  readonly #syncs = new Gate(syncsAtOnce);
  readonly #tails = new TailBudget(tailBytesMax);
  readonly #waiting = new WaitingBudget(waitingBytesMax);
  readonly #memory: BlockPool;
  /** Creating and deleting run one after the other. */
  #changes: Promise<unknown> = Promise.resolve();
  #lastId = 0;
  #closed = false;

  private constructor(options: OpenLogOptions, lock: DiskLock) {
    this.#options = options;
    this.#lock = lock;
    this.#memory = options.memory ?? new BlockPool(memoryBytesMax);
  }

  static async open(options: OpenLogOptions, lock: DiskLock): Promise<OpenedLog> {
    const log = new OpenedLog(options, lock);
    try {
      await log.#checkFormat();
      await log.#openTopics();
      return log;
    } catch (error) {
      await log.close();
      throw error;
    }
  }

  createTopic(name: string, some: NewTopicSettings = {}): Promise<Topic> {
    return this.#change('create a topic', async () => {
      if (!isTopicName(name)) throw badName(name);
      const settings = topicSettings(some);
      if (this.#topics.has(name)) throw duplicate(name);
      const id = String(this.#lastId + 1);
      this.#lastId += 1;
      const salt = crc32c(`${id} ${this.#options.clock.nowMicros()}`);
      return this.#create(id, { name, settings, salt });
    });
  }

  alterTopic(_name: string, _changes: TopicChanges): Promise<Topic> {
    throw new SqlError(sqlState.featureNotSupported, 'not supported yet');
  }

  topic(name: string): Topic | null {
    return this.#topics.get(name) ?? null;
  }

  topics(): readonly Topic[] {
    return [...this.#topics.values()];
  }

  deleteTopic(name: string): Promise<void> {
    return this.#change('delete a topic', async () => {
      const topic = this.#topics.get(name);
      if (topic === undefined) throw unknownTopic(name);
      this.#topics.delete(name);
      for (const partition of topic.partitions) await partition.drop(name);
      await this.#discard(topic.id);
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#changes;
    for (const topic of this.#topics.values()) {
      for (const partition of topic.partitions) await partition.close();
    }
    await this.#lock.release();
  }

  get #root(): string {
    return `${this.#options.directory}/topics`;
  }

  #change<T>(doing: string, run: () => Promise<T>): Promise<T> {
    const changed = this.#changes.then(async () => {
      if (this.#closed) throw closedError();
      try {
        return await run();
      } catch (error) {
        throw errnoOf(error) === null ? error : diskError(error, doing);
      }
    });
    this.#changes = changed.catch(() => undefined);
    return changed;
  }

  /**
   * The file `log` says the format of the directory as a whole. One of an older format is brought up:
   * what is written from now on, an older version would not understand.
   */
  async #checkFormat(): Promise<void> {
    const { disk, directory } = this.#options;
    const path = `${directory}/${logFileName}`;
    const exists = (await disk.list(directory)).includes(logFileName);
    const front = exists ? decodeFront('log', await readWholeFile(disk, path), path) : null;
    if (front?.version === formatVersion) return;
    if (exists && front === null) this.#options.report(`${path}: damaged, written anew`);
    await replaceFile(disk, directory, logFileName, encodeFront('log', new Uint8Array(0)));
    if (!exists) await syncAncestors(disk, directory);
  }

  /**
   * Of two topics of a name the later one counts: the earlier was to be deleted, or never made, when
   * the disk failed.
   */
  async #openTopics(): Promise<void> {
    const found = new Map<string, { readonly id: string; readonly meta: TopicMeta }>();
    const entries = await this.#options.disk.list(this.#root);
    for (const entry of entries.toSorted(
      (a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10),
    )) {
      this.#lastId = Math.max(this.#lastId, Number.parseInt(entry, 10) || 0);
      if (/^\d+\.(new|deleted)$/.test(entry)) await this.#removeTree(`${this.#root}/${entry}`);
      if (!/^\d+$/.test(entry)) continue;
      const meta = await this.#readTopic(entry);
      const earlier = found.get(meta.name);
      if (earlier !== undefined) await this.#discard(earlier.id);
      found.set(meta.name, { id: entry, meta });
    }
    for (const { id, meta } of found.values()) await this.#open(id, meta);
  }

  async #readTopic(id: string): Promise<TopicMeta> {
    const path = `${this.#root}/${id}/${topicFileName}`;
    const meta = decodeTopicMeta(await this.#readTopicFile(path), path);
    if (meta === null) throw damagedTopic(path);
    return meta;
  }

  async #readTopicFile(path: string): Promise<Uint8Array> {
    try {
      return await readWholeFile(this.#options.disk, path);
    } catch (error) {
      throw errnoOf(error) === 'ENOENT' ? damagedTopic(path) : error;
    }
  }

  /** A directory under a name that does not count, renamed when everything in it is durable. */
  async #create(id: string, meta: TopicMeta): Promise<Topic> {
    const { disk } = this.#options;
    const draft = `${this.#root}/${id}.new`;
    await disk.makeDirectory(draft);
    for (let index = 0; index < meta.settings.partitions; index += 1) {
      await disk.makeDirectory(`${draft}/${index}`);
    }
    await replaceFile(disk, draft, topicFileName, encodeTopicMeta(meta));
    await disk.rename(draft, `${this.#root}/${id}`);
    try {
      await disk.syncDirectory(this.#root);
      return await this.#open(id, meta);
    } catch (error) {
      await this.#discard(id).catch(() => undefined);
      throw error;
    }
  }

  async #open(id: string, { name, settings, salt }: TopicMeta): Promise<Topic> {
    const { clock, bodies, report } = this.#options;
    const { schema, durability } = settings;
    const disk = durability === 'memory' ? createMemoryDisk() : this.#options.disk;
    const { segmentAgeMsMax, batchBytesMax } = settings;
    const segmentBytesMax = this.#options.segmentBytesMax ?? settings.segmentBytesMax;
    const limits = { segmentBytesMax, segmentAgeMsMax, batchBytesMax };
    const shared = { disk, clock, bodies, report, limits, schema, durability };
    const partitions: LogPartition[] = [];
    for (let index = 0; index < settings.partitions; index += 1) {
      const directory = `${this.#root}/${id}/${index}`;
      if (durability === 'memory') await disk.makeDirectory(directory);
      const options = {
        ...shared,
        index,
        directory,
        salt: crc32c(String(index), salt),
        syncs: this.#syncs,
        tails: this.#tails,
        waiting: this.#waiting,
        memory: this.#memory,
      };
      try {
        partitions.push(await openPartition(options));
      } catch (error) {
        for (const partition of partitions) await partition.close();
        throw error;
      }
    }
    const topic = { id, name, settings, partitions };
    this.#topics.set(name, topic);
    return topic;
  }

  /** Removes a topic that is not open. Its directory is renamed first: a crash leaves all or nothing. */
  async #discard(id: string): Promise<void> {
    const { disk } = this.#options;
    const gone = `${this.#root}/${id}.deleted`;
    await disk.rename(`${this.#root}/${id}`, gone);
    await disk.syncDirectory(this.#root);
    await this.#removeTree(gone);
  }

  async #removeTree(directory: string): Promise<void> {
    const { disk } = this.#options;
    for (const entry of await disk.list(directory)) {
      const path = `${directory}/${entry}`;
      if (/^\d+$/.test(entry)) await this.#removeTree(path);
      else await disk.remove(path);
    }
    await disk.removeDirectory(directory);
  }
}

/** Makes a directory that may be new durable, and those above it as far as they may be opened. */
async function syncAncestors(disk: Disk, directory: string): Promise<void> {
  for (let at = directory; dirname(at) !== at; at = dirname(at)) {
    try {
      await disk.syncDirectory(dirname(at));
    } catch (error) {
      if (at !== directory && errnoOf(error) === 'EACCES') return;
      throw error;
    }
  }
}

function inUse(directory: string): SqlError {
  return new SqlError(sqlState.objectInUse, 'the data directory is in use', {
    detail: `Another process has ${directory} open.`,
    hint: 'Stop the other process, or give another data directory.',
  });
}

function badName(name: string): SqlError {
  return new SqlError(sqlState.invalidParameterValue, `"${name}" is no name of a topic`, {
    hint: 'Names have 1 to 249 of the characters A-Z a-z 0-9 . _ and -.',
  });
}

function duplicate(name: string): SqlError {
  return new SqlError(sqlState.duplicateObject, `topic "${name}" already exists`);
}

function unknownTopic(name: string): SqlError {
  return new SqlError(sqlState.undefinedObject, `topic "${name}" does not exist`);
}

function damagedTopic(path: string): SqlError {
  return new SqlError(sqlState.dataCorrupted, 'a topic is damaged', {
    detail: `The file ${path} is missing or cannot be read.`,
    hint: 'Restore the file from a copy, or move the directory of the topic away.',
  });
}

function closedError(): SqlError {
  return new SqlError(sqlState.objectNotInPrerequisiteState, 'the log is closed');
}
