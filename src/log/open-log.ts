import { dirname } from 'node:path';
import type { Disk, DiskLock } from '../common/disk.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type {
  Cursor,
  CursorOptions,
  Groups,
  Log,
  NewTopicSettings,
  OpenLog,
  OpenLogOptions,
  Producer,
  ProducerOptions,
  Topic,
  TopicChanges,
  TopicPartition,
  Transaction,
  TransactionalProducer,
  TransactionOptions,
} from './api.ts';
import { LogClients } from './clients/log-clients.ts';
import { cappedDisk } from './disk/capped-disk.ts';
import { diskError, errnoOf } from './disk/disk-error.ts';
import {
  decodeFront,
  encodeFront,
  formatVersion,
  readWholeFile,
  replaceFile,
} from './format/file-front.ts';
import { TopicStore } from './topic/topic-store.ts';

/** So many closed segments are kept open for reading. */
const readFilesMax = 256;
const logFileName = 'log';

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

class OpenedLog implements Log {
  readonly #lock: DiskLock;
  readonly #topics: TopicStore;
  readonly #clients: LogClients;
  /** Making, changing and deleting topics run one after the other. */
  #changes: Promise<unknown> = Promise.resolve();
  #closed = false;

  private constructor(options: OpenLogOptions, lock: DiskLock) {
    this.#lock = lock;
    this.#topics = new TopicStore(options);
    this.#clients = new LogClients({ ...options, topics: this, store: this.#topics });
  }

  static async open(options: OpenLogOptions, lock: DiskLock): Promise<OpenedLog> {
    const log = new OpenedLog(options, lock);
    try {
      await checkFormat(options);
      await log.#topics.openAll();
      await log.#clients.open();
      return log;
    } catch (error) {
      await log.close();
      throw error;
    }
  }

  get groups(): Groups {
    return this.#clients.groups;
  }

  createTopic(name: string, some: NewTopicSettings = {}): Promise<Topic> {
    return this.#change('create a topic', () => this.#topics.create(name, some));
  }

  alterTopic(name: string, changes: TopicChanges): Promise<Topic> {
    return this.#change('alter a topic', () => this.#topics.alter(name, changes));
  }

  topic(name: string): Topic | null {
    return this.#topics.get(name);
  }

  topics(): readonly Topic[] {
    return this.#topics.all();
  }

  async deleteTopic(name: string): Promise<void> {
    await this.#change('delete a topic', () => this.#topics.delete(name));
    await this.#clients.forgetTopic(name);
  }

  newProducer(topic: string, options: ProducerOptions = {}): Producer {
    return this.#clients.newProducer(topic, options);
  }

  beginTransaction(options?: TransactionOptions): Promise<Transaction> {
    return this.#clients.transactions.begin(options);
  }

  transactionalProducer(
    name: string,
    options?: TransactionOptions,
  ): Promise<TransactionalProducer> {
    return this.#clients.transactions.producer(name, options);
  }

  newCursor(of: TopicPartition, options: CursorOptions = {}): Promise<Cursor> {
    return this.#clients.newCursor(of, options);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    await this.#clients.close();
    this.#closed = true;
    await this.#changes;
    try {
      await this.#topics.close();
    } finally {
      // Files that could not be closed are closed by the end of the process at the latest.
      await this.#lock.release();
    }
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
}

/**
 * The file `log` says the format of the directory as a whole. One of an older format is brought up:
 * what is written from now on, an older version would not understand.
 */
async function checkFormat({ disk, directory, report }: OpenLogOptions): Promise<void> {
  const path = `${directory}/${logFileName}`;
  const exists = (await disk.list(directory)).includes(logFileName);
  const front = exists ? decodeFront('log', await readWholeFile(disk, path), path) : null;
  if (front?.version === formatVersion) return;
  if (exists && front === null) report(`${path}: damaged, written anew`);
  await replaceFile(disk, directory, logFileName, encodeFront('log', new Uint8Array(0)));
  if (!exists) await syncAncestors(disk, directory);
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

function closedError(): SqlError {
  return new SqlError(sqlState.objectNotInPrerequisiteState, 'the log is closed');
}
