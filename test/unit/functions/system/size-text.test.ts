import { describe, expect, test } from 'vitest';
import type { Datum } from '../../../../src/data/sql-type.ts';
import { envAt } from '../../../../src/functions/evaluation-env.ts';
import { sizeTexts } from '../../../../src/functions/system/size-text.ts';

const [pretty, bytes] = sizeTexts();

function call(which: typeof pretty, value: Datum): Datum {
  const types = { argumentTypes: [], resultType: { kind: 'text' } } as const;
  return which?.evaluate([value], types, envAt(0)) ?? null;
}

describe('pg_size_pretty', () => {
  test.each([
    [0n, '0 bytes'],
    [10_239n, '10239 bytes'],
    [10_240n, '10 kB'],
    [-10_240n, '-10 kB'],
    [20_478n * 512n, '10239 kB'],
    [20_479n * 512n, '10 MB'],
    [123_456_789n, '118 MB'],
    [1_000_000_000_000_000n, '909 TB'],
    [2n ** 63n - 1n, '8192 PB'],
  ])('%s is %s', (size, text) => {
    expect(call(pretty, size)).toBe(text);
  });
});

describe('pg_size_bytes', () => {
  test.each([
    ['1', 1n],
    ['1.5 kB', 1536n],
    [' 2mb ', 2n * 1024n * 1024n],
    ['10 bytes', 10n],
  ])('%s is %s', (text, size) => {
    expect(call(bytes, text)).toBe(size);
  });

  test('refuses what is no size', () => {
    expect(() => call(bytes, '1 mile')).toThrow('invalid size: "1 mile"');
  });
});
