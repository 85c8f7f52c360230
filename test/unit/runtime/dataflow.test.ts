import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import type { Batch } from '../../../src/data/batch.ts';
import type { SqlType } from '../../../src/data/sql-type.ts';
import type { MapNode, PhysicalPlan } from '../../../src/planner/physical/physical-plan.ts';
import { Dataflow } from '../../../src/runtime/dataflow.ts';
import { batchRows } from '../../support/batch-rows.ts';
import { buildBatch, fieldsOf } from '../../support/build-batch.ts';
import type { WorkerRequest } from '../../support/dataflow-worker.ts';
import { call, column, connective, literal } from '../../support/expressions.ts';
import { aggregateCall, aggregateNode, planOf, scanOf } from '../../support/plans.ts';
import { sorted, sumOf } from '../../support/zset.ts';

const text: SqlType = { kind: 'text' };
const bigint: SqlType = { kind: 'bigint' };
const interval: SqlType = { kind: 'interval' };

const workers: Worker[] = [];

afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.terminate();
});

/** Kernels with constants of every kind, functions called by `evaluate`, groups of texts. */
function plan(): PhysicalPlan {
  const scan = scanOf([text, bigint, bigint]);
  const [word, a, b] = [column(0, text), column(1, bigint), column(2, bigint)];
  const map: MapNode = {
    kind: 'map',
    input: 0,
    predicate: connective(
      'or',
      call('like(text,text)', word, literal('b%', text)),
      call('greater(bigint,bigint)', a, literal(2n ** 60n, bigint)),
      call('equal(text,text)', word, literal("it's", text)),
    ),
    projections: [
      call('upper(text)', word),
      call('divide(bigint,bigint)', a, b),
      literal({ months: 1, days: 0, micros: 0 }, interval),
    ],
    fields: fieldsOf([text, bigint, interval]),
  };
  const calls = [
    aggregateCall('count', null, null),
    aggregateCall('sum', 1, bigint),
    aggregateCall('max', 2, interval),
  ];
  const aggregates = { keys: [0], aggregates: calls, inputMode: 'updating' as const };
  return planOf([scan, map, aggregateNode(1, map.fields, aggregates)]);
}

function batches(): Batch[] {
  const { fields } = scanOf([text, bigint, bigint]);
  return [
    buildBatch(fields, [
      ['bread', 10n, 2n],
      ["it's", 9n, 3n],
      ['butter', 1n, 0n],
      [null, 2n ** 61n, 7n],
    ]),
    buildBatch(
      fields,
      [
        ['bread', 10n, 2n],
        ['beer', 5n, null],
      ],
      { weights: [-1, 1], dictionaries: new Set([0]) },
    ),
  ];
}

test('a dataflow in a worker answers what it answers here', async () => {
  const here = new Dataflow(plan());
  const worker = new Worker(new URL('../../support/boot-worker.mjs', import.meta.url), {
    workerData: {
      plan: plan(),
      entry: new URL('../../support/dataflow-worker.ts', import.meta.url).href,
    },
  });
  workers.push(worker);
  const answers: Batch[] = [];
  let failures: ReadonlyMap<string, number> = new Map();
  const ask = (request: WorkerRequest): void => worker.postMessage(request);
  const expected: Batch[] = [];
  for (const batch of batches()) {
    here.take(0, batch);
    expected.push(...here.endStep(new Map([[0, 0]])).batches);
    ask({ kind: 'take', scan: 0, batch });
    ask({ kind: 'end', scans: [0], watermark: 0 });
    const [answer] = await once(worker, 'message');
    answers.push(...answer.batches);
    failures = answer.failures;
  }
  expect(sorted(sumOf(answers))).toEqual(sorted(sumOf(expected)));
  expect(batchRows(answers[0] ?? null).length).toBe(3);
  expect([...failures]).toEqual([['22012', 1]]);
  expect([...here.failures]).toEqual([['22012', 1]]);
});

test('a plan of constants answers them in its first step', () => {
  const values = {
    kind: 'values' as const,
    rows: [[1n], [null]],
    fields: fieldsOf([bigint]),
  };
  const dataflow = new Dataflow(planOf([values]));
  expect(batchRows(dataflow.endStep(new Map()).changes)).toEqual([[1n], [null]]);
  expect(dataflow.endStep(new Map()).changes).toBeNull();
});

test('rows that come and go within a step leave nothing', () => {
  const scan = scanOf([bigint]);
  const dataflow = new Dataflow(planOf([scan]));
  dataflow.take(0, buildBatch(scan.fields, [[1n], [2n]]));
  dataflow.take(0, buildBatch(scan.fields, [[1n], [2n]], { weights: [-1, -1] }));
  expect(dataflow.endStep(new Map([[0, 0]])).batches).toEqual([]);
});

test('appended rows are handed on as they came, without a copy', () => {
  const scan = scanOf([bigint]);
  const dataflow = new Dataflow(planOf([scan]));
  const given = [buildBatch(scan.fields, [[1n]]), buildBatch(scan.fields, [[2n]])];
  for (const batch of given) dataflow.take(0, batch);
  const { batches: out, watermarkMicros } = dataflow.endStep(new Map([[0, 7]]));
  expect(out[0]).toBe(given[0]);
  expect(out[1]).toBe(given[1]);
  expect(watermarkMicros).toBe(7);
});
