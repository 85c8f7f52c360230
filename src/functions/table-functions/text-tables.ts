import type { Datum } from '../../data/sql-type.ts';
import { fieldsOf } from '../arrays/array-texts.ts';
import { compileRegex } from '../regex/compile-regex.ts';
import { matchedGroups, regexStates, splitByMatches } from '../regex/regex-arrays.ts';
import { type TableFunction, type TableRow, tableFunction } from './table-function.ts';

/** Texts cut to pieces, one a row (PostgreSQL, 9.4 and 9.7). */
export function textTables(): TableFunction[] {
  return [
    stringTable([]),
    stringTable(['text']),
    splitTable([]),
    splitTable(['text']),
    matches([]),
    matches(['text']),
  ];
}

const fallible = regexStates;

function stringTable(more: readonly 'text'[]): TableFunction {
  return tableFunction({
    name: 'string_to_table',
    parameters: ['text', 'text', ...more],
    columns: () => [{ name: 'string_to_table', type: { kind: 'text' } }],
    nulls: 'own',
    docs: 'the fields of a text between separators; those that equal the third argument are NULL',
    examples: [
      more.length === 0
        ? ["string_to_table('a,b', ',')", ['a', 'b']]
        : ["string_to_table('xx~~yy~~zz', '~~', 'yy')", ['xx', 'NULL', 'zz']],
    ],
    rows: ([text = null, separator = null, asNull = null]) =>
      text === null
        ? []
        : fieldsOf(text as string, separator as string | null).map((field) => [
            field === asNull ? null : field,
          ]),
  });
}

function splitTable(more: readonly 'text'[]): TableFunction {
  return tableFunction({
    name: 'regexp_split_to_table',
    parameters: ['text', 'text', ...more],
    columns: () => [{ name: 'regexp_split_to_table', type: { kind: 'text' } }],
    fallible,
    docs: 'the pieces of a text between the matches of a regular expression',
    examples: [
      more.length === 0
        ? ["regexp_split_to_table('hello world', '\\s+')", ['hello', 'world']]
        : ["regexp_split_to_table('oneXtwo', 'x', 'i')", ['one', 'two']],
    ],
    rows: ([text, pattern, letters = '']) => {
      const { regex } = compileRegex(pattern as string, letters as string);
      return splitByMatches(regex, text as string).map((piece) => [piece]);
    },
  });
}

function matches(more: readonly 'text'[]): TableFunction {
  return tableFunction({
    name: 'regexp_matches',
    parameters: ['text', 'text', ...more],
    columns: () => [{ name: 'regexp_matches', type: { kind: 'array', element: { kind: 'text' } } }],
    fallible,
    docs: 'the groups of the first match of a regular expression, with the flag g of all matches',
    examples: [
      more.length === 0
        ? ["regexp_matches('foobarbequebaz', 'ba.')", ['{bar}']]
        : ["regexp_matches('foobarbequebaz', 'ba.', 'g')", ['{bar}', '{baz}']],
    ],
    rows: (args) => matchRows(args),
  });
}

function* matchRows([text, pattern, letters = '']: readonly Datum[]): Iterable<TableRow> {
  const flags = letters as string;
  const { regex } = compileRegex(pattern as string, flags.replaceAll('g', ''));
  const matcher = regex.matcher(text as string);
  const length = (text as string).length;
  let at = 0;
  while (at <= length && matcher.find(at)) {
    yield [matchedGroups(matcher)];
    if (!flags.includes('g')) return;
    at = matcher.end() > matcher.start() ? matcher.end() : matcher.end() + 1;
  }
}
