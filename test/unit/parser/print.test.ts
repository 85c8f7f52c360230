import { describe, expect, test } from 'vitest';
import { parse, parseExpression, parseQuery } from '../../../src/parser/parse.ts';
import { print, printExpression, printIdentifier, printQuery } from '../../../src/parser/print.ts';

function canonical(sql: string): string {
  return parse(sql)
    .map(({ statement }) => print(statement))
    .join('; ');
}

describe('expressions', () => {
  test.each([
    // Precedence and parentheses.
    ['a+b*c^d^e-f', 'a + b * c ^ d ^ e - f'],
    ['(a+b)*c', '(a + b) * c'],
    ['((a*b))+c', 'a * b + c'],
    ['a-(b-c)', 'a - (b - c)'],
    ['(a-b)-c', 'a - b - c'],
    ['a||b||(c||d)', 'a || b || (c || d)'],
    ['a || b + c', 'a || b + c'],
    ['-a', '-a'],
    ['- -a', '-(-a)'],
    ['-2^2', '-2 ^ 2'],
    ['-(2^2)', '-(2 ^ 2)'],
    ['+1', '+1'],
    ['a and b and c or d and not e', 'a AND b AND c OR d AND NOT e'],
    ['a and (b or c)', 'a AND (b OR c)'],
    ['(a and b) and (c and d)', 'a AND b AND c AND d'],
    ['((a and b) and c) and d', '(a AND b AND c) AND d'],
    ['a and (b and c)', 'a AND (b AND c)'],
    ['not not a = b', 'NOT NOT a = b'],
    ['(not a) = b', '(NOT a) = b'],
    ['not (a and b)', 'NOT (a AND b)'],
    ['(not a) is null', '(NOT a) IS NULL'],
    ['(a = b) = c', '(a = b) = c'],
    ['(a = b) is not null', 'a = b IS NOT NULL'],
    ['a + 1 < b * 2', 'a + 1 < b * 2'],
    ['a != b', 'a <> b'],
    ['a is distinct from b + 1', 'a IS DISTINCT FROM b + 1'],
    ['a is not distinct from (b = c)', 'a IS NOT DISTINCT FROM (b = c)'],
    [
      'a is true and b is not false and c is unknown',
      'a IS TRUE AND b IS NOT FALSE AND c IS UNKNOWN',
    ],
    ['a between 1 and 2 + 3 and b', 'a BETWEEN 1 AND 2 + 3 AND b'],
    ['a not between (b = c) and d', 'a NOT BETWEEN (b = c) AND d'],
    ['a in (1, (2 + 3) * 4)', 'a IN (1, (2 + 3) * 4)'],
    ['a not in (1)', 'a NOT IN (1)'],
    ["a like 'x' || '%' = true", "a LIKE 'x' || '%' = TRUE"],
    ["a not ilike '%y'", "a NOT ILIKE '%y'"],
    // Casts and calls.
    ['a::int::double precision', 'CAST(CAST(a AS INT) AS DOUBLE PRECISION)'],
    ['-a::int', '-CAST(a AS INT)'],
    ['cast(a as timestamp with time zone)', 'CAST(a AS TIMESTAMPTZ)'],
    ['cast(a as timestamp(3) without time zone)', 'CAST(a AS TIMESTAMP(3))'],
    ['a::numeric(23,3)', 'CAST(a AS NUMERIC(23, 3))'],
    ['a::character varying(10)', 'CAST(a AS VARCHAR(10))'],
    ['a::char(3)', 'CAST(a AS CHAR(3))'],
    ['a::text[][3]', 'CAST(a AS TEXT[][])'],
    ['a::"Mood"', 'CAST(a AS "Mood")'],
    ['count(*)', 'count(*)'],
    ['COUNT(DISTINCT a, b)', 'count(DISTINCT a, b)'],
    ['sum(all a) filter (where b > 1)', 'sum(a) FILTER (WHERE b > 1)'],
    ['now()', 'now()'],
    ['pg_catalog.lower(a)', 'pg_catalog.lower(a)'],
    ['left(a, 1) || right(b, 2)', 'left(a, 1) || right(b, 2)'],
    ['coalesce(a, nullif(b, 0))', 'coalesce(a, nullif(b, 0))'],
    ['extract(Epoch from ts)', 'EXTRACT(epoch FROM ts)'],
    ["extract('hour' from ts)", 'EXTRACT(hour FROM ts)'],
    ['substring(a from 2 for 3)', 'substring(a, 2, 3)'],
    ['substring(a from 2)', 'substring(a, 2)'],
    ['substring(a for 3)', 'substring(a, 1, 3)'],
    ['substring(a, 2, 3)', 'substring(a, 2, 3)'],
    ["position('x' in a || b)", "position('x', a || b)"],
    ["trim(both 'x' from a)", "btrim(a, 'x')"],
    ['trim(leading from a)', 'ltrim(a)'],
    ["trim(trailing 'x' from a)", "rtrim(a, 'x')"],
    ['trim(a)', 'btrim(a)'],
    ["trim(a, 'x')", "btrim(a, 'x')"],
    ['current_timestamp', 'CURRENT_TIMESTAMP'],
    ['current_timestamp(3)', 'CURRENT_TIMESTAMP(3)'],
    ['current_date', 'CURRENT_DATE'],
    ["ts at time zone 'UTC'", "timezone('UTC', ts)"],
    ['"extract"(a, b)', '"extract"(a, b)'],
    ['"position"(a)', '"position"(a)'],
    ['case when a > 1 then b else c end', 'CASE WHEN a > 1 THEN b ELSE c END'],
    ['case a when 1 then 2 when 3 then 4 end', 'CASE a WHEN 1 THEN 2 WHEN 3 THEN 4 END'],
    // Literals.
    ["'it''s'", "'it''s'"],
    ["E'a\\nb'", "'a\nb'"],
    ['1_000', '1000'],
    ['null', 'NULL'],
    ['$2', '$2'],
    ["interval '5 seconds'", "INTERVAL '5 seconds'"],
    ["interval '10' seconds", "INTERVAL '10' SECOND"],
    ["timestamp '2020-01-01 00:00:00'", "TIMESTAMP '2020-01-01 00:00:00'"],
    ["timestamp with time zone 'x'", "TIMESTAMPTZ 'x'"],
    ["timestamp(3) with time zone 'x'", "TIMESTAMP(3) WITH TIME ZONE 'x'"],
    ["date '2020-01-01'", "DATE '2020-01-01'"],
    ["numeric '1.5'", "NUMERIC '1.5'"],
    // Names.
    ['"select".a."B"', '"select".a."B"'],
    ['a.select', 'a."select"'],
    ['window + size + stream + tables + emit', 'window + size + stream + tables + emit'],
    ['date + time + timestamp + interval', 'date + time + timestamp + interval'],
    ['"a"', 'a'],
  ])('%s', (sql, text) => {
    expect(printExpression(parseExpression(sql))).toBe(text);
    expect(printExpression(parseExpression(text))).toBe(text);
  });
});

