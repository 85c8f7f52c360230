import { expect, test } from 'vitest';
import { SqlError } from '../../../src/common/sql-error.ts';
import type { StatementProgress } from '../../../src/engine/api.ts';
import { StatementWatch, type WatchOptions } from '../../../src/engine/statement-watch.ts';
import { buildBatch, fieldsOf } from '../../support/build-batch.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { shopCatalog } from '../../support/plan-catalog.ts';

const { physical: plan } = shopCatalog().plan('SELECT customer, count(*) FROM orders GROUP BY 1');
const batch = buildBatch(fieldsOf([{ kind: 'integer' }]), [[1], [2]]);

function watched(options: Partial<WatchOptions> = {}, stateBytes = 0) {
  const clock = new ManualClock();
  const watch = new StatementWatch({ clock, memoryBytesMax: 0, timeoutMs: 0, ...options });
  const stateSizes = () =>
    plan.nodes.map(({ kind }) => ({ bytes: kind === 'aggregate' ? stateBytes : 0 }));
  watch.begin({ plan, stateSizes }, 100);
  return { clock, watch };
}

async function errorOf(work: () => unknown): Promise<SqlError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('others have their turn only when a slice is over', async () => {
  const { clock, watch } = watched();
  await watch.pause();
  clock.advance(9);
  let isOver = false;
  const pause = watch.pause().then(() => {
    isOver = true;
  });
  await Promise.resolve();
  expect(isOver).toBe(false);
  clock.advance(1);
  await pause;
});

test('portions are of a size that takes a fair time', () => {
  const { clock, watch } = watched();
  const sizes = [0, 0, 20, 1000].map((tookMs) => {
    const rows = watch.nextPortion();
    clock.advance(tookMs);
    watch.read(rows);
    return rows;
  });
  expect(sizes).toEqual([4096, 8192, 16_384, 4096]);
  expect(watch.nextPortion()).toBe(4096);
});

test('where every row meets all others the portions are small', () => {
  const { watch } = watched();
  const { physical } = shopCatalog().plan('SELECT 1 FROM orders, customers');
  watch.begin({ plan: physical, stateSizes: () => [] }, 10);
  expect(watch.nextPortion()).toBe(16);
});

test('it is told how far a statement is', async () => {
  const told: StatementProgress[] = [];
  const { clock, watch } = watched({ progress: (progress) => told.push(progress) }, 1000);
  watch.read(40);
  clock.advance(300);
  const pause = watch.pause();
  clock.advance(1);
  await pause;
  expect(told).toEqual([{ rowsRead: 40, rowsToRead: 100, bytesHeld: 1000, elapsedMs: 300 }]);
});

test('memory beyond the limit is refused, and told who holds it', async () => {
  const { clock, watch } = watched({ memoryBytesMax: 2 ** 20 }, 3 * 2 ** 20);
  watch.collected(100);
  clock.advance(10);
  const error = await errorOf(() => watch.pause());
  expect([error.code, error.message]).toEqual(['53200', 'out of memory']);
  expect(error.detail).toMatch(
    /^The statement holds more than the 1 MiB that it may: an aggregation \(#\d\) 3 MiB, its answer 1 MiB\.$/,
  );
});

test('an answer that grows without a pause ends, by memory and by time', async () => {
  const large = watched({ memoryBytesMax: 64 });
  const passMany = (watch: StatementWatch) => () => {
    for (let i = 0; i < 16; i += 1) watch.passed(batch);
  };
  expect((await errorOf(passMany(large.watch))).code).toBe('53200');
  const late = watched({ timeoutMs: 50 });
  passMany(late.watch)();
  late.clock.advance(51);
  expect((await errorOf(passMany(late.watch))).message).toMatch(/timeout/);
});

test('what was cancelled ends at the next pause', async () => {
  const abort = new AbortController();
  const { watch } = watched({ signal: abort.signal });
  abort.abort();
  expect((await errorOf(() => watch.pause())).code).toBe('57014');
});
