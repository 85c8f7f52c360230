import { afterEach, beforeEach, expect, test } from 'vitest';
import { SqlError } from '../../../src/common/sql-error.ts';
import type { SubscribeRequest } from '../../../src/engine/api.ts';
import { failTopic, topicNumber } from '../../support/fail-topic.ts';
import { RecordingSink } from '../../support/recording-sink.ts';
import { rowLines } from '../../support/script/print-answer.ts';
import { SlowReader } from '../../support/slow-reader.ts';
import { TestEngine } from '../../support/test-engine.ts';

let server: TestEngine;

beforeEach(async () => {
  server = await TestEngine.open();
  await server.execute('CREATE STREAM s (n INTEGER); INSERT INTO s VALUES (1), (2)');
  await server.settle();
});

afterEach(async () => {
  server.disk.fault = () => null;
  await server.close();
});

const defaults = { from: 'snapshot', mode: 'changes', progressMs: 1000 } as const;
const shared = 'SELECT n, count(*) AS c FROM s GROUP BY n';

async function follow(
  request: Partial<SubscribeRequest>,
): Promise<readonly [RecordingSink, () => void]> {
  const sink = new RecordingSink();
  const { close } = await subscribe(request, sink);
  await server.settle();
  return [sink, close];
}

async function subscribe(
  request: Partial<SubscribeRequest>,
  sink: RecordingSink,
): Promise<{ readonly close: () => void }> {
  const subscription = await server.subscribe({ ...defaults, ...request }, sink);
  return { close: () => subscription.close() };
}

/** The queries that run for subscriptions. */
async function running(): Promise<number> {
  const { results } = await server.execute('SHOW QUERIES');
  return rowLines(results[0]?.batches ?? []).length;
}

const kinds = (sink: RecordingSink): string[] => sink.take().map(({ kind }) => kind);

test('equal queries are one; it goes on without the first reader, and ends with the last', async () => {
  const [first, closeFirst] = await follow({ sql: shared });
  const [second, closeSecond] = await follow({ sql: shared });
  expect(await running()).toBe(1);
  expect([kinds(first), kinds(second)]).toEqual([
    ['snapshot', 'snapshotEnd'],
    ['snapshot', 'snapshotEnd'],
  ]);
  closeFirst();
  await server.execute('INSERT INTO s VALUES (1)');
  await server.settle();
  expect([kinds(first), kinds(second)]).toEqual([[], ['changes']]);
  closeSecond();
  expect(await running()).toBe(0);
});

test('parameters that look alike but are of different types make different queries', async () => {
  const sql = 'SELECT n, count(*) AS c, $1 AS p FROM s GROUP BY n';
  const typed = (kind: 'integer' | 'text'): Partial<SubscribeRequest> => ({
    sql,
    parameters: ['5'],
    parameterTypes: [{ kind }],
  });
  const closers = [];
  for (const request of [typed('integer'), typed('text'), typed('text')]) {
    closers.push((await follow(request))[1]);
  }
  expect(await running()).toBe(2);
  for (const close of closers) close();
});

test.each([shared, 'SELECT n FROM s'])(
  'one that leaves at once leaves nothing: %s',
  async (sql) => {
    const sink = new RecordingSink();
    const left = server.engine
      .subscribe({ ...defaults, sql }, sink)
      .then((subscription) => subscription.close());
    const [stays, close] = await follow({ sql });
    await left;
    expect([kinds(sink), kinds(stays)]).toEqual([[], ['snapshot', 'snapshotEnd']]);
    expect(await running()).toBe(1);
    close();
    expect(await running()).toBe(0);
  },
);

test.each([shared, 'SELECT n FROM s'])(
  'readers of a query that fails are told: %s',
  async (sql) => {
    // After a start the rows are on the disk alone.
    await server.restart('closed');
    failTopic(server.disk, topicNumber.firstStream, { code: 'EIO' }, undefined, 'read');
    const sinks = [new RecordingSink(), new RecordingSink()];
    for (const sink of sinks) await subscribe({ sql }, sink);
    await server.clock.quiet();
    const told = sinks.map((sink) => sink.take().at(-1));
    expect(told).toEqual(Array(2).fill({ kind: 'error', error: expect.any(SqlError) }));
    server.disk.fault = () => null;
    expect(await running()).toBe(0);
    const [later] = await follow({ sql });
    expect(kinds(later)).toEqual(['snapshot', 'snapshotEnd']);
  },
);

test('a bounded query ends after its last row', async () => {
  const options = `connector = 'datagen', rows = 1000, speed = 'max'`;
  await server.execute(`CREATE STREAM d (n INTEGER) WITH (${options})`);
  await server.clock.advance(1000);
  for (const sql of ['SELECT n FROM d', 'SELECT count(*) AS c FROM d']) {
    const [sink] = await follow({ sql });
    expect(kinds(sink)).toEqual(['snapshot', 'snapshotEnd', 'done']);
  }
  expect(await running()).toBe(0);
});

test.each(['s', 'v'])(
  'from latest gives nothing of what was there before: %s',
  async (relation) => {
    await server.execute('CREATE MATERIALIZED VIEW v AS SELECT n FROM s');
    await server.settle();
    const [sink] = await follow({ sql: `SELECT n + 1 AS n FROM ${relation}`, from: 'latest' });
    expect(kinds(sink)).toEqual(['snapshotEnd']);
    await server.execute('INSERT INTO s VALUES (7)');
    await server.settle();
    expect(kinds(sink)).toEqual(['changes']);
  },
);

test('a reader that leaves while it is full lets go of its query', async () => {
  const reader = new SlowReader(server);
  await reader.subscribe({ sql: 'SELECT n FROM s' });
  reader.close();
  await server.settle();
  expect(await running()).toBe(0);
});

test.each([
  ['SUBSCRIBE TO s WITH (snapshot = false)', 'SUBSCRIBE … WITH is not supported yet'],
  ["SUBSCRIBE TO s AS OF '2026-01-01'", 'SUBSCRIBE … AS OF is not supported yet'],
])('%s is refused', async (sql, message) => {
  await expect(subscribe({ sql }, new RecordingSink())).rejects.toMatchObject({ message });
});
