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
  ['MERGE INTO t USING s ON a = b', 'MERGE', 'MERGE'],
  ['CALL p()', 'CALL', 'CALL'],
  ['REFRESH MATERIALIZED VIEW v', 'REFRESH', 'REFRESH'],
  ['CREATE DATABASE d', 'CREATE DATABASE', 'CREATE DATABASE'],
  ['CREATE OR REPLACE TRIGGER x', 'CREATE TRIGGER', 'CREATE OR REPLACE TRIGGER'],
  ['CREATE OR REPLACE STREAM s (a int)', 'CREATE OR REPLACE STREAM', 'CREATE OR REPLACE STREAM'],
  ['SELECT * FROM t TABLESAMPLE system (1)', 'TABLESAMPLE', 'TABLESAMPLE'],
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
    parse('SELECT a, FROM t WHERE b = c TABLESAMPLE system (1)');
    expect.unreachable();
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    expect([error, ...error.others].map(({ code }) => code)).toEqual(['42601', '0A000']);
  }
});
