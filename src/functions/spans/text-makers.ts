import { decodeText } from '../../data/text-bytes.ts';
import type { TextScratch } from '../../data/text-scratch.ts';
import { lowerCase, upperCase } from '../text-case.ts';
import { placeOf } from './text-spans.ts';

const capitals = 65;
const smallLetters = 97;
const caseBit = 32;
const minus = 45;
const point = 46;
const zero = 48;

/** Adds the text bytes[start … end) in lower case; where it begins. */
export function addLowerCase(
  scratch: TextScratch,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  return addInOtherCase(scratch, bytes, start, end, capitals, lowerCase);
}

/** Adds the text bytes[start … end) in upper case; where it begins. */
export function addUpperCase(
  scratch: TextScratch,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  return addInOtherCase(scratch, bytes, start, end, smallLetters, upperCase);
}

/** Adds a text with the 26 ASCII letters from `first` in the other case; beyond ASCII `change` does all of it. */
function addInOtherCase(
  scratch: TextScratch,
  bytes: Uint8Array,
  start: number,
  end: number,
  first: number,
  change: (text: string) => string,
): number {
  const from = scratch.length;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (byte > 127) {
      scratch.length = from;
      scratch.addString(change(decodeText(bytes, start, end)));
      return from;
    }
    scratch.addByte(byte >= first && byte < first + 26 ? byte ^ caseBit : byte);
  }
  return from;
}

/** Adds bytes[start … end) with every occurrence of `part` replaced; where it begins. */
export function addReplaced(
  scratch: TextScratch,
  bytes: Uint8Array,
  start: number,
  end: number,
  part: Uint8Array,
  by: Uint8Array,
): number {
  const from = scratch.length;
  let copied = start;
  let found = part.length === 0 ? -1 : placeOf(bytes, start, end, part);
  while (found >= 0) {
    scratch.addBytes(bytes, copied, found);
    scratch.addBytes(by, 0, by.length);
    copied = found + part.length;
    found = placeOf(bytes, copied, end, part);
  }
  scratch.addBytes(bytes, copied, end);
  return from;
}

/** Adds one text after another; where they begin. */
export function addJoined(
  scratch: TextScratch,
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): number {
  const from = scratch.length;
  scratch.addBytes(a, aStart, aEnd);
  scratch.addBytes(b, bStart, bEnd);
  return from;
}

/** Adds an unscaled integer as a decimal text with `scale` places and `zeros` more; where it begins. */
export function addDecimal(
  scratch: TextScratch,
  units: number | bigint,
  scale: number,
  zeros: number,
): number {
  const from = scratch.length;
  if (units < 0) scratch.addByte(minus);
  if (typeof units === 'bigint') addLongDecimal(scratch, units < 0n ? -units : units, scale);
  else addShortDecimal(scratch, Math.abs(units), scale);
  if (scale === 0 && zeros > 0) scratch.addByte(point);
  for (let left = zeros; left > 0; left -= 1) scratch.addByte(zero);
  return from;
}

function addShortDecimal(scratch: TextScratch, units: number, scale: number): void {
  if (scale > 15) {
    addLongDecimal(scratch, BigInt(units), scale);
    return;
  }
  const size = 10 ** scale;
  const whole = Math.floor(units / size);
  scratch.addNumber(whole, 1);
  if (scale === 0) return;
  scratch.addByte(point);
  scratch.addNumber(units - whole * size, scale);
}

function addLongDecimal(scratch: TextScratch, units: bigint, scale: number): void {
  const digits = String(units).padStart(scale + 1, '0');
  const whole = digits.length - scale;
  for (let at = 0; at < digits.length; at += 1) {
    if (at === whole) scratch.addByte(point);
    scratch.addByte(digits.charCodeAt(at));
  }
}
