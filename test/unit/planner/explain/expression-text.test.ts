import { expect, test } from 'vitest';
import { after } from '../../../support/logical-plan-of.ts';

const text = (expression: string): string =>
  after(`SELECT ${expression} AS x FROM orders`)[0]?.replace(/^Project (.*) AS x$/, '$1') ?? '';

test.each([
  ['amount * 2 + 1', '(amount * 2) + 1'],
  ["item || 'it''s'", "item || 'it''s'"],
  ['id::text', 'id::text'],
  ["item NOT LIKE 'a%'", "NOT (item LIKE 'a%')"],
  ['customer IS NOT NULL AND id > 1', '(customer IS NOT NULL) AND (id > 1)'],
  ['upper(lower(item))', 'upper(lower(item))'],
  ["ts - INTERVAL '1 day'", "ts - INTERVAL '1 day'"],
  ['-id', '-id'],
  ["coalesce(item, 'none')", "CASE WHEN item IS NOT NULL THEN item ELSE 'none' END"],
  ['nullif(id, 3)', 'CASE WHEN id = 3 THEN NULL ELSE id END'],
])('%s', (sql, expected) => {
  expect(text(sql)).toBe(expected);
});
