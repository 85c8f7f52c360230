import { describe, expect, test } from 'vitest';
import { fixedObjects } from '../../../../src/engine/system/fixed-objects.ts';
import { findSystemRelation, systemTables } from '../../../../src/engine/system/system-tables.ts';

describe('relations of the system', () => {
  test('every one has a number, a name and columns of its own', () => {
    const oids = fixedObjects.map(({ oid }) => oid);
    expect(new Set(oids).size).toBe(systemTables.length);
    for (const { relation, docs } of systemTables) {
      const names = relation.fields.map(({ name }) => name);
      expect(new Set(names).size, relation.id).toBe(names.length);
      expect(docs).not.toBe('');
    }
  });

  test.each([
    ['pg_class', 'pg_catalog.pg_class'],
    ['pg_catalog.pg_class', 'pg_catalog.pg_class'],
    ['millrace.pg_catalog.pg_class', 'pg_catalog.pg_class'],
    ['information_schema.tables', 'information_schema.tables'],
    ['millrace_queries', 'millrace.queries'],
    ['millrace.queries', 'millrace.queries'],
    ['tables', undefined],
    ['queries', undefined],
    ['public.pg_class', undefined],
    ['other.pg_catalog.pg_class', undefined],
    ['pg_nothing', undefined],
  ])('%s is %s', (name, id) => {
    expect(findSystemRelation(name.split('.'))?.id).toBe(id);
  });
});
