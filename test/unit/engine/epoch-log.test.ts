import { expect, test } from 'vitest';
import { RecordingSink } from '../../support/recording-sink.ts';
import { TestEngine } from '../../support/test-engine.ts';

const request = { from: 'snapshot', mode: 'changes', progressMs: 1000 } as const;

/** The greatest epoch that a client of a server sees in a few cuts. */
async function seenEpoch(server: TestEngine): Promise<number> {
  const sink = new RecordingSink();
  await server.subscribe({ ...request, view: 's' }, sink);
  for (let i = 0; i < 5; i += 1) {
    await server.execute('INSERT INTO s VALUES (1)');
    await server.settle();
  }
  const epochs = sink.take().flatMap((event) => ('epoch' in event ? event.epoch : []));
  return Math.max(...epochs);
}

test.each([
  ['closed', 1n],
  ['crashed', 1n],
  ['crashed', 2n],
  ['crashed', 3n],
  ['crashed', 4n],
] as const)('epochs never go back: %s, seed %d', async (how, seed) => {
  const server = await TestEngine.open({ seed });
  await server.execute('CREATE STREAM s (n INTEGER)');
  const seen = [0];
  for (let start = 0; start < 6; start += 1) {
    seen.push(await seenEpoch(server));
    await server.restart(how);
    // One start that nobody has time to use.
    if (start % 2 === 1) await server.restart(how);
  }
  expect(seen.toSorted((a, b) => a - b)).toEqual(seen);
  expect(new Set(seen).size).toBe(seen.length);
  await server.close();
});
