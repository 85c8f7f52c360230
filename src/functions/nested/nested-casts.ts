import { mapOf } from '../../data/map-datum.ts';
import type { ArrayDatum, Datum, MapDatum, SqlType, StructDatum } from '../../data/sql-type.ts';
import { textInputStates } from '../../data/text-input.ts';
import { castFunction } from '../cast-function.ts';
import { type EvaluationEnv, type ScalarFunction, scalarFunction } from '../scalar-function.ts';

type Find = (id: string) => ScalarFunction;

/** Casts between arrays, structs and maps, part by part; `find` gives the casts of the parts. */
export function nestedCasts(find: Find): ScalarFunction[] {
  return (['array', 'struct', 'map'] as const).map((kind) =>
    scalarFunction({
      id: `cast(${kind},${kind})`,
      name: 'cast',
      parameters: [kind],
      result: ([type]): SqlType => type ?? { kind: 'text' },
      docs: `${kind} as ${kind}, part by part`,
      fallible: textInputStates(kind),
      evaluate: ([value = null], { argumentTypes: [from], resultType }, env) =>
        from === undefined ? value : castDatum(value, from, resultType, find, env),
    }),
  );
}

/** A value as another type. Parts that have their type already stay as they are. */
function castDatum(
  datum: Datum,
  from: SqlType,
  to: SqlType,
  find: Find,
  env: EvaluationEnv,
): Datum {
  if (datum === null) return null;
  if (from.kind === 'array' && to.kind === 'array') {
    return castArray(datum as ArrayDatum, from.element, to.element, find, env);
  }
  if (from.kind === 'struct' && to.kind === 'struct') {
    const fields = (datum as StructDatum).fields.map((value, i) => {
      const [a, b] = [from.fields[i]?.type, to.fields[i]?.type];
      return a === undefined || b === undefined ? value : castDatum(value, a, b, find, env);
    });
    return { fields };
  }
  if (from.kind === 'map' && to.kind === 'map') {
    const entries = (datum as MapDatum).entries.map(([key, value]) => [
      castDatum(key, from.key, to.key, find, env),
      castDatum(value, from.value, to.value, find, env),
    ]);
    return mapOf(entries as [Datum, Datum][], to.key);
  }
  const id = castFunction(from, to, 'explicit');
  if (id === null) return datum;
  return find(id).evaluate([datum], { argumentTypes: [from], resultType: to }, env);
}

function castArray(
  array: ArrayDatum,
  from: SqlType,
  to: SqlType,
  find: Find,
  env: EvaluationEnv,
): ArrayDatum {
  return array.map((each) =>
    Array.isArray(each)
      ? castArray(each, from, to, find, env)
      : castDatum(each, from, to, find, env),
  );
}
