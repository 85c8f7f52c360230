import { expect, test } from 'vitest';
import { callSql, raised, value } from '../../support/sql-call.ts';

const text = (each: string | null) => value('text', each);
const integer = (each: number) => value('integer', String(each));

test.each<[string, (string | number)[], string]>([
  ['length', ['mühle😀'], '6'],
  ['octet_length', ['mühle'], '6'],
  ['strpos', ['😀race', 'race'], '2'],
  ['position', ['x', 'race'], '0'],
  ['starts_with', ['millrace', 'mill'], 't'],
  ['upper', ['ä1'], 'Ä1'],
  ['initcap', ["don't STOP"], "Don'T Stop"],
  ['reverse', ['a😀b'], 'b😀a'],
  ['substring', ['millrace', 5], 'race'],
  ['substring', ['millrace', -1, 4], 'mi'],
  ['substr', ['millrace', 3, 0], ''],
  ['left', ['millrace', -4], 'mill'],
  ['right', ['millrace', -4], 'race'],
  ['right', ['millrace', 0], ''],
  ['split_part', ['a,b,c', ',', -1], 'c'],
  ['split_part', ['a,b,c', ',', 4], ''],
  ['btrim', ['xyxmillyx', 'xy'], 'mill'],
  ['ltrim', ['  mill '], 'mill '],
  ['md5', [''], 'd41d8cd98f00b204e9800998ecf8427e'],
  ['replace', ['aaa', 'a', 'bb'], 'bbbbbb'],
  ['translate', ['12345', '143', 'ax'], 'a2x5'],
  ['repeat', ['ab', -1], ''],
  ['lpad', ['hi', 5, 'xy'], 'xyxhi'],
  ['rpad', ['mill', 3], 'mil'],
  ['chr', [8364], '€'],
])('%s(%j) is %s', (name, args, expected) => {
  const values = args.map((arg) => (typeof arg === 'number' ? integer(arg) : text(arg)));
  expect(callSql(name, ...values)).toBe(expected);
});

test('|| casts to text, concat writes output form', () => {
  expect(callSql('||', text('a'), value('boolean', 't'))).toBe('atrue');
  expect(callSql('concat', text('a'), text(null), value('boolean', 't'))).toBe('at');
  expect(callSql('||', text('a'), text(null))).toBe('NULL');
  expect(callSql('concat_ws', text(', '), text('a'), text(null), integer(1))).toBe('a, 1');
  expect(callSql('concat_ws', text(null), text('a'))).toBe('NULL');
});

test.each<[string, (string | number)[], string]>([
  ['substring', ['a', 1, -1], '22011 negative substring length not allowed'],
  ['split_part', ['a', ',', 0], '22023 field position must not be zero'],
  ['repeat', ['ab', 2_000_000_000], '54000 requested length too large'],
  ['chr', [0], '54000 null character not permitted'],
])('%s(%j) fails', (name, args, expected) => {
  const values = args.map((arg) => (typeof arg === 'number' ? integer(arg) : text(arg)));
  expect(raised(() => callSql(name, ...values))).toBe(expected);
});
