import { expect, test } from 'vitest';
import { statementTexts } from '../../../../../src/engine/statement-texts.ts';
import { readSessionStatement } from '../../../../../src/server/postgres/session/session-statement.ts';

function read(sql: string): unknown {
  const [statement] = statementTexts(sql);
  return statement === undefined ? null : readSessionStatement(statement);
}

test.each([
  ['begin', { kind: 'begin', tag: 'BEGIN' }],
  ['BEGIN TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY', { kind: 'begin' }],
  ['start transaction read write', { kind: 'begin', tag: 'START TRANSACTION' }],
  ['COMMIT WORK', { kind: 'commit', chain: false }],
  ['end', { kind: 'commit' }],
  ['ROLLBACK AND CHAIN', { kind: 'rollback', chain: true }],
  ['ABORT', { kind: 'rollback', chain: false }],
  ["SET a.b = 'c'", { kind: 'set', name: 'a.b', value: 'c', local: false }],
  ['SET LOCAL work_mem TO 4', { kind: 'set', name: 'work_mem', value: '4', local: true }],
  ['SET SESSION extra_float_digits = -1', { kind: 'set', value: '-1' }],
  ['SET search_path TO "$user", public', { kind: 'set', value: '$user, public' }],
  ['SET x TO DEFAULT', { kind: 'set', value: null }],
  ["SET TIME ZONE 'UTC'", { kind: 'set', name: 'timezone', value: 'UTC' }],
  ["SET NAMES 'utf8'", { kind: 'set', name: 'client_encoding', value: 'utf8' }],
  ['SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY', { kind: 'accepted', tag: 'SET' }],
  ['SET TRANSACTION ISOLATION LEVEL READ COMMITTED', { kind: 'accepted', tag: 'SET' }],
  ['RESET ALL', { kind: 'reset', name: null }],
  ['SHOW ALL', { kind: 'show', name: null }],
  ['SHOW TRANSACTION ISOLATION LEVEL', { kind: 'show', name: 'transaction_isolation' }],
  ['SHOW MATERIALIZED VIEWS', null],
  ['DISCARD ALL', { kind: 'discard', all: true }],
  ['UNLISTEN *', { kind: 'accepted', tag: 'UNLISTEN' }],
  [
    'DECLARE c NO SCROLL CURSOR WITH HOLD FOR SELECT 1',
    { kind: 'declare', name: 'c', hold: true, query: { text: 'SELECT 1', start: 41 } },
  ],
  ['FETCH c', { kind: 'fetch', count: 1, name: 'c', move: false }],
  ['FETCH FORWARD ALL IN "C"', { kind: 'fetch', count: null, name: 'C' }],
  ['MOVE 5 FROM c', { kind: 'fetch', count: 5, move: true }],
  ['CLOSE ALL', { kind: 'closeCursor', name: null }],
  [
    'PREPARE p (int, numeric(4, 1)) AS SELECT $1',
    { kind: 'prepare', types: ['int', 'numeric(4, 1)'], query: { text: 'SELECT $1' } },
  ],
  ["EXECUTE p (1, 'a;b')", { kind: 'executePrepared', name: 'p', values: { text: "1, 'a;b'" } }],
  ['DEALLOCATE PREPARE ALL', { kind: 'deallocate', name: null }],
  [
    'COPY public.t (a, "B") FROM STDIN',
    { kind: 'copy', direction: 'in', source: { name: ['public', 't'], columns: ['a', 'B'] } },
  ],
  [
    "COPY (SELECT (1)) TO STDOUT WITH (FORMAT csv, HEADER, DELIMITER ';', FORCE_QUOTE (a))",
    {
      direction: 'out',
      source: { query: { text: 'SELECT (1)' } },
      format: { kind: 'csv', header: true, delimiter: ';' },
    },
  ],
  [
    "COPY t TO STDOUT WITH DELIMITER AS ';' NULL AS 'x'",
    { format: { delimiter: ';', nullText: 'x' } },
  ],
  ['SELECT 1', null],
  ['INSERT INTO set VALUES (1)', null],
  ["COPY t FROM '/tmp/file'", null],
])('%s', (sql, expected) => {
  if (expected === null) expect(read(sql)).toBeNull();
  else expect(read(sql)).toMatchObject(expected);
});

test.each([
  ['BEGIN NONSENSE', '42601'],
  ['SET x', '42601'],
  ['FETCH', '42601'],
  ['COMMIT PREPARED', '0A000'],
  ['ROLLBACK TO SAVEPOINT a', '0A000'],
  ['FETCH PRIOR FROM c', '55000'],
  ['DECLARE c SCROLL CURSOR FOR SELECT 1', '55000'],
  ['LISTEN x', '0A000'],
  ['COPY t TO STDOUT (FORMAT binary)', '0A000'],
  ["COPY t TO STDOUT (DELIMITER 'ab')", '0A000'],
  ['COPY (SELECT 1) FROM STDIN', '42601'],
  ['DEALLOCATE a b', '42601'],
])('%s is refused', (sql, code) => {
  expect(() => read(sql)).toThrow(expect.objectContaining({ code }));
});
