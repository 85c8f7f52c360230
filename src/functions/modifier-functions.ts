import { sqlState } from '../common/sql-error.ts';
import type { SqlType, SqlTypeKind } from '../data/sql-type.ts';
import { fitDatum } from '../data/type-modifier.ts';
import { type ScalarFunction, sampleType, scalarFunction } from './scalar-function.ts';

/** The kinds of types that have lengths or precisions, themselves or in their parts. */
const kinds: readonly SqlTypeKind[] = [
  'text',
  'timestamp',
  'timestamptz',
  'time',
  'interval',
  'array',
  'struct',
  'map',
];

/**
 * What brings a value to a type that differs in nothing but lengths and precisions: `fit` in an
 * assignment, where a text that is too long is an error, `cut` in a cast that is asked for, which
 * cuts it (PostgreSQL's manual, 8.3), `relabel` where every value fits.
 */
export type ModifierFunction = 'fit' | 'cut' | 'relabel';

/** The id of the function for a kind of type. */
export function modifierFunction(name: ModifierFunction, { kind }: SqlType): string {
  return `${name}(${kind})`;
}

/** Functions that only the planner calls. */
export function modifierFunctions(): ScalarFunction[] {
  return kinds.flatMap((kind) => [
    fitting('fit', kind),
    fitting('cut', kind),
    scalarFunction({
      name: 'relabel',
      parameters: [kind],
      result: ([type]) => type ?? sampleType(kind),
      docs: 'the value, of a type of another length or precision',
      evaluate: ([value = null]) => value,
      emit: (context) => context.argument(0),
    }),
  ]);
}

function fitting(name: 'fit' | 'cut', kind: SqlTypeKind): ScalarFunction {
  const isTime = kind.startsWith('time') || kind === 'interval';
  return scalarFunction({
    name,
    parameters: [kind],
    result: ([type]) => type ?? sampleType(kind),
    fallible: isTime || name === 'cut' ? [] : [sqlState.stringDataRightTruncation],
    docs: 'the value as one of a type of another length or precision',
    evaluate: ([value = null], { argumentTypes: [from], resultType }) =>
      fitDatum(value, from ?? resultType, resultType, name === 'cut'),
  });
}
