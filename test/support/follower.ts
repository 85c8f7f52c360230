import type { SqlError } from '../../src/common/sql-error.ts';
import type { Batch } from '../../src/data/batch.ts';
import type { SubscriptionSink } from '../../src/engine/api.ts';
import { RowSum } from './row-sum.ts';
import { rowText } from './script/print-answer.ts';

/** What a subscriber knew when it had taken an epoch whole. */
export type Moment = { readonly epoch: number; readonly lines: readonly string[] };

/**
 * A subscriber that adds up what it is told and looks whether it can be true: epochs and watermarks
 * never go back, no row is taken back that was not there, a snapshot has as many rows as it says.
 * What is wrong is collected, because a sink must not throw.
 */
export class Follower implements SubscriptionSink {
  /** Whether it takes anything now. */
  isOpen = true;
  readonly faults: string[] = [];
  readonly moments: Moment[] = [];
  failure: SqlError | null = null;
  isDone = false;
  readonly #sum = new RowSum(rowText);
  #epoch = 0;
  #watermark = Number.NEGATIVE_INFINITY;

  /** What it knows now. */
  get lines(): readonly string[] {
    return this.moments.at(-1)?.lines ?? [];
  }

  get hasSnapshot(): boolean {
    return this.moments.length > 0;
  }

  /** What it knew at an epoch: the state after the last one up to it. */
  at(epoch: number): Moment | null {
    return this.moments.findLast((moment) => moment.epoch <= epoch) ?? null;
  }

  readonly open = (): void => {};

  readonly snapshot = (batch: Batch): void => this.#sum.add(batch);

  readonly snapshotEnd = (epoch: number, rows: number): void => {
    this.#reach(epoch, true);
    if (this.lines.length !== rows)
      this.faults.push(`${rows} rows told, ${this.lines.length} came`);
  };

  readonly changes = (epoch: number, batch: Batch, last = true): void => {
    if (batch.weights === null) this.faults.push('changes without weights');
    if (batch.rowCount === 0) this.faults.push('changes without rows');
    this.#sum.add(batch);
    if (last) this.#reach(epoch, false);
  };

  readonly progress = (epoch: number, watermark: number | null): void => {
    if (epoch < this.#epoch) this.faults.push(`progress ${epoch} after epoch ${this.#epoch}`);
    this.#epoch = Math.max(this.#epoch, epoch);
    const reached = watermark ?? Number.NEGATIVE_INFINITY;
    if (reached < this.#watermark)
      this.faults.push(`watermark ${reached} after ${this.#watermark}`);
    this.#watermark = reached;
  };

  readonly reset = (): void => this.#sum.clear();

  readonly lag = (): void => {};

  readonly error = (error: SqlError): void => {
    this.failure = error;
  };

  readonly done = (): void => {
    this.isDone = true;
  };

  readonly accepts = (): boolean => this.isOpen;

  #reach(epoch: number, isSnapshot: boolean): void {
    const goesOn = isSnapshot ? epoch >= this.#epoch : epoch > this.#epoch;
    if (!goesOn && this.hasSnapshot) this.faults.push(`epoch ${epoch} after ${this.#epoch}`);
    this.#epoch = epoch;
    try {
      this.moments.push({ epoch, lines: this.#sum.lines() });
    } catch (error) {
      this.faults.push(`at epoch ${epoch}: ${String(error)}`);
    }
  }
}
