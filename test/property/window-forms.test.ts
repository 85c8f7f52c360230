import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Datum, SqlType } from '../../src/data/sql-type.ts';
import type { HopNode, PhysicalNode, Window } from '../../src/planner/physical/physical-plan.ts';
import { aggregated } from '../support/aggregate-model.ts';
import { fieldsOf } from '../support/build-batch.ts';
import { type Feeding, feed, feedTimed, type TimedScan } from '../support/feed-dataflow.ts';
import { aggregateCall, aggregateNode, planOf, scanOf } from '../support/plans.ts';
import { cutsFor, timedPartitions } from '../support/timed-arbitrary.ts';
import { inCumulated, inSessions, inSliding, judged } from '../support/window-model.ts';
import { sorted, sumOf, type WeightedRow, zsetOf } from '../support/zset.ts';

const bigint: SqlType = { kind: 'bigint' };
const timestamp: SqlType = { kind: 'timestamp' };
const types = [bigint, timestamp, bigint];
const time = 1;
const delayMicros = 2;
const scan = scanOf(types);
const windowed = [...scan.fields, ...fieldsOf([timestamp, timestamp])];
const calls = [
  aggregateCall('count', null, null),
  aggregateCall('sum', 2, bigint),
  aggregateCall('max', 2, bigint),
];

type Form = 'session' | 'sliding' | 'cumulating';
type Answer = { readonly kept: readonly (readonly Datum[])[]; readonly dropped: number };

/** A key that is in one partition only: what its rows were late for then hangs on no interleaving. */
const keyed = timedPartitions.map((partitions) =>
  partitions.map((rows, p) => rows.map(([k, ...rest]) => [BigInt(Number(k) + p * 4), ...rest])),
);

const cases = fc.record({
  form: fc.constantFrom<Form>('session', 'sliding', 'cumulating'),
  partitions: keyed,
  size: fc.integer({ min: 1, max: 6 }),
  steps: fc.integer({ min: 1, max: 4 }),
  graceMicros: fc.constantFrom(0, 0, 3),
  cuts: cutsFor(1),
});

type Case = Pick<
  ReturnType<typeof cases.generate>['value'],
  'form' | 'partitions' | 'size' | 'steps' | 'graceMicros' | 'cuts'
>;

function windowOf({ form, size, steps, graceMicros }: Case): Window {
  const base = { time, slideMicros: 1, offsetMicros: 0, graceMicros };
  if (form !== 'cumulating') return { ...base, sizeMicros: size, form: { kind: form } };
  const sizeMicros = size * steps;
  return { ...base, sizeMicros, slideMicros: sizeMicros, form: { kind: form, stepMicros: size } };
}

const keyOf = (row: readonly Datum[]): string => String(row[0]);

function answerOf(each: Case, rows: ReturnType<typeof judged>): Answer {
  const window = windowOf(each);
  if (each.form === 'session') return inSessions(rows, window, keyOf);
  if (each.form === 'sliding') return inSliding(rows, window, keyOf);
  return inCumulated(rows, window, each.size);
}

function nodesOf(each: Case, emit: 'changes' | 'final', inputMode: 'append' | 'updating') {
  const window = windowOf(each);
  const keys = { partition: [0], inputMode, emit };
  const hop: HopNode = {
    kind: 'hop',
    input: 0,
    window,
    fields: windowed,
    ...(each.form === 'cumulating' ? {} : { keyed: keys }),
  };
  const appends = inputMode === 'append' && (each.form !== 'session' || emit === 'final');
  const group = aggregateNode(1, windowed, {
    keys: [0, 3, 4],
    aggregates: calls,
    windowEndKey: 2,
    windowEndLagMicros: window.graceMicros + (each.form === 'session' ? 1 : 0),
    emit,
    inputMode: appends ? 'append' : 'updating',
  });
  return { hop, group };
}

function counted(rows: Answer['kept']): WeightedRow[] {
  const groups = aggregated(
    rows.map((row) => ({ row, weight: 1 })),
    [0, 3, 4],
    calls,
  );
  return groups.map(({ keys, values }) => ({ row: [...keys, ...(values ?? [])], weight: 1 }));
}

for (const emit of ['changes', 'final'] as const) {
  test(`windows made by rows hold what was in time for them, however the input is cut: ${emit}`, () => {
    fc.assert(
      fc.property(cases, (each) => {
        const timed: TimedScan = { scan: 0, time, delayMicros, partitions: each.partitions };
        const { hop, group } = nodesOf(each, emit, 'append');
        const nodes: PhysicalNode[] = [scan, hop, group];
        const { outputs, lateRows, dataflow } = feedTimed(planOf(nodes), [timed], each.cuts);
        const { kept, dropped } = answerOf(each, judged(timed));
        expect(sorted(sumOf(outputs))).toEqual(sorted(zsetOf(counted(kept))));
        expect(lateRows).toBe(dropped);
        expect(dataflow.stateSizes().every((size) => size.rows === 0)).toBe(true);
        if (emit === 'final') expect(outputs.every(({ weights }) => weights === null)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
}

test('the rows themselves come out with their windows', () => {
  fc.assert(
    fc.property(cases, (each) => {
      const timed: TimedScan = { scan: 0, time, delayMicros, partitions: each.partitions };
      const { hop } = nodesOf(each, 'changes', 'append');
      const { outputs } = feedTimed(planOf([scan, hop]), [timed], each.cuts);
      const { kept } = answerOf(each, judged(timed));
      const expected = kept.map((row) => ({ row, weight: 1 }));
      expect(sorted(sumOf(outputs))).toEqual(sorted(zsetOf(expected)));
    }),
    { numRuns: 200 },
  );
});

test('over rows that are taken back they are those of the rows that there are', () => {
  const changed = fc.record({
    each: cases,
    gone: fc.array(fc.nat(60), { maxLength: 20 }),
    portion: fc.integer({ min: 1, max: 7 }),
  });
  fc.assert(
    fc.property(changed, ({ each, gone, portion }) => {
      const rows = each.partitions.flat();
      const left = rows.filter((_, i) => !gone.includes(i));
      const changes: WeightedRow[] = [
        ...rows.map((row) => ({ row, weight: 1 })),
        ...rows.flatMap((row, i) => (gone.includes(i) ? [{ row, weight: -1 }] : [])),
      ];
      const feedings: Feeding[] = [];
      for (let i = 0; i < changes.length; i += portion) {
        feedings.push({ scan: 0, rows: changes.slice(i, i + portion) }, { end: true });
      }
      const { hop, group } = nodesOf(each, 'changes', 'updating');
      const { outputs } = feed(planOf([scan, hop, group]), feedings);
      const inTime = left.map((row) => ({ row, late: -Infinity }));
      const { kept } = answerOf(each, inTime);
      expect(sorted(sumOf(outputs))).toEqual(sorted(zsetOf(counted(kept))));
    }),
    { numRuns: 200 },
  );
});
