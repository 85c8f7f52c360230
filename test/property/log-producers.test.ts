import fc from 'fast-check';
import { test } from 'vitest';
import { ModelledPartition, type Trouble } from '../support/modelled-partition.ts';

const producer = fc.integer({ min: 0, max: 2 });
const trouble: fc.Arbitrary<Trouble | null> = fc.option(
  fc.record({
    kind: fc.constantFrom<Trouble['kind']>('kill', 'cutPower', 'EIO', 'ENOSPC'),
    call: fc.integer({ min: 1, max: 12 }),
  }),
  { nil: null },
);
const sizes = fc.array(fc.tuple(producer, fc.integer({ min: 1, max: 60 })), {
  minLength: 1,
  maxLength: 6,
});
const isolation = fc.constantFrom<'committed' | 'uncommitted'>('committed', 'uncommitted');
const at = fc.double({ min: 0, max: 1, noNaN: true });

/** What happens next. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('send' as const), sizes, trouble }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('plain' as const),
      count: fc.integer({ min: 1, max: 40 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('begin' as const), producer }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('end' as const),
      producer,
      outcome: fc.constantFrom<'commit' | 'abort'>('commit', 'abort'),
      trouble,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('repeat' as const, 'misbehave' as const),
      producer,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('read' as const),
      isolation,
      at,
      bytesMax: fc.integer({ min: 1, max: 5000 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('reopen' as const, 'kill' as const, 'cutPower' as const),
    }),
  },
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function run(partition: ModelledPartition, one: Step): Promise<void> {
  switch (one.kind) {
    case 'send':
      return partition.send(one.sizes, one.trouble);
    case 'plain':
      return partition.plain(one.count);
    case 'begin':
      return partition.begin(one.producer);
    case 'end':
      return partition.end(one.producer, one.outcome, one.trouble);
    case 'read':
      return partition.read(one.isolation, one.at, one.bytesMax);
    case 'reopen':
      return partition.reopen();
    case 'kill':
    case 'cutPower':
      return partition.crash(one.kind);
    default:
      return partition[one.kind](one.producer);
  }
}

test('whatever fails, rows that are sent again are stored once and transactions are whole or nothing', async () => {
  const scenario = fc.record({
    seed: fc.integer({ min: 0, max: 1_000_000 }),
    tailBytes: fc.constantFrom(1, 5000, 1_000_000),
    steps: fc.array(step, { maxLength: 30 }),
  });
  await fc.assert(
    fc.asyncProperty(scenario, async ({ seed, tailBytes, steps }) => {
      const partition = await ModelledPartition.start(seed, tailBytes);
      for (const one of steps) await run(partition, one);
      await partition.check();
    }),
    { numRuns: 200 },
  );
});
