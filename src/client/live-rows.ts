import type { Row, WeightedRow } from '../protocol/messages.ts';

/** A row that is in the result now. Replaced, not changed, when the row changes. */
export type LiveRow = {
  /** What the row is known by: the JSON text of its key, or of the whole row. */
  readonly id: string;
  readonly cells: Row;
  /** How often the row is there; above 1 only in results without a key. */
  readonly count: number;
  /** What stood there before the last change; null for a row that is new. */
  readonly previous: Row | null;
  /** The `version` of the store at its last change; 0 when it came with a snapshot. */
  readonly changedAt: number;
};

export type LiveRowsOptions = {
  /** The columns of the key; null for a result without one. */
  readonly key: readonly number[] | null;
  /** Rows kept at most: past it the oldest are dropped, and `dropped` counts them. */
  readonly rowsMax?: number;
};

/**
 * The current rows of a live result: snapshots and whole epochs in, rows in a stable order out. A
 * row keeps its place when it changes; new ones come at the end. Hand it the frames as they come.
 */
export class LiveRows {
  readonly #key: readonly number[] | null;
  readonly #rowsMax: number;
  #rows = new Map<string, LiveRow>();
  /** A snapshot that is still arriving: what was there stays visible until it is whole. */
  #arriving: Map<string, LiveRow> | null = null;
  #epoch: WeightedRow[] = [];
  #listed: readonly LiveRow[] | null = null;
  #version = 0;
  #updates = 0;
  #dropped = 0;

  constructor({ key, rowsMax = Number.POSITIVE_INFINITY }: LiveRowsOptions) {
    this.#key = key;
    this.#rowsMax = rowsMax;
  }

  /** Goes up by one with every change to the rows. */
  get version(): number {
    return this.#version;
  }

  /** Changed rows since the beginning: an update, a new row and a deleted row count one each. */
  get updates(): number {
    return this.#updates;
  }

  /** Rows that had to go because there were more than `rowsMax`. */
  get dropped(): number {
    return this.#dropped;
  }

  get size(): number {
    return this.#rows.size;
  }

  /** The rows now; the same array until something changes. */
  get list(): readonly LiveRow[] {
    this.#listed ??= [...this.#rows.values()];
    return this.#listed;
  }

  /** Begins again: the next snapshot replaces everything. */
  reset(): void {
    this.#arriving = new Map();
    this.#epoch = [];
  }

  /** Takes a part of the snapshot. */
  snapshot(rows: readonly Row[]): void {
    this.#arriving ??= new Map();
    for (const cells of rows) {
      const id = this.#idOf(cells);
      const count = (this.#arriving.get(id)?.count ?? 0) + 1;
      this.#arriving.set(id, { id, cells, count, previous: null, changedAt: 0 });
    }
  }

  /** The snapshot is whole: its rows are the rows now. */
  snapshotEnd(): void {
    this.#version += 1;
    this.#rows = this.#arriving ?? new Map();
    this.#arriving = null;
    this.#changed();
  }

  /** Takes a part of an epoch's net change; applies the epoch when it is whole. */
  changes(rows: readonly WeightedRow[], last: boolean): void {
    for (const row of rows) this.#epoch.push(row);
    if (!last) return;
    if (this.#arriving !== null) this.snapshotEnd();
    this.#version += 1;
    if (this.#key === null) this.#applyWeights();
    else this.#applyByKey();
    this.#epoch = [];
    this.#changed();
  }

  /** A row with a key is there once: what the epoch adds under the key replaces what was there. */
  #applyByKey(): void {
    const net = new Map<string, Row | null>();
    for (const [weight, ...cells] of this.#epoch) {
      const id = this.#idOf(cells);
      if (weight > 0) net.set(id, cells);
      else if (!net.has(id)) net.set(id, null);
    }
    for (const [id, cells] of net) {
      this.#updates += 1;
      if (cells === null) this.#rows.delete(id);
      else this.#put(id, cells, 1);
    }
  }

  #applyWeights(): void {
    const net = new Map<string, { readonly cells: Row; readonly weight: number }>();
    for (const [weight, ...cells] of this.#epoch) {
      const id = this.#idOf(cells);
      net.set(id, { cells, weight: (net.get(id)?.weight ?? 0) + weight });
    }
    for (const [id, { cells, weight }] of net) {
      if (weight === 0) continue;
      this.#updates += 1;
      const count = (this.#rows.get(id)?.count ?? 0) + weight;
      if (count <= 0) this.#rows.delete(id);
      else this.#put(id, cells, count);
    }
  }

  #put(id: string, cells: Row, count: number): void {
    const previous = this.#rows.get(id)?.cells ?? null;
    this.#rows.set(id, { id, cells, count, previous, changedAt: this.#version });
  }

  #idOf(cells: Row): string {
    return JSON.stringify(this.#key === null ? cells : this.#key.map((c) => cells[c]));
  }

  #changed(): void {
    this.#listed = null;
    if (this.#rows.size <= this.#rowsMax) return;
    for (const id of this.#rows.keys()) {
      if (this.#rows.size <= this.#rowsMax) break;
      this.#rows.delete(id);
      this.#dropped += 1;
    }
  }
}
