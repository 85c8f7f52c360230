const backslash = 92;

/** What the letters behind a backslash stand for. */
const meanings: ReadonlyMap<number, number> = new Map(
  Array.from('bfnrt', (letter, i): [number, number] => [
    letter.charCodeAt(0),
    [8, 12, 10, 13, 9][i] as number,
  ]),
);

/**
 * Writes what the inside of a JSON string means, bytes[from … to) without its quotes, to the front
 * of `target`, which needs no more room than the string has; how many bytes it wrote. The string
 * must have been found well formed. Halves of a surrogate pair that stand alone become U+FFFD.
 */
export function unescapeJson(
  bytes: Uint8Array,
  from: number,
  to: number,
  target: Uint8Array,
): number {
  let at = from;
  let end = 0;
  while (at < to) {
    const byte = bytes[at] as number;
    if (byte !== backslash) {
      target[end] = byte;
      end += 1;
      at += 1;
      continue;
    }
    const letter = bytes[at + 1] as number;
    if (letter !== 117) {
      target[end] = meanings.get(letter) ?? letter;
      end += 1;
      at += 2;
      continue;
    }
    const point = codePoint(bytes, at, to);
    end = writeCodePoint(target, end, point);
    at += point > 0xffff ? 12 : 6;
  }
  return end;
}

/** The code point of the escape at `at`, of two escapes where they are a surrogate pair. */
function codePoint(bytes: Uint8Array, at: number, to: number): number {
  const unit = codeUnit(bytes, at + 2);
  if (unit < 0xd800 || unit > 0xdfff) return unit;
  const paired =
    unit < 0xdc00 && at + 12 <= to && bytes[at + 6] === backslash && bytes[at + 7] === 117;
  const low = paired ? codeUnit(bytes, at + 8) : 0;
  if (low < 0xdc00 || low > 0xdfff) return 0xfffd;
  return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

function codeUnit(bytes: Uint8Array, at: number): number {
  let unit = 0;
  for (let i = at; i < at + 4; i += 1) {
    const byte = bytes[i] as number;
    unit = unit * 16 + (byte <= 57 ? byte - 48 : (byte | 32) - 87);
  }
  return unit;
}

function writeCodePoint(target: Uint8Array, at: number, point: number): number {
  if (point < 0x80) {
    target[at] = point;
    return at + 1;
  }
  if (point < 0x800) {
    target[at] = 0xc0 | (point >> 6);
    target[at + 1] = 0x80 | (point & 63);
    return at + 2;
  }
  if (point < 0x10000) {
    target[at] = 0xe0 | (point >> 12);
    target[at + 1] = 0x80 | ((point >> 6) & 63);
    target[at + 2] = 0x80 | (point & 63);
    return at + 3;
  }
  target[at] = 0xf0 | (point >> 18);
  target[at + 1] = 0x80 | ((point >> 12) & 63);
  target[at + 2] = 0x80 | ((point >> 6) & 63);
  target[at + 3] = 0x80 | (point & 63);
  return at + 4;
}
