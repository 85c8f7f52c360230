import { SqlError, sqlState } from '../common/sql-error.ts';
import { plainType, type ScalarFunction, scalarFunction } from './scalar-function.ts';

/** The id of what fails for a query with several rows in the place of a value. */
export const severalRowsFunction = 'several_rows(any)';

/** What the planner calls where a query in an expression has more than one row. */
export function singleValueFunctions(): ScalarFunction[] {
  return [
    scalarFunction({
      name: 'several_rows',
      parameters: ['any'],
      nulls: 'own',
      fallible: [sqlState.cardinalityViolation],
      result: ([type]) => type ?? plainType('unknown'),
      docs: 'fails as a query with more than one row does in the place of a value',
      evaluate: () => {
        throw new SqlError(
          sqlState.cardinalityViolation,
          'more than one row returned by a subquery used as an expression',
        );
      },
    }),
  ];
}
