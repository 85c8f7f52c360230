import { expect, test } from 'vitest';
import { parse } from '../../../../src/parser/parse.ts';
import { print } from '../../../../src/parser/print.ts';

function canonical(sql: string): string {
  return parse(sql)
    .map(({ statement }) => print(statement))
    .join('; ');
}

test.each([
  ['select * from a natural left join b', 'SELECT * FROM a NATURAL LEFT JOIN b'],
  [
    'select * from a left semi join b on a.x = b.x anti join c using (x)',
    'SELECT * FROM a SEMI JOIN b ON a.x = b.x ANTI JOIN c USING (x)',
  ],
  [
    'select * from a asof left join b on a.k = b.k and a.t >= b.t',
    'SELECT * FROM a ASOF LEFT JOIN b ON a.k = b.k AND a.t >= b.t',
  ],
  [
    'select * from a join b for system_time as of a.ts as c on a.k = c.k',
    'SELECT * FROM a JOIN b FOR SYSTEM_TIME AS OF a.ts AS c ON a.k = c.k',
  ],
  [
    'select * from a join b as c for system_time as of proctime() on true',
    'SELECT * FROM a JOIN b FOR SYSTEM_TIME AS OF proctime() AS c ON TRUE',
  ],
  [
    'select * from a join b within 10 minutes grace period 1 minute on a.k = b.k',
    "SELECT * FROM a JOIN b WITHIN (INTERVAL '10' MINUTE, INTERVAL '10' MINUTE) GRACE PERIOD INTERVAL '1' MINUTE ON a.k = b.k",
  ],
  [
    'select * from a join b within (1 minute, 2 hours) using (k) window tumbling (size 1 minute)',
    "SELECT * FROM a JOIN b WITHIN (INTERVAL '1' MINUTE, INTERVAL '2' HOUR) USING (k) WINDOW TUMBLING (SIZE INTERVAL '1' MINUTE)",
  ],
  ['select * from (a join b on true) as j (x, y)', 'SELECT * FROM (a JOIN b ON TRUE) AS j (x, y)'],
  [
    'select * from a join (b cross join c) on true',
    'SELECT * FROM a JOIN (b CROSS JOIN c) ON TRUE',
  ],
  [
    'select * from a, lateral (select 1) b, lateral f(a.x) with ordinality as g (v, n)',
    'SELECT * FROM a CROSS JOIN LATERAL (SELECT 1) AS b CROSS JOIN LATERAL f(a.x) WITH ORDINALITY AS g (v, n)',
  ],
  ['select * from generate_series(1, 3) as g', 'SELECT * FROM generate_series(1, 3) AS g'],
  [
    'select * from rows from (f(1), g(2)) as t (a, b)',
    'SELECT * FROM ROWS FROM (f(1), g(2)) AS t (a, b)',
  ],
  [
    "select * from json_to_record('{}') as t (a int, b text)",
    "SELECT * FROM json_to_record('{}') AS t (a INT, b TEXT)",
  ],
  ['select * from lateral table(split(a)) as t (w)', 'SELECT * FROM LATERAL split(a) AS t (w)'],
  [
    'select * from unnest(array[1], array[2]) u (a, b)',
    'SELECT * FROM unnest(ARRAY[1], ARRAY[2]) AS u (a, b)',
  ],
  ['select * from (values (1), (2)) as v (n)', 'SELECT * FROM (VALUES (1), (2)) AS v (n)'],
  ['select * from ((select 1) union select 2) x', 'SELECT * FROM (SELECT 1 UNION SELECT 2) AS x'],
  ['select * from ((select 1) x cross join y)', 'SELECT * FROM (SELECT 1) AS x CROSS JOIN y'],
  [
    "select * from cumulate(t, ts, interval '1' minute, interval '1' hour)",
    "SELECT * FROM CUMULATE(t, ts, INTERVAL '1' MINUTE, INTERVAL '1' HOUR)",
  ],
  [
    "select * from table(session(table t partition by k, descriptor(ts), interval '5' minute)) as w",
    "SELECT * FROM SESSION(t PARTITION BY k, ts, INTERVAL '5' MINUTE) AS w",
  ],
  [
    "select * from table(hop(data => table t, timecol => descriptor(ts), size => interval '10' minute, slide => interval '5' minute))",
    "SELECT * FROM HOP(t, ts, INTERVAL '5' MINUTE, INTERVAL '10' MINUTE)",
  ],
  [
    'select * from s window session (30 seconds, grace period 1 minute)',
    "SELECT * FROM s WINDOW SESSION (INTERVAL '30' SECOND, GRACE PERIOD INTERVAL '1' MINUTE)",
  ],
  [
    'select * from s window count (size 100, advance by 10)',
    'SELECT * FROM s WINDOW COUNT (SIZE 100, ADVANCE BY 10)',
  ],
  [
    "select * from s window cumulating (size 1 day, step 1 hour, timezone 'Europe/Berlin')",
    "SELECT * FROM s WINDOW CUMULATING (SIZE INTERVAL '1' DAY, STEP INTERVAL '1' HOUR, TIMEZONE 'Europe/Berlin')",
  ],
  [
    'select * from s window sliding (size 5 minutes)',
    "SELECT * FROM s WINDOW SLIDING (SIZE INTERVAL '5' MINUTE)",
  ],
  [
    'select * from (select 1) x window tumbling (size 1 day) group by a',
    "SELECT * FROM (SELECT 1) AS x WINDOW TUMBLING (SIZE INTERVAL '1' DAY) GROUP BY a",
  ],
  ['select * from "tumble"(a)', 'SELECT * FROM "tumble"(a)'],
  [
    'select * from session(t partition by a, f(b, c), ts, 30 seconds)',
    "SELECT * FROM SESSION(t PARTITION BY a, f(b, c), ts, INTERVAL '30' SECOND)",
  ],
])('%s', (sql, printed) => {
  expect(canonical(sql)).toBe(printed);
  expect(canonical(printed)).toBe(printed);
});
