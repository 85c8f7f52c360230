import { SqlError, sqlState } from '../common/sql-error.ts';
import type { ScalarFunction } from './scalar-function.ts';
import { emitReplace } from './spans/emit-spans.ts';
import { textFunction } from './text-function.ts';

/** repeat, lpad and rpad refuse to build longer texts than this. */
const lengthMax = 10 * 1024 * 1024;

/** Texts made of other texts: replaced, repeated, filled up. */
export function textBuilders(): ScalarFunction[] {
  const limited = { fallible: [sqlState.programLimitExceeded] };
  return [
    textFunction(
      'replace',
      ['text', 'text', 'text'],
      'text',
      'with every occurrence of a text replaced by another',
      ["replace('abcabc', 'b', 'X')", 'aXcaXc'],
      (text: string, from: string, to: string) => (from === '' ? text : text.split(from).join(to)),
      { emitBytes: emitReplace },
    ),
    textFunction(
      'translate',
      ['text', 'text', 'text'],
      'text',
      'with each character of the second text replaced by that of the third at its place',
      ["translate('12345', '143', 'ax')", 'a2x5'],
      translate,
    ),
    textFunction(
      'repeat',
      ['text', 'integer'],
      'text',
      'n times over',
      ["repeat('ab', 3)", 'ababab'],
      (text: string, count: number) => {
        checkLength(text.length * count);
        return text.repeat(Math.max(count, 0));
      },
      limited,
    ),
    ...['lpad', 'rpad'].flatMap((name) => {
      const pad = name === 'lpad' ? padLeft : padRight;
      const docs = `filled up, or cut, to a number of characters at the ${name === 'lpad' ? 'start' : 'end'}`;
      return [
        textFunction(
          name,
          ['text', 'integer'],
          'text',
          docs,
          [`${name}('mill', 3)`, 'mil'],
          (text: string, length: number) => pad(text, length, ' '),
          limited,
        ),
        textFunction(
          name,
          ['text', 'integer', 'text'],
          'text',
          docs,
          [`${name}('hi', 5, 'xy')`, name === 'lpad' ? 'xyxhi' : 'hixyx'],
          pad,
          limited,
        ),
      ];
    }),
    textFunction(
      'chr',
      ['integer'],
      'text',
      'the character of a code point',
      ['chr(65)', 'A'],
      character,
      {
        fallible: [sqlState.programLimitExceeded, sqlState.invalidParameterValue],
      },
    ),
  ];
}

function translate(text: string, from: string, to: string): string {
  const source = [...from];
  const target = [...to];
  return [...text]
    .map((letter) => {
      const at = source.indexOf(letter);
      return at < 0 ? letter : (target[at] ?? '');
    })
    .join('');
}

function padLeft(text: string, length: number, fill: string): string {
  return padding(text, length, fill) + [...text].slice(0, Math.max(length, 0)).join('');
}

function padRight(text: string, length: number, fill: string): string {
  return [...text].slice(0, Math.max(length, 0)).join('') + padding(text, length, fill);
}

function padding(text: string, length: number, fill: string): string {
  checkLength(length);
  const letters = [...fill];
  const missing = letters.length === 0 ? 0 : Math.max(length - [...text].length, 0);
  return Array.from({ length: missing }, (_, i) => letters[i % letters.length]).join('');
}

function checkLength(length: number): void {
  if (length > lengthMax) {
    throw new SqlError(sqlState.programLimitExceeded, 'requested length too large');
  }
}

/** @throws SqlError 22023, 54000 */
function character(code: number): string {
  if (code < 0) {
    throw new SqlError(sqlState.invalidParameterValue, 'character number must be positive');
  }
  if (code === 0) throw new SqlError(sqlState.programLimitExceeded, 'null character not permitted');
  const surrogate = code >= 0xd800 && code <= 0xdfff;
  if (code > 0x10ffff || surrogate) {
    const what = surrogate ? 'not valid' : 'too large';
    throw new SqlError(
      sqlState.programLimitExceeded,
      `requested character ${what} for encoding: ${code}`,
    );
  }
  return String.fromCodePoint(code);
}
