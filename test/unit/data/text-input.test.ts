import { expect, test } from 'vitest';
import type { SqlType } from '../../../src/data/sql-type.ts';
import { datumFromText, textInputStates } from '../../../src/data/text-input.ts';
import { numeric, raised } from '../../support/sql-call.ts';

test.each<[SqlType, string, unknown]>([
  [{ kind: 'boolean' }, ' TRUE ', true],
  [{ kind: 'boolean' }, 'n', false],
  [{ kind: 'smallint' }, '-32768', -32768],
  [{ kind: 'integer' }, ' +42 ', 42],
  [{ kind: 'bigint' }, '-9223372036854775808', -(2n ** 63n)],
  [{ kind: 'real' }, '0.1', Math.fround(0.1)],
  [{ kind: 'double' }, ' -1.5e3 ', -1500],
  [{ kind: 'double' }, '-inf', -Infinity],
  [{ kind: 'double' }, '0e999', 0],
  [numeric(), '001.50', '1.50'],
  [numeric(), '1e3', '1000'],
  [numeric(5, 2), '1.005', 101n],
  [numeric(5, 2), '-1.005', -101n],
  [{ kind: 'text' }, ' as it is ', ' as it is '],
  [{ kind: 'date' }, ' 1970-01-02 ', 1],
  [{ kind: 'timestamp' }, '1970-01-01T00:00:01.0000005+09', 1_000_001n],
  [{ kind: 'timestamp' }, '9999-12-31 23:59:59.999999', 253_402_300_799_999_999n],
  [{ kind: 'timestamptz' }, '1970-01-01 02:00+02', 0n],
  [{ kind: 'interval' }, '1 day 2 hours', { months: 0, days: 1, micros: 7_200_000_000 }],
  [{ kind: 'json' }, '{"a": [1]}', '{"a": [1]}'],
])('%j from %j', (type, text, expected) => {
  expect(datumFromText(type, text)).toEqual(expected);
});

test.each<[SqlType, string, string]>([
  [{ kind: 'boolean' }, 'maybe', '22P02 invalid input syntax for type boolean: "maybe"'],
  [{ kind: 'integer' }, 'x', '22P02 invalid input syntax for type integer: "x"'],
  [{ kind: 'integer' }, '1.0', '22P02 invalid input syntax for type integer: "1.0"'],
  [{ kind: 'integer' }, '', '22P02 invalid input syntax for type integer: ""'],
  [{ kind: 'integer' }, '2147483648', '22003 value "2147483648" is out of range for type integer'],
  [
    { kind: 'bigint' },
    '9223372036854775808',
    '22003 value "9223372036854775808" is out of range for type bigint',
  ],
  [{ kind: 'double' }, '1e400', '22003 "1e400" is out of range for type double precision'],
  [{ kind: 'double' }, '1e-400', '22003 "1e-400" is out of range for type double precision'],
  [{ kind: 'real' }, '1e39', '22003 "1e39" is out of range for type real'],
  [{ kind: 'double' }, '1,5', '22P02 invalid input syntax for type double precision: "1,5"'],
  [numeric(), 'abc', '22P02 invalid input syntax for type numeric: "abc"'],
  [numeric(3, 1), '99.95', '22003 numeric field overflow'],
  [{ kind: 'date' }, '2026-02-30', '22008 date/time field value out of range: "2026-02-30"'],
  [{ kind: 'date' }, 'soon', '22007 invalid input syntax for type date: "soon"'],
  [{ kind: 'timestamp' }, 'soon', '22007 invalid input syntax for type timestamp: "soon"'],
  [
    { kind: 'timestamptz' },
    'soon',
    '22007 invalid input syntax for type timestamp with time zone: "soon"',
  ],
  [{ kind: 'interval' }, '3 blinks', '22007 invalid input syntax for type interval: "3 blinks"'],
  [
    { kind: 'interval' },
    '99999999999 hours',
    '22015 interval field value out of range: "99999999999 hours"',
  ],
  [{ kind: 'json' }, '{', '22P02 invalid input syntax for type json: "{"'],
])('%j refuses %j', (type, text, expected) => {
  const error = raised(() => datumFromText(type, text));
  expect(error).toBe(expected);
  expect(textInputStates(type.kind)).toContain(error.slice(0, 5));
});
