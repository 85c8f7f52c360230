import type { Matcher, RE2JS } from 're2js';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Datum } from '../../data/sql-type.ts';
import { arrayFunction, textArray } from '../arrays/array-function.ts';
import { functionState } from '../function-errors.ts';
import type { ScalarFunction } from '../scalar-function.ts';
import { compileRegex, isGlobal } from './compile-regex.ts';
import { nthMatch } from './find-matches.ts';

/** The SQLSTATEs that a regular expression can fail with. */
export const regexStates = [
  functionState.invalidRegularExpression,
  sqlState.invalidParameterValue,
  sqlState.featureNotSupported,
];

/** Functions of regular expressions that answer arrays of texts. */
export function regexArrays(): ScalarFunction[] {
  return [match([]), match(['text']), split([]), split(['text'])];
}

function match(more: readonly 'text'[]): ScalarFunction {
  return arrayFunction({
    name: 'regexp_match',
    parameters: ['text', 'text', ...more],
    result: () => textArray,
    nulls: 'nullable',
    fallible: regexStates,
    docs: 'the groups of the first match of a regular expression, or the match where it has none; NULL for no match',
    examples: [
      more.length === 0
        ? ["regexp_match('foobarbequebaz', '(bar)(beque)')", '{bar,beque}']
        : ["regexp_match('foobar', 'BAR', 'i')", '{bar}'],
    ],
    compute: ([text, pattern, letters = '']) => {
      refuseGlobal(letters as string);
      const { regex } = compileRegex(pattern as string, letters as string);
      const found = nthMatch(regex, text as string, 0, 1);
      return found === null ? null : matchedGroups(found);
    },
  });
}

function split(more: readonly 'text'[]): ScalarFunction {
  return arrayFunction({
    name: 'regexp_split_to_array',
    parameters: ['text', 'text', ...more],
    result: () => textArray,
    fallible: regexStates,
    docs: 'the pieces of a text between the matches of a regular expression',
    examples: [
      more.length === 0
        ? ["regexp_split_to_array('hello world', '\\s+')", '{hello,world}']
        : ["regexp_split_to_array('oneXtwo', 'x', 'i')", '{one,two}'],
    ],
    compute: ([text, pattern, letters = '']) => {
      if (isGlobal(letters as string)) {
        throw notGlobal('regexp_split_to_array');
      }
      return splitByMatches(
        compileRegex(pattern as string, letters as string).regex,
        text as string,
      );
    },
  });
}

/** The groups of a match, NULL for those that took no part; the match itself where there are none. */
export function matchedGroups(matcher: Matcher): readonly Datum[] {
  const count = matcher.groupCount();
  if (count === 0) return [matcher.group(0)];
  return Array.from({ length: count }, (_, i) => matcher.group(i + 1) ?? null);
}

/** The pieces of a text between matches; empty ones at its ends or right behind another do not count. */
export function splitByMatches(regex: RE2JS, text: string): readonly string[] {
  const matcher = regex.matcher(text);
  const pieces: string[] = [];
  let copied = 0;
  let at = 0;
  while (at <= text.length && matcher.find(at)) {
    const start = matcher.start();
    const end = matcher.end();
    if (start < text.length && end > copied) {
      pieces.push(text.slice(copied, start));
      copied = end;
    }
    at = end > start ? end : end + ((text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1);
  }
  return [...pieces, text.slice(copied)];
}

/** @throws SqlError 22023 */
function refuseGlobal(letters: string): void {
  if (!isGlobal(letters)) return;
  throw notGlobal('regexp_match', 'Use the regexp_matches function instead.');
}

function notGlobal(name: string, hint?: string): SqlError {
  return new SqlError(
    sqlState.invalidParameterValue,
    `${name}() does not support the "global" option`,
    { hint },
  );
}
