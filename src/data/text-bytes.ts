const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** Shorter texts are put together character by character, which beats the decoder's fixed cost. */
const loopBytesMax = 24;

/** The string of the UTF-8 bytes [start, end). */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > loopBytesMax) return decoder.decode(bytes.subarray(start, end));
  let text = '';
  for (let i = start; i < end; i += 1) {
    const byte = bytes[i] as number;
    if (byte > 127) return decoder.decode(bytes.subarray(start, end));
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Fewer bytes are copied one by one, which beats the fixed cost of a native copy. */
const copiedInLoopMax = 40;

/** Copies source[from … to) to `at` in the target, which has room for it. */
export function copyBytes(
  source: Uint8Array,
  from: number,
  to: number,
  target: Uint8Array,
  at: number,
): void {
  if (to - from > copiedInLoopMax) target.set(source.subarray(from, to), at);
  else for (let i = from, j = at; i < to; i += 1, j += 1) target[j] = source[i] as number;
}

/** The UTF-8 bytes of a string. */
export function encodeText(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Whether bytes[start … start + other.length) are those of `other`. */
export function hasBytesAt(bytes: Uint8Array, start: number, other: Uint8Array): boolean {
  for (let i = 0; i < other.length; i += 1) {
    if (bytes[start + i] !== other[i]) return false;
  }
  return true;
}

/** Whether a[start … end) are the bytes of b from `from` on. */
export function sameBytes(
  a: Uint8Array,
  start: number,
  end: number,
  b: Uint8Array,
  from: number,
): boolean {
  const shift = from - start;
  for (let i = start; i < end; i += 1) {
    if (a[i] !== b[i + shift]) return false;
  }
  return true;
}

/**
 * Whether a[start … end) sorts before (< 0), with (0) or after (> 0) b[from … to), byte by byte:
 * for UTF-8 the order of code points, PostgreSQL's collation "C".
 */
export function compareBytes(
  a: Uint8Array,
  start: number,
  end: number,
  b: Uint8Array,
  from: number,
  to: number,
): number {
  const shorter = Math.min(end - start, to - from);
  for (let i = 0; i < shorter; i += 1) {
    const difference = (a[start + i] as number) - (b[from + i] as number);
    if (difference !== 0) return difference;
  }
  return end - start - (to - from);
}

/** Whether `part` occurs in bytes[start … end). */
export function includesBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  part: Uint8Array,
): boolean {
  const first = part[0];
  if (first === undefined) return true;
  const last = end - part.length;
  for (let at = start; at <= last; at += 1) {
    if (bytes[at] === first && hasBytesAt(bytes, at, part)) return true;
  }
  return false;
}

/** The order of two strings by code points, which is the order of their UTF-8 bytes. */
export function compareText(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return codeUnitRank(x) - codeUnitRank(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all others: UTF-16 units in the order of code points. */
function codeUnitRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
