import { expect, test } from 'vitest';
import type { Datum, SqlType } from '../../../../../src/data/sql-type.ts';
import { vectorFromDatums } from '../../../../../src/data/vector-datum.ts';
import { timeZone } from '../../../../../src/data/zones/time-zone.ts';
import { cellWriter } from '../../../../../src/server/postgres/types/cell-writers.ts';
import { parameterText } from '../../../../../src/server/postgres/types/parameter-value.ts';
import { MessageWriter } from '../../../../../src/server/postgres/wire/message-writer.ts';

function written(type: SqlType, datum: Datum, format: number): Buffer | null {
  const writer = new MessageWriter();
  cellWriter(type, format)(writer, vectorFromDatums(type, [datum]), 0);
  const bytes = writer.take();
  return bytes.readInt32BE(0) < 0 ? null : bytes.subarray(4);
}

/** What PostgreSQL 15 sends for a value, as text and as hexadecimal digits of its binary form. */
test.each<readonly [SqlType, Exclude<Datum, null>, string, string]>([
  [{ kind: 'boolean' }, true, 't', '01'],
  [{ kind: 'smallint' }, -2, '-2', 'fffe'],
  [{ kind: 'integer' }, 260, '260', '00000104'],
  [{ kind: 'bigint' }, -(2n ** 63n), '-9223372036854775808', '8000000000000000'],
  [{ kind: 'bigint', as: 'oid' }, 3_000_000_000n, '3000000000', 'b2d05e00'],
  [{ kind: 'real' }, 1.5, '1.5', '3fc00000'],
  [{ kind: 'double' }, 0.1, '0.1', '3fb999999999999a'],
  [{ kind: 'numeric', precision: 10, scale: 2 }, -150n, '-1.50', '000200004000000200011388'],
  [{ kind: 'text' }, 'ü', 'ü', 'c3bc'],
  [{ kind: 'date' }, 20_487, '2026-02-03', '0000253a'],
  [{ kind: 'date' }, 10_956, '1999-12-31', 'ffffffff'],
  [{ kind: 'timestamp' }, 1_770_091_506_500_000n, '2026-02-03 04:05:06.5', '0002ece2503f21a0'],
  [{ kind: 'timestamptz' }, 1_770_091_506_500_000n, '2026-02-03 04:05:06.5+00', '0002ece2503f21a0'],
  [
    { kind: 'interval' },
    { months: 14, days: 3, micros: 14_706_700_000 },
    '1 year 2 mons 3 days 04:05:06.7',
    '000000036c966ee0000000030000000e',
  ],
  [{ kind: 'json' }, '{"a":1}', '{"a":1}', '7b2261223a317d'],
  [{ kind: 'jsonb' }, '{"a": "ü"}', '{"a": "ü"}', '017b2261223a2022c3bc227d'],
  [{ kind: 'time' }, 14_706_500_000n, '04:05:06.5', '000000036c9361a0'],
  [
    { kind: 'uuid' },
    'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
    'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
    'a0eebc999c0b4ef8bb6d6bb9bd380a11',
  ],
  [{ kind: 'bytea' }, '\\x00ff', '\\x00ff', '00ff'],
  [
    { kind: 'array', element: { kind: 'integer' } },
    [1, null, -2],
    '{1,NULL,-2}',
    `${'00000001 00000001 00000017 00000003 00000001'.replaceAll(' ', '')}0000000400000001ffffffff00000004fffffffe`,
  ],
  [
    { kind: 'array', element: { kind: 'text' } },
    [
      ['a', 'ü b'],
      ['', 'c'],
    ],
    '{{a,"ü b"},{"",c}}',
    `${'00000002 00000000 00000019 00000002 00000001 00000002 00000001'.replaceAll(' ', '')}000000016100000004c3bc2062000000000000000163`,
  ],
  [{ kind: 'array', element: { kind: 'uuid' } }, [], '{}', '000000000000000000000b86'],
])('%j %s', (type, datum, text, hex) => {
  expect(written(type, datum, 0)?.toString()).toBe(text);
  expect(written(type, datum, 1)?.toString('hex')).toBe(hex);
  expect(written(type, null, 0)).toBeNull();
  expect(written(type, null, 1)).toBeNull();
  // Clients send the same bytes as parameters.
  expect(parameterText(Buffer.from(hex, 'hex'), type, 1, 1)).toBe(text);
  expect(parameterText(Buffer.from(text), type, 0, 1)).toBe(text);
});

