import { SqlError, sqlState } from '../../common/sql-error.ts';
import { PatternCache } from '../pattern-cache.ts';
import { plainType, type ScalarFunction, scalarFunction } from '../scalar-function.ts';
import { sessionMoment } from '../session-zone.ts';
import { microsAt } from '../time-fields.ts';
import { timestampDatum } from '../timestamp-range.ts';
import { assembleMoment, type ReadFields } from './assemble-moment.ts';
import { monthNames, weekdayNames } from './moment-parts.ts';
import { type InputNode, readInputTemplate } from './moment-template.ts';

const { invalidDatetimeFormat, datetimeFieldOverflow, featureNotSupported } = sqlState;
const fallible = [invalidDatetimeFormat, datetimeFieldOverflow, featureNotSupported];
const templates = new PatternCache<readonly InputNode[]>(readInputTemplate);

/** to_timestamp and to_date with a pattern: the moment that a text shows (PostgreSQL manual, 9.8). */
export function momentInputs(): ScalarFunction[] {
  return [
    scalarFunction({
      name: 'to_timestamp',
      parameters: ['text', 'text'],
      result: () => plainType('timestamptz'),
      fallible,
      docs: 'the moment that a text shows by a pattern of YYYY, MM, DD, HH24, MI, SS, …',
      examples: [
        ["to_timestamp('05 Dec 2000', 'DD Mon YYYY')", '2000-12-05 00:00:00+00'],
        [
          "to_timestamp('2026-02-08 15:04:05.067', 'YYYY-MM-DD HH24:MI:SS.MS')",
          '2026-02-08 15:04:05.067+00',
        ],
      ],
      volatility: 'stable',
      evaluate: ([text, pattern], _types, env) => {
        const { day, time, offset } = readMoment(text as string, pattern as string);
        const local = microsAt(day, time);
        return offset === null ? sessionMoment(local, env) : timestampDatum(local - BigInt(offset));
      },
    }),
    scalarFunction({
      name: 'to_date',
      parameters: ['text', 'text'],
      result: () => plainType('date'),
      fallible,
      docs: 'the date that a text shows by a pattern of YYYY, MM, DD, …',
      examples: [["to_date('05 Dec 2000', 'DD Mon YYYY')", '2000-12-05']],
      evaluate: ([text, pattern]) => readMoment(text as string, pattern as string).day,
    }),
  ];
}

function readMoment(text: string, pattern: string): ReturnType<typeof assembleMoment> {
  return assembleMoment(new MomentReader(text, templates.get(pattern)).read(), text);
}

/** Reads a text by a template: PostgreSQL's DCH_from_char. */
class MomentReader {
  readonly #text: string;
  readonly #nodes: readonly InputNode[];
  readonly #fields = new Map<string, number>();
  #at = 0;

  constructor(text: string, nodes: readonly InputNode[]) {
    this.#text = text;
    this.#nodes = nodes;
  }

