import { expect, test } from 'vitest';
import type { SqlType } from '../../../src/data/sql-type.ts';
import { castFunction } from '../../../src/functions/cast-function.ts';
import { functionById } from '../../../src/functions/function-registry.ts';
import { castSql, numeric, raised, value } from '../../support/sql-call.ts';

const smallint: SqlType = { kind: 'smallint' };
const integer: SqlType = { kind: 'integer' };
const bigint: SqlType = { kind: 'bigint' };
const real: SqlType = { kind: 'real' };
const double: SqlType = { kind: 'double' };

test.each<[SqlType, string, SqlType, string]>([
  [integer, '-7', bigint, '-7'],
  [bigint, '-32768', smallint, '-32768'],
  [bigint, '9007199254740993', double, '9.007199254740992e+15'],
  [integer, '16777217', real, '1.6777216e+07'],
  [integer, '7', numeric(5, 2), '7.00'],
  [bigint, '9223372036854775807', numeric(19, 0), '9223372036854775807'],
  [bigint, '9223372036854775807', numeric(), '9223372036854775807'],
  [double, '2.5', integer, '2'],
  [double, '3.5', integer, '4'],
  [double, '-0.5', bigint, '0'],
  [double, '-9223372036854775808', bigint, '-9223372036854775808'],
  [
    bigint,
    '-9223372036854775808',
    { kind: 'numeric', precision: 19, scale: 0 },
    '-9223372036854775808',
  ],
  [double, '0.1', real, '0.1'],
  [real, '0.1', double, '0.10000000149011612'],
  [double, '0.30000000000000004', numeric(), '0.3'],
  [double, '1.005', numeric(5, 2), '1.01'],
  [double, '1e20', numeric(), '100000000000000000000'],
  [real, '0.1', numeric(), '0.1'],
  [numeric(9, 2), '2.50', integer, '3'],
  [numeric(9, 2), '-2.50', integer, '-3'],
  [numeric(9, 2), '2.49', bigint, '2'],
  [numeric(9, 2), '0.10', double, '0.1'],
  [numeric(), '123456789012345678901234567890', double, '1.2345678901234568e+29'],
  [numeric(9, 3), '2.345', numeric(5, 2), '2.35'],
  [numeric(9, 3), '-2.345', numeric(5, 2), '-2.35'],
  [numeric(9, 2), '2.30', numeric(9, 4), '2.3000'],
  [numeric(9, 2), '2.30', numeric(), '2.30'],
  [double, 'NaN', real, 'NaN'],
  [bigint, '9223372036854775807', numeric(30, 6), '9223372036854775807.000000'],
  [numeric(30, 3), '1.2345', numeric(), '1.235'],
  [numeric(30, 3), '1.2345', numeric(30, 1), '1.2'],
  [numeric(30, 3), '2.5', integer, '3'],
  [double, '-inf', numeric(), '-Infinity'],
  [numeric(), 'nan', numeric(30, 2), 'NaN'],
  [numeric(), '+inf', double, 'Infinity'],
])('%j %s as %j is %s', (from, text, to, expected) => {
  expect(castSql(value(from, text), to)).toBe(expected);
});

test.each<[SqlType, string, SqlType, string]>([
  [integer, '32768', smallint, '22003 smallint out of range'],
  [bigint, '2147483648', integer, '22003 integer out of range'],
  [double, '2147483647.5', integer, '22003 integer out of range'],
  [double, 'NaN', integer, '22003 integer out of range'],
  [double, '9223372036854775808', bigint, '22003 bigint out of range'],
  [double, 'Infinity', bigint, '22003 bigint out of range'],
  [double, '1e39', real, '22003 value out of range: overflow'],
  [double, '1e-60', real, '22003 value out of range: underflow'],
  [numeric(9, 1), '32767.5', smallint, '22003 smallint out of range'],
  [integer, '1000', numeric(5, 2), '22003 numeric field overflow'],
  [numeric(9, 3), '999.995', numeric(5, 2), '22003 numeric field overflow'],
  [double, '1e300', numeric(5, 2), '22003 numeric field overflow'],
  [bigint, '9223372036854775807', numeric(24, 6), '22003 numeric field overflow'],
  [numeric(), 'Infinity', numeric(24, 6), '22003 numeric field overflow'],
  [numeric(), 'NaN', numeric(9, 6), '22003 numeric field overflow'],
  [numeric(), 'NaN', integer, '0A000 cannot convert NaN to integer'],
])('%j %s does not fit %j', (from, text, to, expected) => {
  const error = raised(() => castSql(value(from, text), to));
  expect(error).toBe(expected);
  const id = castFunction(from, to, 'explicit') as string;
  expect(functionById(id).fallible).toContain(error.slice(0, 5));
});

test('an overflow of NUMERIC says what would fit', () => {
  const run = (): string => castSql(value(integer, '1000'), numeric(5, 2));
  expect(run).toThrow(
    expect.objectContaining({
      detail: 'A field with precision 5, scale 2 must round to an absolute value less than 10^3.',
    }),
  );
});

test('casts that always fit have nothing to fail with', () => {
  const fallible = (id: string): readonly string[] => functionById(id).fallible;
  expect(fallible('cast(integer,bigint)')).toEqual([]);
  expect(fallible('cast(bigint,double)')).toEqual([]);
  expect(fallible('cast(real,double)')).toEqual([]);
  expect(fallible('cast(bigint,integer)')).toEqual(['22003']);
  expect(fallible('cast(integer,numeric)')).toEqual(['22003']);
});
