import { RE2JS, RE2JSException } from 're2js';
import { PatternCache } from '../pattern-cache.ts';
import { regexFailure } from './regex-errors.ts';
import { plainOptions, type RegexOptions, withLetters } from './regex-options.ts';
import { translateRegex } from './translate-regex.ts';

/** A regular expression ready to match, in time that grows with the text alone. */
export type CompiledRegex = {
  readonly regex: RE2JS;
  /** `g`: every match is asked for. */
  readonly global: boolean;
};

type OptionSet = { readonly options: RegexOptions; readonly regexes: PatternCache<CompiledRegex> };

const optionSets = new PatternCache<OptionSet>((letters) => {
  const options = withLetters(plainOptions, letters);
  return { options, regexes: new PatternCache((pattern) => compile(pattern, options)) };
});

/**
 * The regular expression of a pattern under option letters. Both are kept: rows ask for the same
 * few. @throws SqlError 2201B, 0A000, 22023
 */
export function compileRegex(pattern: string, letters: string): CompiledRegex {
  return optionSets.get(letters).regexes.get(pattern);
}

/** Whether letters ask for every match. @throws SqlError 22023 */
export function isGlobal(letters: string): boolean {
  return optionSets.get(letters).options.global;
}

/** PostgreSQL takes the longest match where no quantifier asks for the shortest. */
function compile(pattern: string, given: RegexOptions): CompiledRegex {
  const { source, options, lazy } = translateRegex(pattern, given);
  const flags =
    (options.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) |
    (options.dotStopsAtLine ? 0 : RE2JS.DOTALL) |
    (options.anchorsAtLines ? RE2JS.MULTILINE : 0) |
    (lazy ? 0 : RE2JS.LONGEST_MATCH);
  try {
    return { regex: RE2JS.compile(source, flags), global: given.global };
  } catch (error) {
    if (error instanceof RE2JSException) throw regexFailure(error.message);
    throw error;
  }
}
