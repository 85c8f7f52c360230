import stringWidth from 'string-width';

const plainAscii = /^[\x20-\x7e]*$/;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** How many columns of a terminal the text takes: 2 for wide characters, 0 for combining ones. */
export function widthOf(text: string): number {
  return plainAscii.test(text) ? text.length : stringWidth(text);
}

/** The text as characters that a person sees, each with its width. */
export function graphemesOf(text: string): string[] {
  if (plainAscii.test(text)) return [...text];
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** The beginning of the text that fits, with `…` for what does not. */
export function elide(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let fitting = '';
  let width = 1;
  for (const grapheme of graphemesOf(text)) {
    width += widthOf(grapheme);
    if (width > columns) break;
    fitting += grapheme;
  }
  return columns < 1 ? '' : `${fitting}…`;
}

/** The text filled up with spaces; longer texts stay as they are. */
export function pad(text: string, columns: number, side: 'left' | 'right'): string {
  const spaces = ' '.repeat(Math.max(0, columns - widthOf(text)));
  return side === 'left' ? spaces + text : text + spaces;
}

/**
 * The text with control characters written out (`\n`, `\x1b`), so that data can neither break a
 * table nor give orders to the terminal.
 */
export function visible(text: string): string {
  if (plainAscii.test(text)) return text;
  return text.replace(controls, (character) => {
    const known = escapes[character];
    if (known !== undefined) return known;
    const code = character.codePointAt(0) ?? 0;
    return code < 256
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** Control characters and those that turn the direction of what follows. */
const controls = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
