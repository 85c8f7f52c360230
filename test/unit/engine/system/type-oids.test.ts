import { describe, expect, test } from 'vitest';
import type { SqlType } from '../../../../src/data/sql-type.ts';
import {
  shownType,
  typeModifier,
  typeOid,
  typeOidNamed,
} from '../../../../src/engine/system/type-oids.ts';

const struct: SqlType = { kind: 'struct', fields: [{ name: 'a', type: { kind: 'integer' } }] };

describe('numbers of types', () => {
  test.each([
    [{ kind: 'bigint' }, 20],
    [{ kind: 'text' }, 25],
    [{ kind: 'array', element: { kind: 'integer' } }, 1007],
    [{ kind: 'numeric', precision: 10, scale: 2 }, 1700],
  ] as const)('%j is %i', (type, oid) => {
    expect(typeOid(type)).toBe(oid);
  });

  test('types that PostgreSQL has not have numbers of their own', () => {
    expect(typeOid(struct)).toBeGreaterThan(1_000_000_000);
    expect(shownType(typeOid(struct), -1, [struct])).toBe('struct<a integer>');
    expect(shownType(typeOid(struct), -1, [])).toBeNull();
  });

  test.each([
    ['int8', 20],
    ['bigint', 20],
    ['pg_catalog.int4', 23],
    ['text[]', 1009],
    ['_text', 1009],
    ['numeric(10,2)', 1700],
    ['timestamp with time zone', 1184],
    ['nothing', null],
  ])('%s is %s', (name, oid) => {
    expect(typeOidNamed(name)).toBe(oid);
  });
});

describe('names of types', () => {
  test.each([
    [23, -1, 'integer'],
    [701, -1, 'double precision'],
    [1043, 14, 'character varying(10)'],
    [1184, -1, 'timestamp with time zone'],
    [2277, -1, 'anyarray'],
    [194, -1, 'pg_node_tree'],
    [1016, -1, 'bigint[]'],
  ])('%i is %s', (oid, modifier, name) => {
    expect(shownType(oid, modifier, [])).toBe(name);
  });

  test('NUMERIC has its precision in the modifier', () => {
    const modifier = typeModifier({ kind: 'numeric', precision: 12, scale: 3 });
    expect(shownType(1700, modifier, [])).toBe('numeric(12,3)');
    expect(typeModifier({ kind: 'numeric', precision: null, scale: null })).toBe(-1);
  });
});
