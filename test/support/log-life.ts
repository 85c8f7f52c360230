import { Random } from '../../src/common/random.ts';
import { SqlError, sqlState } from '../../src/common/sql-error.ts';
import type {
  Log,
  LogRecord,
  NewTopicSettings,
  Partition,
  Transaction,
} from '../../src/log/api.ts';
import { readRecords } from '../../src/log/clients/read-records.ts';
import { readTexts, textRecord, textRecords } from './log-records.ts';
import { ManualClock } from './manual-clock.ts';
import { type DiskCall, SimulatedDisk } from './simulated-disk.ts';
import { openTestLog } from './test-log.ts';

/** What happens at some calls of the disk, counted from the beginning of a life. */
export type Trouble = {
  readonly kind: 'EIO' | 'ENOSPC' | 'kill' | 'cutPower';
  readonly from: number;
  /** So many calls fail; a crash comes once. */
  readonly calls: number;
};

/** What became of something that was asked for. */
type Fate = 'done' | 'failed';
type Place = { readonly topic: string; readonly partition: number };
/** A row that was sent: its value says which one it is. */
type Row = Place & {
  readonly value: string;
  readonly transaction: string | null;
  offset: number | null;
};

const small: NewTopicSettings = { partitions: 2, segmentBytesMax: 700, compression: 'lz4' };
const compacted: NewTopicSettings = {
  segmentBytesMax: 500,
  compaction: { minAgeMs: 0, tombstoneMs: 0, dirtyRatioMin: 0 },
};
/** What a failing disk, or a crash, may be told as; the last one because a topic could not be made. */
const expectedCodes: readonly string[] = [
  sqlState.ioError,
  sqlState.diskFull,
  sqlState.transactionEnded,
  sqlState.undefinedObject,
  sqlState.offsetOutOfRange,
];

/**
 * A log with everything that can be asked of it, one thing after the other, beside what was told
 * about it. Trouble may come at any call of the disk.
 */
export class LogLife {
  readonly #disk: SimulatedDisk;
  readonly #clock = new ManualClock();
  readonly #rows: Row[] = [];
  readonly #transactions = new Map<string, Fate | 'aborted'>();
  /** Values by key, in order, and whether they were acknowledged. */
  readonly #keyed = new Map<string, { readonly value: string | null; isDone: boolean }[]>();
  readonly #offsets = new Map<string, number>();
  readonly #done = new Set<string>();
  readonly #lines: string[] = [];
  #start = 0;
  #isDead = false;
  #next = 0;

  constructor(seed: number, syncWorks = true) {
    this.#disk = new SimulatedDisk(new Random(BigInt(seed)), { syncWorks });
  }

  /** Lives through everything; answers how many calls of the disk that took. */
  async run(trouble: Trouble | null): Promise<number> {
    this.#disk.fault = (call) => {
      if (trouble === null || this.#isDead) return null;
      if (!isHit(trouble, call)) return null;
      if (trouble.kind === 'EIO' || trouble.kind === 'ENOSPC') {
        return { code: trouble.kind, partly: call.number % 2 === 0 };
      }
      this.#isDead = true;
      this.#disk[trouble.kind]();
      return null;
    };
    await this.#live();
    const { calls } = this.#disk;
    this.#disk.fault = () => null;
    // What the dead process still had is gone with it.
    if (!this.#isDead) this.#checkNothingLeft();
    await this.#checkAfterwards();
    return calls;
  }

  async #live(): Promise<void> {
    const log = await this.#try('open', () => this.#open());
    if (log === null) return;
    await this.#try('make p', () => log.createTopic('p', small));
    await this.#try('make k', () => log.createTopic('k', compacted));
    await this.#try('make gone', () => log.createTopic('gone'));
    for (let round = 0; round < 3; round += 1) await this.#round(log, round);
    if (!this.#isDead) await this.#recovers(log);
    await this.#pump(log.close().catch(() => undefined));
  }

  async #round(log: Log, round: number): Promise<void> {
    await Promise.all([this.#appendSome(log), this.#produce(log), this.#appendKeyed(log)]);
    await this.#transact(`anonymous ${round}`, () => log.beginTransaction());
    const named = await this.#try('name', () => log.transactionalProducer('name'));
    if (named !== null) await this.#transact(`named ${round}`, () => named.begin());
    await this.#commitOffset(log, 'h', round + 1);
    if (round === 0) await this.#try('delete', () => log.deleteTopic('gone'));
    if (round === 1) await this.#try('alter', () => log.alterTopic('p', { partitions: 3 }));
    if (round === 1) await this.#truncate(log);
    await this.#rest(300);
    await this.#look(log);
  }

  async #appendSome(log: Log): Promise<void> {
    await Promise.all(
      [0, 1, 0, 0, 1, 0].map((partition) =>
        this.#send({ topic: 'p', partition }, null, (records) =>
          need(log, 'p', partition).appendRecords(records),
        ),
      ),
    );
  }

