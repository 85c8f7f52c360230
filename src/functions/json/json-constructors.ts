import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Datum } from '../../data/sql-type.ts';
import { functionState } from '../function-errors.ts';
import {
  type CallTypes,
  type Example,
  type ParameterKind,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from '../scalar-function.ts';
import { forms, jsonValues, keyOf } from './json-build.ts';

const objectExamples: Readonly<Record<'json' | 'jsonb', readonly Example[]>> = {
  json: [["json_object('b': 1, 'a': null ABSENT ON NULL)", '{"b" : 1}']],
  jsonb: [["json_object('b': 1, 'a': 2 RETURNING jsonb)", '{"a": 2, "b": 1}']],
};

const arrayExamples: Readonly<Record<'json' | 'jsonb', readonly Example[]>> = {
  json: [['json_array(1, null, 2)', '[1, 2]']],
  jsonb: [['json_array(1, null NULL ON NULL RETURNING jsonb)', '[1, null]']],
};

const duplicateKey = '22030';

/**
 * JSON_OBJECT and JSON_ARRAY of the SQL standard: whether NULLs are left out, of an object whether
 * its keys are to differ, and then what is in them.
 */
export function jsonConstructors(): ScalarFunction[] {
  return forms.flatMap(([kind, finish]) => [
    ...withAndWithout(['boolean', 'boolean'], {
      name: `${kind}_object_of`,
      docs: 'what JSON_OBJECT means: ABSENT ON NULL, UNIQUE KEYS, keys and values',
      examples: objectExamples[kind],
      result: () => plainType(kind),
      fallible: [sqlState.invalidParameterValue, functionState.nullValueNotAllowed, duplicateKey],
      evaluate: (args, types) => finish(objectText(args, types)),
    }),
    ...withAndWithout(['boolean'], {
      name: `${kind}_array_of`,
      docs: 'what JSON_ARRAY means: ABSENT ON NULL, values',
      examples: arrayExamples[kind],
      result: () => plainType(kind),
      evaluate: (args, types) => finish(arrayText(args, types)),
    }),
  ]);
}

/** The function of flags alone, and that with any number of values behind them. */
function withAndWithout(
  flags: readonly ParameterKind[],
  parts: Omit<Parameters<typeof scalarFunction>[0], 'parameters'>,
): ScalarFunction[] {
  const common = { ...parts, nulls: 'never' } as const;
  return [
    scalarFunction({ ...common, parameters: flags, examples: [] }),
    scalarFunction({ ...common, parameters: [...flags, 'any'], variadic: true }),
  ];
}

function arrayText(
  [isAbsent, ...args]: readonly Datum[],
  { argumentTypes: [, ...argumentTypes], resultType }: CallTypes,
): string {
  const values = jsonValues(args, { argumentTypes, resultType });
  const kept = values.filter((_, i) => isAbsent !== true || args[i] !== null);
  return `[${kept.join(', ')}]`;
}

/** @throws SqlError 22004, 22023, 22030 */
function objectText(
  [isAbsent, isUnique, ...args]: readonly Datum[],
  { argumentTypes: [, , ...argumentTypes], resultType }: CallTypes,
): string {
  const values = jsonValues(args, { argumentTypes, resultType });
  const keys = new Set<string>();
  const members: string[] = [];
  for (let i = 0; i < args.length; i += 2) {
    const key = keyOf(args[i] ?? null, argumentTypes[i]);
    if (isAbsent === true && (args[i + 1] ?? null) === null) continue;
    if (isUnique === true && keys.has(key)) {
      throw new SqlError(duplicateKey, `duplicate JSON object key value: ${key}`);
    }
    keys.add(key);
    members.push(`${key} : ${values[i + 1]}`);
  }
  return `{${members.join(', ')}}`;
}
