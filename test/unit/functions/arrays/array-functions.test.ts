import { expect, test } from 'vitest';
import type { PlainKind, SqlType } from '../../../../src/data/sql-type.ts';
import { type Argument, callSql, raised, value } from '../../../support/sql-call.ts';

const arrayType = (kind: PlainKind): SqlType => ({ kind: 'array', element: { kind } });
const ints = (text: string | null): Argument => value(arrayType('integer'), text);
const texts = (text: string | null): Argument => value(arrayType('text'), text);
const doubles = (text: string | null): Argument => value(arrayType('double'), text);
const int = (text: string | null): Argument => value('integer', text);
const text = (of: string | null): Argument => value('text', of);

test.each([
  ['{1,2,3}', '{3,1}', 't'],
  ['{1,2,3}', '{}', 't'],
  ['{}', '{1}', 'f'],
  ['{1,NULL}', '{NULL}', 'f'],
  ['{{1,2},{3,4}}', '{4,1}', 't'],
  ['{1,2,3,4,5,6,7,8,9,10,11}', '{11,1,7,12}', 'f'],
  ['{1,2,3,4,5,6,7,8,9,10,11}', '{11,1,7,2}', 't'],
])('%s @> %s is %s', (whole, part, expected) => {
  expect(callSql('@>', ints(whole), ints(part))).toBe(expected);
  expect(callSql('<@', ints(part), ints(whole))).toBe(expected);
});

test('overlap', () => {
  expect(callSql('&&', ints('{1,2}'), ints('{2,3}'))).toBe('t');
  expect(callSql('&&', ints('{1,NULL}'), ints('{NULL}'))).toBe('f');
  expect(callSql('&&', doubles('{NaN}'), doubles('{NaN}'))).toBe('t');
  expect(callSql('&&', ints('{}'), ints('{}'))).toBe('f');
});

test('arrays together', () => {
  expect(callSql('||', ints('{1}'), ints('{{2},{3}}'))).toBe('{{1},{2},{3}}');
  expect(callSql('||', ints('{{1,2}}'), ints('{3,4}'))).toBe('{{1,2},{3,4}}');
  expect(callSql('||', ints('{}'), ints('{1}'))).toBe('{1}');
  expect(callSql('array_cat', ints(null), ints('{1}'))).toBe('{1}');
  expect(callSql('array_cat', ints(null), ints(null))).toBe('NULL');
  expect(raised(() => callSql('||', ints('{1}'), ints('{{2,3}}')))).toBe(
    '2202E cannot concatenate incompatible arrays',
  );
  expect(raised(() => callSql('||', ints('{1}'), ints('{{{2}}}')))).toBe(
    '2202E cannot concatenate incompatible arrays',
  );
});

test('elements added', () => {
  expect(callSql('array_append', ints(null), int('1'))).toBe('{1}');
  expect(callSql('array_append', ints('{1}'), int(null))).toBe('{1,NULL}');
  expect(callSql('||', int('1'), ints('{2}'))).toBe('{1,2}');
  expect(callSql('array_prepend', int(null), ints('{}'))).toBe('{NULL}');
  expect(raised(() => callSql('array_append', ints('{{1}}'), int('1')))).toBe(
    '22000 argument must be empty or one-dimensional array',
  );
});

test('places', () => {
  expect(callSql('array_position', ints('{1,NULL,3}'), int(null))).toBe('2');
  expect(callSql('array_position', ints('{1,2,1}'), int('1'), int('2'))).toBe('3');
  expect(callSql('array_position', ints('{1,2,1}'), int('1'), int('-5'))).toBe('1');
  expect(callSql('array_position', ints('{1}'), int('5'))).toBe('NULL');
  expect(callSql('array_positions', ints('{1,2,1}'), int('1'))).toBe('{1,3}');
  expect(callSql('array_positions', ints('{1,2,1}'), int('9'))).toBe('{}');
  expect(raised(() => callSql('array_position', ints('{{1}}'), int('1')))).toBe(
    '0A000 searching for elements in multidimensional arrays is not supported',
  );
});

test('elements removed and replaced', () => {
  expect(callSql('array_remove', ints('{1,NULL,1,2}'), int('1'))).toBe('{NULL,2}');
  expect(callSql('array_remove', ints('{1,NULL}'), int(null))).toBe('{1}');
  expect(callSql('array_replace', ints('{{1,2},{1,3}}'), int('1'), int('9'))).toBe('{{9,2},{9,3}}');
  expect(callSql('array_replace', ints('{1,NULL}'), int(null), int('0'))).toBe('{1,0}');
  expect(callSql('array_replace', texts('{a,b}'), text('a'), text(null))).toBe('{NULL,b}');
  expect(callSql('trim_array', ints('{{1,2},{3,4}}'), int('1'))).toBe('{{1,2}}');
  expect(callSql('trim_array', ints('{1}'), int('1'))).toBe('{}');
  expect(raised(() => callSql('trim_array', ints('{1}'), int('2')))).toBe(
    '2202E number of elements to trim must be between 0 and 1',
  );
});

