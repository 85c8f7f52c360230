import { describe, expect, test } from 'vitest';
import type { StreamDefinition } from '../../../src/catalog/definition.ts';
import { parse } from '../../../src/parser/parse.ts';
import { defineStream, type GivenColumns } from '../../../src/planner/define-stream.ts';
import { shopCatalog } from '../../support/plan-catalog.ts';
import { sqlFailure } from '../../support/sql-failure.ts';

function define(sql: string, given: GivenColumns | null = null): Omit<StreamDefinition, 'id'> {
  const [parsed] = parse(sql);
  if (parsed?.statement.kind !== 'createStream') throw new Error('not a stream');
  return defineStream(parsed.statement, given, shopCatalog().context('once'));
}

test('a stream with everything', () => {
  const stream = define(
    `CREATE STREAM s (id int NOT NULL, v numeric(8,2) DEFAULT 1 + 0.5, ts timestamp(3),
       WATERMARK FOR ts AS ts - INTERVAL '1 minute 30 seconds')
     PARTITION BY (id) WITH (partitions = 4, connector = 'datagen', rate = 10)`,
  );
  expect(stream).toMatchObject({
    kind: 'stream',
    name: 's',
    fields: [
      { name: 'id', type: { kind: 'integer' }, nullable: false },
      { name: 'v', type: { kind: 'numeric', precision: 8, scale: 2 }, nullable: true },
      { name: 'ts', type: { kind: 'timestamp' }, nullable: true },
    ],
    watermark: { column: 2, delayMicros: 90_000_000 },
    partitions: 4,
    partitionBy: [0],
    defaults: [null, 150n, null],
    options: { partitions: 4, connector: 'datagen', rate: 10 },
    connector: 'datagen',
  });
  expect(define(stream.sql).sql).toBe(stream.sql);
});

test('a file or connector brings columns along; a watermark may be put on them', () => {
  const given: GivenColumns = {
    fields: [{ name: 'at', type: { kind: 'timestamptz' }, nullable: false }],
    watermark: { column: 0, delayMicros: 5 },
  };
  expect(define("CREATE STREAM f FROM 'x.csv'", given)).toMatchObject({
    fields: given.fields,
    watermark: given.watermark,
    connector: 'file',
    options: { path: 'x.csv' },
    defaults: [null],
  });
  expect(
    define("CREATE STREAM f (WATERMARK FOR at AS at) WITH (connector = 'nexmark')", given)
      .watermark,
  ).toEqual({ column: 0, delayMicros: 0 });
});

describe('refused', () => {
  const watermark = (expression: string, type = 'timestamp'): string =>
    `CREATE STREAM s (ts ${type}, other timestamp, WATERMARK FOR ts AS ${expression})`;
  test.each([
    ['CREATE STREAM s (a int, b int, a text)', '42701', 'column "a" specified more than once'],
    ['CREATE STREAM s (a intger)', '42704', 'type "intger" does not exist'],
    ['CREATE STREAM s (a xml)', '0A000', 'type xml is not supported yet'],
    [
      'CREATE STREAM s (a numeric(4,1001))',
      '22023',
      'NUMERIC scale 1001 must be between -1000 and 1000',
    ],
    ["CREATE STREAM s (a int DEFAULT 'x')", '22P02', 'invalid input syntax for type integer: "x"'],
    [
      'CREATE STREAM s (a int DEFAULT TRUE)',
      '42804',
      'column "a" is of type integer but default expression is of type boolean',
    ],
    [
      'CREATE STREAM s (a int) PARTITION BY (b)',
      '42703',
      'column "b" named in PARTITION BY does not exist',
    ],
    [
      'CREATE STREAM s (a int) WITH (partitions = 0)',
      '22023',
      'invalid value for option "partitions": 0',
    ],
    [
      'CREATE STREAM s (a int) WITH (partitions = 1025)',
      '22023',
      'invalid value for option "partitions": 1025',
    ],
    [
      watermark('ts', 'int'),
      '42804',
      'the column of a watermark must be a timestamp, but "ts" is of type integer',
    ],
    ...[
      "ts + INTERVAL '1 second'",
      "ts - INTERVAL '1 month'",
      "other - INTERVAL '1 second'",
      "TIMESTAMP '2026-01-01'",
    ].map((expression): [string, string, string] => [
      watermark(expression),
      '42P17',
      'a watermark must be its column minus a constant interval of days or less',
    ]),
  ])('%s', (sql, code, message) => {
    const error = sqlFailure(() => define(sql));
    expect([error.code, error.message]).toEqual([code, message]);
    expect(error.position).toBeDefined();
  });
});