  /** @throws SqlError 22007 */
  read(): ReadFields {
    this.#skipSpaces();
    for (const [i, node] of this.#nodes.entries()) {
      if (this.#at >= this.#text.length) break;
      if (node.kind === 'separator') this.#separator();
      else if (node.kind === 'text') this.#at += node.length;
      else this.#field(node, this.#nodes[i + 1]);
    }
    return this.#fields;
  }

  #skipSpaces(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  /** A separator of the pattern matches any in the text, or none. */
  #separator(): void {
    const start = this.#at;
    this.#skipSpaces();
    if (/[^\p{L}\p{N}\s+-]/u.test(this.#text[this.#at] ?? '')) this.#at += 1;
    else if (this.#at === start && /[+-]/.test(this.#text[this.#at] ?? '')) this.#at += 1;
    this.#skipSpaces();
  }

  #field(node: Extract<InputNode, { kind: 'field' }>, next: InputNode | undefined): void {
    this.#skipSpaces();
    switch (node.read) {
      case 'month':
        this.#set('month', this.#name(node.name, monthNames, node.short) + 1);
        break;
      case 'roman':
        this.#set('month', this.#roman());
        break;
      case 'weekday':
        this.#set('weekday', this.#name(node.name, weekdayNames, node.short) + 1);
        break;
      case 'half':
      case 'era':
        this.#choice(node);
        break;
      case 'zone':
        this.#zone();
        break;
      case 'commaYear':
        this.#commaYear();
        break;
      case 'number':
        this.#number(node, next);
        break;
    }
  }

  #set(name: string, value: number): void {
    const known = this.#fields.get(name);
    if (known !== undefined && known !== value) {
      throw new SqlError(
        invalidDatetimeFormat,
        `conflicting values for "${name.toUpperCase()}" field in formatting string`,
        { detail: 'This value contradicts a previous setting for the same field type.' },
      );
    }
    this.#fields.set(name, value);
  }

  #name(pattern: string, names: readonly string[], short: boolean): number {
    const rest = this.#text.slice(this.#at).toLowerCase();
    const found = names.findIndex((name) =>
      rest.startsWith((short ? name.slice(0, 3) : name).toLowerCase()),
    );
    if (found < 0)
      throw invalidValue(/^[^\s\d]*/.exec(this.#text.slice(this.#at))?.[0] ?? '', pattern);
    this.#at += short ? 3 : (names[found] as string).length;
    return found;
  }

  #roman(): number {
    const months = ['xii', 'xi', 'x', 'ix', 'viii', 'vii', 'vi', 'iv', 'v', 'iii', 'ii', 'i'];
    const values = [12, 11, 10, 9, 8, 7, 6, 4, 5, 3, 2, 1];
    const rest = this.#text.slice(this.#at).toLowerCase();
    const found = months.findIndex((month) => rest.startsWith(month));
    if (found < 0) throw invalidValue(rest.slice(0, 4), 'RM');
    this.#at += (months[found] as string).length;
    return values[found] as number;
  }

  #choice(node: Extract<InputNode, { kind: 'field' }>): void {
    const words = node.read === 'half' ? /^(?:a\.?m\.?|p\.?m\.?)/i : /^(?:a\.?d\.?|b\.?c\.?)/i;
    const word = words.exec(this.#text.slice(this.#at))?.[0];
    if (word === undefined)
      throw invalidValue(this.#text.slice(this.#at, this.#at + node.name.length), node.name);
    this.#at += word.length;
    this.#set(node.read, /^[pb]/i.test(word) ? 1 : 0);
  }

  #zone(): void {
    const match = /^([+-])(\d{1,2})(?::?(\d{2}))?/.exec(this.#text.slice(this.#at));
    if (match === null) throw invalidValue(this.#text.slice(this.#at, this.#at + 3), 'TZH');
    this.#at += match[0].length;
    const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
    this.#set('offset', match[1] === '-' ? -minutes : minutes);
  }

  #commaYear(): void {
    const match = /^(\d+),(\d{3})/.exec(this.#text.slice(this.#at));
    if (match === null) {
      throw new SqlError(invalidDatetimeFormat, 'invalid input string for "Y,YYY"');
    }
    this.#at += match[0].length;
    this.#set('year', Number(match[1]) * 1000 + Number(match[2]));
  }

  /** Before another number a field takes as many digits as its name says, else all there are. */
  #number(node: Extract<InputNode, { kind: 'field' }>, next: InputNode | undefined): void {
    const bounded = !node.bare && next?.kind === 'field' && next.read === 'number';
    const rest = this.#text.slice(this.#at, bounded ? this.#at + node.length : undefined);
    const digits = /^[+-]?\d+/.exec(rest)?.[0];
    if (digits === undefined) {
      const shown = this.#text.slice(this.#at, this.#at + node.length);
      throw invalidValue(shown, node.name, 'Value must be an integer.');
    }
    if (bounded && digits.length < node.length && rest.length < node.length && next !== undefined) {
      throw new SqlError(
        invalidDatetimeFormat,
        `source string too short for "${node.name}" formatting field`,
        {
          detail: `Field requires ${node.length} characters, but only ${rest.length} remain.`,
          hint: 'If your source string is not fixed-width, try using the "FM" modifier.',
        },
      );
    }
    this.#at += digits.length;
    this.#keep(node, digits);
    if (node.ordinal) this.#at += 2;
  }

  #keep(node: Extract<InputNode, { kind: 'field' }>, digits: string): void {
    const value = Number(digits);
    if (node.fraction > 0) {
      this.#set('micros', Math.round(Number(`0.${digits.slice(0, 7)}`) * 1_000_000));
    } else if (node.field === 'year' && node.length < 4 && digits.length < 4) {
      this.#set('year', nearYear(value, digits.length));
    } else this.#set(node.field, value);
  }
}

/** Years of fewer digits are those nearest to 2020. */
function nearYear(value: number, digits: number): number {
  if (digits > 3) return value;
  if (value < 70) return value + 2000;
  if (value < 100) return value + 1900;
  return value < 520 ? value + 2000 : value + 1000;
}

function invalidValue(value: string, field: string, detail?: string): SqlError {
  return new SqlError(invalidDatetimeFormat, `invalid value "${value}" for "${field}"`, {
    detail: detail ?? 'The given value did not match any of the allowed values for this field.',
  });
}
