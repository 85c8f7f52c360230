import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Datum } from '../data/sql-type.ts';
import { formatDatum } from '../data/text-output.ts';
import { functionState } from './function-errors.ts';
import { PatternCache } from './pattern-cache.ts';
import { type CallTypes, type ScalarFunction, scalarFunction } from './scalar-function.ts';
import { quotedLiteral, quotedName } from './text-quoting.ts';

/** A place of a format that an argument stands in. */
type Slot = {
  readonly type: 's' | 'I' | 'L';
  /** Which argument, from 1; null for the one behind that used last. */
  readonly index: number | null;
  readonly left: boolean;
  /** A number of characters, the argument that has it, or null for the next argument. */
  readonly width: number | { readonly index: number | null };
};

const formats = new PatternCache<readonly (string | Slot)[]>(readFormat);

/** format: texts, names and literals put into a pattern (PostgreSQL manual, 9.4.1). */
export function formatFunctions(): ScalarFunction[] {
  const docs =
    'the arguments put where %s (as text), %I (as a name) and %L (as a literal) stand; %2$s takes the second one, %-10s fills up to ten characters';
  const fallible = [sqlState.invalidParameterValue, functionState.nullValueNotAllowed];
  return [
    scalarFunction({
      name: 'format',
      parameters: ['text'],
      result: () => ({ kind: 'text' }),
      fallible,
      docs,
      examples: [["format('100%%')", '100%']],
      evaluate: (args, types) => formatted(args, types),
    }),
    scalarFunction({
      name: 'format',
      parameters: ['text', 'any'],
      variadic: true,
      nulls: 'own',
      result: () => ({ kind: 'text' }),
      fallible,
      docs,
      examples: [
        ["format('Hello %s, %1$s', 'World')", 'Hello World, World'],
        [
          "format('INSERT INTO %I VALUES (%L)', 'Foo bar', 'O''Reilly')",
          "INSERT INTO \"Foo bar\" VALUES ('O''Reilly')",
        ],
        ["format('|%10s|%-4s|', 'foo', 7)", '|       foo|7   |'],
      ],
      evaluate: (args, types) => formatted(args, types),
    }),
  ];
}

/** @throws SqlError 22023, 22004 */
function formatted(args: readonly Datum[], types: CallTypes): Datum {
  const pattern = args[0];
  if (typeof pattern !== 'string') return null;
  let used = 0;
  const take = (index: number | null): { value: Datum; text: string | null } => {
    used = index ?? used + 1;
    const value = args[used];
    const type = types.argumentTypes[used];
    if (used === 0 || value === undefined || type === undefined) throw tooFew();
    return { value, text: value === null ? null : formatDatum(type, value) };
  };
  let result = '';
  for (const part of formats.get(pattern)) {
    if (typeof part === 'string') {
      result += part;
      continue;
    }
    const width = typeof part.width === 'number' ? part.width : widthOf(take(part.width.index));
    result += padded(wordOf(part.type, take(part.index).text), width, part.left);
  }
  return result;
}

/** @throws SqlError 22023 */
function widthOf({ value, text }: { value: Datum; text: string | null }): number {
  if (value === null) return 0;
  const width = Number(text);
  if (!Number.isInteger(width)) throw invalid('number is out of range');
  return width;
}

/** A negative width fills up on the right. */
function padded(text: string, width: number, left: boolean): string {
  const missing = Math.max(Math.abs(width) - [...text].length, 0);
  const spaces = ' '.repeat(missing);
  return left || width < 0 ? text + spaces : spaces + text;
}

/** @throws SqlError 22004 */
function wordOf(type: Slot['type'], text: string | null): string {
  if (type === 'L') return text === null ? 'NULL' : quotedLiteral(text);
  if (type === 's') return text ?? '';
  if (text !== null) return quotedName(text);
  throw new SqlError(
    functionState.nullValueNotAllowed,
    'null values cannot be formatted as an SQL identifier',
  );
}

const slot = /%(?:%|(?:(\d+)\$)?(-*)(?:(\d+)|\*(?:(\d+)\$)?)?(.|$))/gsu;

/** @throws SqlError 22023 */
function readFormat(pattern: string): readonly (string | Slot)[] {
  const parts: (string | Slot)[] = [];
  let from = 0;
  for (const match of pattern.matchAll(slot)) {
    parts.push(pattern.slice(from, match.index));
    from = match.index + match[0].length;
    parts.push(match[0] === '%%' ? '%' : slotOf(match));
  }
  return [...parts, pattern.slice(from)];
}

function slotOf([text, index, left, width, widthIndex, type]: RegExpMatchArray): Slot {
  if (type === '' || type === undefined) {
    throw invalid('unterminated format() type specifier', 'For a single "%" use "%%".');
  }
  if (type !== 's' && type !== 'I' && type !== 'L') {
    const message = `unrecognized format() type specifier "${type}"`;
    throw invalid(message, 'For a single "%" use "%%".');
  }
  if (index === '0' || widthIndex === '0') {
    throw invalid('format specifies argument 0, but arguments are numbered from 1');
  }
  const byArgument = text.includes('*');
  return {
    type,
    index: index === undefined ? null : Number(index),
    left: left !== '',
    width: byArgument
      ? { index: widthIndex === undefined ? null : Number(widthIndex) }
      : Number(width ?? 0),
  };
}

function tooFew(): SqlError {
  return invalid('too few arguments for format()');
}

function invalid(message: string, hint?: string): SqlError {
  return new SqlError(sqlState.invalidParameterValue, message, { hint });
}
