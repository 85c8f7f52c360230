import { encodeText } from './text-bytes.ts';

const newline = 10;
const space = 32;
const quote = 34;
const backslash = 92;
const comma = 44;
const minus = 45;
const zero = 48;
const colon = 58;
const openArray = 91;
const closeArray = 93;
const openObject = 123;
const closeObject = 125;

/** Values nested deeper are refused. */
export const jsonDepthMax = 64;

/** What follows a backslash, `u` apart. */
const escapes = new Set(Array.from('"\\/bfnrt', (letter) => letter.charCodeAt(0)));

const literals = { t: encodeText('true'), f: encodeText('false'), n: encodeText('null') };

/**
 * Walks over JSON (RFC 8259) in bytes and finds where values end, without making any. Methods take
 * a place and give the place behind what they found, or −1 after a syntax error, whose place is
 * then in `errorAt`. Whether strings are UTF-8 is not looked at.
 */
export class JsonScanner {
  /** Where the last error was: a place in the bytes, at most the limit. */
  errorAt = 0;
  /** How deep the value that `value` found last was nested: 1 for an array of numbers. */
  depth = 0;
  /** Whether the string that `string` found last has a backslash. */
  escaped = false;
  /** One byte for each container that is open: its closing bracket. */
  #closers = new Uint8Array(jsonDepthMax);
  /** How many containers are open. */
  #open = 0;
  /** White space beside the others. */
  readonly #newline: number;

  /** `newlines` says whether they are white space: else what is walked over ends with its line. */
  constructor(newlines = true) {
    this.#newline = newlines ? newline : space;
  }

  /** Whether bytes[from … to) are one JSON value, not too deep, with space around it or without. */
  isValue(bytes: Uint8Array, from: number, to: number): boolean {
    const end = this.value(bytes, this.space(bytes, from, to), to);
    return end >= 0 && this.depth <= jsonDepthMax && this.space(bytes, end, to) === to;
  }

  /** Behind the white space at `from`. */
  space(bytes: Uint8Array, from: number, limit: number): number {
    let at = from;
    while (at < limit) {
      const byte = bytes[at] as number;
      if (byte > 32 || (byte !== 32 && byte !== this.#newline && byte !== 13 && byte !== 9)) break;
      at += 1;
    }
    return at;
  }

  /** Behind the value that begins at `from`, nested however deep. */
  value(bytes: Uint8Array, from: number, limit: number): number {
    let at = from;
    this.#open = 0;
    this.depth = 0;
    do {
      at = this.#enter(bytes, at, limit);
      if (at >= 0) at = this.#leave(bytes, at, limit);
    } while (at >= 0 && this.#open > 0);
    return at;
  }

  /** Behind the closing quote of the string whose first character is at `from`. */
  string(bytes: Uint8Array, from: number, limit: number): number {
    let at = from;
    this.escaped = false;
    while (at < limit) {
      const byte = bytes[at] as number;
      if (byte === quote) return at + 1;
      if (byte === backslash) {
        this.escaped = true;
        at = this.#escape(bytes, at, limit);
        if (at < 0) return -1;
      } else if (byte < 32) return this.fail(at);
      else at += 1;
    }
    return this.fail(at);
  }

  /** Behind the number at `from`. */
  number(bytes: Uint8Array, from: number, limit: number): number {
    let at = bytes[from] === minus ? from + 1 : from;
    const first = at;
    at = digits(bytes, at, limit);
    if (at === first || (at > first + 1 && bytes[first] === zero)) return this.fail(first);
    if (at < limit && bytes[at] === 46) {
      const fraction = at + 1;
      at = digits(bytes, fraction, limit);
      if (at === fraction) return this.fail(at);
    }
    if (at >= limit || ((bytes[at] as number) | 32) !== 101) return at;
    const sign = bytes[at + 1];
    const exponent = sign === minus || sign === 43 ? at + 2 : at + 1;
    at = digits(bytes, exponent, limit);
    return at === exponent ? this.fail(Math.min(at, limit)) : at;
  }

  /** Behind the `true`, `false` or `null` at `from`. */
  literal(bytes: Uint8Array, from: number, limit: number): number {
    const word = literalOf(from < limit ? (bytes[from] as number) : 0);
    for (let i = 0; i < word.length; i += 1) {
      if (from + i >= limit || bytes[from + i] !== word[i]) return this.fail(from + i);
    }
    return from + word.length;
  }

  /** Notes the place of an error. */
  fail(at: number): -1 {
    this.errorAt = at;
    return -1;
  }

  /** Into containers down to the first scalar, and behind it; or to the end of an empty container. */
  #enter(bytes: Uint8Array, from: number, limit: number): number {
    let at = from;
    for (;;) {
      const byte = at < limit ? (bytes[at] as number) : 0;
      if (byte !== openArray && byte !== openObject) return this.#scalar(bytes, at, limit);
      const closer = byte === openArray ? closeArray : closeObject;
      this.#push(closer);
      at = this.space(bytes, at + 1, limit);
      if (at < limit && bytes[at] === closer) return at;
      if (byte === openObject) at = this.#key(bytes, at, limit);
      if (at < 0) return -1;
    }
  }

  /** Out of the containers that end here, and to the next value of one that does not. */
  #leave(bytes: Uint8Array, from: number, limit: number): number {
    let at = from;
    while (this.#open > 0) {
      at = this.space(bytes, at, limit);
      const closer = this.#closers[this.#open - 1] as number;
      if (at >= limit || bytes[at] !== closer) {
        return this.#next(bytes, at, limit, closer === closeObject);
      }
      this.#open -= 1;
      at += 1;
    }
    return at;
  }

  #scalar(bytes: Uint8Array, at: number, limit: number): number {
    if (at >= limit) return this.fail(limit);
    const byte = bytes[at] as number;
    if (byte === quote) return this.string(bytes, at + 1, limit);
    if (byte === minus || (byte >= zero && byte <= 57)) return this.number(bytes, at, limit);
    return this.literal(bytes, at, limit);
  }

