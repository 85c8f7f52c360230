import type { Row } from '../../../src/protocol/messages.ts';
import type { GridRow } from './grid-row.ts';

/**
 * Finds the rows of a grid by key: the key columns, or the whole row where there is no key. Then
 * equal rows hang together in a chain, the newest first.
 */
export class RowLookup {
  readonly #key: readonly number[] | null;
  readonly #newest = new Map<string, GridRow>();

  constructor(key: readonly number[] | null) {
    this.#key = key;
  }

  /** What a row is known by. */
  keyOf(cells: Row): string {
    if (this.#key === null) return JSON.stringify(cells);
    return JSON.stringify(this.#key.map((column) => cells[column]));
  }

  /** The newest row under a key. */
  get(key: string): GridRow | undefined {
    return this.#newest.get(key);
  }

  add(row: GridRow): void {
    const before = this.#newest.get(row.key) ?? null;
    row.older = before;
    if (before !== null) before.newer = row;
    this.#newest.set(row.key, row);
  }

  remove(row: GridRow): void {
    if (row.older !== null) row.older.newer = row.newer;
    if (row.newer !== null) row.newer.older = row.older;
    else if (row.older !== null) this.#newest.set(row.key, row.older);
    else this.#newest.delete(row.key);
    row.older = null;
    row.newer = null;
  }
}
