import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nexmarkFields } from '../../../src/connectors/nexmark/nexmark-fields.ts';
import { typeName } from '../../../src/data/sql-type.ts';
import { PlanCatalog, physical, shopCatalog } from '../../support/plan-catalog.ts';
import { sqlFailure } from '../../support/sql-failure.ts';

const shop = shopCatalog();

describe('errors say what is wrong, where, and what to do', () => {
  const cases: readonly (readonly [sql: string, code: string, message: string, hint?: string])[] = [
    ['SELECT * FROM ordrs', '42P01', 'relation "ordrs" does not exist', 'Did you mean "orders"?'],
    [
      'SELECT amout FROM orders',
      '42703',
      'column "amout" does not exist',
      'Did you mean "amount"?',
    ],
    [
      'SELECT o.amout FROM orders o JOIN customers c ON o.customer = c.id',
      '42703',
      'column o.amout does not exist',
      'Did you mean "o.amount"?',
    ],
    [
      'SELECT id FROM orders o JOIN customers c ON o.customer = c.id',
      '42702',
      'column reference "id" is ambiguous',
      'Write o.id or c.id.',
    ],
    ['SELECT x.id FROM orders o', '42P01', 'missing FROM-clause entry for table "x"'],
    [
      'SELECT orders.id FROM orders o JOIN customers c ON o.customer = c.id',
      '42P01',
      'missing FROM-clause entry for table "orders"',
      'Perhaps you meant to reference the table alias "o".',
    ],
    [
      "SELECT count(*) FROM TUMBLE(ts, orders, INTERVAL '1 minute') GROUP BY window_end",
      '42P01',
      'relation "ts" does not exist',
      'The relation comes first: TUMBLE(orders, ts, …).',
    ],
    [
      'SELECT customer, count(*) FROM customers WINDOW TUMBLING (SIZE 1 MINUTE) GROUP BY customer',
      '42P20',
      'the WINDOW clause finds no column of "customers" with a watermark',
      "Name the time column: FROM TUMBLE(customers, ts, INTERVAL '1 minute').",
    ],
    [
      "SELECT window_start, count(*) FROM TUMBLE(orders, ts, INTERVAL '1 minute') GROUP BY customer",
      '42803',
      'column "orders.window_start" must appear in the GROUP BY clause or be used in an aggregate function',
      'Add window_start to GROUP BY: every window has groups of its own.',
    ],
    [
      'SELECT * FROM orders GROUP BY customer',
      '42803',
      'column "orders.id" must appear in the GROUP BY clause or be used in an aggregate function',
      'The star stands for all columns: name those of the groups instead.',
    ],
    [
      'SELECT sum(item) FROM orders',
      '42883',
      'function sum(text) does not exist',
      'sum takes numbers. Cast what is one, for example sum(CAST(… AS NUMERIC)).',
    ],
    [
      'SELECT amount FROM orders GROUP BY customer',
      '42803',
      'column "orders.amount" must appear in the GROUP BY clause or be used in an aggregate function',
    ],
    [
      'SELECT customer FROM orders HAVING count(*) > 1',
      '42803',
      'column "orders.customer" must appear in the GROUP BY clause or be used in an aggregate function',
    ],
    [
      'SELECT id FROM orders WHERE count(*) > 1',
      '42803',
      'aggregate functions are not allowed in WHERE',
      'Use HAVING for conditions on groups.',
    ],
    ['SELECT sum(count(*)) FROM orders', '42803', 'aggregate function calls cannot be nested'],
    ['SELECT id FROM orders WHERE item = 5', '42883', 'operator does not exist: text = integer'],
    [
      'SELECT id FROM orders WHERE amount',
      '42804',
      'argument of WHERE must be type boolean, not type numeric(12,2)',
    ],
    [
      'SELECT CASE WHEN id > 1 THEN item ELSE id END FROM orders',
      '42804',
      'CASE types text and bigint cannot be matched',
    ],
    ['SELECT id FROM orders ORDER BY 2', '42P10', 'ORDER BY position 2 is not in select list'],
    ['SELECT id FROM orders LIMIT -1', '2201W', 'LIMIT must not be negative'],
    [
      'SELECT DISTINCT id FROM orders ORDER BY amount',
      '42P10',
      'for SELECT DISTINCT, ORDER BY expressions must appear in select list',
    ],
    [
      'SELECT id FROM orders ORDER BY id EMIT CHANGES',
      '0A000',
      'ORDER BY is not supported in continuous queries yet',
      'Use it in the SELECT that reads the view.',
    ],
    ['SELECT $1 + id FROM orders', '42P02', 'there is no parameter $1'],
    ['SELECT (SELECT id, ts FROM orders)', '42601', 'subquery must return only one column'],
    [
      'SELECT id FROM orders WHERE id IN (SELECT nothing FROM customers)',
      '42703',
      'column "nothing" does not exist',
    ],
    [
      'SELECT now() FROM orders EMIT CHANGES',
      '0A000',
      'now() is not supported in continuous queries yet',
    ],
    [
      "SELECT id FROM orders WHERE ts > 'soon'",
      '22007',
      'invalid input syntax for type timestamp: "soon"',
    ],
  ];
  for (const [sql, code, message, hint] of cases) {
    test(sql, () => {
      const error = sqlFailure(() => shop.plan(sql));
      expect([error.code, error.message]).toEqual([code, message]);
      if (hint !== undefined) expect(error.hint).toBe(hint);
      expect(error.position).toBeDefined();
    });
  }

  test('the place is that of the word at fault', () => {
    const { position } = sqlFailure(() => shop.plan('SELECT id,\n  amout FROM orders'));
    expect(position).toMatchObject({ line: 2, column: 3, length: 5 });
  });
});

