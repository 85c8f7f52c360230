import { invalidRegex } from './regex-errors.ts';
import { bracketEscapes, literalEscape, namedClasses, quoted } from './regex-escapes.ts';
import type { RegexOptions } from './regex-options.ts';

/** The begin and the end of a word, written as brackets. */
const wordEdges = ['[[:<:]]', '[[:>:]]'];

/** A bracket expression of a pattern, `[^a-z[:digit:]\w]`, in RE2's words. */
export class BracketTranslator {
  /** How many characters of the pattern it takes. */
  readonly length: number;
  readonly source: string;
  readonly #pattern: string;
  #at: number;

  /** @throws SqlError 2201B */
  constructor(pattern: string, start: number, { dotStopsAtLine }: RegexOptions) {
    this.#pattern = pattern;
    this.#at = start;
    const edge = wordEdges.find((each) => pattern.startsWith(each, start));
    if (edge !== undefined) {
      this.length = edge.length;
      this.source = '\\b';
      return;
    }
    this.#at += 1;
    const negated = pattern[this.#at] === '^';
    if (negated) this.#at += 1;
    const members = this.#members();
    this.length = this.#at - start;
    this.source = `[${negated ? '^' : ''}${members}${negated && dotStopsAtLine ? '\\n' : ''}]`;
  }

  #members(): string {
    let members = '';
    for (let first = true; ; first = false) {
      const letter = this.#pattern[this.#at];
      if (letter === undefined) throw invalidRegex('brackets [] not balanced');
      if (letter === ']' && !first) break;
      members += this.#member(letter);
    }
    this.#at += 1;
    return members;
  }

  #member(letter: string): string {
    const rest = this.#pattern.slice(this.#at);
    const named = /^\[:(\w+):\]/.exec(rest);
    if (named !== null) {
      const members = namedClasses[named[1] as string];
      if (members === undefined) throw invalidRegex('invalid character class');
      this.#at += named[0].length;
      return members;
    }
    const escaped = letter === '\\' ? bracketEscapes[rest[1] ?? ''] : undefined;
    if (escaped !== undefined) {
      this.#at += 2;
      return escaped;
    }
    // A dash between two characters spans a range; elsewhere it is one itself.
    if (letter === '-' && this.#isRange()) {
      this.#at += 1;
      return '-';
    }
    return quoted(this.#character(rest));
  }

  #isRange(): boolean {
    const before = this.#pattern[this.#at - 1];
    const after = this.#pattern[this.#at + 1];
    return before !== '[' && before !== '^' && after !== ']';
  }

  #character(rest: string): string {
    const collating = /^\[([.=])(.|--)\1\]/su.exec(rest);
    if (collating !== null) {
      this.#at += collating[0].length;
      return collating[2] as string;
    }
    if (rest.startsWith('\\')) {
      const { text, length } = literalEscape(this.#pattern, this.#at);
      this.#at += length;
      return text;
    }
    const letter = String.fromCodePoint(rest.codePointAt(0) as number);
    this.#at += letter.length;
    return letter;
  }
}
