import { expect, test } from 'vitest';
import { rowLines } from '../support/script/print-answer.ts';
import { TestEngine } from '../support/test-engine.ts';

async function rowsOf(engine: TestEngine): Promise<readonly string[]> {
  const { results, error } = await engine.execute('SELECT id, n, length(pad) FROM t ORDER BY id');
  expect(error).toBeNull();
  return rowLines(results[0]?.batches ?? []);
}

test('a table of few keys and many changes stays small, and is the same after a restart', async () => {
  const engine = await TestEngine.open();
  try {
    await engine.execute('CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, pad TEXT)');
    const pad = 'x'.repeat(900_000);
    for (let n = 0; n < 40; n += 1) {
      const sql = `INSERT INTO t VALUES (${n % 4}, ${n}, '${pad}')`;
      expect((await engine.execute(sql)).error).toBeNull();
    }
    expect((await engine.execute('DELETE FROM t WHERE id = 3')).error).toBeNull();
    const before = await rowsOf(engine);
    expect(before).toEqual(['0 | 36 | 900000', '1 | 37 | 900000', '2 | 38 | 900000']);
    const full = engine.disk.bytesOf('');
    await engine.advance(600_000);
    await engine.clock.quiet();
    expect(engine.disk.bytesOf('')).toBeLessThan(full / 2);
    expect(await rowsOf(engine)).toEqual(before);
    await engine.restart('crashed');
    expect(await rowsOf(engine)).toEqual(before);
  } finally {
    await engine.close();
  }
}, 60_000);