describe('EMIT FINAL', () => {
  test('comes out append-only where windows close', () => {
    const { physical: plan } = shop.plan(
      "SELECT window_start, count(*) FROM TUMBLE(orders, ts, INTERVAL '1 minute') GROUP BY window_start EMIT FINAL",
    );
    expect(plan.output).toMatchObject({ mode: 'append', emit: 'final', key: [0] });
    expect(plan.nodes.find(({ kind }) => kind === 'aggregate')).toMatchObject({ emit: 'final' });
  });

  test.each([
    ['SELECT count(*) FROM orders EMIT FINAL', 'EMIT FINAL needs a window'],
    ['SELECT id FROM orders EMIT FINAL', 'EMIT FINAL needs a window'],
    [
      "SELECT count(*) FROM TUMBLE(clicks, at, INTERVAL '1 minute') GROUP BY window_end EMIT FINAL",
      'EMIT FINAL needs a watermark',
    ],
    [
      "WITH w AS (SELECT customer, count(*) AS n FROM TUMBLE(orders, ts, INTERVAL '1 minute') GROUP BY customer, window_end) SELECT c.name, w.n FROM w JOIN customers c ON w.customer = c.id EMIT FINAL",
      'EMIT FINAL is not possible over input that changes',
    ],
    [
      "SELECT customer, count(*) FROM TUMBLE(orders, ts, INTERVAL '1 minute') GROUP BY customer EMIT FINAL",
      'EMIT FINAL is not possible for this grouping',
    ],
  ])('is refused with a reason: %s', (sql, message) => {
    const error = sqlFailure(() => shop.plan(sql));
    expect([error.code, error.message]).toEqual(['0A000', message]);
    expect(error.hint).toMatch(/\.$/);
  });
});

