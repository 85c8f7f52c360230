import type { Batch, Field } from '../../data/batch.ts';
import { concatBatches } from '../../data/concat-batches.ts';
import { gatherBatch } from '../../data/gather.ts';
import type { Vector } from '../../data/vector.ts';
import type { UpsertNode } from '../../planner/physical/physical-plan.ts';
import { GroupKernels, GroupTable } from '../state/group-table.ts';
import type { Operator, OperatorContext, StateSize } from './operator.ts';

/** A store is compacted when it holds this many rows and more than twice as many as are current. */
const compactRowsMin = 65_536;

/**
 * The current row per primary key, out of a log of whole rows in which the last one counts; a row
 * of weight −1 removes its key. Stateful: keeps one row per key. A step's output is its net
 * change: the rows that were current before are taken back, those current now inserted.
 */
export class UpsertOperator implements Operator {
  readonly #node: UpsertNode;
  readonly #context: OperatorContext;
  readonly #kernels: GroupKernels;
  #keys: GroupTable;
  /** All rows kept, in chunks; row r of chunk c is number starts[c] + r. */
  #chunks: Batch[] = [];
  #rows = 0;
  /** Keys that have a current row. */
  #live = 0;
  /** Per key, the number of its current row, or −1. */
  #current: Int32Array = new Int32Array(0);
  /** Keys touched in this step with the row that was current before it. */
  readonly #before = new Map<number, number>();

  constructor(node: UpsertNode, context: OperatorContext) {
    this.#node = node;
    this.#context = context;
    this.#kernels = new GroupKernels(node.keys.map((key) => (node.fields[key] as Field).type));
    this.#keys = new GroupTable(this.#kernels);
  }

  take(_port: number, batch: Batch): void {
    if (this.#node.keys.length === 0) {
      this.#context.emit(batch);
      return;
    }
    const groups = this.#keys.locate(keyColumns(this.#node, batch), batch.rowCount);
    this.#fit();
    for (let i = 0; i < batch.rowCount; i += 1) {
      const g = groups[i] as number;
      if (!this.#before.has(g)) this.#before.set(g, this.#current[g] as number);
      const removed = batch.weights !== null && (batch.weights[i] as number) < 0;
      this.#current[g] = removed ? -1 : this.#rows + i;
    }
    this.#chunks.push({ ...batch, weights: null, late: null });
    this.#rows += batch.rowCount;
    this.#mergeChunks();
  }

  endStep(watermarks: readonly number[]): number {
    const minus: number[] = [];
    const plus: number[] = [];
    for (const [g, before] of this.#before) {
      const now = this.#current[g] as number;
      if (before === now) continue;
      if (before >= 0) minus.push(before);
      if (now >= 0) plus.push(now);
    }
    this.#before.clear();
    if (minus.length + plus.length > 0) this.#context.emit(this.#changes(minus, plus));
    this.#live += plus.length - minus.length;
    const held = Math.max(this.#rows, this.#keys.size);
    if (held > compactRowsMin && held > this.#live * 2) this.#compact();
    return watermarks[0] as number;
  }

  stateSize(): StateSize {
    return {
      rows: this.#live,
      bytes: this.#keys.stateBytes + this.#rows * this.#node.fields.length * 8,
    };
  }

  #changes(minus: readonly number[], plus: readonly number[]): Batch {
    const inserted = this.#gather(plus);
    if (minus.length === 0 && inserted !== null) return inserted;
    const taken = this.#gather(minus) as Batch;
    const negative = { ...taken, weights: new Int32Array(taken.rowCount).fill(-1) };
    return inserted === null ? negative : concatBatches([negative, inserted]);
  }

  /** Rows by number; the order is left open. */
  #gather(rows: readonly number[]): Batch | null {
    const sorted = Int32Array.from(rows).sort();
    const parts: Batch[] = [];
    let from = 0;
    let start = 0;
    for (const chunk of this.#chunks) {
      let to = from;
      while (to < sorted.length && (sorted[to] as number) < start + chunk.rowCount) to += 1;
      const base = start;
      if (to > from)
        parts.push(
          gatherBatch(
            chunk,
            sorted.subarray(from, to).map((row) => row - base),
            to - from,
          ),
        );
      from = to;
      start += chunk.rowCount;
    }
    return parts.length === 0 ? null : concatBatches(parts);
  }

  /** Neighbours of similar size become one chunk, so that there are few. */
  #mergeChunks(): void {
    for (;;) {
      const last = this.#chunks.at(-1);
      const before = this.#chunks.at(-2);
      if (last === undefined || before === undefined || last.rowCount * 2 < before.rowCount) return;
      this.#chunks.length -= 2;
      this.#chunks.push(concatBatches([before, last]));
    }
  }

  /** Forgets rows that are not current and keys that have none. Numbers keys and rows anew. */
  #compact(): void {
    const kept = Int32Array.from(this.#current.subarray(0, this.#keys.size)).filter(
      (row) => row >= 0,
    );
    const rows = gatherBatch(concatBatches(this.#chunks), kept, kept.length);
    this.#chunks = [rows];
    this.#rows = rows.rowCount;
    this.#keys = new GroupTable(this.#kernels, rows.rowCount);
    this.#current = this.#keys.locate(keyColumns(this.#node, rows), rows.rowCount);
    this.#fit();
  }

  #fit(): void {
    if (this.#current.length >= this.#keys.capacity) return;
    const larger = new Int32Array(this.#keys.capacity).fill(-1);
    larger.set(this.#current);
    this.#current = larger;
  }
}

function keyColumns(node: UpsertNode, batch: Batch): Vector[] {
  return node.keys.map((key) => batch.columns[key] as Vector);
}
