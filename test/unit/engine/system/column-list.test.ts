import { expect, test } from 'vitest';
import { columnList } from '../../../../src/engine/system/column-list.ts';

test('columns by PostgreSQL’s names of types', () => {
  expect(columnList('oid oid, relname name,\n  options text[]')).toEqual([
    { name: 'oid', type: { kind: 'bigint', as: 'oid' }, nullable: true },
    { name: 'relname', type: { kind: 'text' }, nullable: true },
    { name: 'options', type: { kind: 'array', element: { kind: 'text' } }, nullable: true },
  ]);
  expect(() => columnList('a nonsense')).toThrow('no type nonsense');
});
