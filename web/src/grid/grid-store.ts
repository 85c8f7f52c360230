import type { Column, Row, WeightedRow } from '../../../src/protocol/messages.ts';
import { epochNet, type NetChange } from './epoch-net.ts';
import { afterglowMs, GridRow } from './grid-row.ts';
import { RowLookup } from './row-lookup.ts';
import { mergeMisplaced, openingSort, orderBy, type RowOrder, type Sort } from './row-order.ts';

export type GridOptions = {
  readonly columns: readonly Column[];
  /** The columns of the key; null for a result without one. */
  readonly key: readonly number[] | null;
  /** Rows kept at most; past it the oldest are dropped and counted. */
  readonly rowsMax?: number;
  /** Without it newest windows come first; null leaves rows as they come. */
  readonly sort?: Sort | null;
};

/** While live, rows are put in order at most so often. */
const sortPauseMs = 250;
/** Struck rows wait for the next picture; a page in the background draws none. */
const struckMax = 5_000;

/**
 * The rows of a result outside React: snapshots and whole epochs go in as they come, and once per
 * frame `publish` makes the picture that is drawn. Times are milliseconds of one steady clock.
 */
export class GridStore {
  readonly columns: readonly Column[];
  /** Rows without a key come like news: the newest stands at the top. */
  readonly newestFirst: boolean;
  readonly key: readonly number[] | null;
  readonly #options: GridOptions;
  readonly #rowsMax: number;
  #lookup: RowLookup;
  /** In the order of arrival. */
  #arrived: GridRow[] = [];
  #ordered: GridRow[] | null = null;
  #misplaced: GridRow[] = [];
  #struck: GridRow[] = [];
  #frozen: readonly GridRow[] | null = null;
  #arriving: Row[] | null = [];
  #epoch: WeightedRow[] = [];
  #sort: Sort | null;
  #order: RowOrder | null;
  #sortedAtMs = Number.NEGATIVE_INFINITY;
  #nextId = 1;
  #dirty = false;
  #size = 0;
  #version = 0;
  #updates = 0;
  #dropped = 0;
  readonly #listeners = new Set<() => void>();

  constructor(options: GridOptions) {
    this.#options = options;
    this.columns = options.columns;
    this.key = options.key;
    this.newestFirst = options.key === null && options.sort === undefined;
    this.#rowsMax = options.rowsMax ?? 200_000;
    this.#lookup = new RowLookup(options.key);
    this.#sort = options.sort === undefined ? openingSort(options.columns) : options.sort;
    this.#order = this.#sort === null ? null : orderBy(this.columns, this.key, this.#sort);
  }

