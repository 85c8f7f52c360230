import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SqlType } from '../../src/data/sql-type.ts';
import type { HopNode, PhysicalNode, Window } from '../../src/planner/physical/physical-plan.ts';
import { aggregated } from '../support/aggregate-model.ts';
import { batchRows } from '../support/batch-rows.ts';
import { fieldsOf } from '../support/build-batch.ts';
import { feedTimed, type TimedScan } from '../support/feed-dataflow.ts';
import { aggregateCall, aggregateNode, planOf, scanOf } from '../support/plans.ts';
import { cutsFor, timedPartitions, windowsOf } from '../support/timed-arbitrary.ts';
import { inWindows, judged } from '../support/window-model.ts';
import { sorted, sumOf, type WeightedRow, zsetOf } from '../support/zset.ts';

const bigint: SqlType = { kind: 'bigint' };
const timestamp: SqlType = { kind: 'timestamp' };
const types = [bigint, timestamp, bigint];
const time = 1;
const delayMicros = 2;

const calls = [
  aggregateCall('count', null, null),
  aggregateCall('sum', 2, bigint),
  aggregateCall('max', 2, bigint),
];

type WindowCase = {
  readonly partitions: TimedScan['partitions'];
  readonly window: Window;
  readonly keys: readonly number[];
  readonly cuts: Parameters<typeof feedTimed>[2];
};

const cases: fc.Arbitrary<WindowCase> = fc.record({
  partitions: timedPartitions,
  window: windowsOf(time),
  keys: fc.constantFrom([0], []),
  cuts: cutsFor(1),
});

const scan = scanOf(types);

function timedScan(partitions: TimedScan['partitions']): TimedScan {
  return { scan: 0, time, delayMicros, partitions };
}

/** The batch answer: groups of the rows that were not late for their window, edges between keys and values. */
function expected({ partitions, window, keys }: WindowCase): {
  readonly rows: WeightedRow[];
  readonly dropped: number;
} {
  const { kept, dropped } = inWindows(judged(timedScan(partitions)), window);
  const edges = [types.length, types.length + 1];
  const groups = aggregated(
    kept.map(({ row }) => ({ row, weight: 1 })),
    [...keys, ...edges],
    calls,
  );
  const rows = groups.map(({ keys: group, values }) => ({
    row: [...group, ...(values ?? [])],
    weight: 1,
  }));
  return { rows, dropped };
}

for (const emit of ['changes', 'final'] as const) {
  test(`a windowed aggregate counts what is in time for each window, however its input is cut: ${emit}`, () => {
    fc.assert(
      fc.property(cases, (each) => {
        const { partitions, window, keys, cuts } = each;
        const node = aggregateNode(0, scan.fields, { keys, aggregates: calls, window, emit });
        const { outputs, lateRows, dataflow } = feedTimed(
          planOf([scan, node]),
          [timedScan(partitions)],
          cuts,
        );
        const { rows, dropped } = expected(each);
        expect(sorted(sumOf(outputs))).toEqual(sorted(zsetOf(rows)));
        expect(lateRows).toBe(dropped);
        expect(dataflow.stateSizes().every((size) => size.rows === 0)).toBe(true);
        if (emit === 'final') expect(outputs.every(({ weights }) => weights === null)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
}

test('windows that have told their result come out behind no watermark that was told', () => {
  fc.assert(
    fc.property(cases, ({ partitions, window, keys, cuts }) => {
      const node = aggregateNode(0, scan.fields, {
        keys,
        aggregates: calls,
        window,
        emit: 'changes',
      });
      let told = -Infinity;
      feedTimed(planOf([scan, node]), [timedScan(partitions)], cuts, (batches, watermark) => {
        const ends = batches.flatMap((batch) =>
          batchRows(batch).map((row) => row[keys.length + 1]),
        );
        expect(ends.every((end) => Number(end) >= told)).toBe(true);
        told = watermark;
      });
    }),
    { numRuns: 200 },
  );
});

/** HOP as an operator of its own, its windows closed by the aggregate over it. */
test('an aggregate over rows that carry their windows answers as the windowed aggregate does', () => {
  fc.assert(
    fc.property(cases, fc.constantFrom('changes' as const, 'final' as const), (each, emit) => {
      const { partitions, window, keys, cuts } = each;
      const fields = [...scan.fields, ...fieldsOf([timestamp, timestamp])];
      const hop: HopNode = { kind: 'hop', input: 0, window, fields };
      const edges = [types.length, types.length + 1];
      const node = aggregateNode(1, fields, {
        keys: [...keys, ...edges],
        aggregates: calls,
        windowEndKey: keys.length + 1,
        windowEndLagMicros: window.graceMicros,
        emit,
      });
      const timed = [timedScan(partitions)];
      const { outputs, lateRows, dataflow } = feedTimed(planOf([scan, hop, node]), timed, cuts);
      expect(dataflow.stateSizes().every((size) => size.rows === 0)).toBe(true);
      const { rows, dropped } = expected(each);
      expect(sorted(sumOf(outputs))).toEqual(sorted(zsetOf(rows)));
      expect(lateRows).toBe(dropped);
    }),
    { numRuns: 200 },
  );
});

/** The greatest count per window, over counts per key and window that change their mind. */
function nestedPlan(window: Window, emit: 'changes' | 'final'): PhysicalNode[] {
  const counts = aggregateNode(0, scan.fields, {
    keys: [0],
    aggregates: [aggregateCall('count', null, null)],
    window,
    emit,
  });
  const greatest = aggregateNode(1, counts.fields, {
    keys: [1, 2],
    aggregates: [aggregateCall('max', 3, bigint), aggregateCall('sum', 3, bigint)],
    windowEndKey: 1,
    emit,
    inputMode: emit === 'final' ? 'append' : 'updating',
  });
  return [scan, counts, greatest];
}

for (const emit of ['changes', 'final'] as const) {
  test(`an aggregate over a windowed aggregate follows it: ${emit}`, () => {
    fc.assert(
      fc.property(cases, ({ partitions, window, cuts }) => {
        const timed = timedScan(partitions);
        const { outputs } = feedTimed(planOf(nestedPlan(window, emit)), [timed], cuts);
        const { kept } = inWindows(judged(timed), window);
        const counts = aggregated(
          kept.map(({ row }) => ({ row, weight: 1 })),
          [0, 3, 4],
          [aggregateCall('count', null, null)],
        );
        const rows = counts.map((each) => ({
          row: [...each.keys, ...(each.values ?? [])],
          weight: 1,
        }));
        const greatest = aggregated(
          rows,
          [1, 2],
          [aggregateCall('max', 3, bigint), aggregateCall('sum', 3, bigint)],
        );
        expect(sorted(sumOf(outputs))).toEqual(
          sorted(
            zsetOf(
              greatest.map((each) => ({ row: [...each.keys, ...(each.values ?? [])], weight: 1 })),
            ),
          ),
        );
      }),
      { numRuns: 200 },
    );
  });
}
