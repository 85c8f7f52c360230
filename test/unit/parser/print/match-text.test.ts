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
    "select * from t match_recognize (partition by k order by ts measures first(a.ts) as s, final last(b.p) as e, running x + 1 as n all rows per match after match skip to next row pattern (a b* c+? (d | e){2,3} {- f -} permute(g, h)?) within interval '1' hour define a as p > 1, b as p > prev(p)) as m where m.s > 1",
    "SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES first(a.ts) AS s, FINAL last(b.p) AS e, RUNNING x + 1 AS n ALL ROWS PER MATCH AFTER MATCH SKIP TO NEXT ROW PATTERN (a b * c + ? (d | e){2,3} {- f -} PERMUTE(g, h) ?) WITHIN INTERVAL '1' HOUR DEFINE a AS p > 1, b AS p > prev(p)) AS m WHERE m.s > 1",
  ],
  [
    'select * from t as x match_recognize (after match skip past last row pattern (a () b{2} c{,3} d{1,}))',
    'SELECT * FROM t AS x MATCH_RECOGNIZE (ONE ROW PER MATCH AFTER MATCH SKIP PAST LAST ROW PATTERN (a () b{2} c{0,3} d +))',
  ],
  [
    'select * from t match_recognize (one row per match after match skip to last b pattern (a b) define b as true)',
    'SELECT * FROM t MATCH_RECOGNIZE (ONE ROW PER MATCH AFTER MATCH SKIP TO LAST b PATTERN (a b) DEFINE b AS TRUE)',
  ],
])('%s', (sql, printed) => {
  expect(canonical(sql)).toBe(printed);
  expect(canonical(printed)).toBe(printed);
});
