import { assert } from '../../common/assert.ts';
import type { BlockPool } from '../../common/block-pool.ts';
import { type Batch, type Field, type Schema, sliceBatch } from '../../data/batch.ts';
import { reservedColumn } from '../../data/column-directory.ts';
import { concatBatches } from '../../data/concat-batches.ts';
import type { DictionaryPool } from '../../data/dictionary-pool.ts';
import type { SqlType } from '../../data/sql-type.ts';
import type { Vector } from '../../data/vector.ts';
import { vectorFromDatums } from '../../data/vector-datum.ts';
import type { Partition } from '../../log/api.ts';
import { pseudoColumn } from '../../planner/physical/physical-plan.ts';
import { DecodedBatches } from './decoded-batches.ts';
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
  readonly dictionaries: DictionaryPool;
  /** Where decoded columns are put; ordinary memory unless given. */
  readonly memory?: BlockPool | undefined;
  /** Shared by readers of the same log that share the dictionary pool; one of its own unless given. */
  readonly decoded?: DecodedBatches | undefined;
};

/** Rows of a partition, and the offset after them. */
export type PartitionRead = { readonly batch: Batch; readonly next: number };

/** Which rows a stored batch, or a run of them, holds. */
type Place = { readonly baseOffset: number; readonly rows: number };

type Decoded = { readonly place: Place; readonly batch: Batch };

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
    if (this.#held(from) === null) await this.#ahead.read(from);
    return this.readInMemory(from, to, rowsMax);
  }

  /** The same as far as the bytes are in memory; null when the first row must be read. */
  readInMemory(from: number, to: number, rowsMax: number): PartitionRead | null {
    const end = Math.min(to, from + rowsMax);
    const batches: Batch[] = [];
    let next = from;
    while (next < end && (next === from || next - from < joinedRowsMin)) {
      const batch = this.#get(next, end);
      if (batch === null) break;
      batches.push(batch);
      next += batch.rowCount;
    }
    return batches.length === 0 ? null : { batch: concatBatches(batches), next };
  }

  /** The rows of one stored batch, or of a run of small ones, from an offset on, not beyond `end`. */
  #get(offset: number, end: number): Batch | null {
    const held = this.#held(offset) ?? this.#next(offset);
    if (held === null) return null;
    const { baseOffset, rows } = held.place;
    return sliceBatch(held.batch, offset - baseOffset, Math.min(rows, end - baseOffset));
  }

  #held(offset: number): Decoded | null {
    const current = this.#current;
    if (current === null) return null;
    const { baseOffset, rows } = current.place;
    return offset >= baseOffset && offset < baseOffset + rows ? current : null;
  }

  /** Decodes what holds an offset; null when it is not in memory. */
  #next(offset: number): Decoded | null {
    const { dictionaries, memory = null } = this.#options;
    const run = this.#ahead.run(offset, joinedRowsMin);
    if (run !== null) return this.#decode(run, (id, type) => run.join(id, type));
    const loaded = this.#ahead.get(offset);
    if (loaded === null) return null;
    const { stored, columns } = loaded;
    return this.#decode(stored, (id) => decodeStored(columns, id, dictionaries, memory));
  }

  #decode(place: Place, decode: (id: number, type: SqlType) => Vector | null): Decoded {
    const known = this.#decoded.columnsOf(this.#options.partition, place);
    const stored: StoredColumn = (id, type) => {
      const found = known.get(id);
      if (found !== undefined) return found;
      const vector = decode(id, type);
      known.set(id, vector);
      return vector;
    };
    const columns = this.#options.columns.map((column, c) => {
      const field = this.#options.fields[c];
      assert(field, 'a field per column');
      return this.#column(column, field, place, stored);
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
    this.#current = { place, batch };
    return this.#current;
  }

  #column(column: number, field: Field, { baseOffset, rows }: Place, stored: StoredColumn): Vector {
    switch (column) {
      case pseudoColumn.timestamp:
        return timestampVector(stored(reservedColumn.recordTime, { kind: 'bigint' }));
      case pseudoColumn.partition:
        return partitionVector(field.type, this.#options.partitionIndex, rows);
      case pseudoColumn.offset:
        return offsetVector(baseOffset, rows);
      default:
        // A column that came to the stream after the batch was written is NULL there.
        return stored(column, field.type) ?? nullVector(field, rows);
    }
  }
}

/** The ids of what must be read from a body: weights always, if there are any. */
function storedIds(columns: readonly number[]): number[] {
  const ids = columns.flatMap((column) => {
    if (column >= 0) return [column];
    return column === pseudoColumn.timestamp ? [reservedColumn.recordTime] : [];
  });
  return [...ids, reservedColumn.weight];
}

function nullVector(field: Field, rows: number): Vector {
  return vectorFromDatums(field.type, new Array<null>(rows).fill(null));
}
