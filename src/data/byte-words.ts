/** Bytes to be read four at a time, at any place. */
export function wordsOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const quotes = 0x22222222;
const backslashes = 0x5c5c5c5c;
const spaces = 0x20202020;
const ones = 0x01010101;
const highBits = 0x80808080;

/**
 * Marks what a JSON string does not mean as it stands, or ends with: of the four bytes of a word
 * (little-endian) the high bit of the first quote, backslash or control character is set, and none
 * of the bytes before it; 0 when there is none. (A byte less a greater one borrows into its high
 * bit: Alan Mycroft's test for zeros.)
 */
export function specialBytes(word: number): number {
  const quote = word ^ quotes;
  const backslash = word ^ backslashes;
  const found =
    ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) | ((word - spaces) & ~word);
  return found & highBits;
}

/** How many bytes of a word stand before its first marked one. */
export function bytesBefore(marks: number): number {
  return (31 - Math.clz32(marks & -marks)) >> 3;
}

/**
 * The first quote, backslash or control character in bytes [from … limit); without one a place less
 * than four bytes before the limit.
 */
export function findSpecial(words: DataView, from: number, limit: number): number {
  let at = from;
  for (; at + 4 <= limit; at += 4) {
    const marks = specialBytes(words.getInt32(at, true));
    if (marks !== 0) return at + bytesBefore(marks);
  }
  return at;
}

/** Whether a[at …) begins with the bytes b[from … to), which are four at least. */
export function hasWordsAt(
  a: DataView,
  at: number,
  b: DataView,
  from: number,
  to: number,
): boolean {
  const last = to - 4;
  const shift = at - from;
  if (shift + to > a.byteLength) return false;
  for (let i = from; i < last; i += 4) {
    if (a.getInt32(i + shift, true) !== b.getInt32(i, true)) return false;
  }
  return a.getInt32(last + shift, true) === b.getInt32(last, true);
}
