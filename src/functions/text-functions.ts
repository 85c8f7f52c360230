import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Datum, SqlTypeKind } from '../data/sql-type.ts';
import { encodeText } from '../data/text-bytes.ts';
import { formatDatum } from '../data/text-output.ts';
import { functionState } from './function-errors.ts';
import {
  type CallTypes,
  type EmitContext,
  type Example,
  type ParameterKind,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from './scalar-function.ts';

/** repeat, lpad and rpad refuse to build longer texts than this. */
const lengthMax = 10 * 1024 * 1024;

/** PostgreSQL's string functions. Characters are code points; positions count from 1. */
export function textFunctions(): ScalarFunction[] {
  return [...measures(), ...caseFunctions(), ...parts(), ...trims(), ...builders(), ...joins()];
}

function define(
  name: string,
  parameters: readonly ParameterKind[],
  result: SqlTypeKind,
  docs: string,
  example: Example,
  compute: (...args: never[]) => Datum,
  more: Partial<ScalarFunction> = {},
): ScalarFunction {
  return scalarFunction({
    name,
    parameters,
    result: () => plainType(result),
    docs,
    examples: [example],
    evaluate: (args) => compute(...(args as never[])),
    ...more,
  });
}

function measures(): ScalarFunction[] {
  const length = (text: string): number => [...text].length;
  const position = (text: string, part: string): number => {
    const at = text.indexOf(part);
    return at < 0 ? 0 : length(text.slice(0, at)) + 1;
  };
  const characters = 'the number of characters';
  return [
    define('length', ['text'], 'integer', characters, ["length('mühle')", '5'], length),
    define('char_length', ['text'], 'integer', characters, ["char_length('mill')", '4'], length),
    define(
      'character_length',
      ['text'],
      'integer',
      characters,
      ["character_length('a')", '1'],
      length,
    ),
    define(
      'octet_length',
      ['text'],
      'integer',
      'the number of bytes',
      ["octet_length('mühle')", '6'],
      (text: string) => encodeText(text).length,
      { emit: emitOctetLength },
    ),
    define(
      'strpos',
      ['text', 'text'],
      'integer',
      'where a text first occurs in another; 0 for nowhere',
      ["strpos('millrace', 'race')", '5'],
      position,
    ),
    define(
      'position',
      ['text', 'text'],
      'integer',
      'where the first text occurs in the second: POSITION(a IN b)',
      ["position('race', 'millrace')", '5'],
      (part: string, text: string) => position(text, part),
    ),
    define(
      'starts_with',
      ['text', 'text'],
      'boolean',
      'whether a text begins with another',
      ["starts_with('millrace', 'mill')", 't'],
      (text: string, part: string) => text.startsWith(part),
    ),
    define(
      'ascii',
      ['text'],
      'integer',
      'the code point of the first character',
      ["ascii('x')", '120'],
      (text: string) => text.codePointAt(0) ?? 0,
    ),
  ];
}

function emitOctetLength(context: EmitContext): string | null {
  const text = context.bytes(0);
  return text === null ? null : `(${text.end} - ${text.start})`;
}

function caseFunctions(): ScalarFunction[] {
  return [
    define('lower', ['text'], 'text', 'in lower case', ["lower('MILL')", 'mill'], (text: string) =>
      text.toLowerCase(),
    ),
    define('upper', ['text'], 'text', 'in upper case', ["upper('mill')", 'MILL'], (text: string) =>
      text.toUpperCase(),
    ),
    define(
      'initcap',
      ['text'],
      'text',
      'the first letter of each word in upper case, the others in lower case',
      ["initcap('hi THOMAS')", 'Hi Thomas'],
      (text: string) =>
        text.replace(/[\p{L}\p{N}]+/gu, (word) => {
          const [first = '', ...rest] = word;
          return first.toUpperCase() + rest.join('').toLowerCase();
        }),
    ),
    define(
      'reverse',
      ['text'],
      'text',
      'the characters in opposite order',
      ["reverse('abc')", 'cba'],
      (text: string) => [...text].reverse().join(''),
    ),
  ];
}

function parts(): ScalarFunction[] {
  const left = (text: string, count: number): string => [...text].slice(0, count).join('');
  const right = (text: string, count: number): string =>
    count === 0 ? '' : [...text].slice(-count).join('');
  return [
    ...['substring', 'substr'].flatMap((name) => [
      define(
        name,
        ['text', 'integer'],
        'text',
        'the characters from a position on',
        [`${name}('millrace', 5)`, 'race'],
        (text: string, from: number) => [...text].slice(Math.max(from - 1, 0)).join(''),
      ),
      define(
        name,
        ['text', 'integer', 'integer'],
        'text',
        'so many characters from a position on',
        [`${name}('millrace', 2, 3)`, 'ill'],
        substring,
        { fallible: [functionState.substringError] },
      ),
    ]),
    define(
      'left',
      ['text', 'integer'],
      'text',
      'the first n characters; below zero, all but the last n',
      ["left('millrace', -4)", 'mill'],
      left,
    ),
    define(
      'right',
      ['text', 'integer'],
      'text',
      'the last n characters; below zero, all but the first n',
      ["right('millrace', 4)", 'race'],
      right,
    ),
    define(
      'split_part',
      ['text', 'text', 'integer'],
      'text',
      'the nth field between delimiters; below zero, counted from the end',
      ["split_part('a,b,c', ',', 2)", 'b'],
      splitPart,
      { fallible: [sqlState.invalidParameterValue] },
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
      define(
        name,
        ['text'],
        'text',
        'without spaces there',
        [`${name}('mill')`, 'mill'],
        (text: string) => trim(text, ' ', start, end),
      ),
      define(name, ['text', 'text'], 'text', docs, example, (text: string, set: string) =>
        trim(text, set, start, end),
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

function builders(): ScalarFunction[] {
  const limited = { fallible: [sqlState.programLimitExceeded] };
  return [
    define(
      'replace',
      ['text', 'text', 'text'],
      'text',
      'with every occurrence of a text replaced by another',
      ["replace('abcabc', 'b', 'X')", 'aXcaXc'],
      (text: string, from: string, to: string) => (from === '' ? text : text.split(from).join(to)),
    ),
    define(
      'translate',
      ['text', 'text', 'text'],
      'text',
      'with each character of the second text replaced by that of the third at its place',
      ["translate('12345', '143', 'ax')", 'a2x5'],
      translate,
    ),
    define(
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
        define(
          name,
          ['text', 'integer'],
          'text',
          docs,
          [`${name}('mill', 3)`, 'mil'],
          (text: string, length: number) => pad(text, length, ' '),
          limited,
        ),
        define(
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
    define(
      'chr',
      ['integer'],
      'text',
      'the character of a code point',
      ['chr(65)', 'A'],
      character,
      {
        fallible: [sqlState.programLimitExceeded],
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

function character(code: number): string {
  if (code < 1 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    throw new SqlError(
      sqlState.programLimitExceeded,
      `requested character not valid for encoding: ${code}`,
    );
  }
  return String.fromCodePoint(code);
}

function joins(): ScalarFunction[] {
  const join = (
    name: string,
    parameters: readonly ParameterKind[],
    example: Example,
  ): ScalarFunction =>
    define(
      name,
      parameters,
      'text',
      'two values as texts, one after the other',
      example,
      () => null,
      {
        id: `concatenate(${parameters.join(',')})`,
        evaluate: (args, types) => args.map((arg, i) => asText(arg, types, i)).join(''),
      },
    );
  return [
    join('||', ['text', 'text'], ["'mill' || 'race'", 'millrace']),
    join('||', ['text', 'any'], ["'n = ' || 42", 'n = 42']),
    join('||', ['any', 'text'], ["42 || ' rows'", '42 rows']),
    define(
      'concat',
      ['any'],
      'text',
      'all values as texts; NULLs are left out',
      ["concat('a', 1, null, true)", 'a1t'],
      () => null,
      {
        variadic: true,
        nulls: 'never',
        evaluate: (args, types) => args.map((arg, i) => asText(arg, types, i)).join(''),
      },
    ),
    define(
      'concat_ws',
      ['text', 'any'],
      'text',
      'the values as texts with a separator between them',
      ["concat_ws('-', 'a', null, 'b')", 'a-b'],
      () => null,
      {
        variadic: true,
        nulls: 'own',
        evaluate: ([separator, ...args], { argumentTypes, ...types }) => {
          if (typeof separator !== 'string') return null;
          const rest = { ...types, argumentTypes: argumentTypes.slice(1) };
          const texts = args.flatMap((arg, i) => (arg === null ? [] : [asText(arg, rest, i)]));
          return texts.join(separator);
        },
      },
    ),
  ];
}

/** A value's output form; NULL is no text. */
function asText(datum: Datum, { argumentTypes }: CallTypes, index: number): string {
  const type = argumentTypes[index];
  return datum === null || type === undefined ? '' : formatDatum(type, datum);
}
