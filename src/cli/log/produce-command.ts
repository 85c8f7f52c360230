import { SqlError, sqlState } from '../../common/sql-error.ts';
import { columnarBodies } from '../../engine/columnar-bodies.ts';
import type { Durability, Log, LogRecord, Partition, Topic } from '../../log/api.ts';
import { locateLog } from '../../log/inspect/locate-log.ts';
import { openLog } from '../../log/open-log.ts';
import { Partitioner } from '../../log/topic/partitioner.ts';
import { errorText } from './error-text.ts';
import type { LogWorld } from './log-world.ts';
import { LongLine, splitLines } from './split-lines.ts';

/** What `produce` was asked for. */
export type ProduceSettings = {
  readonly data: string;
  readonly topic: string;
  /** Of a topic that is made. */
  readonly partitions: number;
  readonly durability: Durability;
  /** What stands between key and value of a line; null: lines are values. */
  readonly keySeparator: string | null;
};

/** So many bytes of records may wait for their acknowledgement. */
const waitingBytesMax = 32 * 1024 * 1024;
/** Records of one append at most, and about so many bytes. */
const appendRowsMax = 8_192;
const appendBytesMax = 512 * 1024;

/**
 * `millrace log produce`: appends a record per line of the standard input. Answers the exit code:
 * 0 when all are acknowledged. @throws SqlError 55006 when a server is running, 22023, 42809
 */
export async function runProduce(settings: ProduceSettings, world: LogWorld): Promise<number> {
  const log = await openToWrite(settings, world);
  try {
    const topic = await topicOf(log, settings);
    const producer = new LineProducer(topic, settings, world);
    return await producer.run();
  } finally {
    await log.close();
  }
}

async function openToWrite(settings: ProduceSettings, world: LogWorld): Promise<Log> {
  const { disk, clock } = world;
  const directory = await directoryOf(settings.data, world);
  try {
    return await openLog({
      disk,
      clock,
      directory,
      bodies: columnarBodies,
      report: (line) => world.err(`millrace: ${line}\n`),
    });
  } catch (error) {
    throw error instanceof SqlError && error.code === sqlState.objectInUse ? inUse(error) : error;
  }
}

/** Where the log is, or is made. */
async function directoryOf(data: string, world: LogWorld): Promise<string> {
  try {
    return await locateLog(world.disk, data);
  } catch (error) {
    if (error instanceof SqlError && error.code === sqlState.undefinedFile) return `${data}/log`;
    throw error;
  }
}

function inUse({ message, detail }: SqlError): SqlError {
  return new SqlError(sqlState.objectInUse, message, {
    detail,
    hint: 'A server is running there, or another tool writes. Stop it, or send the rows to the server.',
  });
}

async function topicOf(log: Log, settings: ProduceSettings): Promise<Topic> {
  const { topic: name, partitions, durability } = settings;
  const topic = log.topic(name);
  if (topic === null) return log.createTopic(name, { partitions, durability });
  if (topic.settings.schema.length > 0) throw isOfColumns(name);
  return topic;
}

function isOfColumns(name: string): SqlError {
  return new SqlError(sqlState.wrongObjectType, `the topic "${name}" holds rows of columns`, {
    hint: 'Write to it with SQL: INSERT INTO, or the HTTP interface of the server.',
  });
}

type Pile = { readonly partition: Partition; records: LogRecord[]; bytes: number };

/** Gathers records per partition, appends them without waiting, and counts what is acknowledged. */
class LineProducer {
  readonly #settings: ProduceSettings;
  readonly #world: LogWorld;
  readonly #piles: readonly Pile[];
  readonly #partitioner = new Partitioner(0);
  readonly #separator: Buffer | null;
  readonly #recordBytesMax: number;
  #sent = 0;
  #acknowledged = 0;
  #waitingBytes = 0;
  #failure: unknown = null;
  #isStopped = false;
  #wake: () => void = () => undefined;

  constructor(topic: Topic, settings: ProduceSettings, world: LogWorld) {
    this.#settings = settings;
    this.#world = world;
    this.#piles = topic.partitions.map((partition) => ({ partition, records: [], bytes: 0 }));
    this.#separator = settings.keySeparator === null ? null : Buffer.from(settings.keySeparator);
    this.#recordBytesMax = topic.settings.batchBytesMax;
  }

  async run(): Promise<number> {
    const stopped = this.#world.stopped().then(() => {
      this.#isStopped = true;
    });
    try {
      await Promise.race([this.#sendAll(), stopped]);
      for (const pile of this.#piles) this.#append(pile);
    } catch (error) {
      this.#failure ??= error;
    }
    await this.#below(0);
    return this.#end();
  }

  async #sendAll(): Promise<void> {
    for await (const lines of splitLines(this.#world.input(), this.#recordBytesMax)) {
      if (this.#failure !== null || this.#isStopped) return;
      const timestampMs = Math.floor(this.#world.clock.nowMicros() / 1000);
      for (const line of lines) {
        this.#add(line, timestampMs);
        if (this.#waitingBytes > waitingBytesMax) await this.#below(waitingBytesMax / 2);
      }
      // What came together goes together; a slow writer need not wait for more.
      for (const pile of this.#piles) this.#append(pile);
      await this.#below(waitingBytesMax);
    }
  }

  #add(line: Uint8Array, timestampMs: number): void {
    const { key, value } = this.#split(line);
    const bytes = line.length + 64;
    const index = this.#partitioner.choose(key, bytes, this.#piles.length);
    const pile = this.#piles[index] as Pile;
    pile.records.push({ key, value, headers: [], timestampMs });
    pile.bytes += bytes;
    this.#waitingBytes += bytes;
    if (pile.records.length >= appendRowsMax || pile.bytes >= appendBytesMax) this.#append(pile);
  }

  #split(line: Uint8Array): Pick<LogRecord, 'key' | 'value'> {
    if (this.#separator === null) return { key: null, value: line };
    const bytes = Buffer.from(line.buffer, line.byteOffset, line.length);
    const at = bytes.indexOf(this.#separator);
    if (at < 0) return { key: null, value: line };
    return { key: line.subarray(0, at), value: line.subarray(at + this.#separator.length) };
  }

  #append(pile: Pile): void {
    const { records, bytes, partition } = pile;
    if (records.length === 0) return;
    pile.records = [];
    pile.bytes = 0;
    if (this.#failure !== null) {
      this.#settle(bytes);
      return;
    }
    this.#sent += records.length;
    partition.appendRecords(records).then(
      () => {
        this.#acknowledged += records.length;
        this.#settle(bytes);
      },
      (error: unknown) => {
        this.#failure ??= error;
        this.#settle(bytes);
      },
    );
  }

  #settle(bytes: number): void {
    this.#waitingBytes -= bytes;
    this.#wake();
  }

  /** Waits until at most so many bytes are not acknowledged. */
  async #below(bytes: number): Promise<void> {
    while (this.#waitingBytes > bytes) {
      if (bytes > 0 && this.#failure !== null) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #end(): number {
    const count = `${this.#acknowledged} ${this.#acknowledged === 1 ? 'record' : 'records'}`;
    if (this.#failure !== null) {
      this.#world.err(`millrace: ${failureText(this.#failure)}\n`);
      this.#world.err(
        `millrace: ${count} of "${this.#settings.topic}" acknowledged, then it failed\n`,
      );
      return 1;
    }
    this.#world.err(`${count} acknowledged\n`);
    return this.#isStopped ? 130 : 0;
  }
}

function failureText(error: unknown): string {
  if (error instanceof LongLine) return 'a line has more bytes than a record of the topic may have';
  return errorText(error);
}
