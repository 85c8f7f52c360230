import { isSpace } from './characters.ts';
import { closingQuote, scanQuotedName, scanString } from './literals.ts';
import { type Lexeme, lexeme, problemLexeme, quoteText } from './token.ts';

/** `B'0101'` and `X'1F'`, whose letter is at `at`: a string of bits. */
export function scanBits(text: string, at: number): Lexeme {
  const found = scanString(text, at, at + 1, false);
  if (found.problem !== null) return found;
  const isHex = /x/i.test(text[at] as string);
  const wrong = (isHex ? /[^\da-f]/i : /[^01]/).exec(found.value);
  if (wrong !== null) {
    const what = isHex ? 'hexadecimal' : 'binary';
    return problemLexeme(text.slice(at, found.end), found.end, {
      message: `"${wrong[0]}" is not a valid ${what} digit`,
    });
  }
  const bits = isHex ? found.value.replace(/./g, nibble) : found.value;
  return lexeme('bits', bits, found.end);
}

function nibble(digit: string): string {
  return Number.parseInt(digit, 16).toString(2).padStart(4, '0');
}

/** `U&'d\\0061'` and `U&"…"`, whose U is at `at`, and what UESCAPE behind it says. */
export function scanUnicode(text: string, at: number): Lexeme {
  const quote = at + 2;
  const found =
    text[quote] === '"' ? scanQuotedName(text, quote) : scanString(text, quote, quote, false);
  if (found.problem !== null) return found;
  const { mark, end } = escapeMark(text, found.end);
  const whole = text.slice(at, end);
  if (/^[\da-f+'"\s]$/i.test(mark)) {
    return problemLexeme(whole, end, {
      message: `invalid Unicode escape character at or near ${quoteText(whole)}`,
    });
  }
  const decoded = decodeUnicode(found.value, mark);
  if (decoded !== null) return lexeme(found.kind, decoded, end);
  return problemLexeme(whole, end, {
    message: `invalid Unicode escape at or near ${quoteText(whole)}`,
    hint: 'Unicode escapes are \\XXXX and \\+XXXXXX.',
  });
}

/** The character that begins an escape: `UESCAPE '!'` behind the literal, else a backslash. */
function escapeMark(text: string, from: number): { readonly mark: string; readonly end: number } {
  const none = { mark: '\\', end: from };
  let at = from;
  while (at < text.length && isSpace(text.charCodeAt(at))) at += 1;
  if (!/^uescape$/i.test(text.slice(at, at + 7))) return none;
  at += 7;
  while (at < text.length && isSpace(text.charCodeAt(at))) at += 1;
  const close = text[at] === "'" ? closingQuote(text, at + 1, "'") : -1;
  return close === at + 2 ? { mark: text[at + 1] as string, end: close + 1 } : none;
}

function decodeUnicode(value: string, mark: string): string | null {
  let valid = true;
  let decoded = '';
  for (let at = 0; at < value.length; at += 1) {
    if (value[at] !== mark) {
      decoded += value[at];
      continue;
    }
    const rest = value.slice(at + 1, at + 8);
    const digits = /^(?:\+([\da-f]{6})|([\da-f]{4}))/i.exec(rest);
    if (rest[0] === mark) {
      decoded += mark;
      at += 1;
    } else if (digits === null) {
      return null;
    } else {
      const code = Number.parseInt(digits[1] ?? (digits[2] as string), 16);
      valid &&= code > 0 && code <= 0x10ffff;
      // Pairs of surrogates may be written as two escapes.
      decoded += valid ? fromCode(code) : '';
      at += digits[0].length;
    }
  }
  return valid && !/\p{Cs}/u.test(decoded) ? decoded : null;
}

function fromCode(code: number): string {
  return code > 0xffff ? String.fromCodePoint(code) : String.fromCharCode(code);
}
