import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ExecuteOutcome } from '../../../../src/engine/api.ts';
import { RecordingSink } from '../../../support/recording-sink.ts';
import { SlowReader } from '../../../support/slow-reader.ts';
import { TestEngine } from '../../../support/test-engine.ts';

let server: TestEngine;

beforeEach(async () => {
  server = await TestEngine.open();
});

afterEach(async () => {
  await server.close();
});

const changes = { from: 'snapshot', mode: 'changes', progressMs: 1000 } as const;

/** JSON lines `{"n":0}`, `{"n":1}`, … */
function numbers(count: number): string {
  return Array.from({ length: count }, (_, n) => `{"n":${n}}\n`).join('');
}

/** Runs statements all at once. */
function together(...statements: readonly string[]): Promise<readonly ExecuteOutcome[]> {
  return server.clock.until(Promise.all(statements.map((sql) => server.engine.execute(sql))));
}

/** What an error says: null for none. */
function told({ error }: ExecuteOutcome): string | null {
  return error && `${error.code} ${error.message}`;
}

const gone = '42P01 relation "s" does not exist';

describe('what is dropped', () => {
  test('ends a SELECT that reads it with an error', async () => {
    const options = `connector = 'datagen', rows = 2000000, speed = 'max'`;
    await server.execute(`CREATE STREAM s (n INTEGER) WITH (${options})`);
    await server.clock.advance(1000);
    await server.restart('closed');
    const [select, drop] = await together('SELECT sum(n) FROM s', 'DROP STREAM s');
    expect(drop && told(drop)).toBeNull();
    expect(select && told(select)).toBe(gone);
    expect(server.reports).toEqual([]);
  });

  test('ends a SELECT that is about to read it with an error', async () => {
    await server.execute('CREATE TABLE s (n INTEGER PRIMARY KEY); INSERT INTO s VALUES (1)');
    const [, select] = await together('DROP TABLE s', 'SELECT count(*) FROM s');
    expect(select && told(select)).toBe(gone);
  });

  test('is not waited for', async () => {
    await server.execute('CREATE STREAM s (n INTEGER); CREATE STREAM other (n INTEGER)');
    const [insert, , select] = await together(
      'INSERT INTO s VALUES (1)',
      'DROP STREAM s',
      'SELECT n FROM other',
    );
    expect([null, gone]).toContain(insert && told(insert));
    expect(select?.results[0]?.notices).toEqual([]);
  });

  test('takes the rows of an INSERT under way, or refuses them', async () => {
    await server.execute('CREATE STREAM s (n INTEGER)');
    const insert = 'INSERT INTO s VALUES (1)';
    const [one, , two] = await together(insert, 'DROP STREAM s', `SELECT 1; ${insert}`);
    expect([null, gone]).toContain(one && told(one));
    expect(two && told(two)).toBe(gone);
    expect(server.reports).toEqual([]);
  });

  test('ends the subscription of a reader that is full', async () => {
    await server.execute('CREATE STREAM s (n INTEGER); INSERT INTO s VALUES (1)');
    await server.settle();
    const reader = new SlowReader(server);
    await reader.subscribe({ sql: 'SELECT n FROM s' });
    await server.execute('DROP STREAM s');
    expect(reader.seen().map(({ kind }) => kind)).toEqual(['snapshot', 'done']);
  });

  test.each(['v', 's'])('ends a subscription to %s that begins meanwhile', async (view) => {
    await server.execute('CREATE STREAM s (n INTEGER)');
    await server.ingest('s', numbers(300_000), 'ndjson');
    await server.execute('CREATE MATERIALIZED VIEW v AS SELECT n FROM s');
    await server.settle();
    const sink = new RecordingSink();
    const subscribed = server.engine.subscribe({ ...changes, view }, sink);
    const refused = subscribed.then(() => null, String);
    const [drop] = await together('DROP STREAM s CASCADE');
    expect(drop && told(drop)).toBeNull();
    const refusal = await server.clock.until(refused);
    await server.clock.quiet();
    if (refusal === null) expect(sink.take().at(-1)?.kind).toBe('done');
    else expect(refusal).toContain('does not exist');
    expect(server.reports).toEqual([]);
  });

  test('a view that still catches up ends its subscriptions', async () => {
    await server.execute('CREATE STREAM s (n INTEGER)');
    await server.ingest('s', numbers(500_000), 'ndjson');
    await server.settle();
    const sink = new RecordingSink();
    const created = server.engine.execute('CREATE MATERIALIZED VIEW v AS SELECT n FROM s');
    await Promise.resolve();
    const subscribed = server.engine.subscribe({ ...changes, view: 'v' }, sink);
    const [drop] = await together('DROP STREAM s CASCADE');
    await server.clock.until(Promise.allSettled([created, subscribed]));
    await server.clock.quiet();
    expect(drop && told(drop)).toBeNull();
    expect(sink.isOver).toBe(true);
  });
});
