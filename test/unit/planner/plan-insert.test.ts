import { expect, test } from 'vitest';
import type { Datum } from '../../../src/data/sql-type.ts';
import { parse } from '../../../src/parser/parse.ts';
import type { PlannedInsert } from '../../../src/planner/api.ts';
import { planInsert } from '../../../src/planner/plan-insert.ts';
import { PlanCatalog } from '../../support/plan-catalog.ts';
import { sqlFailure } from '../../support/sql-failure.ts';

const catalog = new PlanCatalog(`
  CREATE STREAM s (id INTEGER NOT NULL, v NUMERIC(6,2) DEFAULT 1.5, t TEXT, ts TIMESTAMP);
  CREATE MATERIALIZED VIEW m AS SELECT id FROM s;
`);

function plan(sql: string, parameters: readonly Datum[] = []): PlannedInsert {
  const [parsed] = parse(sql);
  if (parsed?.statement.kind !== 'insert') throw new Error('not an INSERT');
  return planInsert(parsed.statement, catalog.context('once', parameters));
}

/** The constant rows of an INSERT. */
function values(sql: string, parameters: readonly Datum[] = []): readonly (readonly Datum[])[] {
  const { nodes, root } = plan(sql, parameters).query.physical;
  const node = nodes[root];
  if (node?.kind !== 'values') throw new Error(`not constant: ${node?.kind}`);
  return node.rows;
}

test('constants are computed, cast to their columns and completed with defaults', () => {
  expect(
    values("INSERT INTO s VALUES (1, 2, 'x', '2026-01-01'), (2, NULL, 3 || 'a', NULL)"),
  ).toEqual([
    [1, 200n, 'x', 1_767_225_600_000_000n],
    [2, null, '3a', null],
  ]);
  expect(values("INSERT INTO s (t, id) VALUES (DATE '2026-01-01', 1 + 1)")).toEqual([
    [2, 150n, '2026-01-01', null],
  ]);
  expect(values('INSERT INTO s VALUES (7)')).toEqual([[7, 150n, null, null]]);
});

test('parameters take the type of their column', () => {
  expect(values('INSERT INTO s VALUES ($1, $2, $3)', ['5', 2.25, 'x'])).toEqual([
    [5, 225n, 'x', null],
  ]);
});

test('what reads the clock is computed when the plan runs, row by row', () => {
  expect(
    plan("INSERT INTO s (id, ts) VALUES (1, now()), (2, '2026-01-01')").query.explain('physical'),
  ).toContain('CASE WHEN row = 0 THEN now()::timestamp without time zone ELSE ts END AS ts');
});

test('INSERT … SELECT casts the columns of the query', () => {
  const { query, relation } = plan(
    'INSERT INTO s (id, t) SELECT id + 1, v FROM s ORDER BY v LIMIT 2',
  );
  expect(relation.name).toBe('s');
  const { output } = query.physical;
  expect(output.fields.slice(0, 4).map(({ type }) => type.kind)).toEqual([
    'integer',
    'numeric',
    'text',
    'timestamp',
  ]);
  expect(output).toMatchObject({ limit: 2, hidden: 2, order: [{ column: 5 }] });
});

test('bare literals of the query are read as their columns ask', () => {
  const { output } = plan("INSERT INTO s SELECT '7', NULL, 'x', '2026-01-01' FROM s").query
    .physical;
  expect(output.fields.map(({ type }) => type.kind)).toEqual([
    'integer',
    'numeric',
    'text',
    'timestamp',
  ]);
});

test.each([
  ['INSERT INTO nope VALUES (1)', '42P01', 'relation "nope" does not exist'],
  ['INSERT INTO m VALUES (1)', '42809', 'cannot insert into materialized view "m"'],
  ['INSERT INTO s (id, x) VALUES (1, 2)', '42703', 'column "x" of relation "s" does not exist'],
  ['INSERT INTO s (id, id) VALUES (1, 2)', '42701', 'column "id" specified more than once'],
  [
    "INSERT INTO s VALUES (1, 2, 'x', NULL, 5)",
    '42601',
    'INSERT has more expressions than target columns',
  ],
  ['INSERT INTO s (id, v) VALUES (1)', '42601', 'INSERT has more target columns than expressions'],
  [
    'INSERT INTO s SELECT id, v, t, ts, 1 FROM s',
    '42601',
    'INSERT has more expressions than target columns',
  ],
  ['INSERT INTO s VALUES (1), (2, 3)', '42601', 'VALUES lists must all be the same length'],
  [
    'INSERT INTO s VALUES (TRUE)',
    '42804',
    'column "id" is of type integer but expression is of type boolean',
  ],
  ["INSERT INTO s VALUES ('x')", '22P02', 'invalid input syntax for type integer: "x"'],
  ['INSERT INTO s VALUES (1 / 0)', '22012', 'division by zero'],
  [
    'INSERT INTO s VALUES (NULL)',
    '23502',
    'null value in column "id" of relation "s" violates not-null constraint',
  ],
  [
    'INSERT INTO s (v) VALUES (1)',
    '23502',
    'null value in column "id" of relation "s" violates not-null constraint',
  ],
  ['INSERT INTO s VALUES (1, 12345678)', '22003', 'numeric field overflow'],
  ['INSERT INTO s VALUES (id)', '42703', 'column "id" does not exist'],
])('%s is refused', (sql, code, message) => {
  const error = sqlFailure(() => plan(sql));
  expect([error.code, error.message]).toEqual([code, message]);
  expect(error.position).toBeDefined();
});