  async #send(
    place: Place,
    transaction: string | null,
    append: (records: readonly LogRecord[]) => Promise<{ readonly first: number }>,
  ): Promise<void> {
    this.#next += 1;
    const row: Row = { ...place, value: `value ${this.#next}`, transaction, offset: null };
    this.#rows.push(row);
    const range = await this.#try('append', async () => append(textRecords(row.value)));
    if (range !== null) row.offset = range.first;
  }

  async #produce(log: Log): Promise<void> {
    const producer = await this.#try('producer', async () => log.newProducer('p'));
    if (producer === null) return;
    for (let turn = 0; turn < 3; turn += 1) {
      this.#next += 1;
      const value = `value ${this.#next}`;
      const place = await this.#try('send', () => producer.send(textRecord(value)));
      const row = { topic: 'p', partition: place?.partition ?? -1, value, transaction: null };
      this.#rows.push({ ...row, offset: place?.offset ?? null });
    }
    await this.#pump(producer.close());
  }

  async #appendKeyed(log: Log): Promise<void> {
    const keys = ['a', 'b', 'c', 'a', 'b', 'c', 'a', 'd', 'c', 'a', 'b', 'a'];
    for (const [index, key] of keys.entries()) {
      this.#next += 1;
      const value = key === 'c' && index > 6 ? null : `value ${this.#next}`;
      const entry = { value, isDone: false };
      const values = this.#keyed.get(key) ?? [];
      this.#keyed.set(key, values);
      values.push(entry);
      const record = {
        ...textRecord(value ?? ''),
        key: Buffer.from(key),
        value: value === null ? null : Buffer.from(value),
      };
      entry.isDone =
        (await this.#try('append', async () => need(log, 'k', 0).appendRecords([record]))) !== null;
    }
  }

  /** One that is committed with an offset of a group, and one that is aborted. */
  async #transact(id: string, begin: () => Promise<Transaction>): Promise<void> {
    for (const end of ['abort', 'commit'] as const) {
      const transaction = await this.#try('begin', begin);
      if (transaction === null) continue;
      const name = `${id} ${end}`;
      this.#transactions.set(name, 'failed');
      for (const partition of [0, 1, 0]) {
        await this.#send({ topic: 'p', partition }, name, (records) =>
          transaction.appendRecords({ topic: 'p', partition }, records),
        );
      }
      const offset = this.#next;
      const moved = { topic: 'p', partition: 1, offset };
      await this.#try('offsets', () => transaction.commitOffsets('g', [moved]));
      const ended = await this.#try(end, async () => transaction[end]().then(() => true));
      if (ended !== null) this.#transactions.set(name, end === 'commit' ? 'done' : 'aborted');
      if (ended !== null && end === 'commit') this.#offsets.set('g', offset);
    }
  }

  async #commitOffset(log: Log, group: string, offset: number): Promise<void> {
    const moved = { topic: 'p', partition: 0, offset };
    const done = await this.#try('commit', () =>
      log.groups.commit(group, [moved]).then(() => true),
    );
    if (done !== null) this.#offsets.set(group, offset);
  }

  async #truncate(log: Log): Promise<void> {
    const start = await this.#try('truncate', async () => need(log, 'p', 0).truncateBefore(5));
    if (start !== null) this.#start = start;
  }

  /** Once the disk works again everything does. */
  async #recovers(log: Log): Promise<void> {
    this.#disk.fault = () => null;
    for (let second = 0; second < 90; second += 1) {
      this.#clock.advance(1000);
      for (let turn = 0; turn < 5; turn += 1) await this.#turn();
    }
    for (const topic of log.topics()) {
      for (const partition of topic.partitions) {
        if (partition.failure() !== null) throw partition.failure();
        if (topic.name.startsWith('__')) continue;
        await this.#pump(partition.appendRecords([{ ...textRecord(''), key: Buffer.from('z') }]));
        if (partition.openTransactions().length > 0) throw new Error('a transaction stays open');
      }
    }
  }

  /** A process after it finds what was told. */
  async #checkAfterwards(): Promise<void> {
    const log = await this.#pump(this.#open());
    await this.#look(log);
    await this.#checkTopics(log);
    for (const topic of log.topics()) {
      if (topic.name.startsWith('__')) continue;
      for (const partition of topic.partitions) {
        await this.#pump(partition.appendRecords([{ ...textRecord(''), key: Buffer.from('z') }]));
      }
    }
    await this.#pump(log.close());
    this.#checkNothingLeft();
    const told = this.#lines.filter((line) => /damaged|missing|lost/.test(line));
    if (told.length > 0) throw new Error(`told: ${told.join('; ')}`);
  }

  async #checkTopics(log: Log): Promise<void> {
    if (this.#done.has('make p') && log.topic('p') === null) throw new Error('p is gone');
    if (this.#done.has('make k') && log.topic('k') === null) throw new Error('k is gone');
    if (this.#done.has('delete') && log.topic('gone') !== null) throw new Error('it came back');
    if (this.#done.has('alter') && log.topic('p')?.partitions.length !== 3) {
      throw new Error('p has lost a partition');
    }
    for (const [group, offset] of this.#offsets) {
      const of = { topic: 'p', partition: group === 'g' ? 1 : 0 };
      const found = await log.groups.committed(group, of);
      if ((found?.offset ?? -1) < offset) throw new Error(`group ${group} went back`);
    }
  }

  /** What readers see, held against what was told. */
  async #look(log: Log): Promise<void> {
    const seen = new Map<string, string>();
    for (const partition of log.topic('p')?.partitions ?? []) {
      const texts = await this.#try('read', () => readTexts(partition));
      if (texts === null) return;
      for (const [offset, value] of texts) {
        if (seen.has(value)) throw new Error(`${value} is there twice`);
        if (value !== '') seen.set(value, `${partition.index}:${offset}`);
      }
    }
    const start = log.topic('p')?.partitions[0]?.startOffset() ?? this.#start;
    if (start < this.#start) throw new Error('truncated rows came back');
    for (const row of this.#rows) this.#checkRow(row, seen);
    this.#checkWhole(seen);
    await this.#checkKeyed(log);
  }

  #checkRow(
    { partition, value, transaction, offset }: Row,
    seen: ReadonlyMap<string, string>,
  ): void {
    const fate = transaction === null ? 'done' : this.#transactions.get(transaction);
    const found = seen.get(value);
    if (found !== undefined && fate === 'aborted') throw new Error(`${value} was aborted`);
    if (offset === null) return;
    const place = `${partition}:${offset}`;
    if (found !== undefined && found !== place) throw new Error(`${value} is at ${found}`);
    const isTruncated = partition === 0 && offset < 5;
    if (found === undefined && fate === 'done' && !isTruncated) {
      throw new Error(`${value} at ${place} is lost`);
    }
  }

  #checkWhole(seen: ReadonlyMap<string, string>): void {
    for (const id of this.#transactions.keys()) {
      const rows = this.#rows.filter(
        ({ transaction, partition, offset }) =>
          transaction === id && (partition !== 0 || (offset ?? 5) >= 5),
      );
      const count = rows.filter(({ value }) => seen.has(value)).length;
      if (count > 0 && count < rows.length) throw new Error(`${id} is torn`);
    }
  }

  /** The last value of a key is one that was sent no earlier than the last that was acknowledged. */
  async #checkKeyed(log: Log): Promise<void> {
    const partition = log.topic('k')?.partitions[0];
    if (partition === undefined) return;
    const read = await this.#try('read', () => lastValues(partition));
    if (read === null) return;
    for (const [key, values] of this.#keyed) {
      const least = values.findLastIndex(({ isDone }) => isDone);
      const found = read.get(key) ?? null;
      const isRight =
        least < 0 || values.some(({ value }, index) => index >= least && value === found);
      if (!isRight) throw new Error(`key ${key} has ${found}`);
    }
  }

  #checkNothingLeft(): void {
    const open = this.#disk.openFiles;
    if (open.length > 0) throw new Error(`left open: ${open.join(', ')}`);
    if (this.#clock.pending > 0) throw new Error(`${this.#clock.pending} timers are left`);
  }

  #open(): Promise<Log> {
    const report = (line: string): void => void this.#lines.push(line);
    return openTestLog(this.#disk.disk, { clock: this.#clock, report });
  }

  /** Null when it failed as it may. */
  async #try<T>(what: string, work: () => Promise<T>): Promise<T | null> {
    try {
      const result = await this.#pump(work());
      this.#done.add(what);
      return result;
    } catch (error) {
      const isExpected = error instanceof SqlError && expectedCodes.includes(error.code);
      if (isExpected) return null;
      throw new Error(`${what}: ${String(error)}`, { cause: error });
    }
  }

  async #rest(turns: number): Promise<void> {
    for (let turn = 0; turn < turns; turn += 1) await this.#turn();
  }

  /** Lets time go by until something is done. */
  async #pump<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = (): void => {
      isDone = true;
    };
    work.then(done, done);
    for (let turn = 0; !isDone; turn += 1) {
      if (turn > 20_000) throw new Error('it hangs');
      await this.#turn();
    }
    return await work;
  }

  async #turn(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#clock.advance(20);
  }
}

function isHit({ from, calls }: Trouble, { number }: DiskCall): boolean {
  return number >= from && number < from + calls;
}

function need(log: Log, topic: string, index: number): Partition {
  const partition = log.topic(topic)?.partitions[index];
  if (partition === undefined) throw new SqlError(sqlState.undefinedObject, 'was never made');
  return partition;
}

async function lastValues(partition: Partition): Promise<Map<string, string | null>> {
  const values = new Map<string, string | null>();
  for await (const { key, value } of readRecords(partition)) {
    values.set(textOf(key) ?? '', textOf(value));
  }
  return values;
}

function textOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString();
}
