import { expect, test } from 'vitest';
import { parse } from '../../../../src/parser/parse.ts';
import { sqlFailure } from '../../../support/sql-failure.ts';

const tumble = 'The form is TUMBLE(relation, time column, size [, offset]).';

test.each([
  ['SELECT a FROM t WHERE a == 1', 'Equality is written with one =.'],
  ["SELECT a FROM TUMBLE(t, INTERVAL '1 minute', ts)", tumble],
  ['SELECT a FROM TUMBLE(t, ts)', tumble],
  ['SELECT a FROM t WINDOW TUMBLE (SIZE 1 MINUTE)', 'Write WINDOW TUMBLING (SIZE 1 MINUTE).'],
  ['SELECT now() - 1 hour', "A length of time is written INTERVAL '1 hour'."],
  ['SELECT now() - INTERVAL 5 minutes', "A length of time is written INTERVAL '5 minutes'."],
  ['SELECT a FROM t LIMIT 1 ORDER BY a', 'ORDER BY comes before LIMIT.'],
  ['SELECT a FROM t GROUP BY a WHERE a > 1', 'WHERE comes before GROUP BY.'],
  ['SELECT a FROM (SELECT b FROM u LIMIT 1 WHERE c) x', 'WHERE comes before LIMIT.'],
  ['SELECT a, FROM t', 'There is a comma too many in front of it.'],
  ['SELECT f(a,) FROM t', 'There is a comma too many in front of it.'],
  [
    'INSERT INTO order VALUES (1)',
    '"order" is a word of SQL: take another name, or write it in double quotes.',
  ],
  [
    'CREATE STREAM both (id int)',
    '"both" is a word of SQL: take another name, or write it in double quotes.',
  ],
])('%s', (sql, hint) => {
  expect(sqlFailure(() => parse(sql)).hint).toBe(hint);
});

test.each(['SELECT a FROM WHERE b = 1', 'SELECT a FROM t ORDER a', 'SELECT a FROM t WHERE'])(
  '%s: what is expected is told',
  (sql) => {
    expect(sqlFailure(() => parse(sql)).hint).toMatch(/^Expected /);
  },
);
