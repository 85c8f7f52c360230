import { expect, test } from 'vitest';
import { parse } from '../../../../src/parser/parse.ts';
import { print } from '../../../../src/parser/print.ts';

test.each([
  'WITH a AS (INSERT INTO t VALUES (1) RETURNING *) SELECT * FROM a',
  'WITH a AS (UPDATE t AS u SET b = 1 FROM v WHERE u.c = v.c RETURNING u.b) SELECT * FROM a',
  'WITH RECURSIVE a (n) AS (WITH b AS (SELECT 1) DELETE FROM t USING b RETURNING x) INSERT INTO c SELECT n FROM a',
  'WITH a AS MATERIALIZED (DELETE FROM t) DELETE FROM u WHERE x = 1',
])('%s', (sql) => {
  const [parsed] = parse(sql);
  if (parsed === undefined) throw new Error('nothing was read');
  expect(print(parsed.statement)).toBe(sql);
});
