import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Batch } from '../../src/data/batch.ts';
import type { SqlType } from '../../src/data/sql-type.ts';
import type { Vector } from '../../src/data/vector.ts';
import type { AsOfJoinNode } from '../../src/planner/physical/time-join-node.ts';
import { Dataflow } from '../../src/runtime/dataflow.ts';
import { PartitionWatermark } from '../../src/runtime/operators/event-time.ts';
import { buildBatch } from '../support/build-batch.ts';
import { planOf, scanOf } from '../support/plans.ts';
import { rowText, sorted, sumOf, type WeightedRow, zsetOf } from '../support/zset.ts';

/** Key, time, value. */
const types: SqlType[] = [{ kind: 'bigint' }, { kind: 'timestamp' }, { kind: 'bigint' }];
const left = scanOf(types);
const right = scanOf(types);
const delay = 4;

function nodeOf(parts: Pick<AsOfJoinNode, 'strict' | 'outer'>, isTimed: boolean): AsOfJoinNode {
  return {
    kind: 'asOfJoin',
    left: 0,
    right: 1,
    leftKeys: [0],
    rightKeys: [0],
    leftTime: 1,
    rightTime: 1,
    leftWidth: 3,
    leftMode: isTimed ? 'append' : 'updating',
    rightMode: isTimed ? 'append' : 'updating',
    leftLagMicros: isTimed ? 0 : null,
    rightLagMicros: isTimed ? 0 : null,
    fields: [...left.fields, ...right.fields],
    ...parts,
  };
}

type Side = 'left' | 'right';
type Row = readonly [bigint | null, bigint | null, bigint];
type Taken = { readonly side: Side; readonly row: Row; readonly weight: number };

/** What the rows so far come to, by definition. */
function joined(taken: readonly Taken[], { strict, outer }: AsOfJoinNode): readonly WeightedRow[] {
  const versions = taken.filter(({ side }) => side === 'right');
  const live = zsetOf(versions.map(({ row, weight }) => ({ row, weight })));
  const rows = versions.map(({ row }) => row).filter((row) => (live.get(rowText(row)) ?? 0) > 0);
  return taken.flatMap(({ side, row, weight }) => {
    if (side === 'right') return [];
    const [key, time] = row;
    const known = rows.filter(([k, t]) => {
      if (key === null || time === null || k !== key || t === null) return false;
      return strict ? t < time : t <= time;
    });
    const newest = known.toSorted(byTimeAndValue).at(-1);
    if (newest !== undefined) return [{ row: [...row, ...newest], weight }];
    return outer ? [{ row: [...row, null, null, null], weight }] : [];
  });
}

function byTimeAndValue(a: Row, b: Row): number {
  return Number(a[1]) - Number(b[1]) || Number(a[2]) - Number(b[2]);
}

const key = fc.option(fc.bigInt({ min: 0n, max: 1n }), { freq: 12, nil: null });
const value = fc.bigInt({ min: 0n, max: 3n });
const shape = fc.record({ strict: fc.boolean(), outer: fc.boolean() });

/** Rows of two partitions a side, times around a moment that goes on; late ones among them. */
const timedRow = fc.record({
  side: fc.constantFrom<Side>('left', 'right'),
  partition: fc.constantFrom(0, 1),
  key,
  value,
  ahead: fc.oneof(
    { weight: 6, arbitrary: fc.option(fc.integer({ min: -4, max: 4 }), { freq: 12, nil: null }) },
    fc.integer({ min: -20, max: -5 }),
  ),
});
/** After which rows a step ends. */
const history = fc.array(fc.record({ row: timedRow, ends: fc.boolean() }), { maxLength: 60 });

test('rows in time have the version of their time, however the inputs are cut', () => {
  fc.assert(
    fc.property(shape, history, (parts, steps) => {
      const node = nodeOf(parts, true);
      const dataflow = new Dataflow(planOf([left, right, node]));
      const trial = new TimedTrial(dataflow, node);
      for (const [i, { row, ends }] of steps.entries()) {
        trial.take(row, BigInt(100 + i));
        if (ends || i === steps.length - 1) trial.endStep();
      }
      const { late } = trial;
      expect(dataflow.lateRows).toBe(late);
      dataflow.endStep(
        new Map([
          [0, Infinity],
          [1, Infinity],
        ]),
      );
      expect(dataflow.stateSizes()[2]?.rows).toBeLessThanOrEqual(2);
    }),
    { numRuns: 300 },
  );
});

