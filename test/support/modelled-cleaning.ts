import { expect } from 'vitest';
import { Random } from '../../src/common/random.ts';
import type { CleaningSettings } from '../../src/log/cleaning/cleaned-partition.ts';
import { type CleanedLog, openCleanedLog, readRows } from './cleaned-log.ts';
import {
  type KeyedRow,
  keyedAppend,
  keyedBodies,
  keyedRecords,
  type PlacedRow,
  rowsOf,
} from './keyed-rows.ts';
import { ManualClock } from './manual-clock.ts';
import { SimulatedDisk } from './simulated-disk.ts';

/** What may become of the disk while a partition is cleaned. */
export type CleaningFault = {
  readonly kind: 'none' | 'EIO' | 'ENOSPC' | 'kill' | 'cutPower';
  /** At this call from now on. */
  readonly call: number;
};

export type CleaningStep =
  | { readonly kind: 'append'; readonly rows: readonly KeyedRow[]; readonly times: number }
  | { readonly kind: 'produce'; readonly producer: number; readonly rows: readonly KeyedRow[] }
  | { readonly kind: 'begin'; readonly producer: number; readonly rows: readonly KeyedRow[] }
  | { readonly kind: 'end'; readonly producer: number; readonly commit: boolean }
  | { readonly kind: 'clean'; readonly fault: CleaningFault }
  | { readonly kind: 'truncate'; readonly at: number }
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'openReader' }
  | { readonly kind: 'readOn'; readonly reader: number; readonly bytesMax: number }
  | { readonly kind: 'reopen'; readonly loses: 'nothing' | 'state' | 'clean' | 'index' };

type ModelRow = PlacedRow & { readonly transaction: Transaction | null };
type Transaction = { outcome: 'open' | 'commit' | 'abort' };
type Producer = {
  epoch: number;
  sequence: number;
  transaction: Transaction | null;
  /** Where its last row or marker is. */
  last: number;
};

/** Somebody who reads in order and remembers the last value of each key. */
class Reader {
  offset: number;
  readonly values = new Map<string, string>();

  constructor(offset: number) {
    this.offset = offset;
  }

  position(): number {
    return this.offset;
  }
}

export type ModelSettings = {
  readonly seed: number;
  readonly settings: Partial<CleaningSettings>;
  readonly isRecords: boolean;
  readonly keyBytesMax: number;
  readonly tailBytesMax: number;
};

/** A partition that is cleaned beside its model, a list of all rows that were ever appended. */
export class ModelledCleaning {
  readonly #simulated: SimulatedDisk;
  readonly #clock = new ManualClock();
  readonly #options: ModelSettings;
  readonly #rows: ModelRow[] = [];
  readonly #producers = new Map<number, Producer>();
  readonly #readers: Reader[] = [];
  #log: CleanedLog;
  /** Offsets below are gone. */
  #start = 0;
  readonly #lines: string[] = [];

  private constructor(options: ModelSettings, simulated: SimulatedDisk, log: CleanedLog) {
    this.#options = options;
    this.#simulated = simulated;
    this.#log = log;
  }

  static async start(options: ModelSettings): Promise<ModelledCleaning> {
    const simulated = new SimulatedDisk(new Random(BigInt(options.seed)));
    const modelled = new ModelledCleaning(options, simulated, null as unknown as CleanedLog);
    await modelled.#open();
    return modelled;
  }

  async run(step: CleaningStep): Promise<void> {
    switch (step.kind) {
      case 'append':
        for (let n = 0; n < step.times; n += 1) await this.#append(step.rows, null);
        return;
      case 'produce':
        return this.#append(step.rows, this.#producer(step.producer));
      case 'begin':
        return this.#appendInTransaction(step.producer, step.rows);
      case 'end':
        return this.#end(step.producer, step.commit ? 'commit' : 'abort');
      case 'clean':
        return this.#clean(step.fault);
      case 'truncate':
        return this.#truncate(step.at);
      case 'advance':
        this.#clock.advance(step.ms);
        await turn();
        return;
      case 'openReader':
        return this.#addReader();
      case 'readOn':
        return this.#readOn(step.reader, step.bytesMax);
      case 'reopen':
        return this.#reopen(step.loses);
    }
  }

