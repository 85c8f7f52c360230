import { expect, test } from 'vitest';
import { parseQuery } from '../../../../src/parser/parse.ts';
import { printQuery } from '../../../../src/parser/print.ts';
import { mapRelations } from '../../../../src/planner/define/map-relations.ts';

function renamed(sql: string): string {
  const query = mapRelations(parseQuery(sql), (node) => ({
    ...node,
    name: { ...node.name, parts: ['s', ...node.name.parts] },
  }));
  return printQuery(query);
}

test.each([
  ['SELECT a FROM t', 'SELECT a FROM s.t'],
  ['SELECT (SELECT max(b) FROM u) FROM t, v', 'SELECT (SELECT max(b) FROM s.u) FROM s.t, s.v'],
  ['WITH t AS (SELECT * FROM t) SELECT * FROM t', 'WITH t AS (SELECT * FROM s.t) SELECT * FROM t'],
])('%s', (sql, expected) => {
  expect(renamed(sql)).toBe(printQuery(parseQuery(expected)));
});

test('a WITH RECURSIVE query is not a relation inside itself', () => {
  const sql =
    'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r, t) SELECT * FROM r';
  expect(renamed(sql)).toBe(printQuery(parseQuery(sql.replace('r, t', 'r, s.t'))));
});

test('a query without relations stays the same object', () => {
  const query = parseQuery('SELECT 1');
  expect(mapRelations(query, (node) => node)).toBe(query);
});