  /** The number of the picture; goes up when another one is published. */
  readonly version = (): number => this.#version;
  /** Rows in the result now, without those struck out. */
  get size(): number {
    return this.#size;
  }
  /** Changed rows since the beginning: a new, a changed and a deleted row count one each. */
  get updates(): number {
    return this.#updates;
  }
  /** Rows that had to go because there were too many. */
  get dropped(): number {
    return this.#dropped;
  }
  get sort(): Sort | null {
    return this.#sort;
  }
  get paused(): boolean {
    return this.#frozen !== null;
  }
  /** A snapshot is on its way: the rows there are those from before it. */
  get arriving(): boolean {
    return this.#arriving !== null;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Rows in the picture, struck ones among them. */
  get rowCount(): number {
    return this.#shown.length;
  }

  /** The row at a place of the picture, counted from the top. */
  rowAt(index: number): GridRow | undefined {
    const shown = this.#shown;
    return shown[this.#upsideDown ? shown.length - 1 - index : index];
  }

  /** The place of the row with this id in the picture; -1 when it is gone. */
  indexOf(id: number): number {
    const shown = this.#shown;
    const index = shown.findIndex((row) => row.id === id);
    return index >= 0 && this.#upsideDown ? shown.length - 1 - index : index;
  }

  /** New rows come in at the top, so whoever has scrolled down wants to stay with what is there. */
  get growsAtTop(): boolean {
    if (this.#sort === null) return this.newestFirst;
    return this.#sort.descending && /^window_/.test(this.columns[this.#sort.column]?.name ?? '');
  }

  /** Begins again: the next snapshot replaces everything, and until then the old rows stay. */
  reset(): void {
    this.#arriving = [];
    this.#epoch = [];
  }

  /** Takes a part of the snapshot. */
  addSnapshot(rows: readonly Row[]): void {
    const arriving = this.#arriving ?? [];
    this.#arriving = arriving;
    for (const row of rows) arriving.push(row);
    const surplus = arriving.length - 2 * this.#rowsMax;
    if (surplus < 0) return;
    arriving.splice(0, surplus + this.#rowsMax);
    this.#dropped += surplus + this.#rowsMax;
  }

  /** The snapshot is whole: its rows are the rows now. */
  endSnapshot(): void {
    const rows = this.#arriving ?? [];
    this.#arriving = null;
    this.#lookup = new RowLookup(this.#options.key);
    this.#arrived = [];
    this.#struck = [];
    this.#size = 0;
    for (const cells of rows) this.#insert(this.#lookup.keyOf(cells), cells, 0);
    this.#dropOldest();
    this.#orderAnew();
  }

  /** Takes a part of an epoch's net change; applies the epoch when it is whole. */
  addChanges(rows: readonly WeightedRow[], last: boolean, nowMs: number): void {
    for (const row of rows) this.#epoch.push(row);
    if (!last) return;
    if (this.#arriving !== null) this.endSnapshot();
    const net = epochNet(this.#epoch, (cells) => this.#lookup.keyOf(cells));
    this.#epoch = [];
    for (const [key, change] of net) {
      if (this.#options.key === null) this.#applyWeight(key, change, nowMs);
      else this.#applyByKey(key, change, nowMs);
    }
    this.#dropOldest();
    if (this.#struck.length > struckMax) this.#sweep(Number.POSITIVE_INFINITY);
    this.#dirty = true;
  }

  /** Sorts by a column; null leaves rows as they came. */
  sortBy(sort: Sort | null): void {
    this.#sort = sort;
    this.#order = sort === null ? null : orderBy(this.columns, this.key, sort);
    this.#orderAnew();
    const byArrival: RowOrder = (a, b) => a.id - b.id;
    if (this.#frozen !== null) this.#frozen = this.#frozen.toSorted(this.#order ?? byArrival);
    this.#tell();
  }

  /** Freezes the picture; the rows go on underneath. */
  pause(): void {
    this.#freeze();
    this.#tell();
  }

  resume(): void {
    this.#frozen = null;
    this.#orderAnew();
    this.#tell();
  }

  /** Makes the picture of this moment. Answers when the next is due in ms; null: when rows change. */
  publish(nowMs: number): number | null {
    this.#sweep(nowMs);
    if (this.#misplaced.length > 0 && nowMs - this.#sortedAtMs >= sortPauseMs) this.#place(nowMs);
    if (this.#dirty && this.#frozen === null) {
      this.#dirty = false;
      this.#tell();
    }
    const oldest = this.#struck[0];
    if (oldest !== undefined) return Math.max(16, oldest.goneAtMs + afterglowMs - nowMs);
    return this.#misplaced.length > 0 ? sortPauseMs : null;
  }

  get #shown(): readonly GridRow[] {
    return this.#frozen ?? this.#ordered ?? this.#arrived;
  }

  get #upsideDown(): boolean {
    return this.newestFirst && this.#sort === null;
  }

  #tell(): void {
    this.#version += 1;
    for (const listener of [...this.#listeners]) listener();
  }

  #applyByKey(key: string, { weight, added }: NetChange, nowMs: number): void {
    const row = this.#lookup.get(key);
    if (row === undefined) {
      if (weight <= 0 || added === null) return;
      this.#insert(key, added, nowMs);
    } else if (weight < 0) this.#strike(row, nowMs);
    else if (added !== null) this.#update(row, added, nowMs);
    this.#updates += 1;
  }

  #applyWeight(key: string, { weight, added, removed }: NetChange, nowMs: number): void {
    this.#updates += Math.abs(weight);
    const times = Math.min(Math.abs(weight), this.#rowsMax);
    for (let i = 0; i < times; i += 1) {
      const row = this.#lookup.get(key);
      if (weight > 0) this.#insert(key, added ?? removed ?? [], nowMs);
      else if (row !== undefined) this.#strike(row, nowMs);
    }
  }

  #insert(key: string, cells: Row, bornAtMs: number): void {
    const row = new GridRow(this.#nextId, key, cells, bornAtMs);
    this.#nextId += 1;
    this.#lookup.add(row);
    this.#arrived.push(row);
    this.#size += 1;
    if (this.#order !== null) this.#misplace(row);
  }

  #update(row: GridRow, cells: Row, nowMs: number): void {
    const before = row.cells;
    row.replace(cells, this.columns, nowMs);
    const column = this.#sort?.column;
    if (column !== undefined && before[column] !== cells[column]) this.#misplace(row);
  }

  #strike(row: GridRow, nowMs: number): void {
    this.#lookup.remove(row);
    this.#size -= 1;
    row.goneAtMs = nowMs;
    row.version += 1;
    this.#struck.push(row);
  }

  /** Takes away the rows that have been struck out long enough. */
  #sweep(nowMs: number): void {
    const due = this.#struck.findIndex((row) => row.goneAtMs + afterglowMs > nowMs);
    const count = due < 0 ? this.#struck.length : due;
    if (count === 0) return;
    const gone = new Set(this.#struck.splice(0, count));
    this.#forget((row) => gone.has(row));
  }

  #dropOldest(): void {
    const surplus = this.#size - this.#rowsMax;
    if (surplus <= 0) return;
    // A tenth more than must go, so that a full grid is not cut down row by row.
    const dropped = new Set<GridRow>();
    const goal = Math.min(this.#size, surplus + Math.ceil(this.#rowsMax / 10));
    for (const row of this.#arrived) {
      if (dropped.size >= goal) break;
      if (row.goneAtMs === 0) dropped.add(row);
    }
    for (const row of dropped) this.#lookup.remove(row);
    this.#size -= dropped.size;
    this.#dropped += dropped.size;
    this.#forget((row) => dropped.has(row));
  }

  #forget(isGone: (row: GridRow) => boolean): void {
    const stays = (row: GridRow): boolean => !isGone(row);
    this.#arrived = this.#arrived.filter(stays);
    this.#misplaced = this.#misplaced.filter(stays);
    if (this.#ordered !== null) this.#ordered = this.#ordered.filter(stays);
    this.#dirty = true;
  }

  #misplace(row: GridRow): void {
    if (row.misplaced) return;
    row.misplaced = true;
    this.#misplaced.push(row);
  }

  #place(nowMs: number): void {
    if (this.#order === null) return;
    this.#ordered = mergeMisplaced(this.#ordered ?? [], this.#misplaced, this.#order);
    this.#allPlaced();
    this.#sortedAtMs = nowMs;
    this.#dirty = true;
  }

  #orderAnew(): void {
    this.#ordered = this.#order === null ? null : this.#arrived.toSorted(this.#order);
    this.#allPlaced();
    this.#dirty = true;
  }

  #allPlaced(): void {
    for (const row of this.#misplaced) row.misplaced = false;
    this.#misplaced = [];
  }

  #freeze(): void {
    const rows = this.#ordered ?? this.#arrived;
    this.#frozen = rows.filter((row) => row.goneAtMs === 0).map((row) => row.copy());
  }
}
