import { SqlError, sqlState } from '../../common/sql-error.ts';
import { type Batch, type Field, type Schema, sliceBatch } from '../../data/batch.ts';
import type { Vector } from '../../data/vector.ts';
import type { Notice, Subscription, SubscriptionSink } from '../api.ts';
import { noRows, type RowSource } from './row-source.ts';

/** More rows than these are not taken before some have been read. */
const waitingRowsMax = 10_000;

/** Rows of a snapshot that wait for its epoch; those of a larger one go on without it. */
const snapshotRowsMax = 262_144;

/** What stands in front of the columns of a continuous query. */
const changeFields: readonly Field[] = [
  { name: '_epoch', type: { kind: 'bigint' }, nullable: false },
  { name: '_weight', type: { kind: 'integer' }, nullable: false },
];

/** The columns of a continuous query's rows. */
export function changeSchema({ fields }: Schema): Schema {
  return { fields: [...changeFields, ...fields] };
}

/**
 * The rows of a continuous query: its snapshot, then its changes, each with its epoch and weight.
 * A reader that does not keep up gets the net of what came meanwhile. None of the sink's methods
 * throws.
 */
export class LiveRows implements RowSource, SubscriptionSink {
  readonly schema: Schema;
  readonly isEndless = true;
  readonly #queue: Batch[] = [];
  #queuedRows = 0;
  #snapshot: Batch[] = [];
  #snapshotRows = 0;
  #isLive = false;
  #ended: { readonly error: SqlError | null } | null = null;
  #subscription: Subscription | null = null;
  #closed = false;
  #wake: (() => void) | null = null;
  readonly #notify: (notices: readonly Notice[]) => void;

  /** `schema` is that of the query itself; `notify` is told what its user should know. */
  constructor(schema: Schema, notify: (notices: readonly Notice[]) => void) {
    this.schema = changeSchema(schema);
    this.#notify = notify;
  }

  /** Ties the subscription to this sink; one that comes after the end is closed at once. */
  attach(subscription: Subscription): void {
    this.#subscription = subscription;
    if (this.#closed) subscription.close();
  }

  readonly read = async (rowsMax: number, signal: AbortSignal): Promise<Batch | null> => {
    while (this.#queue.length === 0) {
      if (this.#ended !== null) {
        if (this.#ended.error !== null) throw this.#ended.error;
        return null;
      }
      if (signal.aborted) return noRows(this.schema);
      await this.#change(signal);
    }
    return this.#take(rowsMax);
  };

  readonly isWaiting = (): boolean => this.#queue.length === 0 && this.#ended === null;

  /** Whether the snapshot is still on its way. */
  get isStarting(): boolean {
    return !this.#isLive && this.#ended === null;
  }

  /** Resolves when the snapshot is there as a whole, or rows of it are, or it is aborted. */
  async started(signal: AbortSignal): Promise<void> {
    while (this.isStarting && this.#queue.length === 0 && !signal.aborted)
      await this.#change(signal);
  }

  readonly close = (): void => {
    if (this.#closed) return;
    this.#closed = true;
    this.#queue.length = 0;
    this.#snapshot = [];
    this.#ended ??= { error: null };
    this.#subscription?.close();
    this.#wake?.();
  };

  open({ notices }: { readonly notices: readonly Notice[] }): void {
    this.#notify(notices);
  }

  snapshot(batch: Batch): void {
    if (this.#closed) return;
    this.#snapshot.push(batch);
    this.#snapshotRows += batch.rowCount;
    if (this.#snapshotRows > snapshotRowsMax) this.#putSnapshot(0);
  }

  snapshotEnd(epoch: number): void {
    this.#putSnapshot(epoch);
    this.#isLive = true;
    this.#wake?.();
  }

  changes(epoch: number, batch: Batch): void {
    this.#put(epoch, batch);
  }

  progress(): void {}

  lag(): void {}

  reset(): void {
    this.error(
      new SqlError(sqlState.insufficientResources, 'the reader did not keep up with the changes', {
        hint: 'Run the query again: it begins with a fresh snapshot.',
      }),
    );
  }

  error(error: SqlError): void {
    if (this.#ended !== null) return;
    this.#ended = { error };
    this.#wake?.();
  }

  done(): void {
    this.#ended ??= { error: null };
    this.#wake?.();
  }

  accepts(): boolean {
    return !this.#closed && this.#queuedRows < waitingRowsMax;
  }

  #putSnapshot(epoch: number): void {
    const batches = this.#snapshot;
    this.#snapshot = [];
    this.#snapshotRows = 0;
    for (const batch of batches) this.#put(epoch, batch);
  }

  #put(epoch: number, batch: Batch): void {
    if (this.#closed || this.#ended?.error != null || batch.rowCount === 0) return;
    this.#queue.push(withChangeColumns(this.schema, epoch, batch));
    this.#queuedRows += batch.rowCount;
    this.#wake?.();
  }

  #take(rowsMax: number): Batch {
    const first = this.#queue[0] as Batch;
    const rows = Math.min(rowsMax, first.rowCount);
    if (rows === first.rowCount) this.#queue.shift();
    else this.#queue[0] = sliceBatch(first, rows, first.rowCount);
    const wasFull = this.#queuedRows >= waitingRowsMax;
    this.#queuedRows -= rows;
    if (wasFull && this.#queuedRows < waitingRowsMax) this.#subscription?.drained();
    return sliceBatch(first, 0, rows);
  }

  /** Resolves at the next change of anything. */
  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#wake = null;
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#wake = wake;
      signal.addEventListener('abort', wake);
    });
  }
}

function withChangeColumns(schema: Schema, epoch: number, batch: Batch): Batch {
  const { rowCount, columns, weights } = batch;
  const epochs: Vector = {
    kind: 'f64',
    values: new Float64Array(rowCount).fill(epoch),
    nulls: null,
  };
  const values = weights ?? new Int32Array(rowCount).fill(1);
  return {
    schema,
    rowCount,
    columns: [epochs, { kind: 'i32', values, nulls: null }, ...columns],
    weights: null,
    late: null,
  };
}
