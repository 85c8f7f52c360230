import { isSpace, startsWord, wordEnd } from './characters.ts';
import { decodeEscapes } from './escapes.ts';
import { type Lexeme, lexeme, problemLexeme, quoteText } from './token.ts';

const decimal = /(?:\d(?:_?\d)*(?:\.(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?/y;
const radix = /0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+/y;
const digits = /\d+/y;
const dollarTag = /\$(?:[\p{L}\p{Nl}_][\p{L}\p{M}\p{N}_]*)?\$/uy;

/** A number with this many digits or more cannot be meant. */
const numberLengthMax = 1000;

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

/** A number at `at`: decimal, with a fraction or exponent, hexadecimal, octal or binary. */
export function scanNumber(text: string, at: number): Lexeme {
  const written = match(radix, text, at) ?? match(decimal, text, at) ?? '';
  const end = at + written.length;
  const behind = text.codePointAt(end);
  if (behind !== undefined && startsWord(behind)) {
    const junk = text.slice(at, wordEnd(text, end));
    return problemLexeme(junk, at + junk.length, {
      message: `trailing junk after numeric literal at or near ${quoteText(junk)}`,
      hint: 'Put a space between a number and the word that follows it.',
    });
  }
  if (written.length > numberLengthMax) {
    return problemLexeme(written, end, { message: 'numeric literal is too long' });
  }
  const plain = written.replaceAll('_', '');
  return lexeme('number', /^0[xob]/i.test(plain) ? BigInt(plain).toString() : plain, end);
}

/** `$1`, or a string between `$tag$` and `$tag$`. */
export function scanDollar(text: string, at: number): Lexeme {
  const index = match(digits, text, at + 1);
  if (index !== null) return parameter(text, at, index);
  const tag = match(dollarTag, text, at);
  if (tag === null) return problemLexeme('$', at + 1, { message: 'syntax error at or near "$"' });
  const close = text.indexOf(tag, at + tag.length);
  if (close >= 0) return lexeme('string', text.slice(at + tag.length, close), close + tag.length);
  return unterminated(text, at, 'unterminated dollar-quoted string', `The string ends at ${tag}.`);
}

function parameter(text: string, at: number, index: string): Lexeme {
  const end = at + 1 + index.length;
  const number = Number(index);
  if (number >= 1 && number <= 65535) {
    const behind = text.codePointAt(end);
    if (behind === undefined || !startsWord(behind)) return lexeme('parameter', `${number}`, end);
    const junk = text.slice(at, wordEnd(text, end));
    return problemLexeme(junk, at + junk.length, {
      message: `trailing junk after parameter at or near ${quoteText(junk)}`,
    });
  }
  return problemLexeme(text.slice(at, end), end, {
    message: `parameter number out of range at or near ${quoteText(text.slice(at, end))}`,
    hint: 'Parameters are $1 to $65535.',
  });
}

/** An identifier in double quotes or backquotes; the quote doubled stands for itself. */
export function scanQuotedName(text: string, at: number): Lexeme {
  const quote = text[at] as string;
  const close = closingQuote(text, at + 1, quote);
  if (close < 0) {
    return unterminated(text, at, 'unterminated quoted identifier', `It ends at ${quote}.`);
  }
  const name = text.slice(at + 1, close).replaceAll(quote + quote, quote);
  if (name !== '') return lexeme('quoted', name, close + 1);
  const written = quote + quote;
  return problemLexeme(written, close + 1, {
    message: `zero-length delimited identifier at or near ${quoteText(written)}`,
    hint: "Text stands in single quotes: ''.",
  });
}

/**
 * A string in single quotes whose first quote is at `quote`; with `escapes` (E'…') a backslash
 * begins an escape. Strings with only white space and a new line between them are one.
 */
export function scanString(text: string, at: number, quote: number, escapes: boolean): Lexeme {
  let value = '';
  let open = quote;
  for (;;) {
    const close = escapes ? closingEscaped(text, open + 1) : closingQuote(text, open + 1, "'");
    if (close < 0) {
      return unterminated(text, at, 'unterminated quoted string', "It ends at a single quote: '.");
    }
    const body = text.slice(open + 1, close);
    value += escapes ? body : body.replaceAll("''", "'");
    const next = continuation(text, close + 1);
    if (next >= 0) {
      open = next;
      continue;
    }
    if (!escapes) return lexeme('string', value, close + 1);
    const decoded = decodeEscapes(value);
    if (decoded !== null) return lexeme('string', decoded, close + 1);
    return problemLexeme(text.slice(at, close + 1), close + 1, {
      message: `invalid escape at or near ${quoteText(text.slice(at, close + 1))}`,
      hint: "Escapes are \\n, \\t, \\r, \\b, \\f, \\\\, \\', \\377, \\xFF, \\uFFFF and \\U0010FFFF.",
    });
  }
}

/** Where the quote that ends a literal stands, or −1. */
export function closingQuote(text: string, from: number, quote: string): number {
  let close = text.indexOf(quote, from);
  while (close >= 0 && text[close + 1] === quote) close = text.indexOf(quote, close + 2);
  return close;
}

function closingEscaped(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === "'") {
      if (text[at + 1] !== "'") return at;
      at += 1;
    }
  }
  return -1;
}

/** Where a string that goes on in a further line opens again, or −1. */
function continuation(text: string, from: number): number {
  let at = from;
  let lines = false;
  while (at < text.length && isSpace(text.charCodeAt(at))) {
    lines ||= text[at] === '\n' || text[at] === '\r';
    at += 1;
  }
  return lines && text[at] === "'" ? at : -1;
}

/** A literal without an end: all that follows belongs to it. */
export function unterminated(text: string, at: number, what: string, hint: string): Lexeme {
  return problemLexeme(text.slice(at), text.length, {
    message: `${what} at or near ${quoteText(text.slice(at, at + 300))}`,
    hint,
    unterminated: true,
  });
}
