import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Datum, SqlTypeKind } from '../../data/sql-type.ts';
import { functionState } from '../function-errors.ts';
import { PatternCache } from '../pattern-cache.ts';
import {
  type Emit,
  type Example,
  type ParameterKind,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from '../scalar-function.ts';
import { compileRegex, isGlobal } from './compile-regex.ts';
import { emitLiteralMatch } from './emit-literal.ts';
import {
  charactersBefore,
  countMatches,
  nthMatch,
  type ReplacementPart,
  replaceMatches,
  replacementParts,
  unitsAt,
} from './find-matches.ts';
import { similarParts, similarPattern } from './similar-pattern.ts';

const fallible = [
  functionState.invalidRegularExpression,
  sqlState.invalidParameterValue,
  sqlState.featureNotSupported,
];

/**
 * Regular expressions (PostgreSQL manual, 9.7.3): the operators ~ ~* !~ !~*, the regexp_ functions
 * that answer a single value, SIMILAR TO's pattern. All match in linear time.
 */
export function regexFunctions(): ScalarFunction[] {
  return [
    ...matchOperators(),
    ...likes(),
    ...counts(),
    ...positions(),
    ...pieces(),
    ...replacements(),
    ...similarFunctions(),
  ];
}

type Compute = (...args: never[]) => Datum;

function regexFunction(
  name: string,
  parameters: readonly ParameterKind[],
  result: SqlTypeKind,
  docs: string,
  example: Example | null,
  compute: Compute,
  more: { readonly word?: string; readonly nullable?: boolean; readonly emit?: Emit } = {},
): ScalarFunction {
  const { word, nullable, emit = null } = more;
  return scalarFunction({
    name,
    parameters,
    ...(word === undefined ? {} : { word }),
    result: () => plainType(result),
    fallible,
    nulls: nullable === true ? 'own' : 'strict',
    docs,
    examples: example === null ? [] : [example],
    emit,
    evaluate: (args) => (args.includes(null) ? null : compute(...(args as never[]))),
  });
}

function matchOperators(): ScalarFunction[] {
  const operators = [
    ['~', 'matchesRegex', '', true, 'matches'],
    ['~*', 'matchesRegexAnyCase', 'i', true, 'matches, upper and lower case alike,'],
    ['!~', 'notMatchesRegex', '', false, 'does not match'],
    ['!~*', 'notMatchesRegexAnyCase', 'i', false, 'does not match, upper and lower case alike,'],
  ] as const;
  return operators.map(([name, word, letters, expected, verb]) =>
    regexFunction(
      name,
      ['text', 'text'],
      'boolean',
      `whether a text ${verb} a regular expression`,
      null,
      (text: string, pattern: string) =>
        compileRegex(pattern, letters).regex.test(text) === expected,
      letters === '' ? { word, emit: emitLiteralMatch(expected) } : { word },
    ),
  );
}

function likes(): ScalarFunction[] {
  const matches = (text: string, pattern: string, letters = ''): boolean => {
    refuseGlobal('regexp_like', letters);
    return compileRegex(pattern, letters).regex.test(text);
  };
  const docs = 'whether a text matches a regular expression, with options such as i';
  return [
    regexFunction(
      'regexp_like',
      ['text', 'text'],
      'boolean',
      docs,
      ["regexp_like('millrace', 'l+r')", 't'],
      matches,
      { emit: emitLiteralMatch(true) },
    ),
    regexFunction(
      'regexp_like',
      ['text', 'text', 'text'],
      'boolean',
      docs,
      ["regexp_like('Millrace', '^m', 'i')", 't'],
      matches,
    ),
  ];
}

function counts(): ScalarFunction[] {
  const count = (text: string, pattern: string, start = 1, letters = ''): number => {
    checkAbove('start', start, 0);
    refuseGlobal('regexp_count', letters);
    return countMatches(compileRegex(pattern, letters).regex, text, unitsAt(text, start));
  };
  const docs = 'how often a regular expression matches in a text, from a position on';
  const make = (parameters: ParameterKind[], example: Example): ScalarFunction =>
    regexFunction('regexp_count', parameters, 'integer', docs, example, count);
  return [
    make(['text', 'text'], ["regexp_count('123456789012', '\\d\\d\\d')", '4']),
    make(['text', 'text', 'integer'], ["regexp_count('123456789012', '\\d\\d\\d', 2)", '3']),
    make(['text', 'text', 'integer', 'text'], ["regexp_count('aAa', 'a', 1, 'i')", '3']),
  ];
}

function positions(): ScalarFunction[] {
  const position = (
    text: string,
    pattern: string,
    start = 1,
    n = 1,
    end = 0,
    letters = '',
    group = 0,
  ): number => {
    checkAbove('start', start, 0);
    checkAbove('n', n, 0);
    if (end !== 0 && end !== 1) throw invalidValue('endoption', end);
    refuseGlobal('regexp_instr', letters);
    checkAbove('subexpr', group, -1);
    const { regex } = compileRegex(pattern, letters);
    if (group > regex.groupCount()) return 0;
    const found = nthMatch(regex, text, unitsAt(text, start), n);
    const place = end === 0 ? found?.start(group) : found?.end(group);
    const at = place ?? -1;
    return at < 0 ? 0 : charactersBefore(text, at) + 1;
  };
  const docs =
    'where the nth match of a regular expression begins, or with 1 ends; 0 for no match. Arguments: text, pattern, start, n, begin or end, options, group';
  const more: ParameterKind[] = ['integer', 'integer', 'integer', 'text', 'integer'];
  const examples: readonly Example[] = [
    ["regexp_instr('number of your street', '[^ ]+')", '1'],
    ["regexp_instr('abcabc', 'b', 3)", '5'],
    ["regexp_instr('abcabc', 'b', 1, 2)", '5'],
    ["regexp_instr('abcabc', 'b', 1, 2, 1)", '6'],
    ["regexp_instr('abcabc', 'B', 1, 2, 0, 'i')", '5'],
    ["regexp_instr('abcabc', 'b(c)', 1, 1, 0, '', 1)", '3'],
  ];
  return examples.map((example, i) =>
    regexFunction(
      'regexp_instr',
      ['text', 'text', ...more.slice(0, i)],
      'integer',
      docs,
      example,
      position,
    ),
  );
}

/** regexp_substr, and SUBSTRING with a pattern: NULL where nothing matches. */
function pieces(): ScalarFunction[] {
  const piece = (
    text: string,
    pattern: string,
    start = 1,
    n = 1,
    letters = '',
    group = 0,
  ): string | null => {
    checkAbove('start', start, 0);
    checkAbove('n', n, 0);
    refuseGlobal('regexp_substr', letters);
    checkAbove('subexpr', group, -1);
    const { regex } = compileRegex(pattern, letters);
    if (group > regex.groupCount()) return null;
    return nthMatch(regex, text, unitsAt(text, start), n)?.group(group) ?? null;
  };
  const docs =
    'the nth match of a regular expression; NULL for no match. Arguments: text, pattern, start, n, options, group';
  const more: ParameterKind[] = ['integer', 'integer', 'text', 'integer'];
  const examples: readonly Example[] = [
    ["regexp_substr('ab12cd', '\\d+')", '12'],
    ["regexp_substr('a1b22', '\\d+', 3)", '22'],
    ["regexp_substr('a1b22', '\\d+', 1, 2)", '22'],
    ["regexp_substr('aXbx', 'X', 3, 1, 'i')", 'x'],
    ["regexp_substr('key=value', '(\\w+)=(\\w+)', 1, 1, '', 2)", 'value'],
  ];
  return [
    ...examples.map((example, i) =>
      regexFunction(
        'regexp_substr',
        ['text', 'text', ...more.slice(0, i)],
        'text',
        docs,
        example,
        piece,
        { nullable: true },
      ),
    ),
    regexFunction(
      'substring',
      ['text', 'text'],
      'text',
      'what matches a regular expression, or its first group; NULL for no match',
      ["substring('Thomas' from '...$')", 'mas'],
      (text: string, pattern: string) => {
        const { regex } = compileRegex(pattern, '');
        return piece(text, pattern, 1, 1, '', regex.groupCount() > 0 ? 1 : 0);
      },
      { nullable: true },
    ),
  ];
}

const replacementCache = new PatternCache<readonly ReplacementPart[]>(replacementParts);

function replacements(): ScalarFunction[] {
  const replace = (
    text: string,
    pattern: string,
    replacement: string,
    start: number,
    n: number | null,
    letters: string,
  ): string => {
    checkAbove('start', start, 0);
    if (n !== null) checkAbove('n', n, -1);
    const { regex, global } = compileRegex(pattern, letters);
    const which = n ?? (global ? 0 : 1);
    const parts = replacementCache.get(replacement);
    return replaceMatches(regex, text, unitsAt(text, start), which, parts);
  };
  const docs =
    'the text with the match of a regular expression replaced (the nth from a position on; option g: all of them); \\1 to \\9 and \\& stand for what matched';
  const make = (more: ParameterKind[], example: Example, compute: Compute): ScalarFunction =>
    regexFunction(
      'regexp_replace',
      ['text', 'text', 'text', ...more],
      'text',
      docs,
      example,
      compute,
    );
  return [
    make([], ["regexp_replace('foobarbaz', 'b(..)', 'X\\1Y')", 'fooXarYbaz'], ((
      text: string,
      pattern: string,
      by: string,
    ) => replace(text, pattern, by, 1, null, '')) as Compute),
    make(['text'], ["regexp_replace('foobarbaz', 'b..', 'X', 'g')", 'fooXX'], ((
      text: string,
      pattern: string,
      by: string,
      letters: string,
    ) => {
      checkOptionsArgument(letters);
      return replace(text, pattern, by, 1, null, letters);
    }) as Compute),
    make(['integer'], ["regexp_replace('aaa', 'a', 'X', 2)", 'aXa'], ((
      text: string,
      pattern: string,
      by: string,
      start: number,
    ) => replace(text, pattern, by, start, 1, '')) as Compute),
    make(['integer', 'integer'], ["regexp_replace('aaa', 'a', 'X', 2, 0)", 'aXX'], ((
      text: string,
      pattern: string,
      by: string,
      start: number,
      n: number,
    ) => replace(text, pattern, by, start, n, '')) as Compute),
    make(
      ['integer', 'integer', 'text'],
      ["regexp_replace('aAa', 'A', 'X', 1, 2, 'i')", 'aXa'],
      replace as Compute,
    ),
  ];
}

function similarFunctions(): ScalarFunction[] {
  const translate = (pattern: string, character = '\\'): string =>
    similarPattern(pattern, character);
  const docs =
    'a pattern of SIMILAR TO, perhaps with another escape character, as a regular expression';
  return [
    regexFunction(
      'similar_to_escape',
      ['text'],
      'text',
      docs,
      ["similar_to_escape('a_%')", '^(?:a..*)$'],
      translate,
    ),
    regexFunction(
      'similar_to_escape',
      ['text', 'text'],
      'text',
      docs,
      ["similar_to_escape('a#%', '#')", '^(?:a\\%)$'],
      translate,
    ),
    regexFunction(
      'substring',
      ['text', 'text', 'text'],
      'text',
      'the part that stands between two escape characters with double quotes in a pattern of SIMILAR TO; NULL for no match',
      ["substring('Thomas', '%#\"o_a#\"_', '#')", 'oma'],
      (text: string, pattern: string, character: string) => {
        const { source, hasPart } = similarParts(pattern, character);
        const found = nthMatch(compileRegex(source, '').regex, text, 0, 1);
        return found?.group(hasPart ? 1 : 0) ?? null;
      },
      { nullable: true },
    ),
  ];
}

/** @throws SqlError 22023 */
function refuseGlobal(name: string, letters: string): void {
  if (!isGlobal(letters)) return;
  throw new SqlError(
    sqlState.invalidParameterValue,
    `${name}() does not support the "global" option`,
  );
}

/** A number in the place of the options was meant for another argument. @throws SqlError 22023 */
function checkOptionsArgument(letters: string): void {
  if (!/^\d/.test(letters)) return;
  throw new SqlError(
    sqlState.invalidParameterValue,
    `invalid regular expression option: "${letters[0]}"`,
    {
      hint: 'If you meant to use regexp_replace() with a start parameter, cast the fourth argument to integer explicitly.',
    },
  );
}

/** @throws SqlError 22023 */
function checkAbove(name: string, value: number, bound: number): void {
  if (value <= bound) throw invalidValue(name, value);
}

function invalidValue(name: string, value: number): SqlError {
  return new SqlError(
    sqlState.invalidParameterValue,
    `invalid value for parameter "${name}": ${value}`,
  );
}
