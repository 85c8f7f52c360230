import { isSpace } from './characters.ts';
import { scanLexeme } from './scan-lexeme.ts';
import type { Token } from './token.ts';

/** Reads a text from front to back, a token at a time, and keeps count of lines and code points. */
export class Scanner {
  readonly #text: string;
  #at = 0;
  #point = 0;
  #line = 1;
  /** Code points before the current line. */
  #linePoint = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next token, comments included; null at the end of the text. */
  next(): Token | null {
    this.#moveTo(this.#spaceEnd());
    if (this.#at >= this.#text.length) return null;
    const { kind, value, end, problem } = scanLexeme(this.#text, this.#at);
    const start = this.#at;
    const point = this.#point;
    const line = this.#line;
    const column = point - this.#linePoint + 1;
    this.#moveTo(end);
    return { kind, value, end, problem, start, line, column, point, length: this.#point - point };
  }

  #spaceEnd(): number {
    let end = this.#at;
    while (end < this.#text.length && isSpace(this.#text.charCodeAt(end))) end += 1;
    return end;
  }

  #moveTo(end: number): void {
    const text = this.#text;
    for (let at = this.#at; at < end; at += 1) {
      const code = text.charCodeAt(at);
      // The second half of a pair is no code point of its own.
      const isSecondHalf =
        (code & 0xfc00) === 0xdc00 && at > 0 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
      if (!isSecondHalf) this.#point += 1;
      if (code === 10) {
        this.#line += 1;
        this.#linePoint = this.#point;
      }
    }
    this.#at = end;
  }
}
