import { expect, test } from 'vitest';
import { isContinuousQuery } from '../../../src/server/continuous-query.ts';

test.each([
  'SELECT * FROM t EMIT CHANGES',
  'select 1 from t emit\n  final ;',
  "WITH a AS (SELECT ';' FROM t) SELECT * FROM a EMIT EVERY INTERVAL '1 second'; ; ",
  '-- a comment; EMIT\n(SELECT 1 FROM t) EMIT ON WINDOW CLOSE',
  "/* one /* ' */ SELECT 'it''s' FROM t EMIT CHANGES",
  '  ( ( SELECT 1)) EMIT CHANGES -- the end',
])('%s goes on', (sql) => expect(isContinuousQuery(sql)).toBe(true));

test.each([
  '',
  'SELECT emit FROM t',
  "SELECT 'EMIT CHANGES' FROM t",
  'SELECT "EMIT CHANGES" FROM t',
  'SELECT $$ EMIT CHANGES $$',
  'SELECT $a$ $$ EMIT CHANGES $$ $a$ FROM t',
  'SELECT 1 -- EMIT CHANGES',
  'SELECT 1 /* EMIT CHANGES',
  "SELECT ' EMIT CHANGES",
  'CREATE MATERIALIZED VIEW v AS SELECT * FROM t EMIT FINAL',
  'SELECT 1; SELECT 2 FROM t EMIT CHANGES',
  'selection EMIT CHANGES',
])('%j ends', (sql) => expect(isContinuousQuery(sql)).toBe(false));

test('long hostile texts are looked through once', () => {
  for (const piece of ["'", '/*', '$a', '$$', '"', '--', '(', ' ', ';']) {
    expect(isContinuousQuery(piece.repeat(1_000_000))).toBe(false);
    expect(isContinuousQuery(`SELECT 1 ${piece.repeat(1_000_001)}`)).toBe(false);
  }
});
