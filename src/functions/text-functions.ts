import { createHash } from 'node:crypto';
import { SqlError, sqlState } from '../common/sql-error.ts';
import { encodeText } from '../data/text-bytes.ts';
import { functionState } from './function-errors.ts';
import type { EmitContext, ScalarFunction } from './scalar-function.ts';
import {
  emitCase,
  emitLeft,
  emitPosition,
  emitRight,
  emitSplitPart,
  emitSubstring,
  emitTrim,
} from './spans/emit-spans.ts';
import { textBuilders } from './text-builders.ts';
import { lowerCase, upperCase } from './text-case.ts';
import { textEdits } from './text-edits.ts';
import { formatFunctions } from './text-format.ts';
import { textFunction } from './text-function.ts';
import { textJoins } from './text-joins.ts';
import { characterCount } from './text-kernels.ts';
import { quotingFunctions } from './text-quoting.ts';

/** PostgreSQL's string functions. Characters are code points; positions count from 1. */
export function textFunctions(): ScalarFunction[] {
  return [
    ...measures(),
    ...caseFunctions(),
    ...parts(),
    ...trims(),
    ...textBuilders(),
    ...textJoins(),
    ...textEdits(),
    ...quotingFunctions(),
    ...formatFunctions(),
  ];
}

function measures(): ScalarFunction[] {
  const length = characterCount;
  const position = (text: string, part: string): number => {
    const at = text.indexOf(part);
    return at < 0 ? 0 : length(text.slice(0, at)) + 1;
  };
  const characters = 'the number of characters';
  return [
    ...['length', 'char_length', 'character_length'].map((name) =>
      textFunction(name, ['text'], 'integer', characters, [`${name}('mühle')`, '5'], length, {
        emit: emitLength,
      }),
    ),
    textFunction(
      'bit_length',
      ['text'],
      'integer',
      'the number of bits',
      ["bit_length('mühle')", '48'],
      (text: string) => encodeText(text).length * 8,
    ),
    textFunction(
      'octet_length',
      ['text'],
      'integer',
      'the number of bytes',
      ["octet_length('mühle')", '6'],
      (text: string) => encodeText(text).length,
      { emit: emitOctetLength },
    ),
    textFunction(
      'strpos',
      ['text', 'text'],
      'integer',
      'where a text first occurs in another; 0 for nowhere',
      ["strpos('millrace', 'race')", '5'],
      position,
      { emit: emitPosition(0, 1) },
    ),
    textFunction(
      'position',
      ['text', 'text'],
      'integer',
      'where the first text occurs in the second: POSITION(a IN b)',
      ["position('race' in 'millrace')", '5'],
      (part: string, text: string) => position(text, part),
      { emit: emitPosition(1, 0) },
    ),
    textFunction(
      'starts_with',
      ['text', 'text'],
      'boolean',
      'whether a text begins with another',
      ["starts_with('millrace', 'mill')", 't'],
      (text: string, part: string) => text.startsWith(part),
      { emit: emitStartsWith },
    ),
    textFunction(
      'ascii',
      ['text'],
      'integer',
      'the code point of the first character',
      ["ascii('x')", '120'],
      (text: string) => text.codePointAt(0) ?? 0,
    ),
  ];
}

function emitLength(context: EmitContext): string | null {
  const text = context.bytes(0);
  if (text === null) return null;
  return `${context.library('countCharacters')}(${text.bytes}, ${text.start}, ${text.end})`;
}

function emitStartsWith(context: EmitContext): string | null {
  const text = context.bytes(0);
  const part = context.literal(1);
  if (text === null || typeof part !== 'string') return null;
  const literal = context.constantBytes(part);
  const room = `${text.end} - ${text.start} >= ${literal}.length`;
  return `(${room} && ${context.library('hasBytesAt')}(${text.bytes}, ${text.start}, ${literal}))`;
}

function emitOctetLength(context: EmitContext): string | null {
  const text = context.bytes(0);
  return text === null ? null : `(${text.end} - ${text.start})`;
}

