import type { Batch } from '../../src/data/batch.ts';
import { selectRows } from '../../src/data/body-rows.ts';
import { encodeBatch } from '../../src/data/column-codec.ts';
import type { LogRead, Partition, StoredBatch } from '../../src/log/api.ts';

/** A partition of columnar batches for readers; says which bytes were read. */
export class StoredPartition {
  readonly partition: Partition;
  /** Byte ranges read from "disk": [base offset, from, to). */
  readonly reads: [number, number, number][] = [];
  readonly #bodies: {
    readonly base: number;
    readonly end: number;
    readonly rows: number;
    body: Uint8Array;
  }[] = [];
  readonly #inMemory: boolean;
  readonly #checked: boolean;
  #end = 0;

  constructor(batches: readonly Batch[], inMemory: boolean, checked = false) {
    this.#inMemory = inMemory;
    this.#checked = checked;
    for (const batch of batches) this.append(batch);
    const notHere = (): never => {
      throw new Error('a partition that is only read');
    };
    this.partition = {
      index: 0,
      startOffset: () => 0,
      endOffset: () => this.#end,
      stableOffset: () => this.#end,
      rows: () => this.#bodies.reduce((sum, { rows }) => sum + rows, 0),
      bytes: () => 0,
      failure: () => null,
      append: notHere,
      appendRecords: notHere,
      room: () => Promise.resolve(),
      read: (offset) => Promise.resolve(this.#from(offset)),
      offsetAt: notHere,
      truncateBefore: notHere,
      rescan: notHere,
      openTransactions: () => [],
      endTransaction: notHere,
      onAppend: () => () => {},
    };
  }

  /** Appends a batch; only these rows of it when they are told, the others' offsets stay empty. */
  append(batch: Batch, only: readonly number[] | null = null): void {
    const whole = encodeBatch(batch, { schemaId: 1, timestampMs: 1000 + this.#bodies.length });
    const rows = Uint32Array.from(only ?? []);
    const body = only === null ? whole : selectRows(whole, rows, rows);
    const [base, end] = [this.#end, this.#end + batch.rowCount];
    this.#bodies.push({ base, end, rows: only?.length ?? batch.rowCount, body });
    this.#end = end;
  }

  /** Leaves offsets without rows. */
  skip(offsets: number): void {
    this.#end += offsets;
  }

  /** Changes one byte of the body that begins at an offset. */
  damage(base: number, at: number): void {
    const stored = this.#bodies.find((each) => each.base === base);
    if (stored === undefined) throw new Error(`no batch begins at ${base}`);
    stored.body = stored.body.slice();
    stored.body[at] = (stored.body[at] as number) ^ 1;
  }

  /** A few at a time, as from segments: readers must come again. */
  #from(offset: number): LogRead {
    const batches = this.#bodies
      .filter(({ end }) => end > offset)
      .slice(0, this.#checked ? 30 : 3)
      .map(
        ({ base, end, rows, body }): StoredBatch => ({
          baseOffset: base,
          endOffset: end,
          rows,
          kind: 'columns',
          schemaId: 1,
          firstTimestampMs: 1000,
          maxTimestampMs: 1000,
          bodyBytes: body.length,
          range: (from, to) => {
            this.reads.push([base, from, Math.min(to, body.length)]);
            return Promise.resolve(body.slice(from, to));
          },
          inMemory: () => (this.#inMemory ? body : null),
          checked: this.#checked,
          body: () => Promise.resolve(body),
        }),
      );
    return { batches, nextOffset: batches.at(-1)?.endOffset ?? this.#end };
  }
}
