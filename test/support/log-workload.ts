import { Random } from '../../src/common/random.ts';
import { SqlError, sqlState } from '../../src/common/sql-error.ts';
import type {
  Cursor,
  Log,
  LogRecord,
  Partition,
  RecordPlace,
  Transaction,
} from '../../src/log/api.ts';
import { recordsOf } from '../../src/log/clients/read-records.ts';
import { partitionOfKey } from '../../src/log/topic/partitioner.ts';
import type { LogHistory, ReadRow, Sent, SentTransaction } from './log-checker.ts';
import { ManualClock } from './manual-clock.ts';
import { SimulatedDisk } from './simulated-disk.ts';
import { openTestLog } from './test-log.ts';

/** How a phase ends: in order, or by a crash when the disk has been called so often. */
export type Phase = {
  readonly steps: number;
  /** One in so many writes and syncs fails; 0 for none. */
  readonly faultsOneIn: number;
  readonly end: 'close' | 'kill' | 'cutPower';
};

/** A value on its way: its key says the partition, `place` where the history has it. */
type Sending = { readonly value: number; readonly key: Uint8Array; readonly place: number };

const topic = 'histories';
const partitions = 3;

/**
 * Producers, transactions and readers at work on one log, through faults and crashes, and the
 * history of what they were told and what they saw.
 */
export class LogWorkload {
  readonly #random: Random;
  readonly #disk: SimulatedDisk;
  readonly #clock = new ManualClock();
  readonly #sent: Sent[] = [];
  readonly #transactions: SentTransaction[] = [];
  readonly #reads: ReadRow[] = [];
  readonly #snapshots: ReadonlySet<number>[] = [];
  #nextValue = 0;
  #phase = 0;

  constructor(seed: number, syncWorks = true) {
    this.#random = new Random(BigInt(seed));
    this.#disk = new SimulatedDisk(new Random(BigInt(seed) + 1n), { syncWorks });
  }

  /** Opens the log, lets everybody work, and ends as told. */
  async run({ steps, faultsOneIn, end }: Phase): Promise<void> {
    this.#phase += 1;
    const log = await this.#open();
    this.#disk.fault = ({ operation }) => {
      const mayFail = operation === 'write' || operation === 'sync';
      if (!mayFail || faultsOneIn === 0 || this.#random.nextIntBelow(faultsOneIn) > 0) return null;
      return { code: this.#random.nextIntBelow(2) === 0 ? 'EIO' : 'ENOSPC', partly: true };
    };
    const work = [
      this.#produce(log, 'a', steps),
      this.#produce(log, 'b', steps),
      this.#transact('x', steps, () => log.beginTransaction()),
      this.#transact('y', steps, () => log.beginTransaction()),
      this.#transactAs(log, 'n', steps),
      this.#read(log, 'r', steps),
      this.#look(log, steps),
    ];
    const all = Promise.all(work.map((one) => one.catch(ignoreCrash)));
    if (end !== 'close') await this.#crash(end, all);
    else await this.#pump(all);
    this.#disk.fault = () => null;
    const closed = log.close().catch(() => undefined);
    await this.#pump(closed);
  }

  /** Everything that was told and seen, with what a last reader finds. */
  async history(): Promise<LogHistory> {
    const log = await this.#open();
    const final: ReadRow[] = [];
    for (const partition of partitionsOf(log)) {
      for (const row of await rowsBelow(partition, partition.stableOffset())) {
        final.push({ ...row, reader: 'last' });
      }
      if (partition.openTransactions().length > 0) throw new Error('a transaction was not settled');
    }
    const offsets = new Map<string, number>();
    for (const group of await log.groups.list()) {
      const committed = await log.groups.committed(group, { topic, partition: 0 });
      if (committed !== null) offsets.set(group, committed.offset);
    }
    await this.#pump(log.close());
    return {
      offsets,
      sent: this.#sent,
      transactions: this.#transactions,
      reads: this.#reads,
      snapshots: this.#snapshots,
      final,
    };
  }

  async #open(): Promise<Log> {
    this.#disk.fault = () => null;
    const log = await this.#pump(
      openTestLog(this.#disk.disk, { clock: this.#clock, segmentBytesMax: 4000 }),
    );
    if (log.topic(topic) === null)
      await this.#pump(log.createTopic(topic, { partitions, compression: 'lz4' }));
    return log;
  }

