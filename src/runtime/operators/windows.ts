import type { Window } from '../../planner/physical/physical-plan.ts';

/** A window: [start, end), microseconds. */
export type Span = { readonly start: number; readonly end: number };

/** The start of the last window that begins at or before a time; window times are microseconds. */
export function lastWindowStart(window: Window, time: number): number {
  const { slideMicros, offsetMicros } = window;
  return Math.floor((time - offsetMicros) / slideMicros) * slideMicros + offsetMicros;
}

/** The starts of all windows that hold a time, latest first. */
export function windowStarts(window: Window, time: number): number[] {
  const starts: number[] = [];
  for (
    let start = lastWindowStart(window, time);
    start > time - window.sizeMicros;
    start -= window.slideMicros
  ) {
    starts.push(start);
  }
  return starts;
}

/** Those of them that lie in a span, (after, to]: found without a look at the others. */
export function windowStartsWithin(
  window: Window,
  time: number,
  { after, to }: { readonly after: number; readonly to: number },
): number[] {
  const starts: number[] = [];
  const first = Math.max(after, time - window.sizeMicros);
  for (
    let start = lastWindowStart(window, Math.min(time, to));
    start > first;
    start -= window.slideMicros
  ) {
    starts.push(start);
  }
  return starts;
}

/**
 * The length of a pane: the stretch of time that no window boundary divides, so that every window
 * is a union of whole panes (Li et al.: No Pane, No Gain, 2005).
 */
export function paneMicros(window: Window): number {
  let a = window.sizeMicros;
  let b = window.slideMicros;
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

/** When a window takes no more rows. */
export function closesAt(window: Window, start: number): number {
  return start + window.sizeMicros + window.graceMicros;
}
