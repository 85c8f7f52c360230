import { expect, test } from 'vitest';
import { shopCatalog } from '../../../support/plan-catalog.ts';
import { sqlFailure } from '../../../support/sql-failure.ts';

const shop = shopCatalog();

test.each([
  ['SELECT itme FROM orders', 'Did you mean "item"?'],
  ['SELECT "Item" FROM orders', 'Did you mean "item"?'],
  [
    'SELECT customer, count(*) AS total FROM orders GROUP BY customer HAVING total > 1',
    '"total" names a column of the result, which is not known yet: write its expression instead.',
  ],
  [
    'SELECT amount * 2 AS twice FROM orders WHERE twice > 1',
    '"twice" names a column of the result, which is not known yet: write its expression instead.',
  ],
  [
    'SELECT window_start, count(*) FROM orders AS o GROUP BY window_start',
    "Put the rows into windows: FROM TUMBLE(o, ts, INTERVAL '1 minute').",
  ],
  [
    'SELECT window_time FROM orders WINDOW TUMBLING (SIZE 1 MINUTE)',
    'TUMBLE and HOP in FROM add window_time, the WINDOW clause does not.',
  ],
  [
    'SELECT id FROM orders WHERE item = "tea"',
    "If it is a text, write it in single quotes: 'tea'.",
  ],
  ['SELECT tea', "If it is a text, write it in single quotes: 'tea'."],
  ['SELECT DISTINT customer FROM orders', 'Did you mean "DISTINCT"?'],
  ['SELECT nonsense FROM orders', undefined],
])('%s', (sql, hint) => {
  const error = sqlFailure(() => shop.plan(sql));
  expect(error.code).toBe('42703');
  expect(error.hint).toBe(hint);
});
