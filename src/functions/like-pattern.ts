import { SqlError } from '../common/sql-error.ts';
import { functionState } from './function-errors.ts';

/** In the compiled pattern: any character, any number of any, a backslash at the end. */
const one = -1;
const many = -2;
const unfinished = -3;

/** A LIKE pattern taken apart once for all rows. */
export class LikePattern {
  readonly #parts: Int32Array;

  constructor(pattern: string) {
    const parts: number[] = [];
    let escaped = false;
    for (const letter of pattern) {
      const code = letter.codePointAt(0) as number;
      if (escaped) parts.push(code);
      else if (letter === '%') parts.push(many);
      else if (letter === '_') parts.push(one);
      else if (letter !== '\\') parts.push(code);
      escaped = !escaped && letter === '\\';
    }
    if (escaped) parts.push(unfinished);
    this.#parts = Int32Array.from(parts);
  }

  /**
   * Whether a text matches. After a mismatch only the last `%` takes one character more, so the
   * time is at most the product of the two lengths. @throws SqlError 22025
   */
  matches(text: string): boolean {
    const parts = this.#parts;
    let at = 0;
    let part = 0;
    let retryPart = -1;
    let retryAt = 0;
    while (at < text.length) {
      const expected = parts[part];
      if (expected === many) {
        part += 1;
        retryPart = part;
        retryAt = at;
      } else if (isMatch(expected, text.codePointAt(at) as number)) {
        at += unitsOf(text, at);
        part += 1;
      } else if (retryPart >= 0) {
        retryAt += unitsOf(text, retryAt);
        at = retryAt;
        part = retryPart;
      } else return false;
    }
    while (parts[part] === many) part += 1;
    if (parts[part] === unfinished) throw unfinishedPattern();
    return part === parts.length;
  }
}

/** @throws SqlError 22025 */
function isMatch(expected: number | undefined, code: number): boolean {
  if (expected === unfinished) throw unfinishedPattern();
  return expected === one || expected === code;
}

function unitsOf(text: string, at: number): number {
  return (text.codePointAt(at) as number) > 0xffff ? 2 : 1;
}

function unfinishedPattern(): SqlError {
  return new SqlError(
    functionState.invalidEscapeSequence,
    'LIKE pattern must not end with escape character',
  );
}

const percent = 37;
const underscore = 95;
const backslash = 92;

/**
 * Whether the text bytes[start … end) matches a pattern of UTF-8, which must not end in a lone
 * backslash. All but `_` goes byte by byte: no
 * character's bytes begin within another's.
 */
export function matchesLikeBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  pattern: Uint8Array,
): boolean {
  const length = pattern.length;
  let at = start;
  let part = 0;
  let retryPart = -1;
  let retryAt = start;
  while (at < end) {
    const expected = part < length ? (pattern[part] as number) : -1;
    if (expected === percent) {
      part += 1;
      retryPart = part;
      retryAt = at;
      continue;
    }
    const next = behindMatch(bytes, at, end, pattern, part);
    if (next > at) {
      at = next;
      part += expected === backslash ? 2 : 1;
    } else if (retryPart >= 0) {
      retryAt = nextCharacter(bytes, retryAt, end);
      at = retryAt;
      part = retryPart;
    } else return false;
  }
  while (part < length && pattern[part] === percent) part += 1;
  return part === length;
}

/** Behind what a part of the pattern takes at a place: a byte, or with `_` a character; the place itself for nothing. */
function behindMatch(
  bytes: Uint8Array,
  at: number,
  end: number,
  pattern: Uint8Array,
  part: number,
): number {
  const expected = pattern[part];
  if (expected === underscore) return nextCharacter(bytes, at, end);
  const literal = expected === backslash ? pattern[part + 1] : expected;
  return literal === bytes[at] ? at + 1 : at;
}

function nextCharacter(bytes: Uint8Array, at: number, end: number): number {
  let next = at + 1;
  while (next < end && ((bytes[next] as number) & 0xc0) === 0x80) next += 1;
  return next;
}
