import type { Batch } from '../../data/batch.ts';
import type { Vector } from '../../data/vector.ts';
import type { Forget } from '../../planner/physical/physical-plan.ts';
import { hashRows } from './hash-rows.ts';
import { Pairs } from './pairs.ts';
import { consolidate } from './row-set.ts';
import { comparer } from './rows-differ.ts';

/** Against this few rows a scan of plain numbers beats any index. */
const scanRowsMax = 4;
/** Chunks that will be forgotten by time are merged only up to this size, so that they can go one by one. */
const forgettableRowsMax = 65_536;

/**
 * One side of a join: all changes so far, as they came, in chunks (a trace, as in differential
 * dataflow). Because a join is bilinear, a row that is taken back is just one more row of weight
 * −1; neighbouring chunks are merged and cancelled as they grow, so that there are few. A chunk
 * gets its index when it is first worth one.
 */
export class JoinTrace {
  readonly #keys: readonly number[];
  readonly #forget: Forget | null;
  #chunks: Chunk[] = [];

  constructor(keys: readonly number[], forget: Forget | null) {
    this.#keys = keys;
    this.#forget = forget;
  }

  get rows(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.batch.rowCount, 0);
  }

  get bytes(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.stateBytes, 0);
  }

  add(batch: Batch): void {
    this.#chunks.push(new Chunk(batch, this.#keys));
  }

  /** All pairs of a row of `probe` and a row here with equal keys, chunk by chunk. */
  match(
    probe: Batch,
    probeKeys: readonly number[],
    found: (chunk: Batch, pairs: Pairs) => void,
  ): void {
    const side = new Chunk(probe, probeKeys);
    for (const chunk of this.#chunks) {
      const pairs = new Pairs();
      matchChunks(side, chunk, pairs);
      if (pairs.count > 0) found(chunk.batch, pairs);
    }
  }

  /** Drops what no later row of the other side can meet, and merges small chunks. */
  endStep(otherWatermark: number): void {
    const forget = this.#forget;
    if (forget !== null && otherWatermark > -Infinity) {
      this.#chunks = this.#chunks.filter(
        (chunk) => chunk.latest(forget.column) + forget.slackMicros >= otherWatermark,
      );
    }
    this.#merge();
  }

  /** Merges from the newest end while the last chunk is at least half as large as the one before. */
  #merge(): void {
    for (;;) {
      const last = this.#chunks.at(-1);
      const before = this.#chunks.at(-2);
      if (last === undefined || before === undefined) return;
      if (last.batch.rowCount * 2 < before.batch.rowCount) return;
      const rows = last.batch.rowCount + before.batch.rowCount;
      if (this.#forget !== null && rows > forgettableRowsMax) return;
      this.#chunks.length -= 2;
      const merged = consolidate(last.batch.schema, [before.batch, last.batch]);
      if (merged !== null) this.#chunks.push(new Chunk(merged, this.#keys));
    }
  }
}

