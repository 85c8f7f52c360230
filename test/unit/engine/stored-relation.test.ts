import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failTopic, topicNumber } from '../../support/fail-topic.ts';
import { rowLines } from '../../support/script/print-answer.ts';
import { TestEngine } from '../../support/test-engine.ts';

let server: TestEngine;

beforeEach(async () => {
  server = await TestEngine.open();
  await server.execute('CREATE STREAM s (n INTEGER); CREATE STREAM other (n INTEGER)');
  await server.execute('INSERT INTO s VALUES (1)');
});

afterEach(async () => {
  server.disk.fault = () => null;
  await server.close();
});

async function answer(sql: string): Promise<string[]> {
  const { results, error } = await server.execute(sql);
  if (error !== null) throw error;
  return rowLines(results.at(-1)?.batches ?? []);
}

async function insert(stream: string, n: number): Promise<string> {
  const { error } = await server.execute(`INSERT INTO ${stream} VALUES (${n})`);
  return error?.code ?? 'done';
}

describe('a disk without space', () => {
  test('refuses rows, answers reads, and takes rows when there is space', async () => {
    failTopic(server.disk, topicNumber.firstStream, { code: 'ENOSPC' });
    expect([await insert('s', 2), await insert('other', 2)]).toEqual(['53100', 'done']);
    expect(await answer('SELECT n FROM s')).toEqual(['1']);
    expect(server.engine.readiness().ready).toBe(true);
    server.disk.fault = () => null;
    expect(await insert('s', 3)).toBe('done');
    expect(await answer('SELECT n FROM s ORDER BY n')).toEqual(['1', '3']);
  });
});

describe('a disk that fails', () => {
  test.each(['write', 'sync'] as const)(
    'at a %s: rows are refused until the next start, reads go on',
    async (operation) => {
      failTopic(
        server.disk,
        topicNumber.firstStream,
        { code: 'EIO' },
        (call) => call === 1,
        operation,
      );
      expect([await insert('s', 2), await insert('s', 3), await insert('other', 3)]).toEqual([
        '58030',
        '58030',
        'done',
      ]);
      expect(await answer('SELECT n FROM s')).toEqual(['1']);
      expect(server.engine.readiness()).toEqual({
        ready: false,
        waitingFor: [expect.stringContaining('stream s takes no rows')],
      });
      await server.restart('crashed');
      expect(server.engine.readiness().ready).toBe(true);
      expect(await insert('s', 4)).toBe('done');
      const rows = await answer('SELECT n FROM s WHERE n IN (1, 3, 4) ORDER BY n');
      expect(rows).toEqual(['1', '4']);
    },
  );
});

describe('several partitions', () => {
  test('a write that fails in one of them holds up no other', async () => {
    const { engine, clock, disk } = server;
    await server.execute(
      'CREATE STREAM p (k INTEGER, n INTEGER) PARTITION BY (k) WITH (partitions = 4)',
    );
    await server.settle();
    disk.fault = ({ operation, path }) =>
      operation === 'write' && path.includes('/topics/5/1/') ? { code: 'ENOSPC' } : null;
    const keys = Array.from({ length: 12 }, (_, k) => k);
    const writes = keys.map((k) => engine.execute(`INSERT INTO p VALUES (${k}, 1), (${k}, 2)`));
    const outcomes = await clock.until(Promise.all(writes));
    const isWritten = outcomes.map(({ error }) => error === null);
    expect(new Set(outcomes.map(({ error }) => error?.code ?? 'done'))).toEqual(
      new Set(['done', '53100']),
    );
    const seen = await answer('SELECT k, count(*) FROM p GROUP BY k ORDER BY k');
    expect(seen).toEqual(keys.filter((k) => isWritten[k]).map((k) => `${k} | 2`));
  });
});
