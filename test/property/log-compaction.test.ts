import fc from 'fast-check';
import { test } from 'vitest';
import { type CleaningStep, ModelledCleaning } from '../support/modelled-cleaning.ts';

const row = fc.record({
  key: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'longer key') },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  value: fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 1e6 }).map((n) => `value ${n}`) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  timeMs: fc.integer({ min: -5, max: 5 }),
});
const rows = fc.array(row, { minLength: 1, maxLength: 5 });
const producer = fc.integer({ min: 1, max: 3 });
const fault = fc.record({
  kind: fc.constantFrom('none', 'none', 'EIO', 'ENOSPC', 'kill', 'cutPower'),
  call: fc.integer({ min: 1, max: 60 }),
});

const step: fc.Arbitrary<CleaningStep> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      rows,
      times: fc.integer({ min: 1, max: 12 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('produce' as const), producer, rows }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('begin' as const), producer, rows }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('end' as const), producer, commit: fc.boolean() }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('clean' as const), fault }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('truncate' as const),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('advance' as const),
      ms: fc.constantFrom(10, 700, 5000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('openReader' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('readOn' as const),
      reader: fc.integer({ min: 0, max: 3 }),
      bytesMax: fc.integer({ min: 1, max: 600 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('reopen' as const),
      loses: fc.constantFrom('nothing', 'state', 'clean', 'index'),
    }),
  },
);

const settings = fc.record({
  compaction: fc.option(
    fc.record({
      minAgeMs: fc.constantFrom(0, 0, 500),
      tombstoneMs: fc.constantFrom(0, 1000),
      dirtyRatioMin: fc.constantFrom(0, 0.3),
    }),
    { freq: 5 },
  ),
  compression: fc.constantFrom('none' as const, 'lz4' as const),
  retentionMs: fc.option(fc.constant(3000), { freq: 2, nil: null }),
});

const scenario = fc.record({
  options: fc.record({
    seed: fc.integer({ min: 0, max: 1_000_000 }),
    settings,
    isRecords: fc.boolean(),
    // Little memory makes several passes of one compaction.
    keyBytesMax: fc.constantFrom(1, 64 * 1024 * 1024),
    tailBytesMax: fc.constantFrom(0, 2000),
  }),
  steps: fc.array(step, { minLength: 5, maxLength: 40 }),
});

test('whatever is done to a partition while it is cleaned, its rows are those of a list', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ options, steps }) => {
      const log = await ModelledCleaning.start(options);
      for (const one of steps) await log.run(one);
      await log.check();
      await log.run({ kind: 'reopen', loses: 'nothing' });
      await log.run({ kind: 'clean', fault: { kind: 'none', call: 0 } });
      await log.check();
    }),
    { numRuns: 200 },
  );
}, 60_000);
