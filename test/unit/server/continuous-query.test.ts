import { expect, test } from 'vitest';
import { continuousStatement } from '../../../src/server/continuous-query.ts';
import { FakeEngine } from '../../support/fake-engine.ts';

const goesOn = (sql: string): boolean => continuousStatement(new FakeEngine(), sql) !== null;

test.each([
  'SELECT * FROM t EMIT CHANGES',
  'SUBSCRIBE TO t',
  'SUBSCRIBE (SELECT 1 FROM t) WITH (snapshot = false)',
  'select 1 from t emit\n  final ;',
  "WITH a AS (SELECT ';' FROM t) SELECT * FROM a EMIT EVERY INTERVAL '1 second'; ; ",
  '-- a comment; EMIT\n(SELECT 1 FROM t) EMIT ON WINDOW CLOSE',
  "/* one ' */ SELECT 'it''s' FROM t EMIT CHANGES",
  '  ( ( SELECT 1 FROM t)) EMIT CHANGES -- the end',
])('%s goes on', (sql) => expect(goesOn(sql)).toBe(true));

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
])('%j ends', (sql) => expect(goesOn(sql)).toBe(false));
