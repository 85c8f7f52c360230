import type { TableDefinition } from '../catalog/definition.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Batch } from '../data/batch.ts';
import { concatBatches } from '../data/concat-batches.ts';
import { KeyedRows } from './keyed-rows.ts';
import type { ResultState } from './result-state.ts';
import { rowsAt } from './row-batches.ts';

/** What is expected of a key that is written whatever was there. */
const anything = -2;
const nothing = -1;

/**
 * What a transaction has found at the keys that it changes: the row of each, as it stood when it
 * was read first. Grows with the keys that are changed.
 */
export class ExpectedRows {
  readonly #definition: TableDefinition;
  readonly #keys: KeyedRows;
  readonly #found: Batch[] = [];
  #rows = 0;
  /** By key: the number of the row found, or one of the constants; nothing for a key that was rolled back. */
  readonly #expected: (number | undefined)[] = [];

  constructor(definition: TableDefinition) {
    this.#definition = definition;
    this.#keys = new KeyedRows(null, definition.fields, definition.primaryKey);
  }

  /** The keys of these rows are written without a look at what is there. */
  write(rows: Batch): void {
    for (const number of this.#keys.find(rows)) this.#expected[number] ??= anything;
  }

  /** Where it stands, for `rollback`. */
  get mark(): readonly (number | undefined)[] {
    return [...this.#expected];
  }

  /** Forgets what is expected of keys that were changed since a mark was made. */
  rollback(mark: readonly (number | undefined)[]): void {
    this.#expected.length = 0;
    this.#expected.push(...mark);
  }

  /** The keys of these rows are changed, in view of the rows that are there. */
  change(rows: Batch, there: KeyedRows): void {
    const numbers = this.#keys.find(rows);
    const places = there.find(rows);
    const found: number[] = [];
    for (const [i, number] of numbers.entries()) {
      if (this.#expected[number] !== undefined) continue;
      const place = places[i] as number;
      const isThere = place < there.rows;
      this.#expected[number] = isThere ? this.#rows + found.length : nothing;
      if (isThere) found.push(place);
    }
    const batch = there.batch === null ? null : rowsAt(there.batch, found);
    if (batch !== null) this.#found.push(batch);
    this.#rows += found.length;
  }

  /** @throws SqlError 40001 when somebody else has changed one of the rows */
  check(result: ResultState | null): void {
    const { fields, primaryKey, name } = this.#definition;
    const keys = this.#keys.keyVectors();
    const current = result?.find(primaryKey, keys, this.#keys.keys) ?? null;
    const there = new KeyedRows(current, fields, primaryKey);
    const places = there.findKeys(keys, this.#keys.keys);
    const before: number[] = [];
    const now: number[] = [];
    for (const [key, expected] of this.#expected.entries()) {
      if (expected === undefined || expected === anything) continue;
      const place = places[key] as number;
      if (place < there.rows !== expected >= 0) throw changedMeanwhile(name);
      if (expected < 0) continue;
      before.push(expected);
      now.push(place);
    }
    if (before.length === 0 || current === null) return;
    const all = [...fields.keys()];
    const old = new KeyedRows(rowsAt(concatBatches(this.#found), before), fields, all);
    const same = old.find(rowsAt(current, now) as Batch);
    if (same.some((place, i) => place !== i)) throw changedMeanwhile(name);
  }
}

/** The error of a transaction that another one was faster than. */
export function changedMeanwhile(table: string): SqlError {
  return new SqlError(
    sqlState.serializationFailure,
    'could not serialize access due to concurrent update',
    {
      detail: `A row of "${table}" that the transaction has changed was changed by another one meanwhile.`,
      hint: 'The transaction might succeed if retried.',
    },
  );
}
