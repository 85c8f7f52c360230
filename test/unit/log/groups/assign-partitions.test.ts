import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Assignment,
  assignPartitions,
  type Subscriber,
} from '../../../../src/log/groups/assign-partitions.ts';

const none: Assignment = new Map();

function indexesOf(assignment: Assignment, topic: string): Record<string, number[]> {
  const entries = [...assignment].map(([member, has]) => [
    member,
    has.filter((of) => of.topic === topic).map((of) => of.partition),
  ]);
  return Object.fromEntries(entries) as Record<string, number[]>;
}

const member = (memberId: string, ...topics: string[]): Subscriber => ({ memberId, topics });

describe('partitions', () => {
  test('are given in ranges', () => {
    const assignment = assignPartitions([member('x', 't'), member('y', 't')], () => 5, none);
    expect(indexesOf(assignment, 't')).toEqual({ x: [0, 1, 2], y: [3, 4] });
  });

  test('stay where they are as far as that is even', () => {
    const one = assignPartitions([member('x', 't')], () => 4, none);
    const two = assignPartitions([member('x', 't'), member('y', 't')], () => 4, one);
    expect(indexesOf(two, 't')).toEqual({ x: [0, 1], y: [2, 3] });
    const three = assignPartitions(
      [member('x', 't'), member('y', 't'), member('z', 't')],
      () => 4,
      two,
    );
    expect(indexesOf(three, 't')).toEqual({ x: [0, 1], y: [2], z: [3] });
    const without = assignPartitions([member('y', 't'), member('z', 't')], () => 4, three);
    expect(indexesOf(without, 't')).toEqual({ y: [0, 2], z: [1, 3] });
  });

  test('are all given to exactly one subscriber, evenly', () => {
    const members = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1 });
    const topics = fc.subarray(['t', 'u', 'v'], { minLength: 1 });
    const step = fc.tuple(members, fc.array(topics, { minLength: 5, maxLength: 5 }), fc.nat(9));
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 4 }), (steps) => {
        let before = none;
        for (const [names, subscriptions, partitions] of steps) {
          const subscribers = names.map((name, i) => member(name, ...(subscriptions[i] ?? ['t'])));
          before = assignPartitions(subscribers, () => partitions, before);
          checkEven(before, subscribers, partitions);
        }
      }),
      { numRuns: 300 },
    );
  });
});

function checkEven(
  assignment: Assignment,
  subscribers: readonly Subscriber[],
  partitions: number,
): void {
  const all = Array.from({ length: partitions }, (_, partition) => partition);
  for (const topic of new Set(subscribers.flatMap(({ topics }) => topics))) {
    const has = indexesOf(assignment, topic);
    const given = Object.values(has).flat();
    expect(given.toSorted((a, b) => a - b)).toEqual(all);
    const wanted = subscribers.filter(({ topics }) => topics.includes(topic));
    const counts = wanted.map(({ memberId }) => has[memberId]?.length ?? 0);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(partitions);
  }
}
