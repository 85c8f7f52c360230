import { SqlError, sqlState } from '../../common/sql-error.ts';
import { type Batch, type Schema, sliceBatch } from '../../data/batch.ts';
import { concatBatches } from '../../data/concat-batches.ts';
import { gatherBatch } from '../../data/gather.ts';
import type { FetchDirection } from '../../parser/ast.ts';
import { expandWeights } from '../../runtime/state/row-set.ts';
import type { LiveRows } from './live-rows.ts';

/** What FETCH answers: rows, and their count. */
export type FetchedRows = { readonly batches: readonly Batch[]; readonly rowCount: number };

/** The rows of a cursor, and where it stands in them. */
export type CursorRows = {
  readonly schema: Schema;
  /**
   * Goes on and gives the rows that it passes. Rows that are still to come are waited for until the
   * signal aborts it, which is no failure where something has come.
   * @throws SqlError 55000 for a direction that it cannot go, and what the query raises
   */
  readonly fetch: (
    direction: FetchDirection,
    signal: AbortSignal | undefined,
  ) => FetchedRows | Promise<FetchedRows>;
  readonly close: () => void;
};

const nothing: FetchedRows = { batches: [], rowCount: 0 };

/** The rows of a query that has ended: a cursor goes in them as it likes. */
export class AnsweredRows implements CursorRows {
  readonly schema: Schema;
  #rows: Batch | null;
  /** 0 is before the first row, 1 on it, one more than there are rows behind the last. */
  #at = 0;

  constructor(schema: Schema, batches: readonly Batch[]) {
    this.schema = schema;
    this.#rows = batches.length === 0 ? null : concatBatches(batches.map(expandWeights));
  }

  readonly fetch = (direction: FetchDirection): FetchedRows => {
    switch (direction.kind) {
      case 'forward':
        return this.#step(direction.count);
      case 'backward':
        return this.#step(-direction.count);
      case 'all':
        return this.#step(this.#count + 1);
      case 'backward all':
        return this.#step(-this.#count - 1);
      case 'first':
        return this.#goTo(1);
      case 'last':
        return this.#goTo(this.#count);
      case 'absolute':
        return this.#goTo(
          direction.count < 0 ? this.#count + 1 + direction.count : direction.count,
        );
      case 'relative':
        return this.#goTo(this.#at + direction.count);
    }
  };

  readonly close = (): void => {
    this.#rows = null;
  };

  get #count(): number {
    return this.#rows?.rowCount ?? 0;
  }

  /** So many rows forward, or back where the number is negative; 0 is the row it stands on. */
  #step(steps: number): FetchedRows {
    if (steps === 0) return this.#goTo(this.#at);
    const from = this.#at;
    this.#at = clamped(from + steps, this.#count + 1);
    if (steps > 0) return this.#between(from + 1, Math.min(from + steps, this.#count));
    const rows = this.#between(Math.max(from + steps, 1), from - 1);
    return { ...rows, batches: rows.batches.map(reversed) };
  }

  #goTo(place: number): FetchedRows {
    this.#at = clamped(place, this.#count + 1);
    return this.#between(this.#at, Math.min(this.#at, this.#count));
  }

  /** The rows from one place to another, both included. */
  #between(first: number, last: number): FetchedRows {
    if (this.#rows === null || first < 1 || last < first) return nothing;
    return { batches: [sliceBatch(this.#rows, first - 1, last)], rowCount: last - first + 1 };
  }
}

function clamped(place: number, max: number): number {
  return Math.max(0, Math.min(place, max));
}

function reversed(batch: Batch): Batch {
  const { rowCount } = batch;
  return gatherBatch(
    batch,
    Int32Array.from({ length: rowCount }, (_, i) => rowCount - 1 - i),
    rowCount,
  );
}

/** Rows of a continuous query that FETCH waits for at most: it answers them as a whole. */
const waitedRowsMax = 1_000_000;

/** The rows of a continuous query. Those that were asked for are waited for; ALL are those there are. */
export class FollowedRows implements CursorRows {
  readonly schema: Schema;
  readonly #rows: LiveRows;

  constructor(rows: LiveRows) {
    this.#rows = rows;
    this.schema = rows.schema;
  }

  readonly fetch = async (
    direction: FetchDirection,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<FetchedRows> => {
    if (direction.kind === 'all') return await this.#takeAll(signal);
    if (direction.kind !== 'forward' || direction.count < 0) throw goesForward();
    const wanted = Math.min(direction.count, waitedRowsMax);
    const batches: Batch[] = [];
    let rowCount = 0;
    while (rowCount < wanted) {
      const batch = await this.#rows.read(wanted - rowCount, signal);
      if (batch === null || batch.rowCount === 0) break;
      batches.push(batch);
      rowCount += batch.rowCount;
    }
    return { batches, rowCount };
  };

  readonly close = (): void => this.#rows.close();

  async #takeAll(signal: AbortSignal): Promise<FetchedRows> {
    const batches: Batch[] = [];
    let rowCount = 0;
    await this.#rows.started(signal);
    while (rowCount < waitedRowsMax && (!this.#rows.isWaiting() || this.#rows.isStarting)) {
      const batch = await this.#rows.read(waitedRowsMax - rowCount, signal);
      if (batch === null || batch.rowCount === 0) break;
      batches.push(batch);
      rowCount += batch.rowCount;
    }
    return { batches, rowCount };
  }
}

/** The error of a cursor that is asked to go back and cannot. */
export function goesForward(): SqlError {
  return new SqlError(sqlState.objectNotInPrerequisiteState, 'cursor can only scan forward', {
    hint: 'Declare it with SCROLL option to enable backward scan.',
  });
}
