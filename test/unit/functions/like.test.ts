import { expect, test } from 'vitest';
import { callSql, raised, value } from '../../support/sql-call.ts';

test('ilike folds both sides', () => {
  expect(callSql('ilike', value('text', 'MÜHLE'), value('text', 'm_hl%'))).toBe('t');
  expect(callSql('like', value('text', 'MÜHLE'), value('text', 'm_hl%'))).toBe('f');
});

test.each([
  ['a#%b', '#', 'a\\%b'],
  ['a\\b', '#', 'a\\\\b'],
  ['a##b', '#', 'a\\#b'],
  ['a\\%', '\\', 'a\\%'],
  ['a\\%', '', 'a\\\\%'],
])('like_escape(%s, %s) is %s', (pattern, character, expected) => {
  expect(callSql('like_escape', value('text', pattern), value('text', character))).toBe(expected);
});

test('an escape is one character', () => {
  const call = (): string => callSql('like_escape', value('text', 'a'), value('text', 'ab'));
  expect(raised(call)).toBe('22025 invalid escape string');
});
