import { civilFromDays, daysFromCivil, microsPerDay } from '../../data/calendar.ts';
import { type TimeZone, timeZone } from '../../data/zones/time-zone.ts';
import { addMonths } from '../../functions/time-fields.ts';
import { localMicros, momentMicros } from '../../functions/zones/local-time.ts';
import type { WindowForm } from '../../planner/physical/window-form.ts';
import type { Span } from './windows.ts';

type Calendar = Extract<WindowForm, { kind: 'calendar' }>;

/** 1970-01-05 was a Monday: windows of whole weeks begin there. */
const mondayDay = 4;
const firstMonth = 1970 * 12;

/**
 * Windows of months or days by the clocks of a zone: a day may have 23 or 25 hours. Months are
 * counted from January 1970, days from its first, weeks from its first Monday.
 */
export class CalendarWindows {
  readonly #form: Calendar;
  /** Null for UTC. */
  readonly #zone: TimeZone | null;
  /** The windows that were found last, and from when to when they hold a time. */
  #last: readonly Span[] = [];
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;

  constructor(form: Calendar) {
    this.#form = form;
    this.#zone = form.timeZone === 'UTC' ? null : timeZone(form.timeZone);
  }

  /** All windows that hold a moment, latest first. */
  spans(time: number): readonly Span[] {
    if (time < this.#from || time >= this.#to) this.#find(time);
    return this.#last;
  }

  #find(time: number): void {
    let n = this.#near(time);
    while (this.#start(n + 1) <= time) n += 1;
    while (this.#start(n) > time) n -= 1;
    const spans: Span[] = [];
    this.#from = this.#start(n);
    this.#to = this.#start(n + 1);
    for (;;) {
      const end = this.#end(n);
      if (end <= time) {
        this.#from = Math.max(this.#from, end);
        break;
      }
      spans.push({ start: this.#start(n), end });
      this.#to = Math.min(this.#to, end);
      n -= 1;
    }
    this.#last = spans;
  }

  /** The number of a window that begins about then. */
  #near(time: number): number {
    const { slide, offset } = this.#form;
    const local = this.#zone === null ? time : localMicros(this.#zone, time);
    const day = Math.floor((local - offset.micros) / microsPerDay) - offset.days;
    if (slide.months === 0) return Math.floor((day - this.#origin) / slide.days);
    const { year, month } = civilFromDays(day);
    return Math.floor((year * 12 + month - 1 - firstMonth - offset.months) / slide.months);
  }

  /** The day that windows of days are counted from. */
  get #origin(): number {
    return this.#form.slide.days % 7 === 0 ? mondayDay : 0;
  }

  #start(n: number): number {
    return this.#moment(this.#startDay(n));
  }

  #startDay(n: number): number {
    const { slide, offset } = this.#form;
    if (slide.months > 0) return firstOf(n * slide.months + offset.months) + offset.days;
    return n * slide.days + this.#origin + offset.days;
  }

  #end(n: number): number {
    const { slide, size, offset } = this.#form;
    if (slide.months > 0 && size.months > 0) {
      const day = firstOf(n * slide.months + size.months + offset.months) + offset.days;
      return this.#moment(day);
    }
    return this.#moment(addMonths(this.#startDay(n), size.months) + size.days);
  }

  #moment(day: number): number {
    const local = day * microsPerDay + this.#form.offset.micros;
    return this.#zone === null ? local : momentMicros(this.#zone, local);
  }
}

/** The first day of a month, counted from January 1970. */
function firstOf(months: number): number {
  const total = firstMonth + months;
  const year = Math.floor(total / 12);
  return daysFromCivil(year, total - year * 12 + 1, 1);
}
