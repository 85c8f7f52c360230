import { expect, test } from 'vitest';
import { SqlError } from '../../../../src/common/sql-error.ts';
import { parse } from '../../../../src/parser/parse.ts';

function refusalOf(sql: string): string {
  try {
    parse(sql);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const { code, message, position } = error;
    const marked = sql.slice((position?.column ?? 1) - 1).slice(0, position?.length);
    return `${code} ${message} @ ${marked}`;
  }
  return 'accepted';
}

test.each([
  ['UPDATE t SET a = 1', 'UPDATE', 'UPDATE'],
  ['DELETE FROM t', 'DELETE', 'DELETE'],
  ['ALTER TABLE t ADD a int', 'ALTER', 'ALTER'],
  ['BEGIN', 'BEGIN', 'BEGIN'],
  ["COPY t FROM 'x'", 'COPY', 'COPY'],
  ['SUBSCRIBE TO v', 'SUBSCRIBE', 'SUBSCRIBE'],
  ['SET x = 1', 'SET', 'SET'],
  ['VALUES (1)', 'VALUES', 'VALUES'],
  ['(SELECT 1)', 'a query in parentheses', '('],
  ['CREATE INDEX ON v (a)', 'CREATE INDEX', 'CREATE INDEX'],
  ['CREATE SINK x FROM y', 'CREATE SINK', 'CREATE SINK'],
  ['CREATE SOURCE x (a int)', 'CREATE SOURCE', 'CREATE SOURCE'],
  ['CREATE FUNCTION f() RETURNS int', 'CREATE FUNCTION', 'CREATE FUNCTION'],
  ['CREATE OR REPLACE FUNCTION f()', 'CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION'],
  ['CREATE OR REPLACE STREAM s (a int)', 'CREATE OR REPLACE STREAM', 'CREATE OR REPLACE STREAM'],
  ['CREATE STREAM s AS SELECT 1', 'CREATE STREAM … AS', 'AS'],
  [
    'CREATE TABLE t (a int, WATERMARK FOR a AS a)',
    'WATERMARK in CREATE TABLE',
    'WATERMARK FOR a AS a',
  ],
  ['CREATE TABLE t (a int UNIQUE)', 'UNIQUE', 'UNIQUE'],
  ['CREATE TABLE t (a int REFERENCES b)', 'REFERENCES', 'REFERENCES'],
  ['DROP INDEX i', 'DROP INDEX', 'DROP INDEX'],
  ['SHOW CREATE VIEW v', 'SHOW CREATE', 'SHOW CREATE'],
  ['EXPLAIN ANALYZE SELECT 1', 'EXPLAIN ANALYZE', 'EXPLAIN ANALYZE'],
  ['EXPLAIN (FLINK) SELECT 1', 'EXPLAIN FLINK', 'EXPLAIN (FLINK'],
  ['SELECT count(*) OVER (PARTITION BY x) FROM t', 'OVER', 'OVER'],
  ['SELECT 1 UNION ALL SELECT 2', 'UNION', 'UNION'],
  ['SELECT a FROM t EXCEPT SELECT b FROM t', 'EXCEPT', 'EXCEPT'],
  ['SELECT DISTINCT ON (a) b FROM t', 'DISTINCT ON', 'DISTINCT ON'],
  ['SELECT (SELECT 1)', 'a subquery in an expression', 'SELECT'],
  ['SELECT * FROM t WHERE a IN (SELECT 1)', 'a subquery in an expression', 'SELECT'],
  ['SELECT * FROM t WHERE EXISTS (SELECT 1)', 'a subquery in an expression', 'SELECT'],
  ['SELECT * FROM t WHERE a = ANY (b)', 'ANY', 'ANY'],
  ['SELECT ARRAY[1]', 'ARRAY', 'ARRAY'],
  ['SELECT a[1]', 'a subscript', '['],
  ["SELECT a ~ 'x'", 'operator ~', '~'],
  ["SELECT a ->> 'x'", 'operator ->>', '->>'],
  ["SELECT a SIMILAR TO 'x'", 'SIMILAR', 'SIMILAR'],
  ["SELECT a LIKE 'x' ESCAPE '!'", 'LIKE … ESCAPE', "ESCAPE '!'"],
  ["SELECT 1 WHERE a LIKE 'x' ESCAPE '!'", 'LIKE … ESCAPE', 'ESCAPE'],
  ['SELECT f(a => 1)', 'a named argument', '=>'],
  ["SELECT string_agg(a, ',' ORDER BY b)", 'ORDER BY in a call', 'ORDER'],
  ["SELECT INTERVAL '1-2' YEAR TO MONTH", 'an interval of two units', 'TO'],
  ['SELECT a INTO b FROM c', 'SELECT INTO', 'INTO'],
  ['SELECT * FROM a, LATERAL (SELECT 1) b', 'LATERAL', 'LATERAL'],
  ['SELECT * FROM generate_series(1, 2)', 'table function generate_series', 'generate_series('],
  ['SELECT * FROM (VALUES (1)) AS t', 'VALUES in FROM', 'VALUES ('],
  ['SELECT * FROM a ASOF JOIN b ON c', 'ASOF', 'ASOF'],
  ['SELECT * FROM a SEMI JOIN b ON c', 'SEMI JOIN', 'SEMI'],
  ['SELECT * FROM a NATURAL JOIN b', 'NATURAL', 'NATURAL'],
  ['SELECT * FROM a JOIN b WITHIN 10 MINUTES ON c', 'a join with WITHIN', 'WITHIN'],
  ['SELECT * FROM a JOIN b FOR SYSTEM_TIME AS OF x ON c', 'FOR SYSTEM_TIME', 'FOR'],
  ['SELECT * FROM a MATCH_RECOGNIZE (PARTITION BY b)', 'MATCH_RECOGNIZE', 'MATCH_RECOGNIZE'],
  ['SELECT * FROM t WINDOW SESSION (30 SECONDS)', 'WINDOW SESSION', 'WINDOW SESSION'],
  [
    "SELECT * FROM t WINDOW TUMBLING (SIZE 1 DAY, TIMEZONE 'x')",
    'TIMEZONE in a WINDOW clause',
    'TIMEZONE',
  ],
  [
    'SELECT * FROM (SELECT 1) x WINDOW TUMBLING (SIZE 1 DAY)',
    'a WINDOW clause behind anything but a table',
    'WINDOW',
  ],
  ['SELECT a FROM t GROUP BY GROUPING SETS ((a), ())', 'GROUPING SETS', 'GROUPING SETS'],
  ['SELECT a FROM t GROUP BY ROLLUP (a, b)', 'ROLLUP', 'ROLLUP (a, b)'],
  ['SELECT * FROM t QUALIFY a = 1', 'QUALIFY', 'QUALIFY'],
  ['SELECT * FROM t FETCH FIRST 5 ROWS WITH TIES', 'WITH TIES', 'WITH'],
  ["SELECT * FROM t EMIT EVERY INTERVAL '1 second'", 'EMIT EVERY', 'EMIT EVERY'],
  ['WITH RECURSIVE a AS (SELECT 1) SELECT * FROM a', 'WITH RECURSIVE', 'WITH RECURSIVE a'],
  ['INSERT INTO t VALUES (DEFAULT)', 'DEFAULT as a value', 'DEFAULT'],
  ['INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING', 'ON CONFLICT', 'ON'],
  ['INSERT INTO t VALUES (1) RETURNING a', 'RETURNING', 'RETURNING'],
])('%s', (sql, what, marked) => {
  expect(refusalOf(sql)).toBe(`0A000 ${what} is not supported yet @ ${marked}`);
});

test('what is only wrong is a syntax error', () => {
  expect(refusalOf('SELECT * FROM t WHERE (a ORDER BY b')).toMatch(/^42601/);
  expect(refusalOf('CREATE NONSENSE x')).toMatch(/^42601/);
  expect(refusalOf('SELECT a : b')).toMatch(/^42601/);
});

test('errors before an unsupported clause are told too', () => {
  try {
    parse('SELECT a, FROM t WHERE b = c UNION SELECT 1');
    expect.unreachable();
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    expect([error, ...error.others].map(({ code }) => code)).toEqual(['42601', '0A000']);
  }
});
