import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RecordingSink } from '../../support/recording-sink.ts';
import { rowLines } from '../../support/script/print-answer.ts';
import { TestEngine } from '../../support/test-engine.ts';

let server: TestEngine;
let filesDirectory: string;

beforeEach(async () => {
  filesDirectory = await mkdtemp(join(tmpdir(), 'millrace-files-'));
  server = await TestEngine.open({ filesDirectory });
});

afterEach(async () => {
  await server.close();
  await rm(filesDirectory, { recursive: true });
});

const changes = { from: 'snapshot', mode: 'changes', progressMs: 1000 } as const;

/** JSON lines `{"n":0}`, `{"n":1}`, … */
function numbers(count: number): string {
  return Array.from({ length: count }, (_, n) => `{"n":${n}}\n`).join('');
}

async function rowsOf(sql: string): Promise<string[]> {
  const { results, error } = await server.execute(sql);
  if (error !== null) throw error;
  return rowLines(results[0]?.batches ?? []);
}

describe('closing', () => {
  test('ends all that is under way, keeps what was acknowledged and leaves no timer', async () => {
    const { engine, clock } = server;
    const generated = `connector = 'datagen', rows = 2000000, speed = 'max'`;
    await server.execute(`CREATE STREAM big (n INTEGER) WITH (${generated})`);
    await clock.advance(500);
    await server.execute('CREATE STREAM s (n INTEGER)');
    const sink = new RecordingSink();
    const statements = [
      'SELECT sum(n) FROM big',
      'CREATE MATERIALIZED VIEW v AS SELECT n FROM big',
      'CREATE MATERIALIZED VIEW w AS SELECT count(*) AS c FROM v; SELECT * FROM w',
      'FLUSH',
      'INSERT INTO s SELECT n FROM big',
      'DROP STREAM s CASCADE; CREATE STREAM s (n INTEGER)',
      'CREATE STREAM t (n INTEGER); INSERT INTO t VALUES (1)',
    ].map((sql) => engine.execute(sql));
    const written = engine.ingest('s', Buffer.from(numbers(100_000)), 'ndjson');
    const subscribed = [
      engine.subscribe({ ...changes, sql: 'SELECT n FROM big' }, sink),
      engine.subscribe({ ...changes, sql: 'SELECT count(*) AS c FROM big' }, new RecordingSink()),
      engine.subscribe({ ...changes, view: 's' }, new RecordingSink()),
    ];
    // Whichever of them comes too late is refused while the engine closes.
    const settled = Promise.allSettled([written, ...subscribed]);
    await clock.until(Promise.resolve());
    const startMs = clock.monotonicMs();
    await clock.until(engine.close());
    expect(clock.monotonicMs() - startMs).toBeLessThan(5000);
    expect(clock.pending).toBe(0);
    const outcomes = await Promise.all(statements);
    const codes = new Set(outcomes.map(({ error }) => error?.code ?? 'done'));
    expect([...codes].filter((code) => !['done', '57P01', '42P01'].includes(code))).toEqual([]);
    await settled;
    expect(sink.take().at(-1)).toMatchObject({ kind: 'error', error: { code: '57P01' } });
    expect(server.reports).toEqual([]);
  });

  test('refuses what comes afterwards', async () => {
    const { engine, clock } = server;
    await server.execute('CREATE STREAM s (n INTEGER)');
    await clock.until(engine.close());
    expect((await engine.execute('SELECT 1')).error?.code).toBe('57P01');
    await expect(engine.ingest('s', Buffer.from('{}'), 'json')).rejects.toThrow('shutting down');
    await expect(
      engine.subscribe({ ...changes, sql: 'SELECT n FROM s' }, new RecordingSink()),
    ).rejects.toThrow('shutting down');
  });

  test('does not wait for a file that is read, nor leaves its timer', async () => {
    const path = join(filesDirectory, 'numbers.ndjson');
    await writeFile(path, numbers(500_000));
    const created = server.engine.execute(`CREATE STREAM f FROM 'numbers.ndjson'`);
    await server.clock.until(new Promise((resolve) => setTimeout(resolve, 100)));
    await server.clock.until(server.engine.close());
    expect((await created).error?.code ?? 'done').toMatch(/done|57P01/);
    expect(server.clock.pending).toBe(0);
  });
});

describe('opening', () => {
  test('goes on without a file that was read to its end', async () => {
    await writeFile(join(filesDirectory, 'numbers.csv'), 'n\n1\n2\n');
    await server.execute(`CREATE STREAM f FROM 'numbers.csv'`);
    await rm(join(filesDirectory, 'numbers.csv'));
    await server.restart('crashed');
    await server.clock.advance(1000);
    expect(await rowsOf('SHOW STREAMS')).toEqual(['f | file | finished | 2']);
  });

  test('goes on without a file that is gone in the middle: its stream says so', async () => {
    await writeFile(join(filesDirectory, 'numbers.ndjson'), numbers(2_000_000));
    const created = server.engine.execute(`CREATE STREAM f FROM 'numbers.ndjson'`);
    await server.clock.until(new Promise((resolve) => setTimeout(resolve, 100)));
    await rm(join(filesDirectory, 'numbers.ndjson'));
    await server.restart('closed');
    await created;
    await server.clock.advance(1000);
    expect(await rowsOf('SHOW STREAMS')).toEqual([expect.stringMatching(/^f \| file \| failed/)]);
    expect(server.reports).toContainEqual(expect.stringContaining('the source of f has stopped'));
  });
});