/** Some rows of one side with their key columns, and an index from key hash to rows when it was needed. */
class Chunk {
  readonly batch: Batch;
  readonly keyColumns: readonly Vector[];
  #index: {
    heads: Int32Array;
    next: Int32Array;
    hashes: Int32Array;
    nulls: Uint8Array | null;
  } | null = null;
  #hashed: ReturnType<typeof hashRows> | null = null;
  #latest: number | null = null;

  constructor(batch: Batch, keys: readonly number[]) {
    this.batch = batch;
    this.keyColumns = keys.map((key) => batch.columns[key] as Vector);
  }

  get stateBytes(): number {
    let bytes =
      this.#index === null ? 0 : this.#index.heads.byteLength + this.#index.next.byteLength * 2;
    for (const column of this.batch.columns) bytes += vectorBytes(column);
    return bytes;
  }

  get hashed(): ReturnType<typeof hashRows> {
    this.#hashed ??= hashRows(this.keyColumns, this.batch.rowCount);
    return this.#hashed;
  }

  /** Chained hash index: heads by hash, then the next row of the same slot; row + 1, 0 ends. */
  get index(): {
    heads: Int32Array;
    next: Int32Array;
    hashes: Int32Array;
    nulls: Uint8Array | null;
  } {
    if (this.#index !== null) return this.#index;
    const { hashes, nulls } = this.hashed;
    const { rowCount } = this.batch;
    let size = 16;
    while (size < rowCount * 2) size *= 2;
    const heads = new Int32Array(size);
    const next = new Int32Array(rowCount);
    for (let row = rowCount - 1; row >= 0; row -= 1) {
      if (nulls !== null && nulls[row] === 1) continue;
      const slot = (hashes[row] as number) & (size - 1);
      next[row] = heads[slot] as number;
      heads[slot] = row + 1;
    }
    this.#index = { heads, next, hashes, nulls };
    return this.#index;
  }

  /** The greatest value of a time column; −Infinity when all are NULL. */
  latest(column: number): number {
    if (this.#latest !== null) return this.#latest;
    const vector = this.batch.columns[column] as Vector;
    let latest = -Infinity;
    if (vector.kind === 'f64' || vector.kind === 'i64') {
      for (let i = 0; i < this.batch.rowCount; i += 1) {
        if (vector.nulls !== null && vector.nulls[i] === 1) continue;
        const value = Number(vector.values[i]);
        if (value > latest) latest = value;
      }
    }
    this.#latest = latest;
    return latest;
  }
}

function matchChunks(probe: Chunk, chunk: Chunk, pairs: Pairs): void {
  const few = Math.min(probe.batch.rowCount, chunk.batch.rowCount) <= scanRowsMax;
  const a = probe.keyColumns[0];
  const b = chunk.keyColumns[0];
  if (few && probe.keyColumns.length === 1 && a?.kind === 'f64' && b?.kind === 'f64') {
    if (probe.batch.rowCount <= chunk.batch.rowCount) scanNumbers(a, b, (i, j) => pairs.push(i, j));
    else scanNumbers(b, a, (j, i) => pairs.push(i, j));
    return;
  }
  probeIndex(probe, chunk, pairs);
}

type Numbers = Extract<Vector, { kind: 'f64' }>;

/** Each of few values against all of many. */
function scanNumbers(
  few: Numbers,
  many: Numbers,
  found: (few: number, many: number) => void,
): void {
  for (let i = 0; i < few.values.length; i += 1) {
    if (few.nulls !== null && few.nulls[i] === 1) continue;
    const value = few.values[i] as number;
    const valueIsNaN = Number.isNaN(value);
    for (let j = 0; j < many.values.length; j += 1) {
      if (many.values[j] !== value && !(valueIsNaN && Number.isNaN(many.values[j]))) continue;
      if (many.nulls === null || many.nulls[j] === 0) found(i, j);
    }
  }
}

function probeIndex(probe: Chunk, chunk: Chunk, pairs: Pairs): void {
  const { heads, next, hashes } = chunk.index;
  const { hashes: wanted, nulls } = probe.hashed;
  const mask = heads.length - 1;
  const same = probe.keyColumns.map((column, k) => comparer(column, chunk.keyColumns[k] as Vector));
  for (let i = 0; i < probe.batch.rowCount; i += 1) {
    if (nulls !== null && nulls[i] === 1) continue;
    const hash = wanted[i] as number;
    for (let entry = heads[hash & mask] as number; entry !== 0; entry = next[entry - 1] as number) {
      const row = entry - 1;
      if (hashes[row] === hash && allEqual(same, i, row)) pairs.push(i, row);
    }
  }
}

function allEqual(
  same: readonly ((i: number, j: number) => boolean)[],
  i: number,
  row: number,
): boolean {
  for (const equal of same) {
    if (!equal(i, row)) return false;
  }
  return true;
}

function vectorBytes(vector: Vector): number {
  if (vector.kind === 'text') return vector.offsets.byteLength + vector.bytes.byteLength;
  return vector.kind === 'dictionary' ? vector.codes.byteLength : vector.values.byteLength;
}