describe('the result', () => {
  const columns = (sql: string): readonly string[] =>
    shop.plan(sql).physical.output.fields.map(({ name, type }) => `${name} ${typeName(type)}`);

  test('columns without a name are named as in PostgreSQL', () => {
    expect(
      columns(
        "SELECT count(*), id + 1, item::varchar, upper(item), CASE WHEN id > 1 THEN 1 END, coalesce(item, 'x'), EXTRACT(HOUR FROM ts), '5'::int, TRUE FROM orders GROUP BY id, item, ts",
      ).map((each) => each.split(' ')[0]),
    ).toEqual([
      'count',
      '?column?',
      'item',
      'upper',
      'case',
      'coalesce',
      'extract',
      'int4',
      'bool',
    ]);
  });

  test('aggregates have the types of PostgreSQL', () => {
    expect(
      columns(
        'SELECT sum(customer), avg(customer), min(item), max(amount), sum(amount), count(item) FROM orders',
      ),
    ).toEqual([
      'sum numeric',
      'avg numeric',
      'min text',
      'max numeric(12,2)',
      'sum numeric',
      'count bigint',
    ]);
    expect(columns('SELECT sum(customer), avg(customer) FROM clicks')).toEqual([
      'sum bigint',
      'avg numeric',
    ]);
  });

  test.each([
    ['SELECT id FROM customers WHERE city IS NOT NULL', [0]],
    ['SELECT name, id AS k FROM customers', [1]],
    ['SELECT name FROM customers', null],
    ['SELECT customer, item, count(*) FROM orders GROUP BY item, customer', [0, 1]],
    ['SELECT count(*) FROM orders', []],
    ['SELECT DISTINCT item FROM orders', [0]],
    ['SELECT c.id, o.customer, o.n FROM per_customer o JOIN customers c ON o.customer = c.id', [1]],
    ['SELECT id FROM orders', null],
  ])('key of %s', (sql, key) => {
    expect(shop.plan(sql).physical.output.key).toEqual(key);
  });

  test('ORDER BY takes output names, numbers and expressions; those are hidden columns', () => {
    const { output } = shop.plan(
      'SELECT customer AS c, item FROM orders ORDER BY amount DESC, c, 2 NULLS FIRST LIMIT 2 + 3 OFFSET 1',
    ).physical;
    expect(output).toMatchObject({
      hidden: 1,
      limit: 5,
      offset: 1,
      order: [
        { column: 2, descending: true, nullsFirst: true },
        { column: 0, descending: false, nullsFirst: false },
        { column: 1, descending: false, nullsFirst: true },
      ],
    });
    expect(output.fields).toHaveLength(3);
  });

  test('views are expanded, and count among what is read', () => {
    const { reads, explain } = shop.plan('SELECT b.id FROM big_orders AS b WHERE b.customer = 3');
    expect(reads).toEqual(['big_orders', 'orders']);
    expect(explain('physical')).toContain('filter: (amount > 100) AND (customer = 3)');
  });

  test('parameters take the type of their place', () => {
    const { explain } = shop.plan('SELECT id FROM orders WHERE ts > $1 AND customer = $2', 'once', [
      '2026-01-01',
      7,
    ]);
    expect(explain('physical')).toContain(
      "filter: (ts > TIMESTAMP '2026-01-01 00:00:00') AND (customer = 7)",
    );
  });

  test('a plan survives structuredClone', () => {
    const { physical: plan } = shop.plan('SELECT customer, sum(amount) FROM orders GROUP BY 1');
    expect(structuredClone(plan)).toEqual(plan);
  });
});

describe('notices of continuous queries', () => {
  const notices = (sql: string): readonly string[] =>
    shop.plan(sql, 'continuous').notices.map(({ message }) => message);

  test('a join that nothing bounds keeps its streams for good', () => {
    expect(notices('SELECT o.id FROM orders o JOIN payments p ON o.id = p.order_id')).toEqual([
      'the join keeps all rows of "orders" and "payments", and its state grows without bound',
    ]);
    expect(notices('SELECT o.id FROM orders o JOIN customers c ON o.customer = c.id')).toEqual([
      'the join keeps all rows of "orders", and its state grows without bound',
    ]);
  });

  test('a bounded join says nothing', () => {
    expect(
      notices(
        "SELECT o.id FROM orders o JOIN payments p ON o.id = p.order_id AND p.ts BETWEEN o.ts AND o.ts + INTERVAL '1 hour'",
      ),
    ).toEqual([]);
  });

  test('windows without a watermark never close', () => {
    const sql =
      "SELECT count(*) FROM TUMBLE(clicks, at, INTERVAL '1 minute') GROUP BY window_start";
    expect(notices(sql)).toEqual([
      'the windows over "at" never close, and their state grows without bound',
    ]);
    expect(shop.plan(sql, 'once').notices).toEqual([]);
  });
});

