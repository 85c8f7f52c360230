import { afterEach, beforeEach, expect, test } from 'vitest';
import { SlowReader } from '../../support/slow-reader.ts';
import { TestEngine } from '../../support/test-engine.ts';

let server: TestEngine;

beforeEach(async () => {
  server = await TestEngine.open();
  await server.execute('CREATE STREAM s (n INTEGER); INSERT INTO s VALUES (1), (2), (3)');
  await server.settle();
});

afterEach(async () => {
  await server.close();
});

test('a reader that is full while its query joins the others holds up nobody', async () => {
  const reader = new SlowReader(server);
  await reader.subscribe({ sql: 'SELECT n FROM s' });
  for (const n of [4, 5]) await server.execute(`INSERT INTO s VALUES (${n})`);
  await server.settle();
  await reader.makeRoom();
  const { results, error } = await server.execute('SELECT count(*) AS n FROM s');
  expect(error).toBeNull();
  expect(results).toHaveLength(1);
});
