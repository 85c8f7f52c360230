import { hasBytesAt } from '../../data/text-bytes.ts';

/** Where the first occurrence of `part` in bytes[start … end) begins; −1 for nowhere. */
export function placeOf(bytes: Uint8Array, start: number, end: number, part: Uint8Array): number {
  const first = part[0];
  const last = end - part.length;
  for (let at = start; at <= last; at += 1) {
    if (bytes[at] === first && hasBytesAt(bytes, at, part)) return at;
  }
  return part.length === 0 ? start : -1;
}

/** Where the nth field (from 1) between delimiters begins; `end` when there are fewer. */
export function fieldStart(
  bytes: Uint8Array,
  start: number,
  end: number,
  delimiter: Uint8Array,
  field: number,
): number {
  let at = start;
  for (let left = field - 1; left > 0; left -= 1) {
    const found = placeOf(bytes, at, end, delimiter);
    if (found < 0) return end;
    at = found + delimiter.length;
  }
  return at;
}

/** Where the field that begins at `start` ends. */
export function fieldEnd(
  bytes: Uint8Array,
  start: number,
  end: number,
  delimiter: Uint8Array,
): number {
  const found = placeOf(bytes, start, end, delimiter);
  return found < 0 ? end : found;
}

/** The place behind so many characters of the UTF-8 bytes [start, end), none for a count below zero. */
export function behindCharacters(
  bytes: Uint8Array,
  start: number,
  end: number,
  count: number,
): number {
  let at = start;
  for (let left = count; left > 0 && at < end; left -= 1) {
    at += 1;
    while (at < end && ((bytes[at] as number) & 0xc0) === 0x80) at += 1;
  }
  return at;
}

/** The place before the last so many characters of the UTF-8 bytes [start, end). */
export function beforeCharacters(
  bytes: Uint8Array,
  start: number,
  end: number,
  count: number,
): number {
  let at = end;
  for (let left = count; left > 0 && at > start; left -= 1) {
    at -= 1;
    while (at > start && ((bytes[at] as number) & 0xc0) === 0x80) at -= 1;
  }
  return at;
}

/** The first place in [start, end) whose byte is another one. */
export function behindBytes(bytes: Uint8Array, start: number, end: number, byte: number): number {
  let at = start;
  while (at < end && bytes[at] === byte) at += 1;
  return at;
}

/** The place behind the last byte in [start, end) that is another one. */
export function beforeBytes(bytes: Uint8Array, start: number, end: number, byte: number): number {
  let at = end;
  while (at > start && bytes[at - 1] === byte) at -= 1;
  return at;
}
