import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ExecuteOutcome } from '../../../src/engine/api.ts';
import { failTopic, topicNumber } from '../../support/fail-topic.ts';
import { RecordingSink } from '../../support/recording-sink.ts';
import { rowLines } from '../../support/script/print-answer.ts';
import { TestEngine } from '../../support/test-engine.ts';

let server: TestEngine;

beforeEach(async () => {
  server = await TestEngine.open();
});

afterEach(async () => {
  server.disk.fault = () => null;
  await server.close();
});

const changes = { from: 'snapshot', mode: 'changes', progressMs: 1000 } as const;

/** JSON lines `{"n":0}`, `{"n":1}`, … */
function numbers(count: number): string {
  return Array.from({ length: count }, (_, n) => `{"n":${n}}\n`).join('');
}

describe('what is written together is visible together', () => {
  test('a write of more rows than an epoch should have is in one epoch all the same', async () => {
    await server.execute('CREATE STREAM s (n INTEGER)');
    await server.execute('INSERT INTO s VALUES (0)');
    const sink = new RecordingSink();
    await server.subscribe({ ...changes, sql: 'SELECT count(*) AS rows FROM s' }, sink);
    await server.settle();
    sink.take();
    await server.ingest('s', numbers(300_000), 'ndjson');
    await server.settle();
    const epochs = sink.take().flatMap((event) => (event.kind === 'changes' ? event.epoch : []));
    expect(epochs).toHaveLength(1);
  });
});

describe('when cuts cannot be written', () => {
  const counted = 'SELECT count(*) AS rows FROM s';

  beforeEach(async () => {
    await server.execute('CREATE STREAM s (n INTEGER)');
    await server.execute(`CREATE MATERIALIZED VIEW v AS ${counted}`);
    await server.execute('INSERT INTO s VALUES (0)');
    await server.settle();
  });

  /** Runs statements that may wait: for two seconds they may. */
  async function execute(sql: string): Promise<ExecuteOutcome> {
    const outcome = server.engine.execute(sql);
    await server.clock.advance(2000);
    return await server.clock.until(outcome);
  }

  /** The answer, and the notices that came with it. */
  async function answer(sql: string): Promise<readonly [string[], number]> {
    const { results, error } = await execute(sql);
    if (error !== null) throw error;
    return [rowLines(results[0]?.batches ?? []), results[0]?.notices.length ?? 0];
  }

  test('reads answer as of the last one and say so, and all goes on when there is space', async () => {
    const sink = new RecordingSink();
    await server.subscribe({ ...changes, view: 'v' }, sink);
    await server.settle();
    sink.take();
    failTopic(server.disk, topicNumber.epochs, { code: 'ENOSPC' });
    expect((await server.execute('INSERT INTO s VALUES (1)')).error).toBeNull();
    expect(await answer('SELECT * FROM v')).toEqual([['1'], 1]);
    expect(await answer(counted)).toEqual([['1'], 1]);
    expect((await execute('FLUSH')).error?.code).toBe('53100');
    expect(server.engine.readiness()).toEqual({
      ready: false,
      waitingFor: [expect.stringContaining('no space left')],
    });
    expect(sink.take()).toEqual([]);
    server.disk.fault = () => null;
    await server.clock.advance(2000);
    await server.settle();
    expect(server.engine.readiness().ready).toBe(true);
    expect(await answer('SELECT * FROM v')).toEqual([['2'], 0]);
    expect(sink.take().map(({ kind }) => kind)).toEqual(['changes']);
  });

  test('views can be made and dropped: they get all that was computed meanwhile, once', async () => {
    failTopic(server.disk, topicNumber.epochs, { code: 'ENOSPC' });
    await server.execute('INSERT INTO s VALUES (1)');
    await server.clock.quiet();
    const { error } = await execute(
      `CREATE MATERIALIZED VIEW w AS SELECT rows FROM v; DROP MATERIALIZED VIEW w;
       CREATE MATERIALIZED VIEW x AS SELECT rows FROM v`,
    );
    expect(error).toBeNull();
    server.disk.fault = () => null;
    await server.clock.advance(2000);
    await server.settle();
    await server.execute('INSERT INTO s VALUES (2)');
    expect(await answer('SELECT * FROM x')).toEqual([['3'], 0]);
  });

  test('a disk that fails stops results: reads go on, closing works, nothing is lost', async () => {
    server.disk.fault = ({ operation, path }) => {
      // Cuts cannot be written, nor can a new topic be made for them.
      const isCut = operation === 'write' && path.includes('/topics/1/');
      return isCut || operation === 'make' ? { code: 'EIO' } : null;
    };
    await server.execute('INSERT INTO s VALUES (1)');
    await server.clock.advance(5000);
    expect(await answer('SELECT * FROM v')).toEqual([['1'], 1]);
    expect((await execute('FLUSH')).error?.code).toBe('58030');
    expect(server.engine.readiness().ready).toBe(false);
    server.disk.fault = () => null;
    await server.restart('closed');
    await server.settle();
    expect(await answer('SELECT * FROM v')).toEqual([['2'], 0]);
  });

  test('a disk that failed once is got over: epochs go on in a new topic', async () => {
    failTopic(server.disk, topicNumber.epochs, { code: 'EIO' }, (call) => call === 1);
    await server.execute('INSERT INTO s VALUES (1)');
    await server.clock.advance(3000);
    await server.settle();
    expect(server.engine.readiness().ready).toBe(true);
    expect(await answer('SELECT * FROM v')).toEqual([['2'], 0]);
    expect(server.reports).toContainEqual('epochs are written again, queries go on');
  });
});
