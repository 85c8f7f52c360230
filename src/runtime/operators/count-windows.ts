import type { Batch } from '../../data/batch.ts';
import type { HopNode } from '../../planner/physical/physical-plan.ts';
import type { WindowForm } from '../../planner/physical/window-form.ts';
import { KeyedState } from '../state/keyed-state.ts';
import type { Operator, OperatorContext, StateSize } from './operator.ts';
import { WindowOutput } from './window-output.ts';

type Counted = Extract<WindowForm, { kind: 'count' }>;

/**
 * COUNT over appended rows: the rows of a key are numbered from 0 as they come, and windows hold
 * the numbers [start, end). Appends. Stateful: keeps one number per key, for good.
 */
export class CountWindowsOperator implements Operator {
  readonly #context: OperatorContext;
  readonly #form: Counted;
  readonly #counts: KeyedState<{ rows: number }>;
  readonly #output: WindowOutput;

  constructor({ fields, keyed }: HopNode, form: Counted, context: OperatorContext) {
    this.#context = context;
    this.#form = form;
    this.#counts = new KeyedState(fields, keyed?.partition ?? []);
    this.#output = new WindowOutput(fields);
  }

  take(_port: number, batch: Batch): void {
    const keys = this.#counts.locate(batch.columns, batch.rowCount);
    const source: Batch = { ...batch, weights: null, late: null };
    for (let row = 0; row < batch.rowCount; row += 1) {
      const key = keys[row] as number;
      let count = this.#counts.get(key);
      if (count === undefined) {
        count = { rows: 0 };
        this.#counts.set(key, count);
      }
      for (let n = batch.weights?.[row] ?? 1; n > 0; n -= 1) {
        this.#put(source, row, count.rows);
        count.rows += 1;
      }
    }
    for (const out of this.#output.take()) this.#context.emit(out);
  }

  endStep(watermarks: readonly number[]): number {
    return watermarks[0] as number;
  }

  stateSize(): StateSize {
    return { rows: this.#counts.size, bytes: this.#counts.stateBytes + this.#counts.size * 16 };
  }

  #put(batch: Batch, row: number, number: number): void {
    const { size, advance } = this.#form;
    const last = Math.floor(number / advance) * advance;
    for (let start = last; start >= 0 && start + size > number; start -= advance) {
      this.#output.add(batch, row, start, start + size, 1);
    }
  }
}
