import { expect, test } from 'vitest';
import type { SqlType } from '../../../../../src/data/sql-type.ts';
import { typeOfOid, wireTypeOf } from '../../../../../src/server/postgres/types/type-oids.ts';

const text: SqlType = { kind: 'text' };
const struct: SqlType = { kind: 'struct', fields: [{ name: 'a', type: text }] };

test.each<readonly [SqlType, number]>([
  [{ kind: 'uuid' }, 2950],
  [{ kind: 'bigint', as: 'oid' }, 26],
  [{ kind: 'bigint', as: 'regclass' }, 2205],
  [{ kind: 'bytea' }, 17],
  [{ kind: 'jsonb' }, 3802],
  [{ kind: 'time' }, 1083],
  [{ kind: 'array', element: text }, 1009],
  [{ kind: 'array', element: { kind: 'integer' } }, 1007],
  [{ kind: 'array', element: { kind: 'jsonb' } }, 3807],
  [{ kind: 'array', element: { kind: 'numeric', precision: null, scale: null } }, 1231],
])('%j has the OID %d, and the OID is it', (type, oid) => {
  expect(wireTypeOf(type).oid).toBe(oid);
  expect(typeOfOid(oid)).toEqual(type);
});

test.each<readonly [SqlType, number]>([
  [struct, 2249],
  [{ kind: 'array', element: struct }, 2287],
  [{ kind: 'map', key: text, value: text }, 25],
  [{ kind: 'array', element: { kind: 'map', key: text, value: text } }, 1009],
  [{ kind: 'unknown' }, 25],
])('%j is announced as %d', (type, oid) => {
  expect(wireTypeOf(type).oid).toBe(oid);
});

test('a numeric with a precision has it in its modifier, in arrays too', () => {
  const price: SqlType = { kind: 'numeric', precision: 10, scale: 2 };
  expect(wireTypeOf(price).modifier).toBe(655_366);
  expect(wireTypeOf({ kind: 'array', element: price }).modifier).toBe(655_366);
});

test('varchar, bpchar and their arrays are texts; 0 and unknown are for the place to say', () => {
  for (const oid of [1042, 1043]) expect(typeOfOid(oid)).toEqual(text);
  expect(typeOfOid(1015)).toEqual({ kind: 'array', element: text });
  expect(typeOfOid(0)).toBeNull();
  expect(typeOfOid(705)).toBeNull();
  expect(typeOfOid(600)).toBeUndefined();
});
