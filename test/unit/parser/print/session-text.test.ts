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
    'begin transaction isolation level serializable, read only',
    'BEGIN ISOLATION LEVEL SERIALIZABLE, READ ONLY',
  ],
  ['start transaction read write', 'BEGIN READ WRITE'],
  ['end work', 'COMMIT'],
  ['commit and chain', 'COMMIT AND CHAIN'],
  ['abort', 'ROLLBACK'],
  ['rollback to s1', 'ROLLBACK TO SAVEPOINT s1'],
  ['rollback and no chain', 'ROLLBACK'],
  ['savepoint s1', 'SAVEPOINT s1'],
  ['release s1', 'RELEASE SAVEPOINT s1'],
  ["set x.y = 'a', b", "SET x.y = 'a', 'b'"],
  ["set local time zone 'Europe/Berlin'", "SET LOCAL timezone = 'Europe/Berlin'"],
  ["set time zone interval '2' hour", "SET timezone = '2 hour'"],
  ['set session search_path to public, other', "SET search_path = 'public', 'other'"],
  ["set names 'utf8'", "SET client_encoding = 'utf8'"],
  ['set a to default', 'SET a = DEFAULT'],
  [
    'set transaction isolation level repeatable read',
    'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ',
  ],
  [
    'set session characteristics as transaction read only',
    'SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY',
  ],
  ['reset all', 'RESET ALL'],
  ['reset time zone', 'RESET timezone'],
  ['discard temp', 'DISCARD TEMPORARY'],
  ['show create materialized view v', 'SHOW CREATE MATERIALIZED VIEW v'],
  ['show columns from s.t', 'SHOW COLUMNS FROM s.t'],
  ["show tables in public like 'a%'", "SHOW TABLES FROM public LIKE 'a%'"],
  ['show time zone', 'SHOW timezone'],
  ['show transaction isolation level', 'SHOW transaction_isolation'],
  ['show search_path', 'SHOW search_path'],
  ['desc extended t', 'DESCRIBE EXTENDED t'],
  ['flush a, b', 'FLUSH a, b'],
  ['pause query q1, q2', 'PAUSE QUERY q1, q2'],
  ['resume all', 'RESUME QUERY ALL'],
  ['terminate query all', 'TERMINATE QUERY ALL'],
  ['subscribe v', 'SUBSCRIBE TO v'],
  [
    "subscribe to (select a from t) with (snapshot = false) as of '2024-01-01'",
    "SUBSCRIBE TO (SELECT a FROM t) WITH (snapshot = FALSE) AS OF '2024-01-01'",
  ],
  ["execute p (1, 'a')", "EXECUTE p(1, 'a')"],
  ['execute p', 'EXECUTE p'],
  ['deallocate prepare all', 'DEALLOCATE ALL'],
  [
    'declare c binary no scroll cursor with hold for select 1',
    'DECLARE c BINARY NO SCROLL CURSOR WITH HOLD FOR SELECT 1',
  ],
  ['fetch c', 'FETCH FORWARD 1 FROM c'],
  ['fetch next from c', 'FETCH FORWARD 1 FROM c'],
  ['fetch all in c', 'FETCH ALL FROM c'],
  ['move backward 3 c', 'MOVE BACKWARD 3 FROM c'],
  ['fetch absolute -1 from c', 'FETCH ABSOLUTE -1 FROM c'],
  ['fetch prior from next', 'FETCH BACKWARD 1 FROM next'],
  ['close all', 'CLOSE ALL'],
])('%s', (sql, printed) => {
  expect(canonical(sql)).toBe(printed);
  expect(canonical(printed)).toBe(printed);
});