  /** The process dies, or the machine, in the middle of the work. */
  async #crash(end: 'kill' | 'cutPower', all: Promise<unknown>): Promise<void> {
    const turns = 20 + this.#random.nextIntBelow(400);
    let isOver = false;
    void all.then(() => {
      isOver = true;
    });
    for (let turn = 0; turn < turns && !isOver; turn += 1) await this.#turn();
    this.#disk[end]();
    await this.#pump(all);
  }

  /** Lets time go by until something is done. */
  async #pump<Result>(work: Promise<Result>): Promise<Result> {
    let isDone = false;
    const done = (): void => {
      isDone = true;
    };
    work.then(done, done);
    for (let turn = 0; !isDone; turn += 1) {
      if (turn > 100_000) throw new Error('it hangs');
      await this.#turn();
    }
    return await work;
  }

  async #turn(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#clock.advance(20);
  }

  /** Sends one record after the other, some without waiting for the one before. */
  async #produce(log: Log, name: string, steps: number): Promise<void> {
    const producer = log.newProducer(topic);
    const waiting: Promise<void>[] = [];
    for (let step = 0; step < steps; step += 1) {
      const sending = this.#newValue(`${name}${this.#phase}`, null);
      waiting.push(
        producer.send(recordOf(sending)).then(
          (place) => this.#tell(sending, place),
          () => undefined,
        ),
      );
      if (this.#random.nextIntBelow(3) === 0) await Promise.all(waiting.splice(0));
    }
    await Promise.all(waiting);
  }

  /** Under a name, which is opened again now and then: that ends nothing of what was committed. */
  async #transactAs(log: Log, name: string, steps: number): Promise<void> {
    let producer = await log.transactionalProducer(name);
    await this.#transact(name, steps, async () => {
      if (this.#random.nextIntBelow(4) === 0) producer = await log.transactionalProducer(name);
      return producer.begin();
    });
  }

  async #transact(name: string, steps: number, begin: () => Promise<Transaction>): Promise<void> {
    for (let step = 0; step < steps; step += 3) {
      const id = `${name}${this.#phase}.${step}`;
      const transaction = await begin();
      const moved = { group: name, offset: this.#phase * 1000 + step };
      this.#transactions.push({ id, outcome: 'unknown', moved });
      const place = this.#transactions.length - 1;
      const to = { topic, partition: 0, offset: moved.offset };
      const moving = transaction.commitOffsets(name, [to]).catch(ignoreCrash);
      const sends = Array.from({ length: 1 + this.#random.nextIntBelow(5) }, () =>
        this.#sendIn(transaction, this.#newValue(id, id)),
      );
      if (this.#random.nextIntBelow(2) === 0) await Promise.all(sends);
      const outcome = await this.#end(transaction);
      await Promise.all([...sends, moving]);
      this.#transactions[place] = { id, outcome, moved };
    }
  }

  async #sendIn(transaction: Transaction, sending: Sending): Promise<void> {
    try {
      this.#tell(sending, await transaction.send(topic, recordOf(sending)));
    } catch {
      // Nobody knows what became of it.
    }
  }

  async #end(transaction: Transaction): Promise<SentTransaction['outcome']> {
    try {
      if (this.#random.nextIntBelow(4) === 0) {
        await transaction.abort();
        return 'aborted';
      }
      await transaction.commit();
      return 'committed';
    } catch (error) {
      const isAborted = error instanceof SqlError && error.code === sqlState.transactionEnded;
      return isAborted ? 'aborted' : 'unknown';
    }
  }

  /** Follows all partitions from where it likes. */
  async #read(log: Log, name: string, steps: number): Promise<void> {
    for (let step = 0; step < steps; step += 5) {
      for (let index = 0; index < partitions; index += 1) {
        const cursor = await log.newCursor({ topic, partition: index }, { from: 'start' });
        const reader = `${name}${this.#phase}.${step}`;
        await this.#readSome(cursor, reader, index);
        cursor.close();
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async #readSome(cursor: Cursor, reader: string, partition: number): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) {
      const { batches, fromOffset } = await cursor.next(500);
      for (const batch of batches) {
        for (const { offset, value } of await recordsOf(batch, fromOffset)) {
          this.#reads.push({
            reader,
            partition: String(partition),
            offset,
            value: numberIn(value),
          });
        }
      }
    }
  }

  /** Takes the stable offsets of all partitions in one moment, and then looks what lies below. */
  async #look(log: Log, steps: number): Promise<void> {
    for (let step = 0; step < steps; step += 4) {
      const ends = partitionsOf(log).map((partition) => partition.stableOffset());
      const seen = new Set<number>();
      for (const [index, partition] of partitionsOf(log).entries()) {
        for (const { value } of await rowsBelow(partition, ends[index] ?? 0)) seen.add(value);
      }
      this.#snapshots.push(seen);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Noted when it is sent: in this order it must be in its partition. */
  #newValue(producer: string, transaction: string | null): Sending {
    this.#nextValue += 1;
    const key = Uint8Array.of(this.#random.nextIntBelow(8));
    const partition = String(partitionOfKey(key, partitions));
    const value = this.#nextValue;
    const place = this.#sent.push({
      producer,
      partition,
      value,
      transaction,
      outcome: 'unknown',
      offset: null,
    });
    return { value, key, place: place - 1 };
  }

  #tell({ place }: Sending, { offset }: RecordPlace): void {
    const sent = this.#sent[place] as Sent;
    this.#sent[place] = { ...sent, outcome: 'acknowledged', offset };
  }
}

function partitionsOf(log: Log): readonly Partition[] {
  return log.topic(topic)?.partitions ?? [];
}

function recordOf({ value, key }: Sending): LogRecord {
  const bytes = new Uint8Array(Float64Array.of(value).buffer);
  return { key, value: bytes, headers: [], timestampMs: value };
}

function numberIn(value: Uint8Array | null): number {
  return Buffer.from(value ?? []).readDoubleLE();
}

async function rowsBelow(partition: Partition, end: number): Promise<Omit<ReadRow, 'reader'>[]> {
  const rows: Omit<ReadRow, 'reader'>[] = [];
  for (let next = partition.startOffset(); next < end; ) {
    const { batches, nextOffset } = await partition.read(next, 2000);
    for (const batch of batches) {
      for (const { offset, value } of await recordsOf(batch, next)) {
        if (offset >= end) continue;
        rows.push({ partition: String(partition.index), offset, value: numberIn(value) });
      }
    }
    if (nextOffset <= next) throw new Error(`reading stands still at ${next} of ${end}`);
    next = nextOffset;
  }
  return rows;
}

/** What a crash or a failing disk ends is known by what it has told before. */
function ignoreCrash(error: unknown): void {
  if (error instanceof SqlError) return;
  if (error instanceof Error && 'code' in error) return;
  throw error;
}
