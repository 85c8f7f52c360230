import { ordinalSuffix } from './format-moment.ts';
import type { NumberFormat } from './number-format.ts';

/**
 * Writes the digits of a number into its pattern: PostgreSQL's NUM_processor, state for state, so
 * that every combination of words comes out as there. One per value, by `writeNumber`.
 */
class NumberWriter {
  readonly #format: NumberFormat;
  /** The digits, with a point where there are decimal places. */
  readonly #number: string;
  readonly #negative: boolean;
  /** Places before the number that stay empty. */
  readonly #spaces: number;
  readonly #fill: boolean;
  readonly #bracket: boolean;
  /** The place of the last digit that FM leaves; −1 where all stay. */
  readonly #lastRelevant: number;
  readonly #count: number;
  #signWritten: boolean;
  #inNumber = false;
  #place = 0;
  #at = 0;
  #output = '';

  constructor(format: NumberFormat, number: string, negative: boolean, spaces: number) {
    const { flags } = format;
    this.#format = format;
    this.#number = number;
    this.#negative = negative;
    this.#spaces = spaces;
    this.#fill = flags.has('fill');
    this.#bracket = flags.has('bracket') && (negative || !this.#fill);
    this.#signWritten = this.#needsNoSign();
    this.#lastRelevant = this.#fill && flags.has('decimal') ? this.#lastDigit() : -1;
    const signed = !this.#signWritten && spaces === 0;
    this.#count = format.post + format.pre - 1 + (signed ? 1 : 0);
  }

  write(): string {
    for (const node of this.#format.nodes) {
      if (node.kind === 'text') this.#output += node.text;
      else this.#word(node.word);
    }
    return this.#output;
  }

  #needsNoSign(): boolean {
    const { flags, sign } = this.#format;
    if (flags.has('plus') || flags.has('minus')) return !flags.has('plus') || flags.has('minus');
    return !this.#negative && this.#fill && sign === 'none';
  }

  /** Zeros at the end go, those that a 0 of the pattern asks for stay. */
  #lastDigit(): number {
    const number = this.#number;
    const point = number.indexOf('.');
    if (point < 0) return -1;
    let last = number.length - 1;
    while (last > point && number[last] === '0') last -= 1;
    const { zeroEnd } = this.#format;
    if (zeroEnd <= this.#spaces) return last;
    return Math.max(last, Math.min(number.length - 1, zeroEnd - this.#spaces));
  }

  #word(word: string): void {
    switch (word) {
      case '9':
      case '0':
      case '.':
      case 'D':
        this.#digit(word);
        break;
      case ',':
      case 'G':
        this.#separator();
        break;
      case 'L':
        this.#output += ' ';
        break;
      case 'MI':
        this.#mark(this.#negative ? '-' : ' ', this.#negative);
        break;
      case 'PL':
        this.#mark(this.#negative ? ' ' : '+', !this.#negative);
        break;
      case 'SG':
        this.#mark(this.#negative ? '-' : '+', true);
        break;
      case 'TH':
      case 'th':
        this.#ordinal(word);
        break;
    }
  }

  /** What is only there to keep the columns goes with FM. */
  #mark(text: string, says: boolean): void {
    if (says || !this.#fill) this.#output += text;
  }

  #separator(): void {
    this.#mark(this.#inNumber ? ',' : ' ', this.#inNumber);
  }

  #ordinal(word: string): void {
    if (this.#negative || this.#number[0] === '#' || this.#format.flags.has('decimal')) return;
    const suffix = ordinalSuffix(Number(this.#number.slice(-2)));
    this.#output += word === 'TH' ? suffix.toUpperCase() : suffix;
  }

  #digit(word: string): void {
    this.#inNumber = false;
    this.#writeSign();
    const { zeroStart } = this.#format;
    const before = this.#place < this.#spaces;
    const zero = zeroStart >= 0 && zeroStart <= this.#place;
    if (before && zero) {
      this.#output += '0';
      this.#inNumber = true;
    } else if (before) this.#mark(' ', false);
    else this.#take(word);
    this.#writeClosing();
    this.#place += 1;
  }

  #writeSign(): void {
    const { zeroStart, sign } = this.#format;
    const reached = this.#place >= this.#spaces || zeroStart === this.#place;
    if (this.#signWritten || !reached) return;
    if (this.#isZeroBeforePoint() && !this.#endsAtPoint()) return;
    if (sign === 'after') return;
    this.#signWritten = true;
    if (sign === 'before') this.#output += this.#negative ? '-' : '+';
    else if (this.#bracket) this.#output += this.#negative ? '<' : ' ';
    else this.#mark(this.#negative ? '-' : ' ', this.#negative);
  }

  /** The number's next character, or what stands for it. */
  #take(word: string): void {
    const letter = this.#number[this.#at] ?? '';
    const beyond = this.#lastRelevant >= 0 && this.#at > this.#lastRelevant && word !== '0';
    if (letter === '.') this.#output += '.';
    else if (!beyond) {
      if (this.#isZeroBeforePoint()) {
        if (!this.#fill) this.#output += ' ';
        else if (this.#endsAtPoint()) this.#output += '0';
      } else {
        this.#output += letter;
        this.#inNumber = true;
      }
    }
    if (letter !== '') this.#at += 1;
  }

  /** '0.1' in 9.9 is ' .1'. */
  #isZeroBeforePoint(): boolean {
    const { zeroStart, post } = this.#format;
    return zeroStart < 0 && this.#at === 0 && this.#number[0] === '0' && post !== 0;
  }

  #endsAtPoint(): boolean {
    return this.#lastRelevant >= 0 && this.#number[this.#lastRelevant] === '.';
  }

  /** A bracket or a sign behind the last digit. */
  #writeClosing(): void {
    const { flags, sign } = this.#format;
    const places = this.#count + (this.#spaces > 0 ? 1 : 0) + (flags.has('decimal') ? 1 : 0);
    const end = this.#lastRelevant >= 0 && this.#lastRelevant === this.#at ? this.#place : places;
    if (this.#place + 1 !== end) return;
    if (this.#signWritten && this.#bracket) this.#output += this.#negative ? '>' : ' ';
    else if (sign === 'after') this.#output += this.#negative ? '-' : '+';
  }
}

/** A number by a pattern. `number` has no sign and as many decimal places as the pattern. */
export function writeNumber(format: NumberFormat, number: string, negative: boolean): string {
  const point = number.indexOf('.');
  const length = point < 0 ? number.length : point;
  if (format.pre >= length) {
    return new NumberWriter(format, number, negative, format.pre - length).write();
  }
  const hashes = `${'#'.repeat(format.pre)}.${'#'.repeat(format.post)}`;
  return new NumberWriter(format, hashes, negative, 0).write();
}
