import { expect } from 'vitest';
import { Random } from '../../src/common/random.ts';
import type { AppendedRange, Isolation, ProducerStamp } from '../../src/log/api.ts';
import type { LogPartition } from '../../src/log/partition/partition.ts';
import { TailBudget } from '../../src/log/partition/tail-cache.ts';
import { openBarePartition } from './bare-partition.ts';
import { type ReadText, readTexts, textRecords } from './log-records.ts';
import { ManualClock } from './manual-clock.ts';
import { SimulatedDisk } from './simulated-disk.ts';

/** A transaction as it should be. */
type ModelTransaction = {
  readonly producerId: number;
  readonly epoch: number;
  state: 'open' | 'commit' | 'abort';
  first: number;
};

/** One append of a producer, until it is acknowledged. */
type Sent = {
  readonly stamp: ProducerStamp;
  readonly values: readonly string[];
  readonly transaction: ModelTransaction | null;
  range: AppendedRange | null;
};

type ModelProducer = {
  readonly id: number;
  epoch: number;
  sequence: number;
  transaction: ModelTransaction | null;
  /** Of this epoch. */
  sent: Sent[];
};

/** What goes wrong while appends are under way: a crash, or an error of the disk, at the n-th call. */
export type Trouble = {
  readonly kind: 'kill' | 'cutPower' | 'EIO' | 'ENOSPC';
  readonly call: number;
};

/** A partition beside its model: producers that send again, transactions, and what readers should see. */
export class ModelledPartition {
  readonly #disk: SimulatedDisk;
  readonly #clock = new ManualClock();
  readonly #tailBytes: number;
  readonly lines: string[] = [];
  readonly #records = new Map<number, { value: string; transaction: ModelTransaction | null }>();
  readonly #producers: ModelProducer[];
  /** Decided, and perhaps not on the disk. */
  #marking: { readonly transaction: ModelTransaction; done: Promise<void> }[] = [];
  #partition: LogPartition;
  #values = 0;

