import type { Batch } from '../../data/batch.ts';
import type { Vector } from '../../data/vector.ts';
import type { Forget } from '../../planner/physical/physical-plan.ts';
import { crossPairs } from './cross-pairs.ts';
import type { GroupKernels } from './group-table.ts';
import { hashRows, type RowHashes } from './hash-rows.ts';
import { Pairs, type RowPairs } from './pairs.ts';
import { consolidate, rowKernels } from './row-set.ts';
import { comparer } from './rows-differ.ts';

/** Against this few rows a scan beats making an index. */
const scanRowsMax = 4;
/** So many chunks of about one size become one. */
const chunksPerSize = 4;
/** A chunk is worth an index when it has been scanned so often. */
const scansMax = 8;
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
  #kernels: GroupKernels | null = null;

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

  /** All pairs of a row of `probe` and a row here with equal keys, chunk by chunk; without keys all pairs. */
  match(
    probe: Batch,
    probeKeys: readonly number[],
    found: (chunk: Batch, pairs: RowPairs) => void,
  ): void {
    if (probeKeys.length === 0) {
      for (const { batch } of this.#chunks) {
        crossPairs(probe.rowCount, batch.rowCount, (pairs) => found(batch, pairs));
      }
      return;
    }
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

  /** Merges the newest chunks when there are enough of about one size: each row is moved once per size. */
  #merge(): void {
    for (;;) {
      const newest = this.#chunks.slice(-chunksPerSize);
      const first = newest[0];
      if (first === undefined || newest.length < chunksPerSize) return;
      if (newest.some(({ sizeClass }) => sizeClass > first.sizeClass)) return;
      const rows = newest.reduce((sum, { batch }) => sum + batch.rowCount, 0);
      if (this.#forget !== null && rows > forgettableRowsMax) return;
      const batches = newest.map(({ batch }) => batch);
      if (losesMarks(batches)) return;
      this.#chunks.length -= chunksPerSize;
      const { schema } = first.batch;
      this.#kernels ??= rowKernels(schema);
      const merged = consolidate(schema, batches, this.#kernels);
      if (merged !== null) this.#chunks.push(new Chunk(merged, this.#keys));
    }
  }
}

/** Chained hash index: heads by hash, then the next row of the same slot; row + 1, 0 ends. */
type ChunkIndex = {
  readonly heads: Int32Array;
  readonly next: Int32Array;
  readonly hashes: Int32Array;
};

/** Some rows of one side with their key columns, and an index from key hash to rows when it was needed. */
class Chunk {
  readonly batch: Batch;
  readonly keyColumns: readonly Vector[];
  #index: ChunkIndex | null = null;
  #hashed: RowHashes | null = null;
  #latest: number | null = null;
  #scans = 0;

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

  /** Whether no key is NULL. */
  get nullFree(): boolean {
    return this.keyColumns.every(({ nulls }) => nulls === null);
  }

  /** Whether to look for so many rows by a scan once more. */
  worthScanning(rows: number): boolean {
    if (this.#index !== null || this.#scans + rows > scansMax) return false;
    this.#scans += rows;
    return true;
  }

  /** Chunks of one class differ in size by less than the factor at which they merge. */
  get sizeClass(): number {
    return Math.floor(Math.log2(this.batch.rowCount + 1) / Math.log2(chunksPerSize));
  }

  get hashed(): RowHashes {
    this.#hashed ??= hashRows(this.keyColumns, this.batch.rowCount);
    return this.#hashed;
  }

  get index(): ChunkIndex {
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
    this.#index = { heads, next, hashes };
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
  if (probe.batch.rowCount <= scanRowsMax && chunk.worthScanning(probe.batch.rowCount)) {
    scan(probe, chunk, (i, row) => pairs.push(i, row));
  } else if (chunk.batch.rowCount <= scanRowsMax) {
    scan(chunk, probe, (row, i) => pairs.push(i, row));
  } else {
    probeIndex(probe, chunk, pairs);
  }
}

/** Each of few rows against all of many. */
function scan(few: Chunk, many: Chunk, found: (few: number, many: number) => void): void {
  const keys = few.keyColumns.map((column, k) => [column, many.keyColumns[k] as Vector] as const);
  const [first, ...rest] = keys;
  if (first === undefined) return;
  const same = rest.map(([a, b]) => comparer(a, b));
  const notNull = many.nullFree ? null : keys.map(([, column]) => column.nulls);
  for (let i = 0; i < few.batch.rowCount; i += 1) {
    if (few.keyColumns.some(({ nulls }) => nulls !== null && nulls[i] === 1)) continue;
    scanColumn(first[0], i, first[1], many.batch.rowCount, (row) => {
      if (notNull?.some((nulls) => nulls !== null && nulls[row] === 1)) return;
      if (allEqual(same, i, row)) found(i, row);
    });
  }
}

/** The rows of a column that equal row i of another, NULLs left aside. */
function scanColumn(
  wanted: Vector,
  i: number,
  column: Vector,
  rowCount: number,
  found: (row: number) => void,
): void {
  const value = wanted.kind === 'f64' ? (wanted.values[i] as number) : Number.NaN;
  if (column.kind === 'f64' && !Number.isNaN(value)) {
    const { values } = column;
    for (let row = 0; row < rowCount; row += 1) if (values[row] === value) found(row);
    return;
  }
  const equal = comparer(wanted, column);
  for (let row = 0; row < rowCount; row += 1) if (equal(i, row)) found(row);
}

/** Merging rows of weights would lose the late marks. */
function losesMarks(batches: readonly Batch[]): boolean {
  return (
    batches.some(({ late }) => late !== null) && batches.some(({ weights }) => weights !== null)
  );
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