  /** Everything that must hold at any time. */
  async check(): Promise<void> {
    expect(this.#lines.filter((line) => /damaged|missing|lost/.test(line))).toEqual([]);
    const { partition } = this.#log;
    const all = await readRows(partition, 0, 'uncommitted');
    const seen = await readRows(partition, 0);
    this.#checkRows(all);
    this.#checkRows(seen);
    const stable = partition.stableOffset();
    expect(seen.every(({ offset }) => this.#isCommitted(this.#at(offset)))).toBe(true);
    const due = this.#committed(stable);
    if (this.#options.settings.compaction === null) {
      expect(seen).toEqual(due.map(plain));
      return;
    }
    checkLastValues(seen, due);
    for (let index = 0; index < this.#readers.length; index += 1) await this.#checkReader(index);
  }

  #checkRows(rows: readonly PlacedRow[]): void {
    let before = -1;
    for (const row of rows) {
      expect(row.offset).toBeGreaterThan(before);
      expect(row).toEqual(plain(this.#at(row.offset)));
      before = row.offset;
    }
  }

  /** A reader that comes to the end knows the last value of each key. */
  async #checkReader(index: number): Promise<void> {
    const reader = this.#readers[index] as Reader;
    const stable = this.#log.partition.stableOffset();
    while (reader.offset < stable) await this.#readOn(index, 500);
    const values = new Map<string, string>();
    for (const { key, value, offset } of this.#rows.filter((row) => this.#isCommitted(row))) {
      if (key === null || offset >= stable) continue;
      if (value === null) values.delete(key);
      else values.set(key, value);
    }
    // What was truncated a reader may have seen or not.
    for (const [key, value] of values) {
      if (this.#lastOf(key, stable).offset >= this.#start)
        expect(reader.values.get(key)).toBe(value);
    }
    for (const key of reader.values.keys()) {
      const last = this.#lastOf(key, stable);
      if (last.offset >= this.#start) expect(last.value).not.toBeNull();
    }
  }

  #lastOf(key: string, stable: number): ModelRow {
    return this.#rows.findLast(
      (row) => row.key === key && row.offset < stable && this.#isCommitted(row),
    ) as ModelRow;
  }

  #at(offset: number): ModelRow {
    const row = this.#rows[offset];
    if (row === undefined || row.offset !== offset) throw new Error(`no row at ${offset}`);
    return row;
  }

  #isCommitted({ transaction }: ModelRow): boolean {
    return transaction === null || transaction.outcome === 'commit';
  }

  #committed(stable: number): readonly ModelRow[] {
    const start = Math.max(this.#start, this.#log.partition.startOffset());
    return this.#rows.filter(
      (row) =>
        row.offset >= start &&
        row.offset < stable &&
        row.value !== marker &&
        this.#isCommitted(row),
    );
  }

  #producer(id: number): { readonly id: number; readonly producer: Producer } {
    let producer = this.#producers.get(id);
    if (producer === undefined) {
      producer = { epoch: 0, sequence: 0, transaction: null, last: -1 };
      this.#producers.set(id, producer);
    }
    return { id, producer };
  }

