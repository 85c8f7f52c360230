import type { Window } from '../../planner/physical/physical-plan.ts';
import { CalendarWindows } from './calendar-windows.ts';
import { lastWindowStart, type Span, windowStarts } from './windows.ts';

/** All windows that hold a time. */
export type SpansOf = (time: number) => readonly Span[];

/** How times come into windows that do not depend on other rows. */
export function windowSpans(window: Window): SpansOf {
  const { form, sizeMicros } = window;
  if (form?.kind === 'calendar') {
    const calendar = new CalendarWindows(form);
    return (time) => calendar.spans(time);
  }
  if (form?.kind === 'cumulating') {
    return (time) => cumulated(window, form.stepMicros, time);
  }
  return (time) => windowStarts(window, time).map((start) => ({ start, end: start + sizeMicros }));
}

/** CUMULATE: windows with one start, each a step longer than the one before. */
function cumulated(window: Window, stepMicros: number, time: number): readonly Span[] {
  const start = lastWindowStart(window, time);
  const steps = Math.floor((time - start) / stepMicros) + 1;
  const spans: Span[] = [];
  for (let length = steps * stepMicros; length <= window.sizeMicros; length += stepMicros) {
    spans.push({ start, end: start + length });
  }
  return spans;
}
