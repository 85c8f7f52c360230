import { isShownKeyword } from './lexer/keywords.ts';
import { Scanner } from './lexer/scanner.ts';
import type { Token } from './lexer/token.ts';

/**
 * The tokens of a text in order, comments left out, by PostgreSQL's lexical rules. Takes any text:
 * what is not SQL becomes a token of kind `error` that says what is wrong.
 */
export function tokenize(text: string): readonly Token[] {
  const scanner = new Scanner(text);
  const tokens: Token[] = [];
  for (let token = scanner.next(); token !== null; token = scanner.next()) {
    if (token.kind !== 'comment') tokens.push(token);
  }
  return tokens;
}

/**
 * Whether a text can be run as it stands: it ends with a `;` that is neither in a literal nor in a
 * comment nor between parentheses. Wrong SQL is complete too: more text would not put it right.
 */
export function isCompleteStatement(text: string): boolean {
  let depth = 0;
  let complete = false;
  for (const { kind, value, problem } of tokenize(text)) {
    if (problem?.unterminated) return false;
    if (kind === 'punctuation') {
      if (value === '(' || value === '[') depth += 1;
      else if (value === ')' || value === ']') depth = Math.max(0, depth - 1);
    }
    complete = kind === 'punctuation' && value === ';' && depth === 0;
  }
  return complete;
}

/** How a piece of SQL text is shown. */
export type HighlightClass =
  | 'keyword'
  | 'identifier'
  | 'string'
  | 'number'
  | 'comment'
  | 'operator'
  | 'parameter'
  | 'punctuation'
  | 'error';

/** A range of a text (UTF-16 offsets, `end` exclusive) and how it is shown. */
export type HighlightRange = {
  readonly start: number;
  readonly end: number;
  readonly class: HighlightClass;
};

/** The text's tokens and comments as ranges to colour, in order; what lies between is white space. */
export function highlightTokens(text: string): readonly HighlightRange[] {
  const scanner = new Scanner(text);
  const ranges: HighlightRange[] = [];
  let before: Token | null = null;
  for (let token = scanner.next(); token !== null; token = scanner.next()) {
    const isMember = before?.kind === 'punctuation' && before.value === '.';
    ranges.push({ start: token.start, end: token.end, class: classOf(token, isMember) });
    before = token;
  }
  return ranges;
}

/** A literal that is still being typed is shown as what it will be. */
function classOf(token: Token, isMember: boolean): HighlightClass {
  switch (token.kind) {
    case 'word':
      return !isMember && isShownKeyword(token.value) ? 'keyword' : 'identifier';
    case 'quoted':
      return 'identifier';
    case 'bits':
      return 'string';
    case 'error':
      return token.problem?.unterminated ? unfinishedClass(token.value) : 'error';
    default:
      return token.kind;
  }
}

function unfinishedClass(written: string): HighlightClass {
  if (written.startsWith('/*')) return 'comment';
  return written.startsWith('"') || written.startsWith('`') ? 'identifier' : 'string';
}