type TimedRow = {
  readonly side: Side;
  readonly partition: number;
  readonly key: bigint | null;
  readonly value: bigint;
  readonly ahead: number | null;
};

/** A dataflow whose inputs mark what is late, and what should have come out of it. */
class TimedTrial {
  late = 0;
  readonly #dataflow: Dataflow;
  readonly #node: AsOfJoinNode;
  readonly #marks = { left: partitions(), right: partitions() };
  readonly #taken: Taken[] = [];
  readonly #outputs: Batch[] = [];

  constructor(dataflow: Dataflow, node: AsOfJoinNode) {
    this.#dataflow = dataflow;
    this.#node = node;
  }

  take(row: TimedRow, now: bigint): void {
    const time = row.ahead === null ? null : now + BigInt(row.ahead);
    const values: Row = [row.key, time, row.value];
    const { fields } = row.side === 'left' ? left : right;
    const batch = buildBatch(fields, [values]);
    const mark = this.#marks[row.side][row.partition] as PartitionWatermark;
    const observed = mark.observe(batch, batch.columns[1] as Vector);
    this.#dataflow.take(row.side === 'left' ? 0 : 1, observed);
    // A row without a key has no time that could be forgotten.
    if (row.key !== null && (observed.late?.[0] ?? -Infinity) > -Infinity) this.late += 1;
    else this.#taken.push({ side: row.side, row: values, weight: 1 });
  }

  endStep(): void {
    this.#outputs.push(...this.#dataflow.endStep(reached(this.#marks)).batches);
    const expected = zsetOf(joined(this.#taken, this.#node));
    expect(sorted(sumOf(this.#outputs))).toEqual(sorted(expected));
  }
}

function partitions(): PartitionWatermark[] {
  return [new PartitionWatermark(delay), new PartitionWatermark(delay)];
}

function reached(
  marks: Readonly<Record<Side, readonly PartitionWatermark[]>>,
): Map<number, number> {
  const least = (all: readonly PartitionWatermark[]): number =>
    Math.min(...all.map(({ watermark }) => watermark));
  return new Map([
    [0, least(marks.left)],
    [1, least(marks.right)],
  ]);
}

const change = fc.record({
  side: fc.constantFrom<Side>('left', 'right'),
  key,
  time: fc.option(fc.bigInt({ min: 0n, max: 6n }), { freq: 12, nil: null }),
  value,
  /** Which earlier row is taken back instead; none beyond the last. */
  takesBack: fc.option(fc.nat(20)),
  ends: fc.boolean(),
});

test('rows of both sides come and go: the sum of outputs is the answer over the sum of inputs', () => {
  fc.assert(
    fc.property(shape, fc.array(change, { maxLength: 60 }), (parts, changes) => {
      const node = nodeOf(parts, false);
      const dataflow = new Dataflow(planOf([left, right, node]));
      const taken: Taken[] = [];
      const there: Taken[] = [];
      const outputs: Batch[] = [];
      for (const [i, each] of changes.entries()) {
        const next = taking(each, there);
        taken.push(next);
        const { fields } = next.side === 'left' ? left : right;
        const batch = buildBatch(fields, [next.row], { weights: [next.weight] });
        dataflow.take(next.side === 'left' ? 0 : 1, batch);
        if (!each.ends && i < changes.length - 1) continue;
        outputs.push(...dataflow.endStep(never).batches);
        expect(sorted(sumOf(outputs))).toEqual(sorted(zsetOf(joined(taken, node))));
      }
    }),
    { numRuns: 300 },
  );
});

type Change = Omit<Taken, 'row' | 'weight'> & {
  readonly key: bigint | null;
  readonly time: bigint | null;
  readonly value: bigint;
  readonly takesBack: number | null;
};

/** A row that comes, or goes again. */
function taking({ side, key: k, time, value: v, takesBack }: Change, there: Taken[]): Taken {
  const [back] = takesBack === null ? [] : there.splice(takesBack, 1);
  if (back !== undefined) return { ...back, weight: -1 };
  const added: Taken = { side, row: [k, time, v], weight: 1 };
  there.push(added);
  return added;
}

const never: ReadonlyMap<number, number> = new Map([
  [0, -Infinity],
  [1, -Infinity],
]);