describe('queries', () => {
  test.each([
    ['select distinct a, b as "From", c d from t', 'SELECT DISTINCT a, b AS "From", c AS d FROM t'],
    ['select *, t.*, s.t.* from t', 'SELECT *, t.*, s.t.* FROM t'],
    ['select all a as select', 'SELECT a AS "select"'],
    [
      'select a emit, b window, c size from s emit',
      'SELECT a AS emit, b AS window, c AS size FROM s AS emit',
    ],
    ['select 1 from a x (b, c), d', 'SELECT 1 FROM a AS x (b, c) CROSS JOIN d'],
    ['select 1 from a, b join c on true', 'SELECT 1 FROM a CROSS JOIN (b JOIN c ON TRUE)'],
    [
      'select 1 from a inner join b on x left outer join c using (y, z) right join d on x full join e on x cross join f',
      'SELECT 1 FROM a JOIN b ON x LEFT JOIN c USING (y, z) RIGHT JOIN d ON x FULL JOIN e ON x CROSS JOIN f',
    ],
    [
      'select 1 from (a join b on x) join (c cross join d) on y',
      'SELECT 1 FROM a JOIN b ON x JOIN (c CROSS JOIN d) ON y',
    ],
    ['select 1 from (select 2) x', 'SELECT 1 FROM (SELECT 2) AS x'],
    [
      'select a from t where b group by a, 1 having count(*) > 1 order by 1 asc, 2 desc nulls last limit 3 offset 4 rows',
      'SELECT a FROM t WHERE b GROUP BY a, 1 HAVING count(*) > 1 ORDER BY 1, 2 DESC NULLS LAST LIMIT 3 OFFSET 4',
    ],
    ['select 1 offset 2 fetch next 3 rows only', 'SELECT 1 LIMIT 3 OFFSET 2'],
    ['select 1 fetch first row only', 'SELECT 1 LIMIT 1'],
    ['select 1 limit all', 'SELECT 1'],
    [
      'with a (x) as (select 1), b as not materialized (select 2) select * from a, b',
      'WITH a (x) AS (SELECT 1), b AS NOT MATERIALIZED (SELECT 2) SELECT * FROM a CROSS JOIN b',
    ],
    ['select 1 from s emit changes limit 5', 'SELECT 1 FROM s LIMIT 5 EMIT CHANGES'],
    ['select 1 from s emit on window close', 'SELECT 1 FROM s EMIT FINAL'],
    [
      'select 1 from s window tumbling (size 1 minute, grace period 10 seconds) group by k emit final',
      "SELECT 1 FROM s WINDOW TUMBLING (SIZE INTERVAL '1' MINUTE, GRACE PERIOD INTERVAL '10' SECOND) GROUP BY k EMIT FINAL",
    ],
    [
      "select 1 from s x window hopping (size interval '1 minute', advance by 10 seconds)",
      "SELECT 1 FROM s AS x WINDOW HOPPING (SIZE INTERVAL '1 minute', ADVANCE BY INTERVAL '10' SECOND)",
    ],
    [
      "select 1 from tumble(bid, datetime, interval '10 seconds') b",
      "SELECT 1 FROM TUMBLE(bid, datetime, INTERVAL '10 seconds') AS b",
    ],
    [
      "select 1 from table(tumble(table bid, descriptor(datetime), interval '10' second)) b (c)",
      "SELECT 1 FROM TUMBLE(bid, datetime, INTERVAL '10' SECOND) AS b (c)",
    ],
    [
      "select 1 from hop((select * from bid), b.datetime, interval '2 seconds', 10 seconds, interval '1' second)",
      "SELECT 1 FROM HOP((SELECT * FROM bid), b.datetime, INTERVAL '2 seconds', INTERVAL '10' SECOND, INTERVAL '1' SECOND)",
    ],
    ['select tumble from tumble, hop', 'SELECT tumble FROM tumble CROSS JOIN hop'],
  ])('%s', (sql, text) => {
    expect(printQuery(parseQuery(sql))).toBe(text);
    expect(printQuery(parseQuery(text))).toBe(text);
  });
});

