import { functionState } from './function-errors.ts';
import { LikePattern } from './like-pattern.ts';
import { PatternCache } from './pattern-cache.ts';
import { checkEscape } from './regex/similar-pattern.ts';
import {
  type BytesOperand,
  type EmitContext,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from './scalar-function.ts';
import { lowerCase } from './text-case.ts';

/**
 * LIKE and ILIKE: `%` is any text, `_` any character, a backslash takes the next literally;
 * `like_escape` writes a pattern with another escape character that way.
 */
export function likeFunctions(): ScalarFunction[] {
  return [...(['like', 'ilike'] as const).map(likeFunction), likeEscape()];
}

function likeFunction(name: 'like' | 'ilike'): ScalarFunction {
  const patterns = new PatternCache(
    (pattern) => new LikePattern(name === 'ilike' ? lowerCase(pattern) : pattern),
  );
  return scalarFunction({
    name,
    parameters: ['text', 'text'],
    result: () => plainType('boolean'),
    fallible: [functionState.invalidEscapeSequence],
    docs: `whether a text matches a pattern${name === 'ilike' ? ', upper and lower case alike' : ''}`,
    examples: [[name === 'like' ? "'mill' like 'm_l%'" : "'Mill' ilike 'm_L%'", 't']],
    evaluate: ([text, pattern]) => {
      const folded = name === 'ilike' ? lowerCase(text as string) : (text as string);
      return patterns.get(pattern as string).matches(folded);
    },
    emit: name === 'like' ? emitLike : null,
  });
}

function likeEscape(): ScalarFunction {
  return scalarFunction({
    name: 'like_escape',
    parameters: ['text', 'text'],
    result: () => plainType('text'),
    fallible: [functionState.invalidEscapeSequence],
    docs: 'a pattern of LIKE with another escape character, written with backslashes',
    examples: [["like_escape('a#%', '#')", 'a\\%']],
    evaluate: ([pattern, character]) => withBackslashes(pattern as string, character as string),
  });
}

/** @throws SqlError 22025 */
function withBackslashes(pattern: string, character: string): string {
  checkEscape(character);
  if (character === '\\') return pattern;
  let result = '';
  let escaped = false;
  for (const letter of pattern) {
    if (!escaped && letter === character) {
      result += '\\';
      escaped = true;
    } else {
      result += letter === '\\' && !escaped ? '\\\\' : letter;
      escaped = false;
    }
  }
  return result;
}

/**
 * Patterns of plain text with `%` only at the ends are answered from the bytes by comparing, other
 * constant patterns by a walk over the bytes.
 */
function emitLike(context: EmitContext): string | null {
  const pattern = context.literal(1);
  const text = context.bytes(0);
  if (typeof pattern !== 'string' || text === null) return null;
  const shape = /^(%?)([^%_\\]*)(%?)$/.exec(pattern);
  if (shape === null) return emitWalk(context, text, pattern);
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

/** A pattern whose last character escapes nothing fails, which is for `evaluate` to say. */
function emitWalk(context: EmitContext, text: BytesOperand, pattern: string): string | null {
  if (/^(?:[^\\]|\\.)*\\$/su.test(pattern)) return null;
  const bytes = context.constantBytes(pattern);
  return `${context.library('matchesLikeBytes')}(${text.bytes}, ${text.start}, ${text.end}, ${bytes})`;
}
