import { expect, test } from 'vitest';
import type { TableDefinition } from '../../../src/catalog/definition.ts';
import { parse } from '../../../src/parser/parse.ts';
import { defineTable } from '../../../src/planner/define-table.ts';
import { shopCatalog } from '../../support/plan-catalog.ts';
import { sqlFailure } from '../../support/sql-failure.ts';

function define(sql: string): Omit<TableDefinition, 'id'> {
  const [parsed] = parse(sql);
  if (parsed?.statement.kind !== 'createTable') throw new Error('not a table');
  return defineTable(parsed.statement, shopCatalog().context('once'));
}

test('columns of the primary key are never NULL, wherever it is said', () => {
  expect(define('CREATE TABLE t (a int PRIMARY KEY, b text)')).toMatchObject({
    kind: 'table',
    name: 't',
    primaryKey: [0],
    fields: [{ nullable: false }, { nullable: true }],
  });
  expect(define('CREATE TABLE t (a int, b text, PRIMARY KEY (b, a))')).toMatchObject({
    primaryKey: [1, 0],
    fields: [{ nullable: false }, { nullable: false }],
  });
  expect(define('CREATE TABLE t (a int)').primaryKey).toEqual([]);
});

test.each([
  ['CREATE TABLE t (a int, PRIMARY KEY (b))', '42703'],
  ['CREATE TABLE t (a int, PRIMARY KEY (a, a))', '42701'],
  ['CREATE TABLE t (a numeric PRIMARY KEY)', '0A000'],
  ['CREATE TABLE t (a int, b interval, PRIMARY KEY (a, b))', '0A000'],
  ['CREATE TABLE t (a json PRIMARY KEY)', '42704'],
])('%s is refused with %s', (sql, code) => {
  expect(sqlFailure(() => define(sql)).code).toBe(code);
});
