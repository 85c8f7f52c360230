import { afterEach, beforeEach, expect, test } from 'vitest';
import { rowLines } from '../../support/script/print-answer.ts';
import { TestEngine } from '../../support/test-engine.ts';

let server: TestEngine;

beforeEach(async () => {
  server = await TestEngine.open();
  const options = `connector = 'datagen', rows = 1000000, speed = 'max', fields.n.kind = 'sequence'`;
  await server.execute(`CREATE STREAM s (n BIGINT) WITH (${options})`);
  await server.clock.advance(1000);
  await server.settle();
});

afterEach(async () => {
  await server.close();
});

test('a SELECT over a large stream ends in the middle when it is cancelled', async () => {
  const abort = new AbortController();
  const { clock, engine } = server;
  const select = engine.execute('SELECT sum(n) FROM s', { signal: abort.signal });
  await clock.until(Promise.resolve());
  abort.abort();
  const startMs = clock.monotonicMs();
  const { results, error } = await clock.until(select);
  expect([results, error?.code]).toEqual([[], '57014']);
  expect(clock.monotonicMs() - startMs).toBeLessThan(10);
});

test('many rows are put in order without being kept', async () => {
  const { results, error } = await server.execute('SELECT n FROM s ORDER BY n DESC LIMIT 2');
  expect(error).toBeNull();
  expect(rowLines(results[0]?.batches ?? [])).toEqual(['1000000', '999999']);
});
