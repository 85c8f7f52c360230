import { expect, test } from 'vitest';
import { type JsonTree, printJson, readJson } from '../../../../../src/data/json-tree.ts';
import { evaluatePath } from '../../../../../src/functions/json/path/evaluate-path.ts';
import { jsonPath } from '../../../../../src/functions/json/path/read-path.ts';
import { raised } from '../../../../support/sql-call.ts';

const variables: JsonTree = readJson('{"n": 2, "word": "b"}');

function query(json: string, path: string): string {
  return evaluatePath(jsonPath(path), readJson(json), variables).map(printJson).join(' ');
}

const track = `{"track": {"segments": [
  {"location": [47.7, 13.4], "HR": 73}, {"location": [47.8, 13.5], "HR": 135}]}}`;

/** From PostgreSQL's manual, 9.16.2, and its regression tests. */
test.each([
  [track, '$.track.segments[*].HR', '73 135'],
  [track, '$.track.segments.location', '[47.7, 13.4] [47.8, 13.5]'],
  [track, '$.track.segments[0].location[last]', '13.4'],
  [track, '$.track.segments.size()', '2'],
  [track, '$.track.segments[*].HR ? (@ > 130)', '135'],
  [track, '$.track.segments[*] ? (@.location[1] < 13.45).HR', '73'],
  [track, '$.track ? (exists(@.segments[*] ? (@.HR > 130))).segments.size()', '2'],
  [track, 'strict $.**.HR ? (@ > 100)', undefined],
  ['{"a": 1}', '$.b', ''],
  ['[1, 2, 3, 4]', '$[1 to last]', '2 3 4'],
  ['[1, 2, 3, 4]', '$[0, last - 1]', '1 3'],
  ['5', '$[0]', '5'],
  ['{"a": 1, "b": "x"}', '$.*', '1 "x"'],
  ['{"a": [1.50, -2]}', '-$.a', '-1.50 2'],
  ['{"a": 7}', '$.a * 2 + 1', '15'],
  ['{"a": 7}', '($.a - 1) / 2', '3.0000000000000000'],
  ['["abc", "abd", "x"]', '$[*] ? (@ like_regex "^AB" flag "i")', '"abc" "abd"'],
  ['["abc", "b", 1]', '$[*] ? (@ starts with $word)', '"b"'],
  ['[1, 2, 3]', '$[*] ? (@ >= $n && @ != 3)', '2'],
  ['[1, "2", null]', '$[*] ? (@ == null || @ == "2")', '"2" null'],
  ['[1, "a"]', '$[*] ? ((@ > 0) is unknown)', '"a"'],
  ['[1, "a"]', '$[*] ? (!(@ == 1))', ''],
  ['{"a": {"b": 1}}', '$.a.b == 1', 'true'],
  ['{"a": "x"}', '$.a > 1', 'null'],
  ['[{"a": 1}, {"b": "1.5"}]', '$.b.double()', '1.5'],
  ['[-1.5, true, null, {}]', '$[*].type()', '"number" "boolean" "null" "object"'],
  ['-1.5', '$.ceiling()', '-1'],
  ['{"a b": 1}', '$."a b"', '1'],
  ['{"a": {"b": [1]}}', '$.**{2}', '[1]'],
  ['{"a": {"b": [1]}}', '$.**{2 to last}', '[1] 1'],
  ['{"a": {"b": [1]}}', '$.**{last}', '1'],
  ['{"a": 1}', '$.keyvalue()', '{"id": 0, "key": "a", "value": 1}'],
  ['["1.5", 2.5, -2.5]', '$[*].integer()', '2 3 -3'],
  ['["yes", 0, true]', '$[*].boolean()', 'true false true'],
  ['[1.50, "a", false]', '$[*].string()', '"1.50" "a" "false"'],
  ['"12.30"', '$.number()', '12.30'],
])('%s by %s', (json, path, expected) => {
  if (expected === undefined) expect(raised(() => query(json, path))).toMatch(/^2203A /);
  else expect(query(json, path)).toBe(expected);
});

test.each([
  ['{}', 'strict $.a', '2203A JSON object does not contain key "a"'],
  ['1', 'strict $.a', '2203A jsonpath member accessor can only be applied to an object'],
  ['1', 'strict $[*]', '22039 jsonpath wildcard array accessor can only be applied to an array'],
  ['[1]', 'strict $[3]', '22033 jsonpath array subscript is out of bounds'],
  ['"a"', '$ + 1', '22038 left operand of jsonpath operator + is not a single numeric value'],
  ['1', '$x', '42704 could not find jsonpath variable "x"'],
  ['1', '$ / 0', '22012 division by zero'],
  ['true', '$.abs()', '22036 jsonpath item method .abs() can only be applied to a numeric value'],
  [
    '"x"',
    '$.integer()',
    '22036 argument "x" of jsonpath item method .integer() is invalid for type numeric',
  ],
  [
    '3e9',
    '$.integer()',
    '22036 argument "3e9" of jsonpath item method .integer() is invalid for type integer',
  ],
  ['1', '$.keyvalue()', '2203C jsonpath item method .keyvalue() can only be applied to an object'],
  ['1', '$.', '42601 syntax error at end of jsonpath input'],
  ['1', '$ ? (@ >)', '42601 syntax error at or near ")" of jsonpath input'],
  ['1', '#', '42601 syntax error at or near "#" of jsonpath input'],
])('%s by %s fails', (json, path, message) => {
  expect(raised(() => query(json, path))).toBe(message);
});

test('paths that nest without end are refused', () => {
  const nested = (times: number): string => `${'(@ ? ('.repeat(times)}1${'))'.repeat(times)}`;
  expect(raised(() => query('1', nested(40)))).toBe('54001 jsonpath is too complex');
  expect(raised(() => query('1', '-'.repeat(1000)))).toBe('54001 jsonpath is too complex');
});