  /** Behind the comma, and in an object behind the next key, to the next value. */
  #next(bytes: Uint8Array, from: number, limit: number, object: boolean): number {
    if (from >= limit || bytes[from] !== comma) return this.fail(from);
    const at = this.space(bytes, from + 1, limit);
    return object ? this.#key(bytes, at, limit) : at;
  }

  /** Behind a key and its colon. */
  #key(bytes: Uint8Array, from: number, limit: number): number {
    if (from >= limit || bytes[from] !== quote) return this.fail(from);
    const end = this.string(bytes, from + 1, limit);
    if (end < 0) return -1;
    const at = this.space(bytes, end, limit);
    if (at >= limit || bytes[at] !== colon) return this.fail(at);
    return this.space(bytes, at + 1, limit);
  }

  #escape(bytes: Uint8Array, at: number, limit: number): number {
    const letter = at + 1 < limit ? (bytes[at + 1] as number) : 0;
    if (escapes.has(letter)) return at + 2;
    if (letter !== 117) return this.fail(at);
    for (let i = at + 2; i < at + 6; i += 1) {
      if (i >= limit || !isHex(bytes[i] as number)) return this.fail(Math.min(i, limit));
    }
    return at + 6;
  }

  #push(closer: number): void {
    if (this.#open === this.#closers.length) {
      const grown = new Uint8Array(this.#open * 2);
      grown.set(this.#closers);
      this.#closers = grown;
    }
    this.#closers[this.#open] = closer;
    this.#open += 1;
    if (this.#open > this.depth) this.depth = this.#open;
  }
}

function digits(bytes: Uint8Array, from: number, limit: number): number {
  let at = from;
  while (at < limit && (bytes[at] as number) >= zero && (bytes[at] as number) <= 57) at += 1;
  return at;
}

function isHex(byte: number): boolean {
  const letter = byte | 32;
  return (byte >= zero && byte <= 57) || (letter >= 97 && letter <= 102);
}

/** The literal that begins with a letter, or any when none does. */
function literalOf(letter: number): Uint8Array {
  if (letter === 116) return literals.t;
  return letter === 102 ? literals.f : literals.n;
}
