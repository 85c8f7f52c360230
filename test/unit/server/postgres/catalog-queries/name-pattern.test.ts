import { expect, test } from 'vitest';
import {
  NamePattern,
  nameFilter,
} from '../../../../../src/server/postgres/catalog-queries/name-pattern.ts';

test.each([
  ['^(orders)$', 'orders', true],
  ['^(orders)$', 'orders2', false],
  ['^(ord.*)$', 'ord', true],
  ['^(.*er.)$', 'orders', true],
  ['^(.*er.)$', 'order', false],
  ['^(a|b.*)$', 'bcd', true],
  ['^(a|b.*)$', 'ab', false],
  ['^(a\\.b)$', 'a.b', true],
  ['^(a\\.b)$', 'axb', false],
  ['^(.*ü.)$', 'xü😀', true],
])('%s and %s', (regex, name, matches) => {
  expect(new NamePattern(regex).matches(name)).toBe(matches);
});

test('hostile patterns take no time', () => {
  const pattern = new NamePattern(`^(${'.*a'.repeat(200)})$`);
  expect(pattern.matches('a'.repeat(199) + 'b'.repeat(2000))).toBe(false);
});

test('other regular expressions are refused', () => {
  for (const regex of ['^([a-z]+)$', 'x', '^(a{2})$']) {
    expect(() => new NamePattern(regex)).toThrow('not supported');
  }
});

test('the conditions of a query are all to hold', () => {
  const fits = nameFilter(
    `WHERE c.relname OPERATOR(pg_catalog.~) '^(it''s)$' COLLATE x AND n.nspname OPERATOR(pg_catalog.~) '^(public)$'`,
  );
  expect(fits('relname', "it's")).toBe(true);
  expect(fits('relname', 'its')).toBe(false);
  expect(fits('nspname', 'public')).toBe(true);
  expect(fits('other', 'any')).toBe(true);
});
