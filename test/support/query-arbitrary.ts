import fc from 'fast-check';
import type { Row, Tables } from './evaluate-plan.ts';
import { PlanCatalog } from './plan-catalog.ts';

/** Two streams with event time and a table, all with the columns id, k, v, ts. */
export function queryCatalog(): PlanCatalog {
  const columns = 'id BIGINT NOT NULL, k BIGINT, v INTEGER, ts TIMESTAMP NOT NULL';
  const watermark = "WATERMARK FOR ts AS ts - INTERVAL '1 second'";
  return new PlanCatalog(`
    CREATE STREAM o (${columns}, ${watermark});
    CREATE STREAM p (${columns}, ${watermark});
    CREATE TABLE t (${columns}, PRIMARY KEY (id));
  `);
}

/** Rows of one of the relations: small values, so that much is equal; in order of time. */
const rowsArbitrary: fc.Arbitrary<readonly Row[]> = fc
  .array(
    fc.record({
      k: fc.option(fc.bigInt({ min: 0n, max: 3n })),
      v: fc.option(fc.integer({ min: -2, max: 4 })),
      seconds: fc.integer({ min: 0, max: 30 }),
    }),
    { maxLength: 25 },
  )
  .map((rows) =>
    rows
      .sort((a, b) => a.seconds - b.seconds)
      .map(({ k, v, seconds }, i): Row => [BigInt(i), k, v, BigInt(seconds) * 1_000_000n]),
  );

/** Rows of all relations. */
export const tablesArbitrary: fc.Arbitrary<Tables> = fc
  .tuple(rowsArbitrary, rowsArbitrary, rowsArbitrary)
  .map(
    ([o, p, t]) =>
      new Map([
        ['o', o],
        ['p', p],
        ['t', t],
      ]),
  );

const pick = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);

/** A condition over the columns of a relation; some can fail, and then stand behind their guard. */
function condition(of: string): fc.Arbitrary<string> {
  return pick(
    `${of}.v > 1`,
    `${of}.k = 2`,
    `${of}.v IS NOT NULL`,
    `${of}.v <> 0 AND 4 / ${of}.v > 1`,
    `${of}.v IN (1, 2, NULL)`,
    `NOT (${of}.v > 2 OR ${of}.k IS NULL)`,
    `1 + 1 = 2`,
    `${of}.ts >= TIMESTAMP '1970-01-01 00:00:05'`,
    `CASE WHEN ${of}.v <> 0 THEN 10 / ${of}.v ELSE 0 END < 4`,
    `(${of}.k BETWEEN 1 AND 2) IS TRUE`,
    `${of}.k + 1 < ${of}.v + 3`,
    `coalesce(${of}.v, 0) + 1 > 1`,
  );
}

function conditions(of: string): fc.Arbitrary<string> {
  return fc.array(condition(of), { maxLength: 2 }).map((all) => {
    return all.length === 0 ? 'TRUE' : all.map((each) => `(${each})`).join(' AND ');
  });
}

/** A WITH query that stands for a relation of the same columns. */
function source(...relations: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(pick(...relations), pick('k', 'k + 1', 'coalesce(k, 1)'), conditions('r'))
    .chain(([relation, k, where]) =>
      pick(
        `SELECT * FROM ${relation}`,
        `SELECT id, ${k} AS k, v, ts FROM ${relation} AS r WHERE ${where}`,
      ),
    );
}

const windows = pick(
  "TUMBLE(a, ts, INTERVAL '10 seconds')",
  "HOP(a, ts, INTERVAL '4 seconds', INTERVAL '10 seconds')",
  "HOP(a, ts, INTERVAL '10 seconds', INTERVAL '4 seconds')",
);

const aggregates = pick(
  'count(*)',
  'count(v), max(v)',
  'sum(v), min(id)',
  'sum(id) + 1, count(*) FILTER (WHERE v > 1)',
);

const plain = fc
  .tuple(source('o', 't'), conditions('a'), pick('id, k * 2', 'DISTINCT k, v', '*'))
  .map(([a, where, items]) => `WITH a AS (${a}) SELECT ${items} FROM a WHERE ${where}`);

