import { SqlError, sqlState } from '../../../common/sql-error.ts';
import type { StatementText, StatementToken } from '../../../engine/statement-texts.ts';

/** Walks over the tokens of a statement that the session understands by itself. */
export class TokenCursor {
  readonly #statement: StatementText;
  #at = 0;

  constructor(statement: StatementText) {
    this.#statement = statement;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#statement.tokens.length;
  }

  /** The token that is next; undefined at the end. */
  peek(ahead = 0): StatementToken | undefined {
    return this.#statement.tokens[this.#at + ahead];
  }

  /** Whether the next token is one of these keywords. */
  isWord(...words: readonly string[]): boolean {
    const token = this.peek();
    return token?.kind === 'word' && words.includes(token.value);
  }

  /** Whether the next token is this punctuation or operator. */
  isSign(sign: string): boolean {
    const token = this.peek();
    return (token?.kind === 'punctuation' || token?.kind === 'operator') && token.value === sign;
  }

  /** Takes these keywords, if they all are next. */
  take(...words: readonly string[]): boolean {
    const found = words.every((word, i) => {
      const token = this.peek(i);
      return token?.kind === 'word' && token.value === word;
    });
    if (found) this.#at += words.length;
    return found;
  }

  takeSign(sign: string): boolean {
    const found = this.isSign(sign);
    if (found) this.#at += 1;
    return found;
  }

  /** Takes the next token, whatever it is. @throws SqlError 42601 at the end */
  next(): StatementToken {
    const token = this.peek();
    if (token === undefined) throw this.unexpected();
    this.#at += 1;
    return token;
  }

  /** An identifier. @throws SqlError 42601 */
  name(): string {
    const token = this.peek();
    if (token?.kind !== 'word' && token?.kind !== 'quoted') throw this.unexpected();
    this.#at += 1;
    return token.value;
  }

  expect(...words: readonly string[]): void {
    if (!this.take(...words)) throw this.unexpected();
  }

  expectSign(sign: string): void {
    if (!this.takeSign(sign)) throw this.unexpected();
  }

  /** @throws SqlError 42601 when something is left */
  end(): void {
    if (!this.isAtEnd) throw this.unexpected();
  }

  /** What is left, as a statement of its own. @throws SqlError 42601 when nothing is */
  rest(): StatementText {
    const first = this.peek();
    if (first === undefined) throw this.unexpected();
    return this.#slice(this.#at, this.#statement.tokens.length, first);
  }

  /** What stands between the parenthesis that is next and the one that closes it, which are taken. @throws SqlError 42601 */
  parenthesized(): StatementText {
    this.expectSign('(');
    const from = this.#at;
    const first = this.next();
    let depth = 1;
    for (let token = first; ; token = this.next()) {
      if (token.kind !== 'punctuation') continue;
      if (token.value === '(') depth += 1;
      if (token.value === ')') depth -= 1;
      if (depth === 0) break;
    }
    return this.#slice(from, this.#at - 1, first);
  }

  /** The error of a token that does not belong here. */
  unexpected(): SqlError {
    const token = this.peek();
    const { text } = this.#statement;
    if (token === undefined) {
      return new SqlError(sqlState.syntaxError, 'syntax error at end of input', {
        position: positionIn(text, text.length, 1),
      });
    }
    const shown = text.slice(token.start, token.end);
    return new SqlError(sqlState.syntaxError, `syntax error at or near "${shown}"`, {
      position: positionIn(text, token.start, token.end - token.start),
    });
  }

  #slice(from: number, to: number, first: StatementToken): StatementText {
    const { text, start, tokens } = this.#statement;
    const inside = tokens.slice(from, to);
    const end = inside.at(-1)?.end ?? first.start;
    return {
      text: text.slice(first.start, end),
      start: start + first.start,
      tokens: inside.map((token) => ({
        ...token,
        start: token.start - first.start,
        end: token.end - first.start,
      })),
    };
  }
}

function positionIn(text: string, at: number, length: number): SqlError['position'] {
  const before = text.slice(0, at);
  const lineStart = before.lastIndexOf('\n') + 1;
  return {
    line: before.split('\n').length,
    column: [...before.slice(lineStart)].length + 1,
    length,
  };
}
