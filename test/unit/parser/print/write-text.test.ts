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
    'insert into t as x (a, b) values (1, default), (2, 3) on conflict (a) do update set b = excluded.b where x.a > 1 returning *, a + 1 as c',
    'INSERT INTO t AS x (a, b) VALUES (1, DEFAULT), (2, 3) ON CONFLICT (a) DO UPDATE SET b = excluded.b WHERE x.a > 1 RETURNING *, a + 1 AS c',
  ],
  ['insert into t default values', 'INSERT INTO t DEFAULT VALUES'],
  [
    'insert into t (a) (select b from u) on conflict do nothing',
    'INSERT INTO t (a) SELECT b FROM u ON CONFLICT DO NOTHING',
  ],
  [
    'with w as (select 1) insert into t table w',
    'WITH w AS (SELECT 1) INSERT INTO t SELECT * FROM w',
  ],
  ['insert into t values (1) order by 1', 'INSERT INTO t VALUES (1) ORDER BY 1'],
  [
    'update t as x set a = 1, (b, c) = (2, default), (d, e) = (select 1, 2) from u join v on u.a = v.a where x.a = u.a returning x.*',
    'UPDATE t AS x SET a = 1, (b, c) = ROW(2, DEFAULT), (d, e) = (SELECT 1, 2) FROM u JOIN v ON u.a = v.a WHERE x.a = u.a RETURNING x.*',
  ],
  ['update t set a = default', 'UPDATE t SET a = DEFAULT'],
  [
    'with recursive w as (select 1) delete from t using w where t.a = w.a returning a',
    'WITH RECURSIVE w AS (SELECT 1) DELETE FROM t USING w WHERE t.a = w.a RETURNING a',
  ],
  ['delete from only', 'DELETE FROM only'],
  ['truncate table a, b.c', 'TRUNCATE a, b.c'],
  [
    "copy t (a, b) from '/x.csv' with (format csv, header true, delimiter ';', null '', force_quote (a, b))",
    "COPY t (a, b) FROM '/x.csv' WITH (format 'csv', header, delimiter ';', null '', force_quote (a, b))",
  ],
  [
    "copy t from stdin csv header delimiter as ','",
    "COPY t FROM STDIN WITH (format 'csv', header, delimiter ',')",
  ],
  ["copy (select 1) to stdout (format = 'json')", "COPY (SELECT 1) TO STDOUT WITH (format 'json')"],
  ["copy t from 'x' where a > 1", "COPY t FROM 'x' WHERE a > 1"],
])('%s', (sql, printed) => {
  expect(canonical(sql)).toBe(printed);
  expect(canonical(printed)).toBe(printed);
});