const grouped = fc
  .tuple(source('o', 't'), conditions('a'), aggregates, pick('count(*) > 1', 'k > 0', 'TRUE'))
  .map(
    ([a, where, calls, having]) =>
      `WITH a AS (${a}) SELECT k, ${calls} FROM a WHERE ${where} GROUP BY k HAVING ${having}`,
  );

const total = fc
  .tuple(
    source('o', 't'),
    conditions('a'),
    pick('count(*)', 'sum(v), max(id)', 'count(DISTINCT v)'),
  )
  .map(([a, where, calls]) => `WITH a AS (${a}) SELECT ${calls} FROM a WHERE ${where}`);

const windowed = fc
  .tuple(
    source('o'),
    windows,
    conditions('w'),
    aggregates,
    pick('k, window_start', 'window_end, window_start', 'window_end', 'window_start, v + 1'),
    pick('', " AND window_start >= TIMESTAMP '1970-01-01 00:00:08'", ' AND ts < window_end'),
  )
  .map(
    ([a, window, where, calls, keys, more]) =>
      `WITH a AS (${a}) SELECT ${keys}, ${calls} FROM ${window} AS w WHERE ${where}${more} GROUP BY ${keys}`,
  );

const overWindows = fc
  .tuple(source('o'), windows, pick('window_start', 'window_end'))
  .map(
    ([a, window, edge]) =>
      `WITH a AS (${a}), w AS (SELECT k, ${edge} AS edge, count(*) AS n FROM ${window} GROUP BY k, ${edge}) SELECT edge, max(n) FROM w GROUP BY edge`,
  );

/** Windows over the results of windows, by each of their times. */
const cascaded = fc
  .tuple(
    source('o'),
    windows,
    pick('window_start', 'window_end', 'window_time'),
    pick(
      "TUMBLE(w, e, INTERVAL '20 seconds')",
      "TUMBLE(w, e, INTERVAL '10 seconds', INTERVAL '3 seconds')",
      "HOP(w, e, INTERVAL '5 seconds', INTERVAL '15 seconds')",
    ),
    pick('window_start', 'window_end', 'window_time, k'),
  )
  .map(
    ([a, window, edge, outer, keys]) =>
      `WITH a AS (${a}), w AS (SELECT k, ${edge} AS e, count(*) AS n FROM ${window} GROUP BY k, ${edge}) SELECT ${keys}, sum(n), count(*) FROM ${outer} GROUP BY ${keys}`,
  );

/** Windows with grace whose aggregates look at them, so that they are not drawn into the grouping. */
const graceful = fc
  .tuple(
    pick('SIZE 10 SECONDS', 'SIZE 10 SECONDS, GRACE PERIOD 3 SECONDS'),
    pick('TUMBLING', 'HOPPING'),
    pick('', ', window_start', ', k'),
  )
  .map(([size, kind, keys]) => {
    const advance = kind === 'HOPPING' ? ', ADVANCE BY 4 SECONDS' : '';
    const clause = `WINDOW ${kind} (${size.replace(',', `${advance},`)}${size.includes(',') ? '' : advance})`;
    return `SELECT window_end${keys}, count(*) FILTER (WHERE ts < window_start + INTERVAL '3 seconds'), max(window_start) FROM o ${clause} GROUP BY window_end${keys}`;
  });

const joined = fc
  .tuple(
    source('o', 't'),
    source('p', 'o', 't'),
    pick('a.k = b.k', 'a.id = b.id', 'a.k = b.k + 1 AND a.v < b.v', 'a.v = b.k'),
    pick(
      '',
      " AND a.ts BETWEEN b.ts - INTERVAL '3 seconds' AND b.ts + INTERVAL '2 seconds'",
      ' AND a.ts = b.ts',
      " AND b.ts > a.ts - INTERVAL '4 seconds'",
    ),
    conditions('a'),
    conditions('b'),
    pick('a.id, b.id', 'a.k, b.v, a.ts', 'count(*)'),
  )
  .map(
    ([a, b, on, bound, left, right, items]) =>
      `WITH a AS (${a}), b AS (${b}) SELECT ${items} FROM a JOIN b ON ${on}${bound} WHERE ${left} AND ${right}`,
  );

