import { compareDatums } from '../data/compare-datums.ts';
import { decimalDatum, decimalOf } from '../data/decimal.ts';
import type { Datum, SqlType } from '../data/sql-type.ts';
import { comparableKinds } from './comparison.ts';
import { commonType } from './conversion.ts';
import {
  type ParameterKind,
  plainType,
  type ScalarFunction,
  sampleType,
  scalarFunction,
} from './scalar-function.ts';

/** greatest and least of any number of values of one type, NULLs left out; and how many are NULL. */
export function extremeFunctions(): ScalarFunction[] {
  return [
    ...comparableKinds.flatMap((kind) => [
      extreme('greatest', kind, 1),
      extreme('least', kind, -1),
    ]),
    extreme('greatest', 'anyarray', 1),
    extreme('least', 'anyarray', -1),
    nullCount('num_nulls', true),
    nullCount('num_nonnulls', false),
  ];
}

function nullCount(name: string, counted: boolean): ScalarFunction {
  return scalarFunction({
    name,
    parameters: ['any'],
    variadic: true,
    nulls: 'never',
    result: () => plainType('integer'),
    docs: `how many of the values are ${counted ? '' : 'not '}NULL`,
    examples: [[`${name}(1, null, 2)`, counted ? '1' : '2']],
    evaluate: (args) => args.filter((arg) => (arg === null) === counted).length,
  });
}

function extreme(name: 'greatest' | 'least', kind: ParameterKind, sign: 1 | -1): ScalarFunction {
  return scalarFunction({
    name,
    parameters: [kind],
    variadic: true,
    nulls: 'own',
    result: (types) => commonType(types) ?? sampleType(kind),
    docs: `the ${name} of the values that are not NULL`,
    examples: kind === 'integer' ? [[`${name}(3, null, 1)`, name === 'greatest' ? '3' : '1']] : [],
    evaluate: (args, { argumentTypes, resultType }) => {
      let found: Datum = null;
      for (const [i, arg] of args.entries()) {
        if (arg === null) continue;
        const value = asResult(arg, argumentTypes[i], resultType);
        const order = found === null ? sign : compareDatums(value, resultType, found, resultType);
        if (order * sign > 0) found = value;
      }
      return found;
    },
  });
}

/** NUMERIC arguments of different scales take that of the result. */
function asResult(datum: Datum, type: SqlType | undefined, result: SqlType): Datum {
  if (type === undefined || type.kind !== 'numeric' || datum === null) return datum;
  return decimalDatum(decimalOf(datum, type), result);
}
