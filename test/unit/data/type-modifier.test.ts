import { expect, test } from 'vitest';
import type { Datum, SqlType } from '../../../src/data/sql-type.ts';
import {
  fitDatum,
  fitsAlways,
  hasModifiers,
  roundMoment,
  withoutModifiers,
} from '../../../src/data/type-modifier.ts';
import { sqlFailure } from '../../support/sql-failure.ts';

const text: SqlType = { kind: 'text' };
const varchar = (length: number | null): SqlType => ({
  kind: 'text',
  limit: { name: 'varchar', length },
});
const char = (length: number | null): SqlType => ({
  kind: 'text',
  limit: { name: 'char', length },
});

test.each<[Datum, SqlType, SqlType, boolean, Datum]>([
  ['abc', text, varchar(3), false, 'abc'],
  ['abc  ', text, varchar(3), false, 'abc'],
  ['abcd', text, varchar(3), true, 'abc'],
  ['😀😀', text, varchar(2), false, '😀😀'],
  ['😀😀x', text, varchar(2), true, '😀😀'],
  ['ab', text, char(4), false, 'ab  '],
  ['😀', text, char(2), false, '😀 '],
  ['ab  ', char(4), text, false, 'ab'],
  ['ab  ', char(4), char(3), false, 'ab '],
  ['ab  ', char(4), char(null), false, 'ab  '],
  ['ab  ', char(null), varchar(2), false, 'ab'],
  [null, text, varchar(1), false, null],
  [
    ['ab', ['cd']],
    { kind: 'array', element: text },
    { kind: 'array', element: varchar(1) },
    true,
    ['a', ['c']],
  ],
  [1_550_000n, { kind: 'time' }, { kind: 'time', precision: 1 }, false, 1_600_000n],
  [
    946_684_799_500_000n,
    { kind: 'timestamp' },
    { kind: 'timestamp', precision: 0 },
    false,
    946_684_799_000_000n,
  ],
  [
    946_684_800_500_000n,
    { kind: 'timestamp' },
    { kind: 'timestamp', precision: 0 },
    false,
    946_684_801_000_000n,
  ],
  [
    2n ** 63n - 1n,
    { kind: 'timestamptz' },
    { kind: 'timestamptz', precision: 0 },
    false,
    2n ** 63n - 1n,
  ],
  [
    { months: 1, days: 2, micros: -1_500_000 },
    { kind: 'interval' },
    { kind: 'interval', precision: 0 },
    false,
    { months: 1, days: 2, micros: -2_000_000 },
  ],
])('%o from %o as %o', (datum, from, to, cut, expected) => {
  expect(fitDatum(datum, from, to, cut)).toEqual(expected);
});

test('what is too long is refused in an assignment', () => {
  const failure = sqlFailure(() => fitDatum('abcd', text, char(3), false));
  expect(failure.code).toBe('22001');
  expect(failure.message).toBe('value too long for type character(3)');
});

test('moments as doubles are rounded as those that are not', () => {
  for (const micros of [
    946_684_799_500_000, 946_684_800_499_999, 1_767_323_045_678_500, -1_499_999,
  ]) {
    for (const precision of [0, 1, 3, 5]) {
      const type: SqlType = { kind: 'timestamp', precision };
      const exact = fitDatum(BigInt(micros), { kind: 'timestamp' }, type, false);
      expect(BigInt(roundMoment(micros, precision))).toBe(exact);
    }
  }
});

test.each<[SqlType, SqlType, boolean]>([
  [varchar(3), text, true],
  [varchar(3), varchar(4), true],
  [varchar(4), varchar(3), false],
  [text, varchar(null), true],
  [char(3), text, false],
  [char(3), char(null), true],
  [char(3), char(4), false],
  [{ kind: 'timestamp', precision: 0 }, { kind: 'timestamp', precision: 3 }, true],
  [{ kind: 'timestamp' }, { kind: 'timestamp', precision: 6 }, true],
  [{ kind: 'timestamp' }, { kind: 'timestamp', precision: 3 }, false],
  [{ kind: 'array', element: varchar(3) }, { kind: 'array', element: text }, true],
])('all of %j are of %j: %s', (from, to, expected) => {
  expect(fitsAlways(from, to)).toBe(expected);
});

test('types lose their modifiers in all parts', () => {
  const type: SqlType = {
    kind: 'map',
    key: varchar(3),
    value: { kind: 'struct', fields: [{ name: 'a', type: { kind: 'time', precision: 1 } }] },
  };
  expect(hasModifiers(type)).toBe(true);
  expect(withoutModifiers(type)).toEqual({
    kind: 'map',
    key: text,
    value: { kind: 'struct', fields: [{ name: 'a', type: { kind: 'time' } }] },
  });
  const plain: SqlType = { kind: 'array', element: { kind: 'numeric', precision: 3, scale: 1 } };
  expect(withoutModifiers(plain)).toBe(plain);
});