  private constructor(disk: SimulatedDisk, tailBytes: number, partition: LogPartition) {
    this.#disk = disk;
    this.#tailBytes = tailBytes;
    this.#partition = partition;
    this.#producers = [11, 12, 13].map((id) => {
      return { id, epoch: 0, sequence: 0, transaction: null, sent: [] };
    });
  }

  static async start(seed: number, tailBytes: number): Promise<ModelledPartition> {
    const disk = new SimulatedDisk(new Random(BigInt(seed)));
    const modelled = new ModelledPartition(disk, tailBytes, await openBarePartition(disk.disk));
    await modelled.reopen();
    return modelled;
  }

  /** Appends of several producers at once, perhaps with trouble: then what is left is sent again. */
  async send(
    sizes: readonly (readonly [producer: number, rows: number])[],
    trouble: Trouble | null,
  ): Promise<void> {
    const sent = sizes.map(([index, rows]) => this.#next(index, rows));
    if (trouble !== null) this.#arm(trouble);
    await this.#sendAll(sent);
    if (trouble !== null) await this.#overcome(trouble);
    await this.#sendAll(sent.filter(({ range }) => range === null));
    for (const { range } of sent) expect(range).not.toBeNull();
  }

  /** Rows of no producer. */
  async plain(count: number): Promise<void> {
    const values = this.#newValues(count);
    const range = await this.#partition.appendRecords(textRecords(...values));
    expect(range.last - range.first + 1).toBe(count);
    this.#take(range, values, null);
  }

  /** The newest appends of a producer once more: nothing is stored, the offsets are the first ones. */
  async repeat(index: number): Promise<void> {
    const end = this.#partition.endOffset();
    for (const { stamp, values, range } of this.#producer(index).sent.slice(-5)) {
      const again = await this.#partition.appendRecords(textRecords(...values), stamp);
      expect(again).toEqual(range);
    }
    expect(this.#partition.endOffset()).toBe(end);
  }

  /** Sequences that are not next, and epochs that are over. */
  async misbehave(index: number): Promise<void> {
    const { id: producerId, epoch, sequence } = this.#producer(index);
    const one = textRecords('never');
    const ahead = { producerId, epoch, sequence: sequence + 1, transactional: false };
    await expect(this.#partition.appendRecords(one, ahead)).rejects.toMatchObject({
      code: 'ML001',
    });
    if (epoch === 0 || sequence === 0) return;
    const older = { ...ahead, epoch: epoch - 1, sequence };
    await expect(this.#partition.appendRecords(one, older)).rejects.toMatchObject({
      code: 'ML002',
    });
  }

  /** Begins a transaction with the next append of a producer. */
  begin(index: number): void {
    const producer = this.#producer(index);
    if (producer.transaction !== null) return;
    this.#bump(producer);
    const { id: producerId, epoch } = producer;
    producer.transaction = { producerId, epoch, state: 'open', first: -1 };
  }

  /** Decides the transaction of a producer: seen at once, durable at the end. */
  async end(index: number, outcome: 'commit' | 'abort', trouble: Trouble | null): Promise<void> {
    const producer = this.#producer(index);
    const { transaction } = producer;
    if (transaction === null) return;
    if (trouble !== null) this.#arm(trouble);
    transaction.state = outcome;
    producer.transaction = null;
    this.#bump(producer);
    const done = this.#partition.endTransaction(transaction, outcome);
    this.#marking.push({ transaction, done });
    if (trouble === null) await this.read('committed', 0, 1000);
    if (trouble !== null) {
      await turns();
      await this.#overcome(trouble);
    }
    await this.#settleMarkers();
  }

  async read(isolation: Isolation, at: number, bytesMax: number): Promise<void> {
    const from = Math.floor(at * this.#partition.endOffset());
    const found = await readTexts(this.#partition, isolation, from, bytesMax);
    expect(found).toEqual(this.#expected(isolation, from));
    const { nextOffset } = await this.#partition.read(from, bytesMax, isolation);
    const end = isolation === 'committed' ? this.#stable() : this.#partition.endOffset();
    if (from < end) expect(nextOffset).toBeGreaterThan(from);
  }

  async reopen(): Promise<void> {
    await this.#partition.close();
    await this.#open();
  }

  async crash(kind: 'kill' | 'cutPower'): Promise<void> {
    this.#disk[kind]();
    this.#disk.fault = () => null;
    await this.#open();
  }

  /** Everything that should be there is, and nothing else. */
  async check(): Promise<void> {
    expect(this.lines.filter((line) => /damaged|missing/.test(line))).toEqual([]);
    for (const isolation of ['committed', 'uncommitted'] as const)
      await this.read(isolation, 0, 5000);
    const open = this.#producers
      .flatMap(({ transaction }) => (transaction && transaction.first >= 0 ? [transaction] : []))
      .toSorted((a, b) => a.first - b.first);
    expect(this.#partition.openTransactions()).toEqual(
      open.map(({ producerId, epoch, first }) => ({ producerId, epoch, firstOffset: first })),
    );
  }

  #producer(index: number): ModelProducer {
    return this.#producers[index % this.#producers.length] as ModelProducer;
  }

  #bump(producer: ModelProducer): void {
    producer.epoch += 1;
    producer.sequence = 0;
    producer.sent = [];
  }

  #newValues(count: number): string[] {
    this.#values += count;
    return Array.from({ length: count }, (_, i) => `v${this.#values - count + i}`);
  }

  #next(index: number, rows: number): Sent {
    const producer = this.#producer(index);
    const { id: producerId, epoch, sequence, transaction } = producer;
    const stamp = { producerId, epoch, sequence, transactional: transaction !== null };
    const sent = { stamp, values: this.#newValues(rows), transaction, range: null };
    producer.sequence += rows;
    producer.sent.push(sent);
    return sent;
  }

  async #sendAll(sent: readonly Sent[]): Promise<void> {
    const ranges = sent.map(({ values, stamp }) =>
      this.#partition.appendRecords(textRecords(...values), stamp),
    );
    const outcomes = await Promise.allSettled(ranges);
    outcomes.forEach((outcome, index) => {
      const one = sent[index] as Sent;
      if (outcome.status === 'rejected') return;
      one.range = outcome.value;
      this.#take(outcome.value, one.values, one.transaction);
    });
  }

  #take(
    range: AppendedRange,
    values: readonly string[],
    transaction: ModelTransaction | null,
  ): void {
    expect(range.last - range.first + 1).toBe(values.length);
    values.forEach((value, index) => {
      expect(this.#records.has(range.first + index)).toBe(false);
      this.#records.set(range.first + index, { value, transaction });
    });
    if (transaction !== null && transaction.first < 0) transaction.first = range.first;
  }

  #arm({ kind, call }: Trouble): void {
    const at = this.#disk.calls + call;
    this.#disk.fault = ({ number }) => {
      if (number < at) return null;
      if (kind === 'EIO' || kind === 'ENOSPC') return { code: kind, partly: true };
      this.#disk.kill();
      return null;
    };
  }

  async #overcome({ kind }: Trouble): Promise<void> {
    this.#disk.fault = () => null;
    if (kind === 'kill' || kind === 'cutPower') return this.crash(kind);
    if (this.#partition.failure() !== null) await this.#partition.rescan();
    this.#clock.advance(60_000);
    await this.#settleMarkers();
  }

  async #settleMarkers(): Promise<void> {
    for (const { done } of this.#marking) await done;
    this.#marking = [];
  }

  /** What a coordinator does: ends that are not on the disk are decided again, as they were. */
  async #open(): Promise<void> {
    this.#partition = await openBarePartition(this.#disk.disk, {
      clock: this.#clock,
      report: (line) => this.lines.push(line),
      tails: new TailBudget(this.#tailBytes),
    });
    for (const marking of this.#marking) {
      const { transaction } = marking;
      if (transaction.state === 'open') continue;
      marking.done.catch(() => undefined);
      marking.done = this.#partition.endTransaction(transaction, transaction.state);
    }
    await this.#settleMarkers();
  }

  #stable(): number {
    const open = this.#producers.flatMap(({ transaction }) =>
      transaction && transaction.first >= 0 ? [transaction.first] : [],
    );
    return Math.min(this.#partition.endOffset(), ...open);
  }

  #expected(isolation: Isolation, from: number): ReadText[] {
    const stable = this.#stable();
    const isSeen = (offset: number, transaction: ModelTransaction | null): boolean => {
      if (isolation === 'uncommitted') return true;
      return offset < stable && (transaction === null || transaction.state === 'commit');
    };
    return [...this.#records]
      .filter(([offset, { transaction }]) => offset >= from && isSeen(offset, transaction))
      .map(([offset, { value }]) => [offset, value] as const)
      .toSorted(([a], [b]) => a - b);
  }
}

function turns(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
