import type { Batch, Field } from '../data/batch.ts';
import type { Vector } from '../data/vector.ts';
import { GroupKernels, GroupTable } from '../runtime/state/group-table.ts';

/** Rows found by a key that each of them has for itself. Takes memory for every key that is asked for. */
export class KeyedRows {
  readonly batch: Batch | null;
  readonly #table: GroupTable;
  readonly #keys: readonly number[];

  constructor(batch: Batch | null, fields: readonly Field[], keys: readonly number[]) {
    this.batch = batch;
    this.#keys = keys;
    const kernels = new GroupKernels(keys.map((key) => (fields[key] as Field).type));
    this.#table = new GroupTable(kernels, batch?.rowCount ?? 0);
    if (batch !== null) this.find(batch);
  }

  get rows(): number {
    return this.batch?.rowCount ?? 0;
  }

  /** For each row of a batch the number of the row with its key; numbers from `rows` on are keys that none has, equal ones for equal keys. */
  find(batch: Batch): Int32Array {
    return this.findKeys(
      this.#keys.map((key) => batch.columns[key] as Vector),
      batch.rowCount,
    );
  }

  /** The same by the columns of the key alone. */
  findKeys(columns: readonly Vector[], rowCount: number): Int32Array {
    return this.#table.locate(columns, rowCount);
  }

  /** How many keys there are, with those that were asked for. */
  get keys(): number {
    return this.#table.size;
  }

  /** The columns of the key of all of them. */
  keyVectors(): readonly Vector[] {
    return this.#table.keyVectors(null);
  }
}
