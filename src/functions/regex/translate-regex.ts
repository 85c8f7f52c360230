import { invalidRegex, unsupportedRegex } from './regex-errors.ts';
import { classEscapes, literalEscape, quoted } from './regex-escapes.ts';
import { type RegexOptions, withLetters } from './regex-options.ts';
import { BracketTranslator } from './translate-bracket.ts';

/** A regular expression in RE2's words. */
export type TranslatedRegex = {
  readonly source: string;
  readonly options: RegexOptions;
  /** Whether a quantifier asks for the shortest match; else the longest one is meant. */
  readonly lazy: boolean;
};

/**
 * PostgreSQL's advanced regular expressions (manual, 9.7.3) in RE2's words. Back references and
 * look-around are refused: nothing matches them in linear time. @throws SqlError 2201B, 0A000, 22023
 */
export function translateRegex(pattern: string, given: RegexOptions): TranslatedRegex {
  const { rest, options } = embeddedOptions(pattern, given);
  if (options.literal) return { source: quoted(rest), options, lazy: false };
  return new RegexTranslator(rest, options).translate();
}

/** Options in front of the pattern: `(?ix)…`, `***=…` for plain text, `***:…`. */
function embeddedOptions(
  pattern: string,
  given: RegexOptions,
): { rest: string; options: RegexOptions } {
  if (given.literal) return { rest: pattern, options: given };
  if (pattern.startsWith('***=')) {
    return { rest: pattern.slice(4), options: withLetters(given, 'q') };
  }
  const rest = pattern.startsWith('***:') ? pattern.slice(4) : pattern;
  const letters = /^\(\?([a-z]+)\)/.exec(rest)?.[1];
  if (letters === undefined) return { rest, options: given };
  return { rest: rest.slice(letters.length + 3), options: withLetters(given, letters) };
}

class RegexTranslator {
  readonly #pattern: string;
  readonly #options: RegexOptions;
  #at = 0;
  #source = '';
  #lazy = false;

  constructor(pattern: string, options: RegexOptions) {
    this.#pattern = pattern;
    this.#options = options;
  }

  translate(): TranslatedRegex {
    while (this.#at < this.#pattern.length) this.#next();
    return { source: this.#source, options: this.#options, lazy: this.#lazy };
  }

  #next(): void {
    const letter = this.#pattern[this.#at] as string;
    if (this.#options.expanded && this.#skipped()) return;
    if (letter === '\\') this.#escape();
    else if (letter === '[') this.#bracket();
    else if (letter === '(') this.#open();
    else if (letter === '{') this.#bound();
    else if ('*+?'.includes(letter)) this.#quantifier(1);
    else this.#take(1, letter);
  }

  #take(length: number, source: string): void {
    this.#at += length;
    this.#source += source;
  }

  /** White space and comments of the expanded syntax. */
  #skipped(): boolean {
    const gap = /^(?:\s+|#[^\n]*)/.exec(this.#pattern.slice(this.#at))?.[0].length ?? 0;
    this.#at += gap;
    return gap > 0;
  }

  #escape(): void {
    const letter = this.#pattern[this.#at + 1] ?? '';
    const known = classEscapes[letter];
    if (known !== undefined) this.#take(2, known);
    else if (letter === 'm' || letter === 'M') this.#wordEdge(letter);
    else if (/[1-9]/.test(letter)) throw unsupportedRegex('back references');
    else {
      const { text, length } = literalEscape(this.#pattern, this.#at);
      this.#take(length, quoted(text));
    }
  }

  /** The begin and the end of a word are word boundaries where a word character stands on their inner side. */
  #wordEdge(letter: 'm' | 'M'): void {
    const before = this.#pattern.slice(0, this.#at);
    const inner =
      letter === 'm'
        ? /^(?:\w|\\[wd])/.test(this.#pattern.slice(this.#at + 2))
        : /(?:(?:^|[^\\])\w|\\[wd][+]?)$/.test(before);
    if (!inner) throw unsupportedRegex(`\\${letter} beside anything but word characters`);
    this.#take(2, '\\b');
  }

  #bracket(): void {
    const bracket = new BracketTranslator(this.#pattern, this.#at, this.#options);
    this.#take(bracket.length, bracket.source);
  }

  #open(): void {
    const rest = this.#pattern.slice(this.#at);
    if (/^\(\?(?:[=!]|<[=!])/.test(rest)) throw unsupportedRegex('look-around constraints');
    const comment = /^\(\?#[^)]*\)/.exec(rest);
    if (comment !== null) this.#take(comment[0].length, '');
    else if (rest.startsWith('(?:')) this.#take(3, '(?:');
    else if (rest.startsWith('(?')) throw invalidRegex('quantifier operand invalid');
    else this.#take(1, '(');
  }

  /** A brace that no number follows stands for itself. */
  #bound(): void {
    const rest = this.#pattern.slice(this.#at);
    const bound = /^\{(\d+)(?:(,)(\d*))?\}/.exec(rest);
    if (bound === null) {
      if (/^\{\d/.test(rest)) throw invalidRegex('invalid repetition count(s)');
      this.#take(1, '\\{');
      return;
    }
    const [text, low, , high] = bound;
    if (Number(low) > 255 || Number(high ?? 0) > 255) {
      throw invalidRegex('invalid repetition count(s)');
    }
    this.#quantifier(text.length);
  }

  #quantifier(length: number): void {
    const end = this.#at + length;
    const lazy = this.#pattern[end] === '?';
    if (lazy) this.#lazy = true;
    const next = this.#pattern[lazy ? end + 1 : end] ?? '';
    if ('*+?'.includes(next) && next !== '') throw invalidRegex('quantifier operand invalid');
    this.#take(length + (lazy ? 1 : 0), this.#pattern.slice(this.#at, end) + (lazy ? '?' : ''));
  }
}
