import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SqlError } from '../../src/common/sql-error.ts';
import { type Datum, type SqlType, storageOf } from '../../src/data/sql-type.ts';
import { envAt } from '../../src/functions/evaluation-env.ts';
import { allFunctions } from '../../src/functions/function-registry.ts';
import {
  type ParameterKind,
  plainType,
  type ScalarFunction,
  sampleType,
} from '../../src/functions/scalar-function.ts';
import { datumOf } from '../support/datum-arbitrary.ts';
import { type EmittedCall, type Outcome, runEmitted } from '../support/emitted-call.ts';

const numerics: readonly SqlType[] = [
  { kind: 'numeric', precision: 10, scale: 0 },
  { kind: 'numeric', precision: 9, scale: 2 },
  { kind: 'numeric', precision: 18, scale: 6 },
  { kind: 'numeric', precision: 3, scale: 3 },
  { kind: 'numeric', precision: null, scale: null },
];

function typeOf(kind: ParameterKind): fc.Arbitrary<SqlType> {
  if (kind === 'any') return fc.constantFrom(plainType('integer'), plainType('text'));
  if (kind === 'numeric') return fc.constantFrom(...numerics);
  return fc.constant(sampleType(kind, plainType('integer')));
}

const patterns = ['abc', '^ab', 'bc$', '^abc$', '^$', '', 'a.c', 'ü', 'abcü'];

/** Words that text parameters of some functions take. */
const words: Readonly<Record<string, readonly string[]>> = {
  date_trunc: [
    'microseconds',
    'ms',
    'second',
    'minute',
    'hour',
    'day',
    'week',
    'month',
    'Quarter',
    'year',
    'decade',
    'century',
    'millennium',
    'nonsense',
  ],
  to_char: ['YYYY-MM-DD', 'HH24:MI:SS.US', 'hh12 "mi" MI, Mon', '😀yyyy/MS', 'FMDDth', ''],
  split_part: ['a,b,c', ',', 'ü,,é', ',,', ''],
  replace: ['a,b,c', ',', 'ü,,é', ',,', ''],
  btrim: ['  ab ', ' ', 'x', 'xxüx', ''],
  strpos: ['a,b,c', ',', 'ü,,é', ',,', ''],
  '~': patterns,
  '!~': patterns,
  date_part: [
    'microseconds',
    'second',
    'minute',
    'hour',
    'day',
    'week',
    'month',
    'dow',
    'isodow',
    'doy',
    'isoyear',
    'epoch',
    'year',
    'nonsense',
  ],
};

function argumentOf(fn: ScalarFunction, type: SqlType): fc.Arbitrary<Datum> {
  const known = words[fn.name];
  if (known !== undefined && type.kind === 'text') return fc.constantFrom(...known);
  return fn.nulls === 'strict' ? datumOf(type) : fc.option(datumOf(type));
}

function callsOf(fn: ScalarFunction): fc.Arbitrary<EmittedCall> {
  const kinds = fn.parameters;
  return fc.tuple(...kinds.map(typeOf)).chain((argumentTypes) => {
    const resultType =
      fn.name === 'cast' && fn.result(argumentTypes).kind === 'numeric'
        ? fc.constantFrom(...numerics)
        : fc.constant(fn.result(argumentTypes));
    return fc
      .record({
        fn: fc.constant(fn),
        types: fc.record({ argumentTypes: fc.constant(argumentTypes), resultType }),
        mode: fc.constantFrom('double' as const, 'exact' as const),
        literals: fc.tuple(...kinds.map(() => fc.boolean())),
        args: fc.tuple(...argumentTypes.map((type) => argumentOf(fn, type))),
        nowMicros: fc.constant(1_767_225_600_000_000),
      })
      .map(withSafeArguments);
  });
}

/** In `double` mode every 64-bit value lies within ±2^53. */
function withSafeArguments(call: EmittedCall): EmittedCall {
  if (call.mode === 'exact') return call;
  const args = call.args.map((arg, i) => {
    const wide = storageOf(call.types.argumentTypes[i] as SqlType) === 'integer64';
    return wide && arg !== null ? BigInt.asIntN(53, arg as bigint) : arg;
  });
  return { ...call, args };
}

function interpreted({ fn, types, args, nowMicros }: EmittedCall): Outcome {
  try {
    return { value: fn.evaluate(args, types, envAt(nowMicros)) };
  } catch (error) {
    if (error instanceof SqlError) return { failed: error.code };
    throw error;
  }
}

const emitted = allFunctions.filter(({ emit, emitBytes }) => emit !== null || emitBytes !== null);

test.each(emitted.map((fn) => [fn.id, fn] as const))('%s: compiled = interpreted', (_, fn) => {
  fc.assert(
    fc.property(callsOf(fn), (call) => {
      const expected = interpreted(call);
      const actual = runEmitted(call);
      if (actual === 'not emitted') return;
      // What does not fit doubles within ±2^53 is for the exact kernel to answer.
      if (actual === 'bailed') expect(call.mode).toBe('double');
      else expect(actual).toEqual(expected);
    }),
    { numRuns: 150 },
  );
});
