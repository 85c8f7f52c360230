import { expect, test } from 'vitest';
import { shopCatalog } from '../../support/plan-catalog.ts';

const { explain } = shopCatalog().plan(
  "SELECT page, count(*) FROM clicks WHERE customer > 1 + 2 AND TRUE GROUP BY page HAVING page <> 'x'",
);

test('EXPLAIN LOGICAL is the optimized tree', () => {
  expect(explain('logical')).toBe(
    `Aggregate count(*) by page → (page text, count bigint)
  Project page → (page text)
    Filter (customer > 3) AND (page <> 'x') → (page text, customer integer)
      Scan stream clicks → (page text, customer integer)`,
  );
});

test('EXPLAIN STEPS shows each pass that changed the tree', () => {
  const titles = explain('steps')
    .split('\n\n')
    .map((part) => part.split('\n')[0]);
  expect(titles).toEqual([
    'bound',
    'fold_constants, 0 ms',
    'simplify_predicates, 0 ms',
    'push_filters, 0 ms',
    'merge_projections, 0 ms',
    'prune_columns, 0 ms',
    'merge_projections, 0 ms',
    expect.stringMatching(/^without effect: narrow_joins 0 ms, infer_predicates 0 ms, /),
  ]);
});
