import type { Datum, SqlType, SqlTypeKind } from '../data/sql-type.ts';
import { comparableKinds, compareDatums } from './comparison.ts';
import { commonType } from './conversion.ts';
import { decimalDatum, decimalOf } from './decimal.ts';
import { plainType, type ScalarFunction, scalarFunction } from './scalar-function.ts';

/** greatest and least of any number of values of one type; NULLs are left out. */
export function extremeFunctions(): ScalarFunction[] {
  return comparableKinds.flatMap((kind) => [
    extreme('greatest', kind, 1),
    extreme('least', kind, -1),
  ]);
}

function extreme(name: 'greatest' | 'least', kind: SqlTypeKind, sign: 1 | -1): ScalarFunction {
  return scalarFunction({
    name,
    parameters: [kind],
    variadic: true,
    nulls: 'own',
    result: (types) =>
      kind === 'numeric' ? (commonType(types) ?? plainType(kind)) : plainType(kind),
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
