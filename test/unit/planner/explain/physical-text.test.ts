import { expect, test } from 'vitest';
import { physical } from '../../../support/plan-catalog.ts';

test('a plan says what it keeps and what bounds that', () => {
  expect(
    physical(
      `SELECT o.item, sum(p.paid) AS paid, count(*)
       FROM orders o JOIN payments p ON o.id = p.order_id AND p.ts BETWEEN o.ts AND o.ts + INTERVAL '10 minutes'
       WHERE o.amount > p.paid
       GROUP BY o.item`,
    ),
  ).toBe(`Result: updating, key (item), EMIT CHANGES
#3 Aggregate sum(paid), count(*) by item → (item text, paid numeric, count bigint)
    rows: updating, key (item), spread by (item)
    emit: every change
    state: one row per group, kept for good
  #2 Join → (id bigint, amount numeric(12,2), item text, ts timestamp without time zone, order_id bigint, paid numeric(12,2), ts timestamp without time zone)
      rows: append, spread by (id), event time ts + 10 min, event time ts
      keys: id = order_id
      condition: (ts >= ts) AND (ts <= (ts + INTERVAL '00:10:00')) AND (amount > paid)
      kind: interval
      left state: rows until the watermark passes ts + 10 min
      right state: rows until the watermark passes ts
    #0 Scan orders → (id bigint, amount numeric(12,2), item text, ts timestamp without time zone)
        rows: append, spread by partition, event time ts
        watermark: 5 s behind event time
    #1 Scan payments → (order_id bigint, paid numeric(12,2), ts timestamp without time zone)
        rows: append, spread by partition, event time ts
        watermark: 5 s behind event time`);
});