test('windows with gaps between them are told of, in queries that end, too', () => {
  const notices = (sizes: string): readonly string[] =>
    shop
      .plan(`SELECT count(*) FROM HOP(orders, ts, ${sizes}) GROUP BY window_end`)
      .notices.map(({ message }) => message);
  expect(notices("INTERVAL '1 minute', INTERVAL '10 seconds'")).toEqual([
    'windows of 10 s every 1 min leave gaps, and rows between them are in no window',
  ]);
  expect(notices("INTERVAL '10 seconds', INTERVAL '1 minute'")).toEqual([]);
});

describe('plans', () => {
  test('one pass filters and projects; only used columns are read', () => {
    expect(physical("SELECT id, amount * 2 AS twice FROM orders WHERE item = 1 + 1 || 'x'")).toBe(
      `Result: append, key none, EMIT CHANGES
#1 Map → (id bigint, twice numeric)
    rows: append, spread by partition
    filter: item = '2x'
    project: id, amount * 2 AS twice
  #0 Scan orders → (id bigint, amount numeric(12,2), item text)
      rows: append, spread by partition`,
    );
  });

  test('both spellings of a window make one plan', () => {
    const asFunction = shop.plan(
      "SELECT customer, count(*) AS n FROM TUMBLE(orders, ts, INTERVAL '1 minute') GROUP BY customer, window_start, window_end",
    );
    const asClause = shop.plan(
      'SELECT customer, count(*) AS n FROM orders WINDOW TUMBLING (SIZE 1 MINUTE) GROUP BY customer',
    );
    expect(asClause.physical).toEqual(asFunction.physical);
  });

  test('a table is scanned as its changes: its own query keeps the current rows', () => {
    expect(physical('SELECT name FROM customers')).toBe(`Result: updating, key none, EMIT CHANGES
#0 Scan customers → (name text)
    rows: updating, spread by partition`);
  });
});

describe('nexmark', () => {
  const catalog = nexmarkCatalog();
  const sql = (q: number): string => readFileSync(`test/nexmark/queries/q${q}.sql`, 'utf8');

  test.each([0, 1, 2, 3, 5, 7, 8, 12])('q%i is planned in all modes', (q) => {
    expect(catalog.plan(sql(q)).physical.nodes.length).toBeGreaterThan(0);
    expect(catalog.plan(`${sql(q)} EMIT CHANGES`).physical.output.emit).toBe('changes');
  });

  test.each([5, 7, 8, 12])('q%i forgets its windows and can be final', (q) => {
    const { physical: plan, notices } = catalog.plan(`${sql(q)} EMIT FINAL`);
    expect(notices).toEqual([]);
    expect(plan.output.mode).toBe('append');
    for (const node of plan.nodes) {
      if (node.kind === 'join') expect([node.leftForget, node.rightForget]).not.toContain(null);
    }
  });

  test('q1 is exact', () => {
    const { fields } = catalog.plan(sql(1)).physical.output;
    expect(typeName(fields[2]?.type ?? { kind: 'unknown' })).toBe('numeric(23,3)');
  });

  test('q5 counts once for both sides of its join', () => {
    const { nodes } = catalog.plan(sql(5)).physical;
    expect(nodes.filter(({ kind }) => kind === 'scan')).toHaveLength(1);
    expect(nodes.filter((node) => node.kind === 'aggregate' && node.window !== null)).toHaveLength(
      1,
    );
  });
});

function nexmarkCatalog(): PlanCatalog {
  const streams = (['person', 'auction', 'bid'] as const).map((kind) => {
    const columns = nexmarkFields(kind).map(
      ({ name, type }) => `${name} ${typeName(type)} NOT NULL`,
    );
    return `CREATE STREAM ${kind} (${columns.join(', ')}, WATERMARK FOR datetime AS datetime - INTERVAL '4 seconds')`;
  });
  return new PlanCatalog(streams.join(';'));
}
