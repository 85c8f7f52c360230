import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { typeName } from '../../../../src/data/sql-type.ts';
import type { StatementDescription } from '../../../../src/engine/api.ts';
import { batchRows } from '../../../support/batch-rows.ts';
import { TestEngine } from '../../../support/test-engine.ts';

let opened: TestEngine;

beforeAll(async () => {
  opened = await TestEngine.open();
  const { error } = await opened.execute(`
    CREATE TABLE t (id BIGINT PRIMARY KEY, name TEXT NOT NULL, price NUMERIC(10,2), at TIMESTAMP, ok BOOLEAN);
    CREATE STREAM s (n INTEGER)`);
  expect(error).toBeNull();
});

afterAll(() => opened.close());

function described(sql: string, ...types: Parameters<typeof shown>[1][]): ReturnType<typeof shown> {
  const parameterTypes = types.map((kind) => (kind === null ? null : ({ kind } as never)));
  return shown(opened.engine.describe(sql, { parameterTypes }), null);
}

function shown(
  { kind, parameters, schema }: StatementDescription,
  _type: string | null,
): readonly [string, readonly string[], readonly string[] | null] {
  const columns = schema?.fields.map(({ name, type }) => `${name} ${typeName(type)}`) ?? null;
  return [kind, parameters.map(typeName), columns];
}

describe('what a statement takes and answers', () => {
  test.each([
    ['SELECT id, price AS p FROM t', ['query', [], ['id bigint', 'p numeric(10,2)']]],
    ['SELECT name FROM t WHERE id = $1', ['query', ['bigint'], ['name text']]],
    ['SELECT $1', ['query', ['text'], ['?column? text']]],
    [
      'SELECT $2::integer + n FROM s LIMIT $1',
      ['query', ['bigint', 'integer'], ['?column? integer']],
    ],
    [
      'SELECT n / $1 FROM s WHERE n BETWEEN $2 AND $3',
      ['query', ['integer', 'integer', 'integer'], null],
    ],
    ['SELECT 1 / ($1::integer - 1)', ['query', ['integer'], null]],
    [
      'SELECT name FROM t WHERE at > $1 AND ok = $2',
      ['query', ['timestamp without time zone', 'boolean'], null],
    ],
    [
      'INSERT INTO t VALUES ($1, $2, $3, $4, $5)',
      [
        'insert',
        ['bigint', 'text', 'numeric(10,2)', 'timestamp without time zone', 'boolean'],
        null,
      ],
    ],
    ['SELECT n FROM s EMIT CHANGES', ['continuous', [], ['n integer']]],
    ['SHOW TABLES', ['other', [], ['name text', 'kind text', 'status text', 'rows bigint']]],
    ['EXPLAIN SELECT 1', ['other', [], ['QUERY PLAN text']]],
    ['CREATE TABLE other (a INTEGER PRIMARY KEY)', ['other', [], null]],
  ] as const)('%s', (sql, [kind, parameters, columns]) => {
    const found = described(sql);
    expect(found.slice(0, 2)).toEqual([kind, parameters]);
    if (columns !== null) expect(found[2]).toEqual(columns);
  });

  test('types that are known are kept', () => {
    expect(described('SELECT $1, $2 + 1', 'date', 'smallint')[1]).toEqual(['date', 'smallint']);
  });

  test.each([
    ['SELEC 1', '42601'],
    ['SELECT 1; SELECT 2', '42601'],
    ['SELECT nothing FROM t', '42703'],
    ['EXECUTE nothing', '26000'],
    ['SELECT $70000', '42601'],
  ])('%s is refused', (sql, code) => {
    expect(() => described(sql)).toThrow(expect.objectContaining({ code }));
  });
});

test('parameters of known types are read as such', async () => {
  const { results, error } = await opened.clock.until(
    opened.engine.execute('SELECT $1 / 2 AS half, $2 AS day', {
      parameters: ['7', '2026-02-03'],
      parameterTypes: [{ kind: 'double' }, { kind: 'date' }],
    }),
  );
  expect(error).toBeNull();
  expect(results[0]?.schema?.fields.map(({ type }) => type.kind)).toEqual(['double', 'date']);
});

test('functions of the session are constants of the statement', async () => {
  const { engine, clock } = opened;
  const session = engine.openSession({ user: 'me', settings: [['application_name', 'mine']] });
  const { results, error } = await clock.until(
    engine.execute("SELECT current_user AS a, current_setting('application_name') AS b", {
      session,
    }),
  );
  expect(error).toBeNull();
  expect(results.flatMap(({ batches }) => batches.flatMap(batchRows))).toEqual([['me', 'mine']]);
});

test('a body may be taken as a whole only', async () => {
  const body = Buffer.from('id,name\n7,a\nx,b\n');
  const taken = opened.clock.until(opened.engine.ingest('t', body, 'csv', { whole: true }));
  await expect(taken).rejects.toMatchObject({
    code: '22P02',
    detail: 'The error is in record 2; none was written.',
  });
  const { results } = await opened.execute('SELECT id FROM t');
  expect(results[0]?.rowCount).toBe(0);
});
