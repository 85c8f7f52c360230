import { beforeEach, describe, expect, test } from 'vitest';
import { SqlError } from '../../../../../src/common/sql-error.ts';
import type { RelationSummary } from '../../../../../src/engine/api.ts';
import { batchOf, FakeEngine, fakeFields, selected } from '../../../../support/fake-engine.ts';
import { ManualClock } from '../../../../support/manual-clock.ts';
import { errorOf, rowsOf, say, types, WireClient } from '../../../../support/postgres-wire.ts';

let engine: FakeEngine;
let client: WireClient;

/** The stand-in answers what the planner cannot. */
const notPlanned = (): never => {
  throw new SqlError('0A000', 'not planned yet');
};

beforeEach(async () => {
  engine = new FakeEngine();
  engine.onDescribe = notPlanned;
  engine.onExecute = async () => ({ results: [selected(batchOf([[1, 'engine']]))], error: null });
  engine.relationList = [
    relation('orders', 'stream', null),
    relation('people', 'table', [0]),
    relation('totals', 'materialized view', [0]),
    relation('recent', 'view', null),
  ];
  client = await WireClient.connect(engine, new ManualClock());
});

function relation(
  name: string,
  kind: RelationSummary['kind'],
  key: readonly number[] | null,
): RelationSummary {
  return {
    oid: 16_384 + name.charCodeAt(0),
    ...{ name, kind, key, schema: { fields: fakeFields }, rows: 0, connector: null, status: null },
    ...{ progress: null, watermarkMicros: null, sql: `CREATE VIEW ${name} AS SELECT 1 AS one` },
  };
}

const ask = async (sql: string): Promise<(string | null)[][]> =>
  rowsOf(await client.ask(say.query(sql)));

/** What psql 15 sends for \dt and its like. */
const listSql = (kinds: string, more = ''): string => `SELECT n.nspname as "Schema",
  c.relname as "Name",
  CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' END as "Type",
  pg_catalog.pg_get_userbyid(c.relowner) as "Owner"
FROM pg_catalog.pg_class c
     LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN (${kinds})
      AND n.nspname <> 'pg_catalog'${more}
  AND pg_catalog.pg_table_is_visible(c.oid)
ORDER BY 1,2;`;

/** What psql 15 sends first for \d NAME. */
const foundSql = (name: string): string => `SELECT c.oid,
  n.nspname,
  c.relname
FROM pg_catalog.pg_class c
     LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname OPERATOR(pg_catalog.~) '^(${name})$' COLLATE pg_catalog.default
  AND pg_catalog.pg_table_is_visible(c.oid)
ORDER BY 2, 3;`;

describe('psql is answered from the list of relations', () => {
  test('lists by kind and by name', async () => {
    expect(await ask(listSql("'r','p',''"))).toEqual([
      ['public', 'orders', 'stream', 'millrace'],
      ['public', 'people', 'table', 'millrace'],
    ]);
    expect(await ask(listSql("'v',''"))).toEqual([['public', 'recent', 'view', 'millrace']]);
    const pattern =
      " AND c.relname OPERATOR(pg_catalog.~) '^(.*o.*l.*)$' COLLATE pg_catalog.default";
    expect((await ask(listSql("'r','v','m'", pattern))).map(([, name]) => name)).toEqual([
      'people',
      'totals',
    ]);
  });

  test('a relation, its columns and its key', async () => {
    const [[oid, schema, name] = []] = await ask(foundSql('people'));
    expect([schema, name]).toEqual(['public', 'people']);
    expect(await ask(foundSql('nobody'))).toEqual([]);
    const facts = `SELECT c.relchecks, c.relkind, c.relhasindex, c.relhasrules, '', am.amname
      FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_am am ON (c.relam = am.oid) WHERE c.oid = '${oid}';`;
    expect(await ask(facts)).toEqual([['0', 'r', 't', 'f', '', null]]);
    const columns = `SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
      (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid, true) FROM pg_catalog.pg_attrdef d WHERE d.adnum = a.attnum),
      a.attnotnull, a.attidentity
      FROM pg_catalog.pg_attribute a WHERE a.attrelid = '${oid}' AND a.attnum > 0 ORDER BY a.attnum;`;
    expect(await ask(columns)).toEqual([
      ['n', 'bigint', null, 't', ''],
      ['word', 'text', null, 'f', ''],
    ]);
    const indexes = `SELECT c2.relname, i.indisprimary, pg_catalog.pg_get_constraintdef(con.oid, true)
      FROM pg_catalog.pg_class c, pg_catalog.pg_class c2, pg_catalog.pg_index i WHERE c.oid = '${oid}';`;
    expect(await ask(indexes)).toEqual([['people_pkey', 't', 'PRIMARY KEY (n)']]);
  });

  test('the query of a view', async () => {
    const [[oid] = []] = await ask(foundSql('recent'));
    expect(await ask(`SELECT pg_catalog.pg_get_viewdef('${oid}'::pg_catalog.oid, true);`)).toEqual([
      [' SELECT 1 AS one;'],
    ]);
  });

  test('the types of \\gdesc', async () => {
    const sql = `SELECT name AS "Column", pg_catalog.format_type(tp, tpm) AS "Type"
FROM (VALUES ('a''b', '1700'::pg_catalog.oid, 262149),('n', '20'::pg_catalog.oid, -1)) s(name, tp, tpm)`;
    expect(await ask(sql)).toEqual([
      ["a'b", 'numeric(4,1)'],
      ['n', 'bigint'],
    ]);
  });

  test('what there is not is answered with no rows', async () => {
    const sql = `SELECT pol.polname FROM pg_catalog.pg_policy pol WHERE pol.polrelid = '1' ORDER BY 1;`;
    expect(types(await client.ask(say.query(sql)))).toBe('TCZ');
  });
});

test('the extended protocol is told the columns beforehand', async () => {
  const messages = await client.ask(
    say.parse(foundSql('people')),
    say.describe('S'),
    say.bind(),
    say.execute(),
    say.sync,
  );
  expect(types(messages)).toBe('1tT2DCZ');
});

test('other questions go to the engine, even with such words in them', async () => {
  for (const sql of [
    "SELECT 'pg_class'",
    'SELECT x FROM pg_catalog.pg_stat_activity',
    'SELECT 1 FROM t',
  ]) {
    expect(await ask(sql)).toEqual([['1', 'engine']]);
  }
});

test('a pattern that is a regular expression of its own is refused', async () => {
  expect(errorOf(await client.ask(say.query(foundSql('(a+)+'))))).toMatchObject({ C: '0A000' });
});