describe('statements', () => {
  test.each([
    [
      `create stream if not exists s (id bigint not null, ts timestamp default current_timestamp,
         "Full Name" varchar(20) null, watermark for ts as ts - interval '5 seconds')
       partition by (id, ts) with (connector = 'datagen', fields.amount.min = 1, 'rows-per-second' = -2.5, Ok = true)`,
      'CREATE STREAM IF NOT EXISTS s (id BIGINT NOT NULL, ts TIMESTAMP DEFAULT CURRENT_TIMESTAMP, ' +
        `"Full Name" VARCHAR(20), WATERMARK FOR ts AS ts - INTERVAL '5 seconds') PARTITION BY (id, ts) ` +
        `WITH (connector = 'datagen', fields.amount.min = 1, 'rows-per-second' = -2.5, ok = TRUE)`,
    ],
    [
      "create stream bids with (connector = 'nexmark')",
      "CREATE STREAM bids WITH (connector = 'nexmark')",
    ],
    [
      "create stream s from 'a.csv' with (time = 'ts')",
      "CREATE STREAM s FROM 'a.csv' WITH (time = 'ts')",
    ],
    ['create stream if (watermark int, key text)', 'CREATE STREAM if (watermark INT, key TEXT)'],
    [
      'create table t (id int primary key, x float8 default (1 > 2) not null)',
      'CREATE TABLE t (id INT PRIMARY KEY, x FLOAT8 NOT NULL DEFAULT (1 > 2))'.replace(
        'FLOAT8 NOT NULL',
        'FLOAT8 NOT NULL',
      ),
    ],
    [
      'create table t (a int, b int, primary key (a, b))',
      'CREATE TABLE t (a INT, b INT, PRIMARY KEY (a, b))',
    ],
    [
      'select * exclude A, t.* except (b, "C") replace (a+1 as a, 2 as b) from t',
      'SELECT * EXCEPT (a), t.* EXCEPT (b, "C") REPLACE (a + 1 AS a, 2 AS b) FROM t',
    ],
    ['create view v as select 1', 'CREATE VIEW v AS SELECT 1'],
    [
      "create or replace materialized view s.v (a) with (late_rows = 'x') as select 1 emit final",
      "CREATE OR REPLACE MATERIALIZED VIEW s.v (a) WITH (late_rows = 'x') AS SELECT 1 EMIT FINAL",
    ],
    ["insert into t values (1, 'a'), (-2, null)", "INSERT INTO t VALUES (1, 'a'), (-2, NULL)"],
    ['insert into t (a, b) select * from s', 'INSERT INTO t (a, b) SELECT * FROM s'],
    ['insert into t (select 1)', 'INSERT INTO t SELECT 1'],
    [
      'insert into t with x as (select 1) select * from x',
      'INSERT INTO t WITH x AS (SELECT 1) SELECT * FROM x',
    ],
    ['drop stream if exists a, s.b cascade', 'DROP STREAM IF EXISTS a, s.b CASCADE'],
    ['drop table a restrict', 'DROP TABLE a'],
    ['drop materialized view a', 'DROP MATERIALIZED VIEW a'],
    ['drop view a; drop source b', 'DROP VIEW a; DROP SOURCE b'],
    [
      'show streams; show MATERIALIZED views; show server_version; show all',
      'SHOW STREAMS; SHOW MATERIALIZED VIEWS; SHOW server_version; SHOW ALL',
    ],
    [
      'describe a; desc extended b.c; describe extended',
      'DESCRIBE a; DESCRIBE EXTENDED b.c; DESCRIBE extended',
    ],
    ['explain select 1', 'EXPLAIN (PHYSICAL) SELECT 1'],
    ['explain (logical) create view v as select 1', 'EXPLAIN (LOGICAL) CREATE VIEW v AS SELECT 1'],
    ['explain (steps) insert into t values (1)', 'EXPLAIN (STEPS) INSERT INTO t VALUES (1)'],
    ['flush; flush a, b', 'FLUSH; FLUSH a, b'],
  ])('%s', (sql, text) => {
    expect(canonical(sql)).toBe(text);
    expect(canonical(text)).toBe(text);
  });
});

test('names are quoted only when they must be', () => {
  expect(
    ['a', 'größe', 'size', 'select', 'A', '1a', 'a b', 'a"b', 'a$1'].map(printIdentifier),
  ).toEqual(['a', 'größe', 'size', '"select"', '"A"', '"1a"', '"a b"', '"a""b"', 'a$1']);
});
