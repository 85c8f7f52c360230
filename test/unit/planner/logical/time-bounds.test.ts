import { expect, test } from 'vitest';
import type { JoinNode } from '../../../../src/planner/physical/physical-plan.ts';
import { shopCatalog } from '../../../support/plan-catalog.ts';

const shop = shopCatalog();

/** When the join of orders and payments on a condition forgets its sides: slack in seconds. */
function forgets(condition: string): readonly (number | null)[] {
  const { nodes } = shop.plan(
    `SELECT o.id FROM orders o JOIN payments p ON o.id = p.order_id AND ${condition}`,
    'continuous',
  ).physical;
  const join = nodes.find((node): node is JoinNode => node.kind === 'join');
  return [join?.leftForget, join?.rightForget].map((forget) =>
    forget == null ? null : forget.slackMicros / 1e6,
  );
}

test.each([
  ["p.ts BETWEEN o.ts AND o.ts + INTERVAL '10 seconds'", [10, 0]],
  ["o.ts BETWEEN p.ts - INTERVAL '3 seconds' AND p.ts + INTERVAL '2 seconds'", [3, 2]],
  ["o.ts + INTERVAL '1 minute' > p.ts AND p.ts + INTERVAL '1 day' > o.ts", [60, 86_400]],
  ["o.ts >= p.ts + INTERVAL '5 seconds'", [-5, null]],
  ['o.ts < p.ts', [null, 0]],
  ['o.ts = p.ts', [0, 0]],
  ["o.ts = p.ts AND o.ts > p.ts - INTERVAL '1 second'", [0, 0]],
  ['o.ts <> p.ts', [null, null]],
  ["o.ts > p.ts - INTERVAL '1 month'", [null, null]],
  ["p.ts - o.ts BETWEEN INTERVAL '0' AND INTERVAL '10 seconds'", [10, 0]],
  ["INTERVAL '3 seconds' >= p.ts - o.ts AND o.ts - p.ts <= INTERVAL '2 seconds'", [3, 2]],
  ["p.ts - o.ts > INTERVAL '1 month'", [null, null]],
  ['o.amount > p.paid', [null, null]],
])('%s', (condition, expected) => {
  expect(forgets(condition)).toEqual(expected);
});

test('equal window edges bound both sides by the window', () => {
  const windowed = (edge: string): readonly (number | null)[] => {
    const { nodes } = shop.plan(
      `SELECT a.n FROM
         (SELECT ${edge}, count(*) AS n FROM TUMBLE(orders, ts, INTERVAL '1 minute') GROUP BY ${edge}) a
       JOIN
         (SELECT ${edge}, count(*) AS n FROM TUMBLE(payments, ts, INTERVAL '1 minute') GROUP BY ${edge}) b
       USING (${edge})`,
      'continuous',
    ).physical;
    const join = nodes.find((node): node is JoinNode => node.kind === 'join');
    return [join?.leftForget, join?.rightForget].map((each) => (each?.slackMicros ?? NaN) / 1e6);
  };
  expect(windowed('window_end')).toEqual([0, 0]);
  expect(windowed('window_start')).toEqual([60, 60]);
});

/** A row with just the time that bounds the join may still come. */
test('windows that are bound by times of rows come out a microsecond later', () => {
  const lag = (condition: string): number | undefined => {
    const { nodes } = shop.plan(
      `SELECT e, count(*) FROM
         (SELECT window_end AS e, count(*) AS n FROM TUMBLE(orders, ts, INTERVAL '1 minute') GROUP BY window_end) w
       JOIN payments p ON w.n = p.order_id AND ${condition} GROUP BY e`,
      'continuous',
    ).physical;
    const over = nodes.find((node) => node.kind === 'aggregate' && node.windowEndKey !== null);
    return over?.kind === 'aggregate' ? over.windowEndLagMicros : undefined;
  };
  expect(lag("p.ts BETWEEN e - INTERVAL '3 s' AND e")).toBe(1);
  expect(lag("p.ts BETWEEN e AND e + INTERVAL '2 s'")).toBe(2_000_001);
});
