import { beforeEach, expect, test } from 'vitest';
import { SqlError } from '../../../../src/common/sql-error.ts';
import type { Vector } from '../../../../src/data/vector.ts';
import { datumAt } from '../../../../src/data/vector-datum.ts';
import { LiveRows } from '../../../../src/engine/session/live-rows.ts';
import { batchOf, fakeFields, manyRows } from '../../../support/fake-engine.ts';

let rows: LiveRows;
let abort: AbortController;
let drained: number;
let closed: number;

beforeEach(() => {
  rows = new LiveRows({ fields: fakeFields }, () => undefined);
  abort = new AbortController();
  [drained, closed] = [0, 0];
  rows.attach({
    drained: () => {
      drained += 1;
    },
    close: () => {
      closed += 1;
    },
  });
});

async function read(rowsMax = 100): Promise<unknown[][] | null> {
  const batch = await rows.read(rowsMax, abort.signal);
  if (batch === null) return null;
  return Array.from({ length: batch.rowCount }, (_, row) =>
    batch.schema.fields.map(({ type }, c) => datumAt(batch.columns[c] as Vector, type, row)),
  );
}

test('snapshot and changes come with epoch and weight, as many at a time as are asked for', async () => {
  rows.snapshot(
    batchOf([
      [1, 'a'],
      [2, 'b'],
    ]),
  );
  expect(rows.isWaiting()).toBe(true);
  rows.snapshotEnd(7);
  rows.changes(
    8,
    batchOf(
      [
        [1, 'a'],
        [1, 'c'],
      ],
      [-1, 1],
    ),
  );
  expect(await read(1)).toEqual([[7n, 1, 1n, 'a']]);
  expect(await read()).toEqual([[7n, 1, 2n, 'b']]);
  expect(await read()).toEqual([
    [8n, -1, 1n, 'a'],
    [8n, 1, 1n, 'c'],
  ]);
  expect(rows.isWaiting()).toBe(true);
});

test('waits for rows, for the end, or until it is given up', async () => {
  const waiting = read();
  rows.snapshotEnd(1);
  rows.changes(2, batchOf([[3, 'x']], [1]));
  expect(await waiting).toEqual([[2n, 1, 3n, 'x']]);
  const givenUp = read();
  abort.abort();
  expect(await givenUp).toEqual([]);
  rows.done();
  expect(await read()).toBeNull();
});

test('what went wrong comes after the rows before it', async () => {
  rows.snapshotEnd(1);
  rows.changes(2, batchOf([[3, 'x']], [1]));
  rows.error(new SqlError('53200', 'too large'));
  expect(await read()).toHaveLength(1);
  await expect(read()).rejects.toMatchObject({ code: '53200' });
});

test('a reader that does not keep up is not sent more, and one that fell behind is told', async () => {
  rows.snapshotEnd(1);
  rows.changes(2, manyRows(10_000, 1));
  expect(rows.accepts()).toBe(false);
  await read(1);
  expect(drained).toBe(1);
  expect(rows.accepts()).toBe(true);
  rows.reset();
  await read(10_000);
  await expect(read()).rejects.toMatchObject({ code: '53000' });
});

test('closing ends the subscription', async () => {
  rows.close();
  rows.close();
  rows.changes(1, batchOf([[1, 'a']], [1]));
  expect(closed).toBe(1);
  expect(rows.accepts()).toBe(false);
  expect(await read()).toBeNull();
});
