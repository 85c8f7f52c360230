import type { Datum, SqlTypeKind } from '../data/sql-type.ts';
import {
  type Example,
  type ParameterKind,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from './scalar-function.ts';

/** A function whose parts are all known by position; `compute` is given the arguments. */
export function textFunction(
  name: string,
  parameters: readonly ParameterKind[],
  result: SqlTypeKind,
  docs: string,
  example: Example,
  compute: (...args: never[]) => Datum,
  more: Partial<ScalarFunction> = {},
): ScalarFunction {
  return scalarFunction({
    name,
    parameters,
    result: () => plainType(result),
    docs,
    examples: [example],
    evaluate: (args) => compute(...(args as never[])),
    ...more,
  });
}
