import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { SqlError } from '../../../../src/common/sql-error.ts';
import { nexmarkConfig } from '../../../../src/connectors/nexmark/nexmark-config.ts';
import { NexmarkReader } from '../../../../src/connectors/nexmark/nexmark-reader.ts';
import type { SourceOptions } from '../../../../src/connectors/source-reader.ts';
import { type Batch, sliceBatch } from '../../../../src/data/batch.ts';
import { concatBatches } from '../../../../src/data/concat-batches.ts';
import { gatherBatch } from '../../../../src/data/gather.ts';
import { nexmarkLines } from '../../../support/nexmark-lines.ts';
import { tableOf } from '../../../support/table-of.ts';

function open(options: SourceOptions, startMs = 0): NexmarkReader {
  return new NexmarkReader(nexmarkConfig(options), startMs);
}

function readAll(reader: NexmarkReader, maxRows: number): readonly Batch[] {
  const batches: Batch[] = [];
  for (;;) {
    const batch = reader.next(maxRows);
    if (batch === null) return batches;
    expect(batch.rowCount).toBeLessThanOrEqual(maxRows);
    batches.push(batch);
  }
}

test('100,000 events at 1,000 a second are the golden events byte for byte', () => {
  const hash = createHash('sha256');
  for (const batch of readAll(open({ kind: 'all', events: 100_000, rate: 1000 }), 7777)) {
    hash.update(nexmarkLines(batch));
  }
  expect(hash.digest('hex')).toBe(
    'ed469a6c8028892a7b5b0843cb8dd786fe3df35dcdf2010505cc93d57ca7090c',
  );
});

test.each([
  ['person', 0],
  ['auction', 1],
  ['bid', 2],
])('a stream of %s events holds those of the whole auction', (kind, type) => {
  const all = concatBatches(readAll(open({ kind: 'all', events: 3000 }), 1000));
  const one = concatBatches(readAll(open({ kind, events: 3000 }), 64));
  const types = tableOf(all)['event_type'] ?? [];
  const chosen = [...types.keys()].filter((row) => types[row] === type);
  const expected = gatherBatch(all, Int32Array.from(chosen), chosen.length);
  expect(one.rowCount).toBe(chosen.length);
  expect(tableOf(expected)).toMatchObject(tableOf(one));
});

test('a restored reader goes on where the other stood', () => {
  const whole = concatBatches(readAll(open({ kind: 'bid', events: 2000 }), 100));
  const first = open({ kind: 'bid', events: 2000 });
  first.next(321);
  const second = open({ kind: 'bid', events: 2000, speed: 'max' });
  second.restore(first.position());
  expect(second.rowsRead()).toBe(321);
  const rest = concatBatches(readAll(second, 500));
  expect(tableOf(rest)).toEqual(tableOf(sliceBatch(whole, 321, whole.rowCount)));
});

test('at real speed rows are due when their event time has come', () => {
  const startMs = 1_800_000_000_000;
  const reader = open({ kind: 'bid', rate: 1000, speed: 'real' }, startMs);
  const batch = reader.next(500);
  const times = batch?.columns[5];
  for (const row of [0, 1, 47, 499]) {
    const micros = times?.kind === 'f64' ? (times.values[row] ?? 0) : 0;
    expect(reader.rowsDue(micros)).toBeGreaterThan(row);
    expect(reader.rowsDue(micros - 1000)).toBeLessThanOrEqual(row);
  }
  expect(reader.rowsDue((startMs - 5000) * 1000)).toBe(0);
  expect(open({ kind: 'bid' }).rowsDue(0)).toBe(Number.POSITIVE_INFINITY);
});

test('an unknown position is refused', () => {
  expect(() => open({}).restore('12 of 30')).toThrow(SqlError);
});
