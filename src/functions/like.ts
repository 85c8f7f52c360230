import { SqlError } from '../common/sql-error.ts';
import type { Datum } from '../data/sql-type.ts';
import { functionState } from './function-errors.ts';
import {
  type EmitContext,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from './scalar-function.ts';

/** One character of a pattern that matches any, any number of any. */
const one = Symbol('_');
const many = Symbol('%');
type PatternPart = string | typeof one | typeof many;

/** LIKE and ILIKE: `%` is any text, `_` any character, a backslash takes the next literally. */
export function likeFunctions(): ScalarFunction[] {
  return (['like', 'ilike'] as const).map((name) =>
    scalarFunction({
      name,
      parameters: ['text', 'text'],
      result: () => plainType('boolean'),
      fallible: [functionState.invalidEscapeSequence],
      docs: `whether a text matches a pattern${name === 'ilike' ? ', upper and lower case alike' : ''}`,
      examples: [[name === 'like' ? "'mill' like 'm_l%'" : "'Mill' ilike 'm_L%'", 't']],
      evaluate: ([text, pattern]) => {
        const fold = (value: Datum | undefined): string =>
          name === 'ilike' ? (value as string).toLowerCase() : (value as string);
        return matchesLike(fold(text), fold(pattern));
      },
      emit: name === 'like' ? emitLike : null,
    }),
  );
}

/**
 * Whether a text matches a LIKE pattern. After a mismatch only the last `%` takes one character
 * more, so the time is at most the product of the two lengths. @throws SqlError 22025
 */
export function matchesLike(text: string, pattern: string): boolean {
  const parts = patternParts(pattern);
  const letters = [...text];
  let at = 0;
  let part = 0;
  let retryPart = -1;
  let retryAt = 0;
  while (at < letters.length) {
    const expected = parts[part];
    if (expected === many) {
      retryPart = ++part;
      retryAt = at;
    } else if (expected === one || expected === letters[at]) {
      at += 1;
      part += 1;
    } else if (retryPart >= 0) {
      at = ++retryAt;
      part = retryPart;
    } else return false;
  }
  return parts.slice(part).every((rest) => rest === many);
}

function patternParts(pattern: string): PatternPart[] {
  const parts: PatternPart[] = [];
  let escaped = false;
  for (const letter of pattern) {
    if (!escaped && letter === '\\') {
      escaped = true;
      continue;
    }
    if (!escaped && letter === '%') parts.push(many);
    else parts.push(!escaped && letter === '_' ? one : letter);
    escaped = false;
  }
  if (escaped) {
    throw new SqlError(
      functionState.invalidEscapeSequence,
      'LIKE pattern must not end with escape character',
    );
  }
  return parts;
}

/** Patterns of plain text with `%` only at the ends are answered from the bytes. */
function emitLike(context: EmitContext): string | null {
  const pattern = context.literal(1);
  const text = context.bytes(0);
  if (typeof pattern !== 'string' || text === null) return null;
  const shape = /^(%?)([^%_\\]*)(%?)$/.exec(pattern);
  if (shape === null) return null;
  const literal = context.constantBytes(shape[2] as string);
  const room = `${text.end} - ${text.start} >= ${literal}.length`;
  const has = context.library('hasBytesAt');
  switch (`${shape[1]}…${shape[3]}`) {
    case '%…%':
      return `(${room} && ${context.library('includesBytes')}(${text.bytes}, ${text.start}, ${text.end}, ${literal}))`;
    case '…%':
      return `(${room} && ${has}(${text.bytes}, ${text.start}, ${literal}))`;
    case '%…':
      return `(${room} && ${has}(${text.bytes}, ${text.end} - ${literal}.length, ${literal}))`;
    default:
      return `(${text.end} - ${text.start} === ${literal}.length && ${has}(${text.bytes}, ${text.start}, ${literal}))`;
  }
}
