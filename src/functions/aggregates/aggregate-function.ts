import type { SqlType } from '../../data/sql-type.ts';
import type { ParameterKind } from '../scalar-function.ts';

/**
 * How the state of an aggregate takes a row back. `subtracts`: the state is a sum of what rows
 * add, of constant size. `keepsValues`: the state keeps the group's values with their counts; where
 * input only grows, less may do.
 */
export type Retraction = 'subtracts' | 'keepsValues';

/** The values of the rows (null is NULL), as literals of a type, and what the call answers over them. */
export type AggregateExample = {
  /** A call over the columns x and y. */
  readonly call: string;
  /** The types of x and y. */
  readonly types: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly output: string;
};

/**
 * One signature of an aggregate function, as the binder resolves it and documentation shows it.
 * The states and loops that compute it are the runtime's. States of two parts of a group always
 * merge into that of the whole.
 */
export type AggregateFunction = {
  /** Unique per signature: 'sum(bigint)'. */
  readonly id: string;
  readonly name: string;
  /** The arguments; behind them, for ordered sets, what WITHIN GROUP orders by. */
  readonly parameters: readonly ParameterKind[];
  readonly variadic: false;
  readonly result: (argumentTypes: readonly SqlType[]) => SqlType;
  /** `orderedSet`: its last parameter stands in WITHIN GROUP (ORDER BY …). `star`: count(*). */
  readonly form: 'plain' | 'orderedSet' | 'star';
  /** Whether rows whose argument is NULL are left out. */
  readonly nulls: 'skips' | 'keeps';
  /** The answer for no rows. */
  readonly empty: 'null' | 'zero';
  /** Whether ORDER BY within the call changes the answer; without it the other columns decide. */
  readonly isOrdered: boolean;
  /** Whether DISTINCT can change the answer. */
  readonly distinctMatters: boolean;
  readonly retraction: Retraction;
  /** The SQLSTATEs that the answer of a group can fail with. */
  readonly fallible: readonly string[];
  readonly docs: string;
  readonly examples: readonly AggregateExample[];
};

/** A declaration from the parts that differ from the most common ones. */
export function aggregateFunction(
  parts: Pick<AggregateFunction, 'name' | 'parameters' | 'result' | 'docs'> &
    Partial<AggregateFunction>,
): AggregateFunction {
  return {
    id: `${parts.name}(${parts.form === 'star' ? '*' : parts.parameters.join(',')})`,
    variadic: false,
    form: 'plain',
    nulls: 'skips',
    empty: 'null',
    isOrdered: false,
    distinctMatters: true,
    retraction: 'subtracts',
    fallible: [],
    examples: [],
    ...parts,
  };
}
