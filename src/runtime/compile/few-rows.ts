import { SqlError } from '../../common/sql-error.ts';
import type { Batch } from '../../data/batch.ts';
import type { Datum } from '../../data/sql-type.ts';
import type { Vector } from '../../data/vector.ts';
import { datumAt, vectorFromDatums } from '../../data/vector-datum.ts';
import type { EvaluationEnv } from '../../functions/scalar-function.ts';
import { childrenOf } from '../../planner/expression/children.ts';
import { evaluate } from '../../planner/expression/evaluate.ts';
import type { Expression } from '../../planner/expression/expression.ts';
import type { RowError } from './kernel-run.ts';

/** So many rows go by before a kernel is written: it takes about as long as to interpret them. */
export const fewRowsMax = 64;

/** How many more rows are interpreted; then it is for a kernel. */
export class FewRows {
  #left: number;

  constructor(rowsMax: number) {
    this.#left = rowsMax;
  }

  /** Whether these rows are still few. */
  take(rows: number): boolean {
    this.#left -= rows;
    return this.#left >= 0;
  }
}

type Column = Extract<Expression, { kind: 'column' }>;

/** The columns that expressions look into, with their types. */
export function readColumns(expressions: readonly Expression[]): readonly Column[] {
  const found = new Map<number, Column>();
  const waiting = [...expressions];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.kind === 'column') found.set(next.index, next);
    waiting.push(...childrenOf(next));
  }
  return [...found.values()];
}

/** Writes the rows that a predicate is true for; answers how many. */
export function interpretFilter(
  predicate: Expression,
  columns: readonly Column[],
  batch: Batch,
  env: EvaluationEnv,
  selection: Int32Array,
): { readonly count: number; readonly errors: readonly RowError[] } {
  const row = emptyRow(columns);
  const errors: RowError[] = [];
  let count = 0;
  for (let i = 0; i < batch.rowCount; i += 1) {
    readRow(row, columns, batch, i);
    if (computed(predicate, row, env, i, errors) === true) selection[count++] = i;
  }
  return { count, errors };
}

/** The values of projections over the selected rows, or over all; those of a row that fails are of no account. */
export function interpretMap(
  projections: readonly Expression[],
  columns: readonly Column[],
  batch: Batch,
  selection: Int32Array | null,
  env: EvaluationEnv,
): { readonly columns: readonly Vector[]; readonly errors: readonly RowError[] } {
  const row = emptyRow(columns);
  const count = selection?.length ?? batch.rowCount;
  const errors: RowError[] = [];
  const values = projections.map(() => new Array<Datum>(count).fill(null));
  for (let k = 0; k < count; k += 1) {
    const i = selection === null ? k : (selection[k] as number);
    readRow(row, columns, batch, i);
    const failed = errors.length;
    for (let c = 0; c < projections.length && errors.length === failed; c += 1) {
      const value = computed(projections[c] as Expression, row, env, i, errors);
      (values[c] as Datum[])[k] = value;
    }
  }
  return {
    columns: projections.map(({ type }, c) => vectorFromDatums(type, values[c] ?? [])),
    errors,
  };
}

function emptyRow(columns: readonly Column[]): Datum[] {
  return new Array<Datum>(1 + Math.max(-1, ...columns.map(({ index }) => index))).fill(null);
}

function readRow(row: Datum[], columns: readonly Column[], batch: Batch, i: number): void {
  for (const { index, type } of columns)
    row[index] = datumAt(batch.columns[index] as Vector, type, i);
}

/** NULL for a row that fails, which is told. */
function computed(
  expression: Expression,
  row: readonly Datum[],
  env: EvaluationEnv,
  i: number,
  errors: RowError[],
): Datum {
  try {
    return evaluate(expression, row, env);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    errors.push({ row: i, code: error.code });
    return null;
  }
}
