/**
 * What a piece of SQL text is. `word` is a keyword or an unquoted identifier; `error` is a place
 * where the text is not SQL at all, such as a string without an end.
 */
export type TokenKind =
  | 'word'
  | 'quoted'
  | 'string'
  | 'bits'
  | 'number'
  | 'parameter'
  | 'operator'
  | 'punctuation'
  | 'comment'
  | 'error';

/** What is wrong at an `error` token, in an error's words. */
export type LexicalProblem = {
  readonly message: string;
  readonly hint: string | undefined;
  /** Whether more text could put it right: a literal or comment has no end yet. */
  readonly unterminated: boolean;
};

/** What stands at one place of a text, before its line and column are known. */
export type Lexeme = {
  readonly kind: TokenKind;
  /**
   * What it means: a word folded to lower case, the text of a string or quoted identifier, the
   * plain decimal digits of a number, the bits of a bit string, the number of a parameter; else as
   * written.
   */
  readonly value: string;
  /** UTF-16 offset behind the last character. */
  readonly end: number;
  readonly problem: LexicalProblem | null;
};

/** A lexeme with its place. */
export type Token = Lexeme & {
  /** UTF-16 offset of the first character. */
  readonly start: number;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in code points. */
  readonly column: number;
  /** Code points from the beginning of the text to the first character. */
  readonly point: number;
  /** In code points. */
  readonly length: number;
};

/** A lexeme without a problem. */
export function lexeme(kind: TokenKind, value: string, end: number): Lexeme {
  return { kind, value, end, problem: null };
}

/** A place that is not SQL: it spans the text up to `end`. */
export function problemLexeme(
  text: string,
  end: number,
  problem: { readonly message: string; readonly hint?: string; readonly unterminated?: boolean },
): Lexeme {
  const { message, hint, unterminated = false } = problem;
  return { kind: 'error', value: text, end, problem: { message, hint, unterminated } };
}

/** A token's text as a message quotes it: one line, not too long. */
export function quoteText(text: string): string {
  const line = text.split(/[\r\n]/, 1)[0] ?? '';
  const points = [...line.slice(0, 200)];
  const short = points.length > 60 ? `${points.slice(0, 60).join('')}…` : line;
  return `"${short}"`;
}
