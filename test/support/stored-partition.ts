import type { Batch } from '../../src/data/batch.ts';
import { encodeBatch } from '../../src/data/column-codec.ts';
import type { Partition, StoredBatch } from '../../src/log/api.ts';

/** A partition of columnar batches for readers; says which bytes were read. */
export class StoredPartition {
  readonly partition: Partition;
  /** Byte ranges read from "disk": [base offset, from, to). */
  readonly reads: [number, number, number][] = [];
  readonly #bodies: { readonly base: number; readonly rows: number; body: Uint8Array }[] = [];
  readonly #inMemory: boolean;
  readonly #checked: boolean;
  #end = 0;

  constructor(batches: readonly Batch[], inMemory: boolean, checked = false) {
    this.#inMemory = inMemory;
    this.#checked = checked;
    for (const batch of batches) this.append(batch);
    this.partition = {
      index: 0,
      startOffset: () => 0,
      endOffset: () => this.#end,
      bytes: () => 0,
      append: () => Promise.reject(new Error('not appended to here')),
      read: (offset) => Promise.resolve(this.#from(offset)),
      onAppend: () => () => {},
    };
  }

  append(batch: Batch): void {
    const body = encodeBatch(batch, { schemaId: 1, timestampMs: 1000 + this.#bodies.length });
    this.#bodies.push({ base: this.#end, rows: batch.rowCount, body });
    this.#end += batch.rowCount;
  }

  /** Changes one byte of the body that begins at an offset. */
  damage(base: number, at: number): void {
    const stored = this.#bodies.find((each) => each.base === base);
    if (stored === undefined) throw new Error(`no batch begins at ${base}`);
    stored.body = stored.body.slice();
    stored.body[at] = (stored.body[at] as number) ^ 1;
  }

  /** A few at a time, as from segments: readers must come again. */
  #from(offset: number): StoredBatch[] {
    return this.#bodies
      .filter(({ base, rows }) => base + rows > offset)
      .slice(0, this.#checked ? 30 : 3)
      .map(({ base, rows, body }) => ({
        baseOffset: base,
        rows,
        schemaId: 1,
        maxTimestampMs: 1000,
        bodyBytes: body.length,
        range: (from, to) => {
          this.reads.push([base, from, Math.min(to, body.length)]);
          return Promise.resolve(body.slice(from, to));
        },
        inMemory: () => (this.#inMemory ? body : null),
        checked: this.#checked,
      }));
  }
}
