import { SqlError, sqlState } from '../../common/sql-error.ts';
import { formatDecimal, parseDecimal, rescale } from '../../data/decimal.ts';
import { PatternCache } from '../pattern-cache.ts';
import { plainType, type ScalarFunction, scalarFunction } from '../scalar-function.ts';
import { type NumberFormat, type NumberNode, readNumberFormat } from './number-format.ts';

const formats = new PatternCache<NumberFormat>(readNumberFormat);

/** to_number: the number that a text shows by a pattern. */
export function numberInput(): ScalarFunction {
  return scalarFunction({
    name: 'to_number',
    parameters: ['text', 'text'],
    result: () => plainType('numeric'),
    fallible: [sqlState.syntaxError, sqlState.invalidTextRepresentation],
    docs: 'the number that a text shows by a pattern of 9, ., ,, S, …',
    examples: [
      ["to_number('12,454.8-', '99G999D9S')", '-12454.8'],
      ["to_number('-1,234', 'S9,999')", '-1234'],
    ],
    evaluate: ([text, pattern]) => {
      const format = formats.get(pattern as string);
      const digits = new NumberReader(text as string, format).read();
      const value = parseDecimal(digits);
      if (value === null) {
        throw new SqlError(
          sqlState.invalidTextRepresentation,
          `invalid input syntax for type numeric: "${digits.trim() === '' ? ' ' : digits}"`,
        );
      }
      return formatDecimal(rescale(value, Math.max(format.post, 0)));
    },
  });
}

/** Takes digits, the point and a sign out of a text, led by the pattern. */
class NumberReader {
  readonly #text: string;
  readonly #format: NumberFormat;
  #at = 0;
  #digits = '';
  #negative = false;
  #signed = false;
  #pointed = false;

  constructor(text: string, format: NumberFormat) {
    this.#text = text;
    this.#format = format;
  }

  read(): string {
    const { flags, nodes, multi } = this.#format;
    if (flags.has('roman') || flags.has('exponent')) {
      const word = flags.has('roman') ? 'RN' : 'EEEE';
      throw new SqlError(sqlState.featureNotSupported, `"${word}" not supported for input`);
    }
    for (const node of nodes) {
      if (this.#at >= this.#text.length) break;
      this.#node(node);
    }
    this.#sign();
    const exponent = multi === 0 ? '' : `e-${multi}`;
    return `${this.#negative ? '-' : ''}${this.#digits}${exponent}`;
  }

  #node(node: NumberNode): void {
    if (node.kind === 'text') {
      this.#at += [...node.text].length;
      return;
    }
    switch (node.word) {
      case '9':
      case '0':
        this.#digit();
        break;
      case '.':
      case 'D':
        this.#point();
        break;
      case ',':
      case 'G':
        if (this.#text[this.#at] === ',') this.#at += 1;
        break;
      case 'MI':
      case 'PL':
      case 'SG':
      case 'S':
        this.#sign();
        break;
      case 'L':
        if (!/[\d.+-]/.test(this.#text[this.#at] ?? '')) this.#at += 1;
        break;
      case 'TH':
      case 'th':
        this.#at += 2;
        break;
    }
  }

  #digit(): void {
    while (this.#text[this.#at] === ' ') this.#at += 1;
    if (this.#digits === '') this.#sign();
    const letter = this.#text[this.#at] ?? '';
    if (/\d/.test(letter)) {
      this.#digits += letter;
      this.#at += 1;
    } else if (letter === '.' && !this.#pointed && this.#format.flags.has('decimal')) this.#point();
  }

  #point(): void {
    if (this.#text[this.#at] !== '.' || this.#pointed) return;
    this.#digits += '.';
    this.#pointed = true;
    this.#at += 1;
  }

  #sign(): void {
    const letter = this.#text[this.#at] ?? '';
    if (this.#signed || !/[-+<>]/.test(letter)) return;
    this.#signed = letter === '-' || letter === '+' || letter === '<';
    this.#negative ||= letter === '-' || letter === '<';
    this.#at += 1;
  }
}
