import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Batch, Schema } from '../data/batch.ts';
import { concatBatches } from '../data/concat-batches.ts';
import type { PlanOutput } from '../planner/physical/physical-plan.ts';
import { sortBatch } from '../runtime/sort-batch.ts';
import { consolidate, expandWeights } from '../runtime/state/row-set.ts';
import { batchBytes } from './batch-bytes.ts';

/** An answer takes so many bytes at most: it is held whole until it is sent. */
const answerBytesMax = 256 * 1024 * 1024;

/** Rows beyond those that a LIMIT asks for which are kept before they are sorted out. */
const spareRowsMax = 65_536;

/** The rows of an answer that have come so far; of a plan that only appends, no more than its LIMIT asks for. */
export class CollectedRows {
  readonly #schema: Schema;
  readonly #output: PlanOutput;
  readonly #bytesMax: number;
  #batches: Batch[] = [];
  #rows = 0;
  #bytes = 0;

  constructor(schema: Schema, output: PlanOutput, bytesMax = answerBytesMax) {
    this.#schema = schema;
    this.#output = output;
    this.#bytesMax = bytesMax;
  }

  /** Whether nothing that comes can change the answer. */
  get isEnough(): boolean {
    const { order } = this.#output;
    return order.length === 0 && this.#rows >= this.#rowsWanted;
  }

  /** About how many bytes are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @throws SqlError 54000 when the answer has become too large. */
  add(batches: readonly Batch[]): void {
    for (const batch of batches) {
      this.#batches.push(batch);
      this.#rows += batch.rowCount;
      this.#bytes += batchBytes(batch);
    }
    if (this.#rows > 2 * this.#rowsWanted + spareRowsMax) this.#sortOut();
    if (this.#bytes > this.#bytesMax) throw tooLarge(this.#bytesMax);
  }

  /** The answer in its order; null for no rows. */
  result(): Batch | null {
    const all = consolidate(this.#schema, this.#batches);
    if (all === null) return null;
    const { order, offset, limit } = this.#output;
    const rows = expandWeights(all);
    const hasOrder = order.length > 0 || offset > 0 || limit !== null;
    return hasOrder ? sortBatch(rows, order, offset, limit) : rows;
  }

  /** Infinity where all rows are wanted, or may be taken back. */
  get #rowsWanted(): number {
    const { limit, offset, mode } = this.#output;
    return limit === null || mode !== 'append' ? Number.POSITIVE_INFINITY : limit + offset;
  }

  #sortOut(): void {
    const rows = concatBatches(this.#batches);
    const kept = sortBatch(rows, this.#output.order, 0, this.#rowsWanted);
    this.#batches = [kept];
    this.#rows = kept.rowCount;
    this.#bytes = batchBytes(kept);
  }
}

function tooLarge(bytesMax: number): SqlError {
  return new SqlError(sqlState.programLimitExceeded, 'the answer is too large', {
    detail: `Its rows take more than ${Math.round(bytesMax / 1024 / 1024)} MiB.`,
    hint: 'Add a LIMIT or a WHERE, or follow the query with EMIT CHANGES.',
  });
}
