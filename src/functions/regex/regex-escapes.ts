import { invalidRegex } from './regex-errors.ts';

/** Letters and digits of all scripts, and the underscore. */
const wordClass = '\\p{L}\\p{N}_';

/** Class shorthands and constraints that RE2 has words for. */
export const classEscapes: Readonly<Record<string, string>> = {
  d: '[0-9]',
  D: '[^0-9]',
  s: '[\\s\\x0b]',
  S: '[^\\s\\x0b]',
  w: `[${wordClass}]`,
  W: `[^${wordClass}]`,
  y: '\\b',
  Y: '\\B',
  A: '\\A',
  Z: '\\z',
};

/** Class shorthands within brackets. */
export const bracketEscapes: Readonly<Record<string, string>> = {
  d: '0-9',
  s: '\\s\\x0b',
  w: wordClass,
};

/** Named classes, of all scripts as in a Unicode database. */
export const namedClasses: Readonly<Record<string, string>> = {
  alpha: '\\p{L}',
  alnum: '\\p{L}\\p{N}',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  digit: '0-9',
  space: '\\s\\x0b',
  blank: '\\t ',
  punct: '\\p{P}$+<=>^`|~',
  cntrl: '[:cntrl:]',
  graph: '\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}',
  print: '\\p{L}\\p{M}\\p{N}\\p{P}\\p{S} ',
  xdigit: '0-9A-Fa-f',
  word: wordClass,
};

const controls: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  B: '\\',
  e: '\u001b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '0': '\u0000',
};

/** The character that the escape at a place of a pattern stands for, and how long the escape is. @throws SqlError 2201B */
export function literalEscape(pattern: string, at: number): { text: string; length: number } {
  const rest = pattern.slice(at + 1, at + 10);
  const code = /^(?:u([0-9a-f]{4})|U([0-9a-f]{8})|x([0-9a-f]{1,8}))/i.exec(rest);
  if (code !== null) {
    const value = Number.parseInt(code[1] ?? code[2] ?? code[3] ?? '', 16);
    if (value > 0x10ffff) throw invalidRegex('invalid escape \\ sequence');
    return { text: String.fromCodePoint(value), length: code[0].length + 1 };
  }
  const letter = rest.slice(0, (rest.codePointAt(0) ?? 0) > 0xffff ? 2 : 1);
  if (letter === 'c' && rest.length > 1) {
    return { text: String.fromCharCode(rest.charCodeAt(1) & 31), length: 3 };
  }
  const control = controls[letter];
  if (control !== undefined) return { text: control, length: 2 };
  if (letter === '' || /[A-Za-z0-9]/.test(letter)) {
    throw invalidRegex('invalid escape \\ sequence');
  }
  return { text: letter, length: 1 + letter.length };
}

/** Text that stands for itself in a pattern of RE2. */
export function quoted(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$-]/g, '\\$&');
}
