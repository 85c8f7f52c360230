import { SqlError, sqlState } from '../../common/sql-error.ts';
import { functionState } from '../function-errors.ts';

/** 2201B: a pattern that is no regular expression. */
export function invalidRegex(reason: string): SqlError {
  return new SqlError(
    functionState.invalidRegularExpression,
    `invalid regular expression: ${reason}`,
  );
}

/** 0A000: what cannot be matched in time that grows with the text alone. */
export function unsupportedRegex(what: string): SqlError {
  return new SqlError(
    sqlState.featureNotSupported,
    `${what} in regular expressions are not supported`,
    { hint: 'Regular expressions run in linear time here, which rules that out.' },
  );
}

const reasons: readonly (readonly [RegExp, string])[] = [
  [/closing \]/, 'brackets [] not balanced'],
  [/closing \)|unexpected \)/, 'parentheses () not balanced'],
  [/missing argument|nested repetition/, 'quantifier operand invalid'],
  [/repeat count|repetition size/, 'invalid repetition count(s)'],
  [/class range/, 'invalid character range'],
  [/escape|backslash/, 'invalid escape \\ sequence'],
  [/too large|nesting/, 'regular expression is too complex'],
];

/** The error of PostgreSQL that stands for one of the matcher's. */
export function regexFailure(message: string): SqlError {
  const known = reasons.find(([sign]) => sign.test(message));
  return invalidRegex(known?.[1] ?? 'invalid regular expression syntax');
}
