import { foldName, isDigit, startsWord, wordEnd } from './characters.ts';
import { scanDollar, scanNumber, scanQuotedName, scanString, unterminated } from './literals.ts';
import { scanBits, scanUnicode } from './prefixed-literals.ts';
import { type Lexeme, lexeme, problemLexeme, quoteText } from './token.ts';

/** PostgreSQL's operators, those that Millrace has no meaning for included. */
const operators: ReadonlySet<string> = new Set([
  ...'+-*/%^<>=~!@#&|?:',
  ...['::', ':=', '=>', '<=', '>=', '<>', '!=', '||', '->', '#>', '#-', '@>', '<@', '@@'],
  ...['&&', '~*', '!~', '~~', '?|', '?&', '<<', '>>', '|/', '->>', '#>>', '!~*', '!~~', '~~*'],
  ...['^@', '@?', '&<', '&>', '<->', '-|-', '||/', '!~~*'],
]);
/** The longest operator. */
const operatorLengthMax = 4;

const commentMark = /\/\*|\*\//g;

/** The longest piece of SQL text that begins at `at`, where no white space stands. */
export function scanLexeme(text: string, at: number): Lexeme {
  const code = text.codePointAt(at) as number;
  if (startsWord(code)) return scanWord(text, at);
  if (isDigit(code)) return scanNumber(text, at);
  const char = String.fromCodePoint(code);
  switch (char) {
    case "'":
      return scanString(text, at, at, false);
    case '"':
    case '`':
      return scanQuotedName(text, at);
    case '$':
      return scanDollar(text, at);
    case '.':
      if (isDigit(text.charCodeAt(at + 1))) return scanNumber(text, at);
      return lexeme('punctuation', char, at + 1);
    case '(':
    case ')':
    case '[':
    case ']':
    case '{':
    case '}':
    case ',':
    case ';':
      return lexeme('punctuation', char, at + 1);
    default:
      return scanComment(text, at) ?? scanOperator(text, at) ?? strangeCharacter(char, at);
  }
}

function scanWord(text: string, at: number): Lexeme {
  const prefixed = scanPrefixed(text, at);
  if (prefixed !== null) return prefixed;
  const end = wordEnd(text, at);
  return lexeme('word', foldName(text.slice(at, end)), end);
}

/** E'…', U&'…', U&"…", B'…', X'…' and N'…'; null for a plain word. */
function scanPrefixed(text: string, at: number): Lexeme | null {
  const quote = text[at + 1];
  switch ((text[at] as string).toLowerCase()) {
    case 'e':
      return quote === "'" ? scanString(text, at, at + 1, true) : null;
    case 'n':
      return quote === "'" ? scanString(text, at, at + 1, false) : null;
    case 'b':
    case 'x':
      return quote === "'" ? scanBits(text, at) : null;
    case 'u':
      return quote === '&' && /["']/.test(text[at + 2] ?? '') ? scanUnicode(text, at) : null;
    default:
      return null;
  }
}

function scanComment(text: string, at: number): Lexeme | null {
  const mark = text.slice(at, at + 2);
  if (mark === '--') {
    const newLine = text.indexOf('\n', at);
    const end = newLine < 0 ? text.length : newLine;
    return lexeme('comment', text.slice(at, end), end);
  }
  if (mark !== '/*') return null;
  let depth = 0;
  commentMark.lastIndex = at;
  for (let found = commentMark.exec(text); found !== null; found = commentMark.exec(text)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) {
      return lexeme('comment', text.slice(at, commentMark.lastIndex), commentMark.lastIndex);
    }
  }
  return unterminated(text, at, 'unterminated /* comment', 'Comments nest: each /* needs its */.');
}

function scanOperator(text: string, at: number): Lexeme | null {
  for (let length = operatorLengthMax; length > 0; length -= 1) {
    const operator = text.slice(at, at + length);
    if (operators.has(operator)) return lexeme('operator', operator, at + operator.length);
  }
  return null;
}

function strangeCharacter(char: string, at: number): Lexeme {
  const message = `syntax error at or near ${quoteText(char)}`;
  if ('‘’‚‛“”„‟´'.includes(char)) {
    const hint = 'Use the straight quotes \' and " in place of typographic ones.';
    return problemLexeme(char, at + char.length, { message, hint });
  }
  return problemLexeme(char, at + char.length, {
    message,
    hint: 'This character means nothing in SQL outside of quotes.',
  });
}
