import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { topicNumber } from '../../../support/fail-topic.ts';
import { RecordingSink } from '../../../support/recording-sink.ts';
import { rowLines } from '../../../support/script/print-answer.ts';
import { TestEngine } from '../../../support/test-engine.ts';

let server: TestEngine;

beforeEach(async () => {
  server = await TestEngine.open();
  await server.execute('CREATE STREAM s (n INTEGER); INSERT INTO s VALUES (1), (2)');
  await server.execute('CREATE STREAM other (n INTEGER); INSERT INTO other VALUES (5)');
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

/** Starts again; once the log is recovered the rows of `s` cannot be read. */
async function restartUnreadable(): Promise<void> {
  let isRecovered = false;
  server.disk.fault = ({ operation, path }) => {
    // Topics of the start before are removed after the recovery, before queries start.
    if (operation === 'remove' && path.includes('.deleted')) isRecovered = true;
    const isOfStream = path.includes(`/topics/${topicNumber.firstStream}/`);
    return isRecovered && operation === 'read' && isOfStream ? { code: 'EIO' } : null;
  };
  await server.restart('closed');
  await server.clock.quiet();
}

const request = { from: 'snapshot', mode: 'changes', progressMs: 1000 } as const;

describe('a view that cannot be made', () => {
  test('because its rows cannot be read leaves nothing behind', async () => {
    await restartUnreadable();
    const create = 'CREATE MATERIALIZED VIEW v AS SELECT count(*) AS c FROM s';
    expect((await server.execute(create)).error?.code).toBe('58030');
    expect(await answer('SHOW VIEWS')).toEqual([]);
    server.disk.fault = () => null;
    expect((await server.execute(create)).error).toBeNull();
    expect(await answer('SELECT c FROM v')).toEqual(['2']);
  });
});

describe('a view that fails', () => {
  test('takes those that read it with it, and nobody else; all who follow are told', async () => {
    await server.execute(
      `CREATE MATERIALIZED VIEW v AS SELECT n FROM s;
       CREATE MATERIALIZED VIEW w AS SELECT count(*) AS c FROM v;
       CREATE MATERIALIZED VIEW x AS SELECT n FROM other`,
    );
    await restartUnreadable();
    const sink = new RecordingSink();
    await server.subscribe({ ...request, view: 'v' }, sink);
    expect(sink.take()).toMatchObject([{ kind: 'error', error: { code: '58030' } }]);
    const refused = server.subscribe({ ...request, view: 'w' }, new RecordingSink());
    await expect(refused).rejects.toMatchObject({ code: '55000' });
    for (const view of ['v', 'w']) {
      const { error } = await server.execute(`SELECT * FROM ${view}`);
      expect(error).toMatchObject({ code: '55000', message: `"${view}" has failed` });
    }
    expect(await answer('SHOW VIEWS')).toEqual([
      expect.stringMatching(/^v .* failed/),
      expect.stringMatching(/^w .* failed/),
      expect.stringMatching(/^x .* running/),
    ]);
    expect(await answer('SELECT n FROM x')).toEqual(['5']);
    expect((await server.execute('INSERT INTO other VALUES (6)')).error).toBeNull();
    expect(await answer('SELECT count(*) FROM x')).toEqual(['2']);
    const flush = await server.execute('FLUSH');
    expect(flush.error).toBeNull();
    expect(flush.results[0]?.notices).toMatchObject([
      { severity: 'WARNING', message: expect.stringMatching(/^"v" has failed/) },
      { severity: 'WARNING', message: expect.stringMatching(/^"w" has failed/) },
    ]);
    expect((await server.execute('FLUSH w')).error?.code).toBe('55000');
    expect((await server.execute('DROP VIEW w; DROP VIEW v')).error?.code).toBe('42809');
    const drop = 'DROP MATERIALIZED VIEW w; DROP MATERIALIZED VIEW v';
    expect((await server.execute(drop)).error).toBeNull();
  });
});
