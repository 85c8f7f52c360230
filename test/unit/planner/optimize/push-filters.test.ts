import { expect, test } from 'vitest';
import { pushFilters } from '../../../../src/planner/optimize/push-filters.ts';
import { after } from '../../../support/logical-plan-of.ts';

const pushed = (sql: string): readonly string[] => after(sql, pushFilters);

test('goes through projections, with what they compute in place of their columns', () => {
  expect(pushed('SELECT x FROM (SELECT customer * 2 AS x FROM clicks) s WHERE x > 4')).toEqual([
    'Project x',
    '  Project customer * 2 AS x',
    '    Filter (customer * 2) > 4',
    '      Scan stream clicks',
  ]);
});

test('stops below windows unless it looks at them', () => {
  expect(
    pushed(
      "SELECT id FROM TUMBLE(orders, ts, INTERVAL '1 minute') WHERE item = 'a' AND ts < window_end",
    ).slice(2),
  ).toEqual([
    '    Filter ts < window_end',
    '      Window tumbling 1 min on ts',
    "        Filter item = 'a'",
    '          Scan stream orders',
  ]);
});

test('goes below groupings by the columns that it looks at', () => {
  expect(
    pushed(
      'SELECT customer FROM (SELECT customer, count(*) AS n FROM orders GROUP BY customer) g WHERE customer = 3 AND n > 1',
    ).filter((line) => line.includes('Filter')),
  ).toEqual(['    Filter count > 1', '          Filter customer = 3']);
});

test('never goes below a grouping without keys: it has a row even over nothing', () => {
  expect(pushed('SELECT count(*) FROM orders HAVING 1 > 2').at(-3)).toMatch(/Aggregate/);
  expect(pushed('SELECT count(*) FROM orders HAVING 1 > 2')[1]).toBe('  Filter FALSE');
});

test('goes to one side of a join; what looks at both joins its condition', () => {
  expect(
    pushed(
      "SELECT o.id FROM orders o, payments p WHERE o.id = p.order_id AND o.item = 'a' AND p.paid > 1 AND o.amount > p.paid",
    ).slice(1),
  ).toEqual([
    '  Join on (id = order_id) AND (amount > paid)',
    "    Filter item = 'a'",
    '      Scan stream orders',
    '    Filter paid > 1',
    '      Scan stream payments',
  ]);
});

test('what can fail stays behind its guard', () => {
  const sql = `SELECT id FROM TUMBLE(orders, ts, INTERVAL '1 minute')
    WHERE window_start < ts AND 10 / customer > 1 AND item = 'a'`;
  expect(pushed(sql).slice(2)).toEqual([
    '    Filter (window_start < ts) AND ((10 / customer) > 1)',
    '      Window tumbling 1 min on ts',
    "        Filter item = 'a'",
    '          Scan stream orders',
  ]);
});

test('what can fail does not go ahead of a join, which may spare it the row', () => {
  expect(
    pushed(
      'SELECT o.id FROM orders o JOIN payments p ON o.id = p.order_id WHERE 10 / o.customer > 1',
    )[1],
  ).toBe('  Join on (id = order_id) AND ((10 / customer) > 1)');
});

test('guards of separate filters keep their order', () => {
  expect(
    pushed(
      'SELECT id FROM (SELECT * FROM orders WHERE customer <> 0) s WHERE 10 / customer > 1',
    ).at(-2),
  ).toContain('Filter (customer <> 0) AND ((10 / customer) > 1)');
});
