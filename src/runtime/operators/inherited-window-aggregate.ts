import { assert } from '../../common/assert.ts';
import type { Batch } from '../../data/batch.ts';
import { gatherBatch } from '../../data/gather.ts';
import type { Vector } from '../../data/vector.ts';
import type { AggregateNode } from '../../planner/physical/physical-plan.ts';
import { type AggregateShape, AggregateTable } from '../state/aggregate-table.ts';
import { aggregateShape, countsFailures, updateTable } from './aggregate.ts';
import { timesOf } from './hop.ts';
import type { Operator, OperatorContext, StateSize } from './operator.ts';
import { byValue, splitLate, splitRuns } from './split-rows.ts';

/**
 * GROUP BY whose keys hold a window_end that the input carries already: an aggregate over the
 * results of windows. Stateful: one table per window_end, forgotten when the watermark reaches
 * it and the lag that its rows may have, because none of that window can follow. Emits as
 * `WindowedAggregateOperator` does; takes rows back too.
 */
export class InheritedWindowAggregateOperator implements Operator {
  readonly #node: AggregateNode;
  readonly #endColumn: number;
  readonly #lagMicros: number;
  readonly #shape: AggregateShape;
  readonly #context: OperatorContext;
  readonly #final: boolean;
  readonly #windows = new Map<number, AggregateTable>();

  constructor(node: AggregateNode, context: OperatorContext) {
    assert(node.windowEndKey !== null, 'one key is a window_end');
    this.#node = node;
    this.#endColumn = node.keys[node.windowEndKey] as number;
    this.#lagMicros = node.windowEndLagMicros ?? 0;
    this.#shape = aggregateShape(node);
    this.#context = context;
    this.#final = node.emit === 'final';
  }

  take(_port: number, batch: Batch): void {
    const { inTime, late } = splitLate(batch);
    if (inTime !== null) this.#add(inTime);
    if (late !== null) this.#addOpen(late);
  }

  endStep(watermarks: readonly number[]): number {
    const watermark = (watermarks[0] as number) - this.#lagMicros;
    for (const [end, table] of [...this.#windows].sort(([a], [b]) => a - b)) {
      const closed = end <= watermark;
      const out = this.#output(table, closed);
      if (out !== null) this.#context.emit(out);
      if (closed) this.#windows.delete(end);
    }
    return watermark;
  }

  stateSize(): StateSize {
    let rows = 0;
    let bytes = 0;
    for (const table of this.#windows.values()) {
      rows += table.size;
      bytes += table.stateBytes;
    }
    return { rows, bytes };
  }

  #output(table: AggregateTable, closed: boolean): Batch | null {
    const fail = countsFailures(this.#context);
    if (!this.#final) return table.takeChanges(fail);
    return closed ? table.results(fail) : null;
  }

  #add(batch: Batch): void {
    const { values, nulls } = timesOf(batch.columns[this.#endColumn] as Vector);
    for (const run of splitRuns(batch, values, nulls, byValue)) {
      let table = this.#windows.get(run.id);
      if (table === undefined) {
        table = new AggregateTable(this.#shape, !this.#final);
        this.#windows.set(run.id, table);
      }
      updateTable(table, this.#node, run.batch);
    }
  }

  /** Of late rows, those whose window was open at the watermark they came with. */
  #addOpen(batch: Batch): void {
    const { values } = timesOf(batch.columns[this.#endColumn] as Vector);
    const open: number[] = [];
    const late = batch.late as Float64Array;
    for (let i = 0; i < batch.rowCount; i += 1) {
      if ((values[i] as number) + this.#lagMicros > (late[i] as number)) open.push(i);
    }
    this.#context.countLate(batch.rowCount - open.length);
    if (open.length > 0)
      this.#add({ ...gatherBatch(batch, Int32Array.from(open), open.length), late: null });
  }
}
