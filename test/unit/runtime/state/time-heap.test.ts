import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TimeHeap } from '../../../../src/runtime/state/time-heap.ts';

test('things come out by their time, and none before it', () => {
  const steps = fc.array(
    fc.record({ add: fc.array(fc.integer({ min: 0, max: 20 })), until: fc.integer({ max: 25 }) }),
  );
  fc.assert(
    fc.property(steps, (all) => {
      const heap = new TimeHeap<number>();
      let waiting: number[] = [];
      for (const { add, until } of all) {
        for (const time of add) heap.add(time, time);
        waiting.push(...add);
        const taken: number[] = [];
        for (let next = heap.takeBefore(until); next !== undefined; next = heap.takeBefore(until)) {
          taken.push(next);
        }
        expect(taken).toEqual(waiting.filter((time) => time < until).toSorted((a, b) => a - b));
        waiting = waiting.filter((time) => time >= until);
        expect(heap.size).toBe(waiting.length);
        expect(heap.firstTime).toBe(Math.min(...waiting));
      }
    }),
  );
});
