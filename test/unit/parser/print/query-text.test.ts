import { expect, test } from 'vitest';
import { parse } from '../../../../src/parser/parse.ts';
import { print } from '../../../../src/parser/print.ts';

function canonical(sql: string): string {
  return parse(sql)
    .map(({ statement }) => print(statement))
    .join('; ');
}

test.each([
  [
    "values (1, 'a'), (2, null) order by 1 limit 1",
    "VALUES (1, 'a'), (2, NULL) ORDER BY 1 LIMIT 1",
  ],
  ['table t', 'SELECT * FROM t'],
  [
    'select 1 for update of t nowait for key share',
    'SELECT 1 FOR UPDATE OF t NOWAIT FOR KEY SHARE',
  ],
  ['(select 1 for share skip locked) limit 1', 'SELECT 1 LIMIT 1 FOR SHARE SKIP LOCKED'],
  ['(select 1)', 'SELECT 1'],
  [
    '(select 1 limit 1) union all (select 2 order by 1)',
    '(SELECT 1 LIMIT 1) UNION ALL (SELECT 2 ORDER BY 1)',
  ],
  [
    'select 1 union select 2 intersect select 3 except all select 4',
    'SELECT 1 UNION SELECT 2 INTERSECT SELECT 3 EXCEPT ALL SELECT 4',
  ],
  ['(select 1 union select 2) intersect select 3', '(SELECT 1 UNION SELECT 2) INTERSECT SELECT 3'],
  ['select 1 union (select 2 union select 3)', 'SELECT 1 UNION (SELECT 2 UNION SELECT 3)'],
  [
    'with recursive t (n) as (values (1) union all select n + 1 from t where n < 5) select * from t',
    'WITH RECURSIVE t (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT * FROM t',
  ],
  [
    'with a as materialized (select 1) (select 2 order by 1)',
    'WITH a AS MATERIALIZED (SELECT 1) SELECT 2 ORDER BY 1',
  ],
  ['select distinct on (a, b) a from t', 'SELECT DISTINCT ON (a, b) a FROM t'],
  ['select all a from t', 'SELECT a FROM t'],
  [
    'select a from t group by distinct (a, b), rollup (a, (b, c)), grouping sets ((), a, cube (b)), ()',
    'SELECT a FROM t GROUP BY DISTINCT a, b, ROLLUP (a, (b, c)), GROUPING SETS ((), a, CUBE (b)), ()',
  ],
  [
    'select sum(a) over w from t window w as (partition by b order by c rows between unbounded preceding and 1 following), v as (w)',
    'SELECT sum(a) OVER w FROM t WINDOW w AS (PARTITION BY b ORDER BY c ROWS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING), v AS (w)',
  ],
  [
    'select a from t qualify row_number() over (order by a) = 1',
    'SELECT a FROM t QUALIFY row_number() OVER (ORDER BY a) = 1',
  ],
  [
    'select a from t order by a using >, b using < nulls first fetch first 3 rows with ties',
    'SELECT a FROM t ORDER BY a DESC, b NULLS FIRST FETCH FIRST 3 ROWS WITH TIES',
  ],
  ['select a from t offset 2 rows fetch next row only', 'SELECT a FROM t LIMIT 1 OFFSET 2'],
  ['select a from t emit every 10 seconds', "SELECT a FROM t EMIT EVERY INTERVAL '10' SECOND"],
  ['select a.*, (b).*, (c.d).e from t', 'SELECT a.*, (b).*, (c.d).e FROM t'],
  [
    'select exists (select 1), array(select 1), (select 1), a in (values (1)), b > all (select 1), c = some (array[1])',
    'SELECT EXISTS (SELECT 1), ARRAY(SELECT 1), (SELECT 1), a IN (VALUES (1)), b > ALL (SELECT 1), c = ANY (ARRAY[1])',
  ],
  ['select a from s limit $1 emit on window close', 'SELECT a FROM s LIMIT $1 EMIT FINAL'],
])('%s', (sql, printed) => {
  expect(canonical(sql)).toBe(printed);
  expect(canonical(printed)).toBe(printed);
});
