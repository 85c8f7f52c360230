import { afterEach, beforeEach, expect, test } from 'vitest';
import { rowLines } from '../../support/script/print-answer.ts';
import { TestEngine } from '../../support/test-engine.ts';

let server: TestEngine;

beforeEach(async () => {
  server = await TestEngine.open();
  await server.execute(`CREATE TABLE t (
    id INT PRIMARY KEY, email TEXT UNIQUE, n INT CHECK (n > 0), at TIMESTAMPTZ NOT NULL DEFAULT now(),
    twice INT GENERATED ALWAYS AS (n * 2) STORED)`);
});

afterEach(async () => {
  await server.close();
});

/** Writes records; the SQLSTATE that they are refused with, or how many were taken. */
async function write(...records: readonly object[]): Promise<string | number> {
  const body = records.map((record) => JSON.stringify(record)).join('\n');
  try {
    return (await server.ingest('t', body, 'ndjson')).accepted;
  } catch (error) {
    return (error as { readonly code: string }).code;
  }
}

test('records get computed columns, and are refused as a whole where one breaks a rule', async () => {
  expect(await write({ id: 1, email: 'a', n: 4, twice: 7 }, { id: 2, n: 1 })).toBe(2);
  expect(await write({ id: 3, n: 1 }, { id: 4, n: 0 })).toBe('23514');
  expect(await write({ id: 3, email: 'b' }, { id: 4, email: 'a' })).toBe('23505');
  await server.settle();
  const { results } = await server.execute(
    "SELECT id, email, n, twice, at > '2020-01-01' FROM t ORDER BY id",
  );
  expect(rowLines(results[0]?.batches ?? [])).toEqual([
    '1 | a | 4 | 8 | t',
    '2 | NULL | 1 | 2 | t',
  ]);
});
