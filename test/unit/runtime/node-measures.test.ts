import { expect, test } from 'vitest';
import { NodeMeasures } from '../../../src/runtime/node-measures.ts';

test('time goes to the node at work, not to the one that has handed rows on', () => {
  let now = 0;
  const measures = new NodeMeasures(2, () => now);
  const none = measures.enter(0);
  now = 3;
  const first = measures.enter(1);
  now = 10;
  measures.leave(first);
  now = 11;
  measures.leave(none);
  now = 100;
  measures.gave(0, 5);
  measures.took(1, 5);
  measures.took(1, 2);
  expect(measures.all()).toEqual([
    { rowsIn: 0, rowsOut: 5, ms: 4 },
    { rowsIn: 7, rowsOut: 0, ms: 7 },
  ]);
});
