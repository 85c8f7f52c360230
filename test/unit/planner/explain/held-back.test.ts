import { expect, test } from 'vitest';
import { heldBack } from '../../../../src/planner/explain/held-back.ts';
import type { NodeActuals } from '../../../../src/planner/explain/run-report.ts';
import { shopCatalog } from '../../../support/plan-catalog.ts';

/** Nodes that have taken and given so many rows. */
function actuals(rows: readonly (readonly [rowsIn: number, rowsOut: number])[]): NodeActuals[] {
  return rows.map(([rowsIn, rowsOut]) => ({
    rowsIn,
    rowsOut,
    ms: 0,
    stateRows: 0,
    stateBytes: 0,
    watermarkMicros: null,
    notes: [],
  }));
}

const catalog = shopCatalog();

test('a filter that has let nothing pass', () => {
  const { physical } = catalog.plan('SELECT id FROM orders WHERE amount > 5');
  expect(
    heldBack(
      physical,
      actuals([
        [4, 4],
        [4, 0],
      ]),
    ),
  ).toBe('none of 4 rows has passed the filter of #1: amount > 5');
  expect(
    heldBack(
      physical,
      actuals([
        [4, 4],
        [4, 1],
      ]),
    ),
  ).toBe(null);
  expect(
    heldBack(
      physical,
      actuals([
        [0, 0],
        [0, 0],
      ]),
    ),
  ).toBe(null);
});

test('a join whose rows have not met, or whose side is empty', () => {
  const { physical } = catalog.plan(
    'SELECT o.item, p.paid FROM orders o JOIN payments p ON o.id = p.order_id',
  );
  const join = physical.nodes.findIndex(({ kind }) => kind === 'join');
  const left = physical.nodes.map((_, i): [number, number] => {
    if (i === join) return [3, 0];
    return i > join ? [0, 0] : [3, 3];
  });
  expect(heldBack(physical, actuals(left))).toBe(`no two of 3 rows have met in the join #${join}`);
  const [first] = physical.nodes.flatMap((node) => (node.kind === 'join' ? [node.left] : []));
  const empty = left.map((each, i): [number, number] => (i === first ? [0, 0] : each));
  expect(heldBack(physical, actuals(empty))).toBe(
    `no row has come from the left side of the join #${join}`,
  );
});

test('windows that are still open', () => {
  const { physical } = catalog.plan(
    `SELECT window_end, count(*) FROM TUMBLE(orders, ts, INTERVAL '1 minute') GROUP BY window_end EMIT FINAL`,
  );
  const at = physical.nodes.findIndex(({ kind }) => kind === 'aggregate');
  const rows = physical.nodes.map((_, i): [number, number] => {
    if (i === at) return [2, 0];
    return i > at ? [0, 0] : [2, 2];
  });
  expect(heldBack(physical, actuals(rows))).toBe(
    `no window of #${at} has closed yet: 2 rows are in windows that are open`,
  );
});