const windowJoined = fc
  .tuple(
    source('o'),
    windows,
    pick('n = most', 'n >= most'),
    pick('window_start', 'window_end', 'window_start, window_end'),
  )
  .map(
    ([a, window, condition, using]) =>
      `WITH a AS (${a}), c AS (SELECT k, count(*) AS n, window_start, window_end FROM ${window} GROUP BY k, window_start, window_end), m AS (SELECT max(n) AS most, window_start, window_end FROM c GROUP BY window_start, window_end) SELECT k, n, c.window_start FROM c JOIN m USING (${using}) WHERE ${condition}`,
  );

/** Queries whose answer does not hang on the order of rows. */
export const queryArbitrary: fc.Arbitrary<string> = fc.oneof(
  plain,
  grouped,
  total,
  windowed,
  overWindows,
  cascaded,
  graceful,
  joined,
  windowJoined,
);

const timeBounds = pick(
  "a.ts BETWEEN b.ts - INTERVAL '3 seconds' AND b.ts + INTERVAL '2 seconds'",
  "b.ts - a.ts >= INTERVAL '0 seconds' AND b.ts <= a.ts + INTERVAL '3 seconds'",
  "b.ts - a.ts BETWEEN INTERVAL '-2 seconds' AND INTERVAL '3 seconds'",
  "INTERVAL '4 seconds' > a.ts - b.ts AND a.ts - b.ts > INTERVAL '-1 second'",
  "a.ts + INTERVAL '2 seconds' >= b.ts AND a.ts - INTERVAL '6 seconds' <= b.ts",
  "a.ts > b.ts + INTERVAL '1 second' AND a.ts < b.ts + INTERVAL '5 seconds'",
  'a.ts = b.ts',
  "b.ts > a.ts - INTERVAL '4 seconds'",
);

/** Joins of windows with a stream by times near an edge, grouped by it again. */
const nearWindows: fc.Arbitrary<string> = fc
  .tuple(
    windows,
    pick('window_start', 'window_end'),
    pick(
      "p.ts BETWEEN e - INTERVAL '3 seconds' AND e",
      "p.ts BETWEEN e AND e + INTERVAL '2 seconds'",
      "p.ts >= e - INTERVAL '20 seconds' AND p.ts < e",
      'p.ts = e',
    ),
  )
  .map(
    ([window, edge, near]) =>
      `WITH a AS (SELECT * FROM o), w AS (SELECT k, ${edge} AS e, count(*) AS n FROM ${window} GROUP BY k, ${edge}) SELECT e, count(*), max(p.id), sum(n) FROM w JOIN p ON coalesce(w.k, 1) = coalesce(p.k, 1) AND ${near} GROUP BY e`,
  );

/** Joins of two streams that time bounds, alone and below windows. */
const boundedStreams: fc.Arbitrary<string> = fc
  .tuple(
    pick('o', 'p'),
    timeBounds,
    pick(
      'SELECT * FROM j',
      "SELECT window_start, count(*) FROM TUMBLE(j, ats, INTERVAL '4 seconds') GROUP BY window_start",
      "SELECT window_end, count(*) FROM HOP(j, bts, INTERVAL '2 seconds', INTERVAL '4 seconds') GROUP BY window_end",
      'SELECT ats, max(b) FROM j GROUP BY ats',
    ),
  )
  .map(
    ([right, bounds, outer]) =>
      `WITH j AS (SELECT a.id AS a, b.id AS b, a.ts AS ats, b.ts AS bts FROM o AS a JOIN ${right} AS b ON coalesce(a.k, 1) = coalesce(b.k, 1) AND ${bounds}) ${outer}`,
  );

/** Joins that forget by time. */
export const boundedJoinArbitrary: fc.Arbitrary<string> = fc.oneof(
  { weight: 2, arbitrary: boundedStreams },
  nearWindows,
);

/** Where the input is cut into steps: for each stream up to which second it has come, one cut after the other. */
export const cutsArbitrary: fc.Arbitrary<readonly { readonly o: number; readonly p: number }[]> = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 })), {
    maxLength: 5,
  })
  .map((cuts) => {
    const inOrder = (which: 0 | 1): readonly number[] =>
      cuts.map((cut) => cut[which]).sort((a, b) => a - b);
    const p = inOrder(1);
    return inOrder(0).map((o, i) => ({ o, p: p[i] as number }));
  });
