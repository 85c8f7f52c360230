import { assert } from '../../common/assert.ts';
import type { BlockPool } from '../../common/block-pool.ts';
import { type Batch, type Field, type Schema, sliceBatch } from '../../data/batch.ts';
import { reservedColumn } from '../../data/column-directory.ts';
import { concatBatches } from '../../data/concat-batches.ts';
import type { DictionaryPool } from '../../data/dictionary-pool.ts';
import type { Datum, SqlType } from '../../data/sql-type.ts';
import type { Vector } from '../../data/vector.ts';
import { vectorFromDatums } from '../../data/vector-datum.ts';
import type { Partition } from '../../log/api.ts';
import { pseudoColumn } from '../../planner/physical/physical-plan.ts';
import { DecodedBatches, type StoredPlace } from './decoded-batches.ts';
import { offsetVector, partitionVector, timestampVector } from './pseudo-columns.ts';
import { ReadAhead } from './read-ahead.ts';
import { decodeStored } from './stored-columns.ts';

/** Rows below this are put together, so that many small appends make few batches. */
const joinedRowsMin = 8192;

export type PartitionSourceOptions = {
  readonly partition: Partition;
  readonly partitionIndex: number;
  /** Fields of the stored schema by index; negative ones are pseudo-columns. */
  readonly columns: readonly number[];
  /** One per column. */
  readonly fields: readonly Field[];
  /** By column what rows have that were written before it came; NULL when left out. */
  readonly missing?: readonly Datum[] | undefined;
  readonly dictionaries: DictionaryPool;
  /** Where decoded columns are put; ordinary memory unless given. */
  readonly memory?: BlockPool | undefined;
  /** Shared by readers of the same log that share the dictionary pool; one of its own unless given. */
  readonly decoded?: DecodedBatches | undefined;
};

/**
 * Rows of a partition, and the offset to go on from. No batch: the offsets up to there have no rows
 * (aborted, removed by compaction, or markers).
 */
export type PartitionRead = { readonly batch: Batch | null; readonly next: number };

/** A decoded batch or run; `offsets` of its rows relative to its base, null when they are 0, 1, 2, … */
type Decoded = {
  readonly place: StoredPlace;
  /** From here up to the base of the place there are no rows. */
  readonly from: number;
  readonly batch: Batch;
  readonly offsets: Float64Array | null;
};

/** The vector of a column of what is being decoded; null when it is not stored there. */
type StoredColumn = (id: number, type: SqlType) => Vector | null;

/**
 * Reads some columns of one partition as batches: only their byte ranges come from disk, the next
 * stored batches while the caller computes. Vectors are shared with the log's memory: nobody
 * writes to them.
 */
export class PartitionSource {
  readonly #options: PartitionSourceOptions;
  readonly #schema: Schema;
  readonly #decoded: DecodedBatches;
  readonly #ahead: ReadAhead;
  /** What was decoded last: a large stored batch is handed out in several parts. */
  #current: Decoded | null = null;

  constructor(options: PartitionSourceOptions) {
    this.#options = options;
    this.#schema = { fields: options.fields };
    this.#decoded = options.decoded ?? new DecodedBatches();
    this.#ahead = new ReadAhead(options.partition, storedIds(options.columns));
  }

  /**
   * At most `rowsMax` of the rows [from, to): those of one stored batch, or of several small ones.
   * Null when from ≥ to. @throws SqlError XX001 for damaged bytes, 58030 when reading fails
   */
  async read(from: number, to: number, rowsMax: number): Promise<PartitionRead | null> {
    if (from >= to) return null;
    if (this.#held(from) === null) {
      const read = await this.#ahead.read(from);
      if (typeof read === 'number') return { batch: null, next: Math.min(read, to) };
    }
    return this.readInMemory(from, to, rowsMax);
  }

  /** The same as far as the bytes are in memory; null when the first row must be read. */
  readInMemory(from: number, to: number, rowsMax: number): PartitionRead | null {
    const end = Math.min(to, from + rowsMax);
    const batches: Batch[] = [];
    let next = from;
    while (next < end && (next === from || next - from < joinedRowsMin)) {
      const held = this.#held(next) ?? this.#next(next);
      if (held === null) break;
      const batch = rowsBetween(held, next, end);
      if (batch.rowCount > 0) batches.push(batch);
      next = Math.min(end, held.place.endOffset);
    }
    if (next === from) return null;
    return { batch: batches.length === 0 ? null : concatBatches(batches), next };
  }

