import { SqlError, sqlState } from '../../common/sql-error.ts';
import { lengthsOf } from '../../data/compare-datums.ts';
import { mapOf } from '../../data/map-datum.ts';
import type { ArrayDatum, Datum, SqlType } from '../../data/sql-type.ts';
import { type ScalarFunction, scalarFunction } from '../scalar-function.ts';

/** The ids of what makes arrays, structs and maps of values: the planner calls them. */
export const constructorIds = {
  array: 'make_array(any...)',
  struct: 'make_struct(any...)',
  map: 'make_map(any...)',
} as const;

/** What the planner calls for ARRAY[…], ROW(…) and MAP[…]. */
export function constructorFunctions(): ScalarFunction[] {
  const make = (
    name: string,
    docs: string,
    fallible: readonly string[],
    evaluate: ScalarFunction['evaluate'],
  ): ScalarFunction =>
    scalarFunction({
      name,
      parameters: ['any'],
      variadic: true,
      nulls: 'never',
      result: ([type]): SqlType => type ?? { kind: 'text' },
      docs,
      fallible,
      evaluate,
    });
  return [
    make('make_array', 'an array of the values', [sqlState.arraySubscriptError], (args, types) =>
      types.argumentTypes[0]?.kind === 'array' ? arrayOfArrays(args) : args,
    ),
    make('make_struct', 'a struct of the values', [], (args) => ({ fields: args })),
    make(
      'make_map',
      'a map of keys and values, which take turns',
      [sqlState.nullValueNotAllowed],
      (args, { argumentTypes }) => {
        const entries = args.flatMap((key, i): [Datum, Datum][] =>
          i % 2 === 0 ? [[key, args[i + 1] ?? null]] : [],
        );
        return mapOf(entries, argumentTypes[0] ?? { kind: 'text' });
      },
    ),
  ];
}

/** Arrays of the same dimensions are one of a dimension more; of empty ones nothing is left. */
function arrayOfArrays(items: readonly Datum[]): ArrayDatum {
  const arrays = items.map((item) => (item ?? []) as ArrayDatum);
  const lengths = arrays.map((array) => String(lengthsOf(array)));
  if (lengths.every((each) => each === '')) return [];
  if (lengths.some((each) => each !== lengths[0])) {
    throw new SqlError(
      sqlState.arraySubscriptError,
      'multidimensional arrays must have array expressions with matching dimensions',
    );
  }
  return arrays;
}
