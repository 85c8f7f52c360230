import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  lastWindowStart,
  paneMicros,
  windowStarts,
  windowStartsWithin,
} from '../../../../src/runtime/operators/windows.ts';
import { windowsOf } from '../../../support/timed-arbitrary.ts';

const window = {
  time: 0,
  sizeMicros: 10,
  slideMicros: 4,
  offsetMicros: 1,
  graceMicros: 0,
} as const;

test('a time is in every window that begins at or before it and ends after it', () => {
  expect(windowStarts(window, 13)).toEqual([13, 9, 5]);
  expect(windowStarts(window, 12)).toEqual([9, 5]);
  expect(windowStarts(window, -1)).toEqual([-3, -7]);
  expect(lastWindowStart(window, 0)).toBe(-3);
});

test('gaps between windows belong to none', () => {
  const gaps = { ...window, sizeMicros: 2, slideMicros: 5, offsetMicros: 0 };
  expect(windowStarts(gaps, 6)).toEqual([5]);
  expect(windowStarts(gaps, 7)).toEqual([]);
});

test('windows begin and end with panes', () => {
  expect(paneMicros({ ...window, sizeMicros: 10, slideMicros: 4 })).toBe(2);
  expect(paneMicros({ ...window, sizeMicros: 10, slideMicros: 10 })).toBe(10);
});

test('the windows of a time within a span are those of the time that lie in it', () => {
  const cases = fc.tuple(
    windowsOf(0),
    fc.integer({ min: -40, max: 40 }),
    fc.integer({ min: -40, max: 40 }),
    fc.nat(30),
  );
  fc.assert(
    fc.property(cases, ([each, time, after, span]) => {
      const to = after + span;
      const wanted = windowStarts(each, time).filter((start) => start > after && start <= to);
      expect(windowStartsWithin(each, time, { after, to })).toEqual(wanted);
    }),
  );
});