function caseFunctions(): ScalarFunction[] {
  return [
    textFunction('lower', ['text'], 'text', 'in lower case', ["lower('MILL')", 'mill'], lowerCase, {
      emitBytes: emitCase('addLowerCase'),
    }),
    textFunction('upper', ['text'], 'text', 'in upper case', ["upper('mill')", 'MILL'], upperCase, {
      emitBytes: emitCase('addUpperCase'),
    }),
    textFunction(
      'initcap',
      ['text'],
      'text',
      'the first letter of each word in upper case, the others in lower case',
      ["initcap('hi THOMAS')", 'Hi Thomas'],
      (text: string) =>
        text.replace(/[\p{L}\p{N}]+/gu, (word) => {
          const [first = '', ...rest] = word;
          return upperCase(first) + lowerCase(rest.join(''));
        }),
    ),
    textFunction(
      'reverse',
      ['text'],
      'text',
      'the characters in opposite order',
      ["reverse('abc')", 'cba'],
      (text: string) => [...text].reverse().join(''),
    ),
    textFunction(
      'md5',
      ['text'],
      'text',
      'the MD5 hash in hexadecimal digits',
      ["md5('abc')", '900150983cd24fb0d6963f7d28e17f72'],
      (text: string) => createHash('md5').update(text).digest('hex'),
    ),
  ];
}

function parts(): ScalarFunction[] {
  const left = (text: string, count: number): string => [...text].slice(0, count).join('');
  const right = (text: string, count: number): string =>
    count === 0 ? '' : [...text].slice(-count).join('');
  return [
    ...['substring', 'substr'].flatMap((name) => [
      textFunction(
        name,
        ['text', 'integer'],
        'text',
        'the characters from a position on',
        [`${name}('millrace', 5)`, 'race'],
        (text: string, from: number) => [...text].slice(Math.max(from - 1, 0)).join(''),
        { emitBytes: emitSubstring },
      ),
      textFunction(
        name,
        ['text', 'integer', 'integer'],
        'text',
        'so many characters from a position on',
        [`${name}('millrace', 2, 3)`, 'ill'],
        substring,
        { fallible: [functionState.substringError], emitBytes: emitSubstring },
      ),
    ]),
    textFunction(
      'left',
      ['text', 'integer'],
      'text',
      'the first n characters; below zero, all but the last n',
      ["left('millrace', -4)", 'mill'],
      left,
      { emitBytes: emitLeft },
    ),
    textFunction(
      'right',
      ['text', 'integer'],
      'text',
      'the last n characters; below zero, all but the first n',
      ["right('millrace', 4)", 'race'],
      right,
      { emitBytes: emitRight },
    ),
    textFunction(
      'split_part',
      ['text', 'text', 'integer'],
      'text',
      'the nth field between delimiters; below zero, counted from the end',
      ["split_part('a,b,c', ',', 2)", 'b'],
      splitPart,
      { fallible: [sqlState.invalidParameterValue], emitBytes: emitSplitPart },
    ),
  ];
}

function substring(text: string, from: number, count: number): string {
  if (count < 0) {
    throw new SqlError(functionState.substringError, 'negative substring length not allowed');
  }
  return [...text].slice(Math.max(from - 1, 0), Math.max(from - 1 + count, 0)).join('');
}

function splitPart(text: string, delimiter: string, field: number): string {
  if (field === 0) {
    throw new SqlError(sqlState.invalidParameterValue, 'field position must not be zero');
  }
  const fields = delimiter === '' ? [text] : text.split(delimiter);
  return fields.at(field > 0 ? field - 1 : field) ?? '';
}

function trims(): ScalarFunction[] {
  const sides = [
    ['ltrim', true, false, ["ltrim('xxmill', 'x')", 'mill']],
    ['rtrim', false, true, ["rtrim('millxx', 'x')", 'mill']],
    ['btrim', true, true, ["btrim('xxmillxx', 'x')", 'mill']],
    ['trim', true, true, ["trim('  mill ')", 'mill']],
  ] as const;
  return sides.flatMap(([name, start, end, example]) => {
    const docs = `without the given characters ${start && end ? 'at both ends' : `at the ${start ? 'start' : 'end'}`}`;
    return [
      textFunction(
        name,
        ['text'],
        'text',
        'without spaces there',
        [`${name}('mill')`, 'mill'],
        (text: string) => trim(text, ' ', start, end),
        { emitBytes: emitTrim(start, end) },
      ),
      textFunction(
        name,
        ['text', 'text'],
        'text',
        docs,
        example,
        (text: string, set: string) => trim(text, set, start, end),
        { emitBytes: emitTrim(start, end) },
      ),
    ];
  });
}

function trim(text: string, set: string, start: boolean, end: boolean): string {
  const letters = [...text];
  const trimmed = new Set(set);
  let from = 0;
  let to = letters.length;
  while (start && from < to && trimmed.has(letters[from] as string)) from += 1;
  while (end && to > from && trimmed.has(letters[to - 1] as string)) to -= 1;
  return letters.slice(from, to).join('');
}