  #held(offset: number): Decoded | null {
    const current = this.#current;
    if (current === null) return null;
    return offset >= current.from && offset < current.place.endOffset ? current : null;
  }

  /** Decodes what holds an offset; null when it is not in memory. */
  #next(offset: number): Decoded | null {
    const { dictionaries, memory = null } = this.#options;
    const run = this.#ahead.run(offset, joinedRowsMin);
    if (run !== null) return this.#decode(offset, run, (id, type) => run.join(id, type));
    const loaded = this.#ahead.get(offset);
    if (loaded === null) return null;
    const { stored, columns } = loaded;
    return this.#decode(offset, stored, (id) => decodeStored(columns, id, dictionaries, memory));
  }

  #decode(
    from: number,
    place: StoredPlace,
    decode: (id: number, type: SqlType) => Vector | null,
  ): Decoded {
    const known = this.#decoded.columnsOf(this.#options.partition, place);
    const stored: StoredColumn = (id, type) => {
      const found = known.get(id);
      if (found !== undefined) return found;
      const vector = decode(id, type);
      known.set(id, vector);
      return vector;
    };
    const { baseOffset, endOffset, rows } = place;
    const offsets = endOffset - baseOffset === rows ? null : offsetsOf(stored);
    const columns = this.#options.columns.map((column, c) => {
      assert(this.#options.fields[c], 'a field per column');
      if (column === pseudoColumn.offset) return offsetVector(baseOffset, rows, offsets);
      return this.#column(column, c, rows, stored);
    });
    const weights = stored(reservedColumn.weight, { kind: 'integer' });
    if (weights !== null) assert(weights.kind === 'i32', 'weights are 32-bit integers');
    const batch: Batch = {
      schema: this.#schema,
      rowCount: place.rows,
      columns,
      weights: weights?.values ?? null,
      late: null,
    };
    this.#current = { place: { baseOffset, endOffset, rows }, from, batch, offsets };
    return this.#current;
  }

  #column(column: number, place: number, rows: number, stored: StoredColumn): Vector {
    const field = this.#options.fields[place] as Field;
    switch (column) {
      case pseudoColumn.timestamp:
        return timestampVector(stored(reservedColumn.recordTime, { kind: 'bigint' }));
      case pseudoColumn.partition:
        return partitionVector(field.type, this.#options.partitionIndex, rows);
      default:
        // The column may have come after the batch was written.
        return (
          stored(column, field.type) ??
          constantVector(field, this.#options.missing?.[place] ?? null, rows)
        );
    }
  }
}

/** The rows of what is held whose offsets lie in [from, end). */
function rowsBetween({ place, batch, offsets }: Decoded, from: number, end: number): Batch {
  const [first, last] = [from - place.baseOffset, end - place.baseOffset];
  if (offsets === null) return sliceBatch(batch, Math.max(0, first), Math.min(place.rows, last));
  return sliceBatch(batch, rowAt(offsets, first), rowAt(offsets, last));
}

/** The first row whose offset is not before one; all are relative. */
function rowAt(offsets: Float64Array, offset: number): number {
  let [low, high] = [0, offsets.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((offsets[middle] as number) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The relative offsets of the rows of a batch that has lost some. */
function offsetsOf(stored: StoredColumn): Float64Array {
  const vector = stored(reservedColumn.offsetDelta, { kind: 'bigint' });
  assert(vector?.kind === 'f64', 'a batch that has lost rows tells their offsets');
  return vector.values;
}

/** The ids of what must be read from a body: weights and offsets always, if there are any. */
function storedIds(columns: readonly number[]): number[] {
  const ids = columns.flatMap((column) => {
    if (column >= 0) return [column];
    return column === pseudoColumn.timestamp ? [reservedColumn.recordTime] : [];
  });
  return [...ids, reservedColumn.weight, reservedColumn.offsetDelta];
}

function constantVector({ type }: Field, value: Datum, rows: number): Vector {
  return vectorFromDatums(type, new Array<Datum>(rows).fill(value));
}