  async #append(
    rows: readonly KeyedRow[],
    by: { readonly id: number; readonly producer: Producer } | null,
  ): Promise<void> {
    const timed = rows.map((row) => ({ ...row, timeMs: this.#clock.monotonicMs() + row.timeMs }));
    const stamp = by === null ? undefined : stampOf(by.id, by.producer);
    const { partition } = this.#log;
    const { first, last } = this.#options.isRecords
      ? await partition.appendRecords(keyedRecords(timed), stamp)
      : await partition.append({ ...keyedAppend(timed), producer: stamp });
    expect(first).toBe(this.#rows.length);
    expect(last - first + 1).toBe(rows.length);
    const transaction = by?.producer.transaction ?? null;
    this.#rows.push(...timed.map((row, index) => ({ ...row, offset: first + index, transaction })));
    if (by === null) return;
    by.producer.sequence += rows.length;
    by.producer.last = last;
  }

  async #appendInTransaction(id: number, rows: readonly KeyedRow[]): Promise<void> {
    const by = this.#producer(id);
    if (by.producer.transaction === null) {
      by.producer.epoch += 1;
      by.producer.sequence = 0;
      by.producer.transaction = { outcome: 'open' };
    }
    await this.#append(rows, by);
  }

  async #end(id: number, outcome: 'commit' | 'abort'): Promise<void> {
    const { producer } = this.#producer(id);
    if (producer.transaction === null) return;
    const { epoch, transaction } = producer;
    await this.#log.partition.endTransaction({ producerId: id, epoch }, outcome);
    transaction.outcome = outcome;
    producer.transaction = null;
    // The next append has an epoch of its own, as that of every transaction ends with it.
    producer.epoch += 1;
    producer.sequence = 0;
    const offset = this.#rows.length;
    const hidden = { outcome: 'abort' } as const;
    producer.last = offset;
    this.#rows.push({ key: null, value: marker, timeMs: 0, offset, transaction: hidden });
  }

  async #clean({ kind, call }: CleaningFault): Promise<void> {
    const at = this.#simulated.calls + call;
    this.#simulated.fault = ({ number }) => {
      if (kind === 'none' || number !== at) return null;
      if (kind === 'kill' || kind === 'cutPower') this.#simulated.kill();
      return { code: kind === 'ENOSPC' ? 'ENOSPC' : 'EIO', partly: number % 2 === 0 };
    };
    const reading = this.#readers.map((_, index) =>
      this.#readOn(index, 100).catch(() => undefined),
    );
    const cleaned = await this.#log.clean().catch((error: unknown) => error);
    await Promise.all(reading);
    this.#simulated.fault = () => null;
    if (kind === 'none' && typeof cleaned !== 'number') throw cleaned;
    if (kind === 'kill' || kind === 'cutPower') await this.#crash(kind);
    else await this.#heal();
    this.#takeStart();
  }

  async #crash(kind: 'kill' | 'cutPower'): Promise<void> {
    this.#simulated[kind]();
    await this.#open();
    expect(this.#log.partition.endOffset()).toBe(this.#rows.length);
  }

  /** A fault may have hit a read or the last segment. */
  async #heal(): Promise<void> {
    await this.#log.partition.rescan();
  }

  async #truncate(at: number): Promise<void> {
    const offset = Math.floor(at * this.#rows.length);
    await this.#log.partition.truncateBefore(offset);
    const before = this.#start;
    this.#start = this.#log.partition.startOffset();
    expect(this.#start).toBe(Math.max(before, offset));
  }

  /** It never goes back; only retention moves it, at the next open if the disk failed then. */
  #takeStart(): void {
    const { retentionMs = null } = this.#options.settings;
    const start = this.#log.partition.startOffset();
    if (retentionMs === null) expect(start).toBe(this.#start);
    else expect(start).toBeGreaterThanOrEqual(this.#start);
    this.#start = start;
  }

  #addReader(): void {
    const reader = new Reader(this.#log.partition.startOffset());
    this.#readers.push(reader);
    this.#log.partition.readers.add(reader);
  }

  async #readOn(index: number, bytesMax: number): Promise<void> {
    const reader = this.#readers[index % Math.max(1, this.#readers.length)];
    if (reader === undefined) return;
    const { batches, nextOffset } = await this.#log.partition.read(reader.offset, bytesMax);
    const rows = (await Promise.all(batches.map(rowsOf))).flat();
    for (const row of rows.filter(({ offset }) => offset >= reader.offset)) {
      expect(row).toEqual(plain(this.#at(row.offset)));
      expect(this.#isCommitted(this.#at(row.offset))).toBe(true);
      if (row.key === null) continue;
      if (row.value === null) reader.values.delete(row.key);
      else reader.values.set(row.key, row.value);
    }
    reader.offset = Math.max(reader.offset, nextOffset);
  }

  async #reopen(loses: 'nothing' | 'state' | 'clean' | 'index'): Promise<void> {
    await this.#log.partition.close();
    for (const path of this.#simulated.files()) {
      if (path.endsWith(`.${loses}`) || path.endsWith(`/${loses}`)) {
        await this.#simulated.disk.remove(path);
      }
    }
    await this.#open();
    expect(this.#log.partition.endOffset()).toBe(this.#rows.length);
    this.#takeStart();
    if (loses === 'state') this.#forgetProducers();
  }

  /** Whose rows are all gone is known by the state alone: without it, such producers begin again. */
  #forgetProducers(): void {
    for (const producer of this.#producers.values()) {
      if (producer.last >= this.#start) continue;
      producer.epoch += 1;
      producer.sequence = 0;
    }
  }

  async #open(): Promise<void> {
    const { settings, isRecords, keyBytesMax, tailBytesMax } = this.#options;
    this.#log = await openCleanedLog({
      disk: this.#simulated.disk,
      clock: this.#clock,
      settings: { segmentBytesMax: 4000, ...settings },
      schema: isRecords ? new Uint8Array(0) : new Uint8Array([1]),
      bodies: keyedBodies,
      segmentBytesMax: 1500,
      keyBytesMax,
      tailBytesMax,
      report: (line) => this.#lines.push(line),
    });
    for (const reader of this.#readers) this.#log.partition.readers.add(reader);
  }
}

const marker = 'marker';

function stampOf(producerId: number, { epoch, sequence, transaction }: Producer) {
  return { producerId, epoch, sequence, transactional: transaction !== null };
}

function plain({ key, value, timeMs, offset }: ModelRow): PlacedRow {
  return { key, value, timeMs, offset };
}

/** The last row of each key is there; a tombstone may be gone with all that it stood for. */
function checkLastValues(seen: readonly PlacedRow[], due: readonly ModelRow[]): void {
  const last = new Map<string, ModelRow>();
  for (const row of due) if (row.key !== null) last.set(row.key, row);
  const found = new Map<string, PlacedRow>();
  for (const row of seen) if (row.key !== null) found.set(row.key, row);
  for (const [key, row] of last) {
    const there = found.get(key);
    if (row.value !== null || there !== undefined) expect(there).toEqual(plain(row));
  }
  const keyless = due.filter(({ key }) => key === null).map(plain);
  expect(seen.filter(({ key }) => key === null)).toEqual(keyless);
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
