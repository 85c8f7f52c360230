import type { Cell, Column, Row } from '../../../src/protocol/messages.ts';
import { cellKind, compareCells, isNumeric } from './compare-cells.ts';

/** How long a changed cell glows and a deleted row stays struck out, in milliseconds. */
export const afterglowMs = 1_000;

/** How the last change of a cell went; `other` is a change that has no direction. */
export type CellChange = 'none' | 'other' | 'up' | 'down';

const changes: readonly CellChange[] = ['none', 'other', 'up', 'down'];

/**
 * A row of the grid. It keeps its identity while its cells change, so that what stands on it, the
 * focus and the glow of its cells, stays on it when the order changes.
 */
export class GridRow {
  /** Unique in its grid, and rising in the order of arrival. */
  readonly id: number;
  readonly key: string;
  cells: Row;
  /** When the row was deleted, in the grid's milliseconds; 0 while it is there. */
  goneAtMs = 0;
  /** When the row appeared while somebody watched; 0 for a row of the snapshot. */
  readonly bornAtMs: number;
  /** Goes up with every change, for those who draw it. */
  version = 0;
  /** The place in the order is no longer the right one. */
  misplaced = false;
  /** Further rows with the same key, in results without a key. */
  older: GridRow | null = null;
  newer: GridRow | null = null;
  #changedAtMs: Float64Array | null = null;
  #changes: Uint8Array | null = null;

  constructor(id: number, key: string, cells: Row, bornAtMs: number) {
    this.id = id;
    this.key = key;
    this.cells = cells;
    this.bornAtMs = bornAtMs;
  }

  /** Puts new cells in place and notes what changed how. Answers whether anything did. */
  replace(cells: Row, columns: readonly Column[], nowMs: number): boolean {
    let changed = false;
    for (let i = 0; i < columns.length; i += 1) {
      const before = this.cells[i] ?? null;
      const after = cells[i] ?? null;
      if (sameCell(before, after)) continue;
      changed = true;
      this.#note(i, directionOf((columns[i] as Column).type, before, after), nowMs);
    }
    this.cells = cells;
    if (changed) this.version += 1;
    return changed;
  }

  /** The change that still glows at `nowMs`, and a number that differs from one to the next. */
  glow(column: number, nowMs: number): { readonly change: CellChange; readonly turn: number } {
    const noted = this.#changes?.[column] ?? 0;
    if (noted === 0 || nowMs - (this.#changedAtMs?.[column] ?? 0) > afterglowMs) return still;
    return { change: changes[noted & 3] as CellChange, turn: noted >> 2 };
  }

  /** The row as it is now, for a picture that stands still. */
  copy(): GridRow {
    const twin = new GridRow(this.id, this.key, this.cells, 0);
    twin.goneAtMs = this.goneAtMs;
    return twin;
  }

  #note(column: number, change: CellChange, nowMs: number): void {
    this.#changedAtMs ??= new Float64Array(this.cells.length);
    this.#changes ??= new Uint8Array(this.cells.length);
    const turn = ((this.#changes[column] as number) & 4) ^ 4;
    this.#changes[column] = changes.indexOf(change) | turn;
    this.#changedAtMs[column] = nowMs;
  }
}

const still = { change: 'none', turn: 0 } as const;

function sameCell(a: Cell, b: Cell): boolean {
  if (a === b) return true;
  return typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b);
}

function directionOf(type: string, before: Cell, after: Cell): CellChange {
  const kind = cellKind(type);
  if (before === null || after === null) return 'other';
  if (!isNumeric(kind) && !/^(timestamp|date|time)/.test(type)) return 'other';
  return compareCells(kind, after, before) > 0 ? 'up' : 'down';
}
