import type { Datum, SqlType } from '../../data/sql-type.ts';
import type { EvaluationEnv, Example, ParameterKind } from '../scalar-function.ts';

/** A column of the rows that a table function answers. */
export type TableColumn = { readonly name: string; readonly type: SqlType };

/** One row of a table function: a value per column. */
export type TableRow = readonly Datum[];

/**
 * One signature of a set-returning function: for the values of its arguments it answers rows, none
 * or any number of them. Resolved as scalar functions are, run by the operator of the same name.
 */
export type TableFunction = {
  /** Unique per signature: 'generate_series(integer,integer)'. Plans name functions by it. */
  readonly id: string;
  readonly name: string;
  readonly parameters: readonly ParameterKind[];
  /** Whether the last parameter may be repeated. */
  readonly variadic: boolean;
  /**
   * The columns, given the types of the arguments after casts. A function of one column whose name
   * is its own is a set of values: an alias names its column, too.
   */
  readonly columns: (argumentTypes: readonly SqlType[]) => readonly TableColumn[];
  /** Whether the columns are those of a column definition list instead: `AS t (a INTEGER, …)`. */
  readonly defined?: true;
  /** `strict`: no rows when an argument is NULL. `own`: takes NULL arguments. */
  readonly nulls: 'strict' | 'own';
  /** The SQLSTATEs that a call can fail with; empty for functions that always succeed. */
  readonly fallible: readonly string[];
  readonly docs: string;
  /** SQL text of a call and what PostgreSQL answers, one text per row. They are tests and documentation. */
  readonly examples: readonly TableExample[];
  /** The rows of a call; they are made as they are taken. @throws SqlError one of `fallible` */
  readonly rows: (args: readonly Datum[], call: TableCallTypes) => Iterable<TableRow>;
};

/** A call and its rows, each as PostgreSQL prints it, columns joined by '|'. */
export type TableExample = readonly [sql: Example[0], rows: readonly string[]];

/** What the rows of a call may depend on besides the values of its arguments. */
export type TableCallTypes = {
  readonly argumentTypes: readonly SqlType[];
  readonly columns: readonly TableColumn[];
  readonly env: EvaluationEnv;
};

/** A descriptor from the parts that differ. */
export function tableFunction(
  parts: Pick<TableFunction, 'name' | 'parameters' | 'columns' | 'docs' | 'rows'> &
    Partial<TableFunction>,
): TableFunction {
  const kinds = parts.parameters.join(',');
  return {
    id: `${parts.name}(${kinds}${parts.variadic ? '...' : ''})`,
    variadic: false,
    nulls: 'strict',
    fallible: [],
    examples: [],
    ...parts,
  };
}