test('rows are written with the type of each field', () => {
  const type: SqlType = {
    kind: 'struct',
    fields: [
      { name: 'f1', type: { kind: 'integer' } },
      { name: 'f2', type: { kind: 'text' } },
      { name: 'f3', type: { kind: 'boolean' } },
    ],
  };
  const row = { fields: [1, 'ü', null] };
  expect(written(type, row, 0)?.toString()).toBe('(1,ü,)');
  expect(written(type, row, 1)?.toString('hex')).toBe(
    '00000003 00000017 00000004 00000001 00000019 00000002 c3bc 00000010 ffffffff'.replaceAll(
      ' ',
      '',
    ),
  );
});

test('maps, and arrays of them, are texts', () => {
  const map: SqlType = { kind: 'map', key: { kind: 'text' }, value: { kind: 'integer' } };
  const entries = { entries: [['ü', 1] as const] };
  for (const format of [0, 1]) {
    expect(written(map, entries, format)?.toString()).toBe('{ü=>1}');
  }
  expect(written({ kind: 'array', element: map }, [entries], 0)?.toString()).toBe('{"{ü=>1}"}');
});

const integers: SqlType = { kind: 'array', element: { kind: 'integer' } };

test.each([
  ['more dimensions than there are', '00000007 00000000 00000017'],
  ['elements of no type', '00000000 00000000 00bc614e'],
  ['elements that are missing', '00000001 00000000 00000017 00000002 00000001 00000004 00000001'],
  [
    'an element that is too long',
    '00000001 00000000 00000017 00000001 00000001 00000005 0000000100',
  ],
])('an array with %s is refused', (_, hex) => {
  const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  expect(() => parameterText(bytes, integers, 1, 3)).toThrow('bind parameter 3');
});

test('an array that begins elsewhere is refused', () => {
  const hex = '00000001 00000000 00000017 00000001 00000002 00000004 00000001';
  const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  expect(() => parameterText(bytes, integers, 1, 3)).toThrow('do not begin at 1');
});

test('moments are shown in the zone of the session, inside arrays too', () => {
  const moment = { kind: 'timestamptz' } as const;
  const zone = timeZone('Europe/Berlin');
  const shown = (type: SqlType, datum: Datum): string => {
    const writer = new MessageWriter();
    cellWriter(type, 0, zone)(writer, vectorFromDatums(type, [datum]), 0);
    return writer.take().subarray(4).toString();
  };
  expect(shown(moment, 1_770_091_506_500_000n)).toBe('2026-02-03 05:05:06.5+01');
  expect(shown({ kind: 'timestamp' }, 1_770_091_506_500_000n)).toBe('2026-02-03 04:05:06.5');
  expect(shown({ kind: 'array', element: moment }, [0n, null])).toBe(
    '{"1970-01-01 01:00:00+01",NULL}',
  );
});

test('infinite dates and moments come as the ends of the range', () => {
  const days = Buffer.from('7fffffff', 'hex');
  expect(parameterText(days, { kind: 'date' }, 1, 1)).toBe('infinity');
  const micros = Buffer.from('8000000000000000', 'hex');
  expect(parameterText(micros, { kind: 'timestamp' }, 1, 1)).toBe('-infinity');
});

test('a date that JDBC sends with a zone is that date', () => {
  expect(parameterText(Buffer.from('2026-02-03 +00'), { kind: 'date' }, 0, 1)).toBe('2026-02-03');
});

test.each<SqlType>([
  { kind: 'integer' },
  { kind: 'timestamp' },
  { kind: 'interval' },
  { kind: 'boolean' },
])('bytes that are no %j are refused', (type) => {
  for (const bytes of [Buffer.alloc(0), Buffer.alloc(17)]) {
    expect(() => parameterText(bytes, type, 1, 3)).toThrow('bind parameter 3');
  }
});