test('measures', () => {
  expect(callSql('array_length', ints('{}'), int('1'))).toBe('NULL');
  expect(callSql('array_length', ints('{{1,2,3}}'), int('2'))).toBe('3');
  expect(callSql('array_length', ints('{1}'), int('0'))).toBe('NULL');
  expect(callSql('array_ndims', ints('{}'))).toBe('NULL');
  expect(callSql('array_dims', ints('{}'))).toBe('NULL');
  expect(callSql('cardinality', ints('{}'))).toBe('0');
  expect(callSql('cardinality', ints('{{1,2},{3,4},{5,6}}'))).toBe('6');
});

test('filled arrays', () => {
  expect(callSql('array_fill', int('7'), ints('{2}'))).toBe('{7,7}');
  expect(callSql('array_fill', int(null), ints('{2}'))).toBe('{NULL,NULL}');
  expect(callSql('array_fill', int('7'), ints('{}'))).toBe('{}');
  expect(callSql('array_fill', int('7'), ints('{0}'))).toBe('{}');
  expect(callSql('array_fill', int('7'), ints('{1}'), ints('{1}'))).toBe('{7}');
  expect(raised(() => callSql('array_fill', int('7'), ints(null)))).toBe(
    '22004 dimension array or low bound array cannot be null',
  );
  expect(raised(() => callSql('array_fill', int('7'), ints('{100000,100000}')))).toMatch(/^54000 /);
  expect(raised(() => callSql('array_fill', int('7'), ints('{1}'), ints('{0}')))).toMatch(
    /^0A000 /,
  );
});

test('texts', () => {
  expect(callSql('array_to_string', ints('{{1,2},{3,NULL}}'), text('-'))).toBe('1-2-3');
  expect(callSql('array_to_string', ints('{NULL,1}'), text('-'), text('*'))).toBe('*-1');
  expect(callSql('array_to_string', ints('{1}'), text(null))).toBe('NULL');
  expect(callSql('array_to_string', ints('{}'), text(','))).toBe('');
  expect(callSql('string_to_array', text(''), text(','))).toBe('{}');
  expect(callSql('string_to_array', text('abc'), text(null))).toBe('{a,b,c}');
  expect(callSql('string_to_array', text('abc'), text(''))).toBe('{abc}');
  expect(callSql('string_to_array', text('a,,b'), text(','), text(''))).toBe('{a,NULL,b}');
  expect(callSql('string_to_array', text(null), text(','))).toBe('NULL');
});

test('order and sets', () => {
  expect(callSql('array_sort', texts('{b,NULL,a}'))).toBe('{a,b,NULL}');
  expect(callSql('array_sort', texts('{b,NULL,a}'), value('boolean', 't'))).toBe('{NULL,b,a}');
  expect(callSql('array_distinct', ints('{3,1,NULL,3,NULL}'))).toBe('{3,1,NULL}');
  expect(callSql('array_intersect', ints('{1,NULL,2}'), ints('{NULL,2}'))).toBe('{2,NULL}');
  expect(callSql('array_except', ints('{1,NULL,2}'), ints('{2}'))).toBe('{1,NULL}');
  expect(callSql('array_max', ints('{}'))).toBe('NULL');
  expect(callSql('array_min', ints('{NULL,4,2}'))).toBe('2');
  expect(callSql('width_bucket', int('0'), ints('{1,3}'))).toBe('0');
  expect(callSql('width_bucket', int('3'), ints('{1,3}'))).toBe('2');
  expect(raised(() => callSql('width_bucket', int('3'), ints('{1,NULL}')))).toBe(
    '22004 thresholds array must not contain NULLs',
  );
});

test('identifiers', () => {
  expect(callSql('parse_ident', text('"A""b" . c'))).toBe('{"A\\"b",c}');
  expect(callSql('parse_ident', text('a.b+1'), value('boolean', 'f'))).toBe('{a,b}');
  expect(raised(() => callSql('parse_ident', text('a.b+1')))).toBe(
    '22023 string is not a valid identifier: "a.b+1"',
  );
  expect(raised(() => callSql('parse_ident', text('a.')))).toMatch(/^22023 /);
});

test('regular expressions', () => {
  expect(callSql('regexp_match', text('foobar'), text('x'))).toBe('NULL');
  expect(callSql('regexp_match', text('ab'), text('(a)(c)?'))).toBe('{a,NULL}');
  expect(callSql('regexp_split_to_array', text('hello'), text('\\s*'))).toBe('{h,e,l,l,o}');
  expect(callSql('regexp_split_to_array', text(',a,'), text(','))).toBe('{"",a,""}');
  expect(callSql('regexp_split_to_array', text(''), text(','))).toBe('{""}');
  expect(raised(() => callSql('regexp_match', text('a'), text('a'), text('g')))).toBe(
    '22023 regexp_match() does not support the "global" option',
  );
});
