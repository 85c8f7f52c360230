import { SqlError, sqlState } from '../../common/sql-error.ts';

/** How a regular expression is read and matched, by PostgreSQL's option letters (manual, 9.7.3.4). */
export type RegexOptions = {
  /** `g`: every match, not the first alone. */
  readonly global: boolean;
  /** `i`: upper and lower case alike. */
  readonly ignoreCase: boolean;
  /** `q`: the pattern is plain text. */
  readonly literal: boolean;
  /** `x`: white space and comments in the pattern mean nothing. */
  readonly expanded: boolean;
  /** `n` and `p`: `.` and `[^…]` stop at the end of a line. */
  readonly dotStopsAtLine: boolean;
  /** `n` and `w`: `^` and `$` match at every line. */
  readonly anchorsAtLines: boolean;
};

export const plainOptions: RegexOptions = {
  global: false,
  ignoreCase: false,
  literal: false,
  expanded: false,
  dotStopsAtLine: false,
  anchorsAtLines: false,
};

const effects: Readonly<Record<string, Partial<RegexOptions>>> = {
  g: { global: true },
  i: { ignoreCase: true },
  c: { ignoreCase: false },
  q: { literal: true },
  b: { literal: false },
  e: { literal: false },
  x: { expanded: true },
  t: { expanded: false },
  n: { dotStopsAtLine: true, anchorsAtLines: true },
  m: { dotStopsAtLine: true, anchorsAtLines: true },
  p: { dotStopsAtLine: true, anchorsAtLines: false },
  w: { dotStopsAtLine: false, anchorsAtLines: true },
  s: { dotStopsAtLine: false, anchorsAtLines: false },
};

/** The options that letters add to others; later letters win. @throws SqlError 22023 */
export function withLetters(options: RegexOptions, letters: string): RegexOptions {
  let result = options;
  for (const letter of letters) {
    const effect = effects[letter];
    if (effect === undefined) {
      throw new SqlError(
        sqlState.invalidParameterValue,
        `invalid regular expression option: "${letter}"`,
      );
    }
    result = { ...result, ...effect };
  }
  return result;
}
