import type { Datum } from '../../data/sql-type.ts';
import type { EvaluationEnv } from '../../functions/scalar-function.ts';
import type { TableRow } from '../../functions/table-functions/table-function.ts';
import { tableFunctionById } from '../../functions/table-functions/table-function-registry.ts';
import type { TableCall } from '../../planner/physical/physical-plan.ts';

/** The rows of one call for one input row, one after another. */
export type RowSource = {
  /** The row that is due; null behind the last one. */
  readonly current: TableRow | null;
  readonly next: () => void;
};

/**
 * Opens a call over its arguments: its first row is made at once, so that a call that fails does so
 * here. @throws SqlError what the function raises
 */
export function openCall(call: TableCall, args: readonly Datum[], env: EvaluationEnv): RowSource {
  const rows = rowsOf(call, args, env)[Symbol.iterator]();
  return new CallRows(rows, call.record);
}

/** How many columns come out of a call. */
export function widthOf({ columns, record }: TableCall): number {
  return record ? 1 : columns.length;
}

class CallRows implements RowSource {
  readonly #rows: Iterator<TableRow>;
  readonly #asRecord: boolean;
  current: TableRow | null = null;

  constructor(rows: Iterator<TableRow>, asRecord: boolean) {
    this.#rows = rows;
    this.#asRecord = asRecord;
    this.next();
  }

  next(): void {
    const { done, value } = this.#rows.next();
    if (done === true) this.current = null;
    else this.current = this.#asRecord ? [{ fields: value }] : value;
  }
}

function rowsOf(
  { function: id, argumentTypes, columns }: TableCall,
  args: readonly Datum[],
  env: EvaluationEnv,
): Iterable<TableRow> {
  if (id === null) return [[args[0] as Datum]];
  const { nulls, rows } = tableFunctionById(id);
  if (nulls === 'strict' && args.includes(null)) return [];
  return rows(args, { argumentTypes, columns, env });
}
