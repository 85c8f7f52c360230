import { microsPerHour, microsPerMinute, microsPerSecond } from './calendar.ts';
import { unitOfFields } from './interval-fields.ts';
import { addUnits, type IntervalSum, type IntervalUnit, intervalUnit } from './interval-units.ts';

/** A piece of the text of an interval. */
export type IntervalToken =
  | {
      readonly kind: 'clock';
      readonly parts: readonly (string | undefined)[];
    }
  | { readonly kind: 'yearMonth'; readonly months: number }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'word'; readonly text: string };

const clockPattern = /([+-]?)\s*(\d+):(\d{1,2})(?::(\d{1,2}(?:\.\d*)?)|(\.\d*))?(?![\d:])/y;
const yearMonthPattern = /([+-]?)\s*(\d+)-(\d+)(?![\d-])/y;
const numberPattern = /([+-]?)\s*(\d+(?:\.\d*)?|\.\d+)/y;
const wordPattern = /[a-z]+/y;

/** The pieces of a text in lower case; null where something is none. */
export function intervalTokens(text: string): readonly IntervalToken[] | null {
  const tokens: IntervalToken[] = [];
  for (let at = 0; at < text.length; ) {
    if (/[\s@,]/.test(text[at] as string)) {
      at += 1;
      continue;
    }
    const [token, length] = tokenAt(text, at) ?? [null, 0];
    if (token === null) return null;
    tokens.push(token);
    at += length;
  }
  return tokens;
}

function tokenAt(text: string, at: number): readonly [IntervalToken, number] | null {
  const clock = matchAt(clockPattern, text, at);
  if (clock !== null) return [{ kind: 'clock', parts: [...clock] }, clock[0].length];
  const yearMonth = matchAt(yearMonthPattern, text, at);
  if (yearMonth !== null) {
    const [all, sign, years, more] = yearMonth;
    // What is out of range has no room in any interval.
    const months = Number(more) > 11 ? Infinity : Number(years) * 12 + Number(more);
    return [{ kind: 'yearMonth', months: sign === '-' ? -months : months }, all.length];
  }
  const number = matchAt(numberPattern, text, at);
  if (number !== null) {
    const [all, sign, digits] = number;
    return [{ kind: 'number', value: Number(`${sign}${digits}`) }, all.length];
  }
  const word = matchAt(wordPattern, text, at);
  return word === null ? null : [{ kind: 'word', text: word[0] }, word[0].length];
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/**
 * Adds the pieces up, from the last to the first as PostgreSQL does, so that a unit is known before
 * its number; null where they make no interval.
 */
export function sumTokens(
  tokens: readonly IntervalToken[],
  fields: string | null,
): IntervalSum | null {
  const adding = new Adding(fields);
  for (const [i, token] of tokens.toReversed().entries()) {
    if (!adding.take(token, i === 0)) return null;
  }
  return adding.result();
}

class Adding {
  readonly #sum: IntervalSum = { months: 0, days: 0, micros: 0 };
  readonly #fields: string | null;
  /** Units that there are already. */
  readonly #seen = new Set<string>();
  #unit: IntervalUnit | null = null;
  /** Whether the unit still waits for its number. */
  #waits = false;
  #ago = false;

  constructor(fields: string | null) {
    this.#fields = fields;
  }

  /** False for a piece that does not belong. */
  take(token: IntervalToken, isLast: boolean): boolean {
    switch (token.kind) {
      case 'clock':
        return !this.#waits && this.#clock(token.parts);
      case 'yearMonth':
        if (this.#waits || !this.#isNew(['month', 'year'])) return false;
        this.#sum.months += token.months;
        return true;
      case 'number':
        return this.#number(token.value);
      case 'word':
        return this.#word(token.text, isLast);
    }
  }

  /** Null where there was nothing, or a unit without its number. */
  result(): IntervalSum | null {
    if (this.#waits || this.#seen.size === 0) return null;
    const { months, days, micros } = this.#sum;
    return this.#ago ? { months: -months, days: -days, micros: -micros } : this.#sum;
  }

  #word(text: string, isLast: boolean): boolean {
    if (this.#waits) return false;
    if (text === 'ago') {
      this.#ago = true;
      return isLast;
    }
    this.#unit = intervalUnit(text);
    this.#waits = this.#unit !== null;
    return this.#waits;
  }

  #number(value: number): boolean {
    const unit = this.#unit ?? intervalUnit(unitOfFields(this.#fields));
    if (unit === null || !this.#isNew([unit.name])) return false;
    addUnits(this.#sum, value, unit);
    this.#waits = false;
    // A number in front of hours counts days.
    this.#unit = unit.name === 'hour' ? intervalUnit('day') : unit;
    return true;
  }

  #clock([, sign, first, second, third, fraction]: readonly (string | undefined)[]): boolean {
    if (!this.#isNew(['hour', 'minute', 'second'])) return false;
    // With a point, or among MINUTE TO SECOND, two parts are minutes and seconds.
    const isShort =
      third === undefined && (fraction !== undefined || this.#fields === 'minute to second');
    const hours = isShort ? 0 : Number(first);
    const minutes = Number(isShort ? first : second);
    const seconds = Number(isShort ? `${second}${fraction ?? ''}` : (third ?? 0));
    const isInRange = minutes <= 59 && seconds <= 60;
    const micros =
      hours * microsPerHour + minutes * microsPerMinute + Math.round(seconds * microsPerSecond);
    const signed = sign === '-' ? -micros : micros;
    this.#sum.micros += isInRange ? signed : Infinity;
    this.#unit = intervalUnit('day');
    return true;
  }

  #isNew(names: readonly string[]): boolean {
    if (names.some((name) => this.#seen.has(name))) return false;
    for (const name of names) this.#seen.add(name);
    return true;
  }
}
