import { SqlError } from '../../common/sql-error.ts';
import type { Batch } from '../../data/batch.ts';
import { gatherVector } from '../../data/gather.ts';
import type { Datum, SqlType } from '../../data/sql-type.ts';
import type { Vector } from '../../data/vector.ts';
import { datumAt, vectorFromDatums } from '../../data/vector-datum.ts';
import type { TableCall, TableFunctionNode } from '../../planner/physical/physical-plan.ts';
import { type Operator, type OperatorContext, type StateSize, stateless } from './operator.ts';
import { openCall, type RowSource, widthOf } from './table-call.ts';

/** Rows that are made at once. */
const portionRowsMax = 16_384;

/** A batch that rows are still being made of, and how far that has come. */
type Pending = {
  readonly batch: Batch;
  /** The row that is at work. */
  row: number;
  /** Its calls; null before they are opened. */
  sources: readonly RowSource[] | null;
  /** How many rows it has made. */
  made: number;
};

/**
 * Set-returning functions: makes any number of rows of each row. Linear: each row is taken for
 * itself, and one that is taken back makes the same rows, with its weight. Keeps nothing between
 * steps. A row may make a billion others, so they are made in portions, as `work` asks for them.
 */
export class TableFunctionOperator implements Operator {
  readonly #node: TableFunctionNode;
  readonly #context: OperatorContext;
  /** How many columns come out of all calls. */
  readonly #width: number;
  #pending: Pending | null = null;

  constructor(node: TableFunctionNode, context: OperatorContext) {
    this.#node = node;
    this.#context = context;
    this.#width = node.calls.reduce((sum, call) => sum + widthOf(call), 0);
  }

  take(_port: number, batch: Batch): void {
    while (this.work());
    this.#pending = { batch, row: 0, sources: null, made: 0 };
    this.work();
  }

  work(): boolean {
    if (this.#pending === null) return false;
    const values = Array.from({ length: this.#width }, (): Datum[] => []);
    const portion: Portion = { rows: [], numbers: [], values };
    while (this.#pending.row < this.#pending.batch.rowCount) {
      this.#advance(this.#pending, portion);
      if (portion.rows.length >= portionRowsMax) break;
    }
    const { batch, row } = this.#pending;
    if (portion.rows.length > 0) this.#emit(batch, portion);
    if (row >= batch.rowCount) this.#pending = null;
    return this.#pending !== null;
  }

  endStep(watermarks: readonly number[]): number {
    while (this.work());
    return watermarks[0] as number;
  }

  stateSize(): StateSize {
    return stateless;
  }

  /** Makes rows of the row at work until it has no more or the portion is full. */
  #advance(pending: Pending, portion: Portion): void {
    const sources = pending.sources ?? this.#open(pending);
    pending.sources = sources;
    for (; portion.rows.length < portionRowsMax; pending.made += 1) {
      const isOver = sources.every(({ current }) => current === null);
      if (isOver && !(pending.made === 0 && this.#node.outer && sources.length > 0)) {
        pending.row += 1;
        pending.sources = null;
        pending.made = 0;
        return;
      }
      this.#add(pending, sources, portion, isOver);
    }
  }

  /** A row of the results; NULL where a call has none left. */
  #add(
    { row, made }: Pending,
    sources: readonly RowSource[],
    portion: Portion,
    isPadded: boolean,
  ): void {
    portion.rows.push(row);
    portion.numbers.push(isPadded ? null : BigInt(made + 1));
    let at = 0;
    for (const [n, source] of sources.entries()) {
      const { current } = source;
      const width = widthOf(this.#node.calls[n] as TableCall);
      for (let i = 0; i < width; i += 1, at += 1) {
        (portion.values[at] as Datum[]).push(current === null ? null : (current[i] as Datum));
      }
      source.next();
    }
  }

  /** The calls of the row at work; none at all when one of them fails. */
  #open({ batch, row }: Pending): readonly RowSource[] {
    try {
      return this.#node.calls.map((call) => {
        const args = call.arguments.map((column, i) =>
          datumAt(batch.columns[column] as Vector, call.argumentTypes[i] as SqlType, row),
        );
        return openCall(call, args, this.#context.env());
      });
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      const weight = batch.weights === null ? 1 : (batch.weights[row] as number);
      this.#context.fail(error.code, weight, () => error);
      return [];
    }
  }

  #emit(batch: Batch, { rows, numbers, values }: Portion): void {
    const { kept, ordinality, fields } = this.#node;
    const selection = Int32Array.from(rows);
    const count = rows.length;
    const gather = (column: number): Vector =>
      gatherVector(batch.columns[column] as Vector, selection, count);
    const called = [...values, ...(ordinality ? [numbers] : [])];
    this.#context.emit({
      schema: { fields },
      rowCount: count,
      columns: [
        ...kept.map(gather),
        ...called.map((each, i) => {
          const field = fields[kept.length + i];
          return vectorFromDatums(field?.type ?? { kind: 'unknown' }, each);
        }),
      ],
      weights:
        batch.weights === null
          ? null
          : Int32Array.from(selection, (row) => batch.weights?.[row] as number),
      late:
        batch.late === null
          ? null
          : Float64Array.from(selection, (row) => batch.late?.[row] as number),
    });
  }
}

/** Rows that are made: by column, with the row of the batch that each comes from. */
type Portion = {
  readonly rows: number[];
  readonly numbers: (bigint | null)[];
  readonly values: readonly Datum[][];
};
