import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anomaliesOf } from '../support/log-checker.ts';
import { LogWorkload, type Phase } from '../support/log-workload.ts';

const phase: fc.Arbitrary<Phase> = fc.record({
  steps: fc.integer({ min: 5, max: 30 }),
  faultsOneIn: fc.constantFrom(0, 0, 10, 50),
  end: fc.constantFrom('close', 'kill', 'cutPower'),
});

const scenario = fc.record({
  seed: fc.integer({ min: 0, max: 1_000_000 }),
  phases: fc.array(phase, { minLength: 1, maxLength: 4 }),
});

test('through faults and crashes nothing is lost, doubled, reordered or torn, and nothing aborted is read', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ seed, phases }) => {
      const workload = new LogWorkload(seed);
      for (const one of phases) await workload.run(one);
      const history = await workload.history();
      expect(anomaliesOf(history)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('where syncing does nothing a loss is found: the checker sees what happens to a log', async () => {
  const kinds = new Set<string>();
  for (let seed = 0; seed < 10; seed += 1) {
    const workload = new LogWorkload(seed, false);
    try {
      await workload.run({ steps: 20, faultsOneIn: 0, end: 'cutPower' });
      for (const { kind } of anomaliesOf(await workload.history())) kinds.add(kind);
    } catch {
      kinds.add('does not open');
    }
  }
  expect(kinds).toContain('lost');
});
