import { SqlError } from '../../common/sql-error.ts';
import { functionState } from '../function-errors.ts';
import type { Example, ScalarFunction } from '../scalar-function.ts';
import { byteFunction } from './byte-function.ts';

/** Bytes measured, put together, cut, and searched. Positions count from 1. */
export function byteEdits(): ScalarFunction[] {
  return [...measures(), concatenation(), ...parts(), ...trims(), ...overlays()];
}

function measures(): ScalarFunction[] {
  const length = (name: string, docs: string, factor: number, output: string): ScalarFunction =>
    byteFunction({
      name,
      parameters: ['bytea'],
      result: 'integer',
      docs,
      example: [`${name}('\\x1234567890'::bytea)`, output],
      compute: (bytes: Uint8Array) => bytes.length * factor,
    });
  return [
    length('length', 'the number of bytes', 1, '5'),
    length('octet_length', 'the number of bytes', 1, '5'),
    length('bit_length', 'the number of bits', 8, '40'),
    byteFunction({
      name: 'position',
      parameters: ['bytea', 'bytea'],
      result: 'integer',
      docs: 'where the first bytes occur in the second: POSITION(a IN b); 0 for nowhere',
      example: ["position('\\x5678'::bytea in '\\x1234567890'::bytea)", '3'],
      compute: (part: Uint8Array, whole: Uint8Array) => Buffer.from(whole).indexOf(part) + 1,
    }),
    byteFunction({
      name: 'reverse',
      parameters: ['bytea'],
      result: 'bytea',
      docs: 'the bytes in opposite order',
      example: ["reverse('\\xabcd'::bytea)", '\\xcdab'],
      compute: (bytes: Uint8Array) => bytes.toReversed(),
    }),
  ];
}

function concatenation(): ScalarFunction {
  return byteFunction({
    name: '||',
    word: 'concatenateBytes',
    parameters: ['bytea', 'bytea'],
    result: 'bytea',
    docs: 'two runs of bytes, one after the other',
    example: ["'\\x123456'::bytea || '\\x789a00bcde'::bytea", '\\x123456789a00bcde'],
    compute: joined,
  });
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}

/** So many bytes from a position on, which may lie before the first. @throws SqlError 22011 */
function part(bytes: Uint8Array, from: number, count?: number): Uint8Array {
  if (count !== undefined && count < 0) throw negativeLength();
  const end = count === undefined ? bytes.length : from - 1 + count;
  return bytes.slice(Math.max(from - 1, 0), Math.max(end, 0));
}

function negativeLength(): SqlError {
  return new SqlError(functionState.substringError, 'negative substring length not allowed');
}

function parts(): ScalarFunction[] {
  const fallible = [functionState.substringError];
  return ['substring', 'substr'].flatMap((name) => [
    byteFunction({
      name,
      parameters: ['bytea', 'integer'],
      result: 'bytea',
      docs: 'the bytes from a position on',
      example: [`${name}('\\x1234567890'::bytea, 3)`, '\\x567890'],
      compute: part,
    }),
    byteFunction({
      name,
      parameters: ['bytea', 'integer', 'integer'],
      result: 'bytea',
      fallible,
      docs: 'so many bytes from a position on',
      example: [`${name}('\\x1234567890'::bytea, 3, 2)`, '\\x5678'],
      compute: part,
    }),
  ]);
}

function trims(): ScalarFunction[] {
  const sides = [
    ['ltrim', true, false, '\\x5678129012'],
    ['rtrim', false, true, '\\x1256781290'],
    ['btrim', true, true, '\\x56781290'],
    ['trim', true, true, '\\x56781290'],
  ] as const;
  return sides.map(([name, left, right, output]) => {
    const example: Example =
      name === 'trim'
        ? ["trim('\\x12'::bytea from '\\x125678129012'::bytea)", output]
        : [`${name}('\\x125678129012'::bytea, '\\x12'::bytea)`, output];
    return byteFunction({
      name,
      parameters: ['bytea', 'bytea'],
      result: 'bytea',
      docs: `without the given bytes at ${left && right ? 'both ends' : `the ${left ? 'start' : 'end'}`}`,
      example,
      compute: (bytes: Uint8Array, gone: Uint8Array) => {
        let from = 0;
        let to = bytes.length;
        while (left && from < to && gone.includes(bytes[from] as number)) from += 1;
        while (right && to > from && gone.includes(bytes[to - 1] as number)) to -= 1;
        return bytes.slice(from, to);
      },
    });
  });
}

function overlays(): ScalarFunction[] {
  const docs =
    'with the bytes from a position on replaced, as many as given or as there are new ones';
  const compute = (
    bytes: Uint8Array,
    by: Uint8Array,
    from: number,
    count = by.length,
  ): Uint8Array => {
    if (from <= 0) throw negativeLength();
    const behind = Math.max(from - 1 + count, 0);
    return joined(joined(bytes.slice(0, from - 1), by), bytes.slice(behind));
  };
  const common = {
    name: 'overlay',
    result: 'bytea',
    fallible: [functionState.substringError],
    docs,
    compute,
  } as const;
  return [
    byteFunction({
      ...common,
      parameters: ['bytea', 'bytea', 'integer'],
      example: ["overlay('\\x1234567890'::bytea, '\\x0203'::bytea, 2)", '\\x1202037890'],
    }),
    byteFunction({
      ...common,
      parameters: ['bytea', 'bytea', 'integer', 'integer'],
      example: ["overlay('\\x1234567890'::bytea, '\\x0203'::bytea, 2, 3)", '\\x12020390'],
    }),
  ];
}
