import { expect, test } from 'vitest';
import type { SqlType, SqlTypeKind } from '../../../src/data/sql-type.ts';
import { castFunction } from '../../../src/functions/cast-function.ts';
import { canCast } from '../../../src/functions/conversion.ts';
import {
  allFunctions,
  functionById,
  functionsByName,
} from '../../../src/functions/function-registry.ts';
import { plainType, sampleType } from '../../../src/functions/scalar-function.ts';

const kinds: readonly SqlTypeKind[] = [
  'boolean',
  'smallint',
  'integer',
  'bigint',
  'real',
  'double',
  'numeric',
  'text',
  'date',
  'timestamp',
  'timestamptz',
  'interval',
  'json',
];

test('ids are unique and find their signature', () => {
  expect(new Set(allFunctions.map(({ id }) => id)).size).toBe(allFunctions.length);
  for (const each of allFunctions) expect(functionById(each.id)).toBe(each);
});

test('an unknown id is a fault of ours', () => {
  expect(() => functionById('nothing()')).toThrow('assertion failed: function nothing() exists');
});

test('names have all their signatures', () => {
  expect(functionsByName.get('lower')?.map(({ id }) => id)).toEqual(['lower(text)']);
  expect(functionsByName.get('+')?.length).toBeGreaterThan(10);
  const total = [...functionsByName.values()].reduce((sum, { length }) => sum + length, 0);
  expect(total).toBe(allFunctions.length);
});

test('nobody can add to the list', () => {
  expect(Object.isFrozen(allFunctions)).toBe(true);
});

test('every cast that types allow is there', () => {
  for (const from of kinds) {
    for (const to of kinds.filter((each) => canCast(from, each, 'explicit'))) {
      const id = castFunction(plainType(from), plainType(to), 'explicit');
      if (id !== null) expect(functionById(id).parameters).toEqual([from]);
    }
  }
});

/** What map_from_entries alone wants in its array. */
const pair: SqlType = {
  kind: 'struct',
  fields: ['key', 'value'].map((name) => ({ name, type: plainType('integer') })),
};

test('every signature says its types and what it is for', () => {
  for (const { parameters, result, docs, id } of allFunctions) {
    const open = id.startsWith('map_from_entries') ? pair : plainType('integer');
    const types = parameters.map((kind) => sampleType(kind, open));
    expect(result(types).kind, id).toBeTypeOf('string');
    expect(docs.length, id).toBeGreaterThan(4);
  }
});
