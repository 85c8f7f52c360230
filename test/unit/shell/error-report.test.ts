import { expect, test } from 'vitest';
import { errorReport, noticeReport } from '../../../src/shell/error-report.ts';
import { styleOf } from '../../../src/shell/style.ts';

const page = { width: 60, style: styleOf(false) };
const typed = (text: string) => ({ text, name: null, firstLine: 1 });

test('shows the line, a mark under the place, detail and hint', () => {
  const error = {
    code: '42703',
    message: 'column "amout" does not exist',
    position: { line: 2, column: 3, length: 5 },
    detail: 'There are 3 columns.\nand one \x1b more.',
    hint: 'Did you mean "amount"?',
  };
  expect(errorReport(error, typed('SELECT\n  amout\nFROM t'), page)).toBe(`\
ERROR 42703: column "amout" does not exist
LINE 2:   amout
          ^^^^^
DETAIL: There are 3 columns.
and one \\x1b more.
HINT: Did you mean "amount"?
`);
});

test('counts columns in code points and marks wide characters whole', () => {
  const error = { code: '42601', message: 'no', position: { line: 1, column: 6, length: 2 } };
  expect(errorReport(error, typed('𝒳 日x 日本 b'), page).split('\n').slice(1, 3)).toEqual([
    'LINE 1: 𝒳 日x 日本 b',
    '              ^^^^',
  ]);
});

test('a place at the end of the line, and tabs, keep the mark in its column', () => {
  const error = { code: '42601', message: 'no', position: { line: 1, column: 9, length: 0 } };
  expect(errorReport(error, typed('SELECT\t1\r\n'), page).split('\n').slice(1, 3)).toEqual([
    'LINE 1: SELECT 1',
    '                ^',
  ]);
});

test('a long line is cut around its mark', () => {
  const text = `SELECT ${'a, '.repeat(100)}wrong, ${'b, '.repeat(100)}c`;
  const position = { line: 1, column: 308, length: 5 };
  const [, line = '', mark = ''] = errorReport(
    { code: '1', message: 'm', position },
    typed(text),
    page,
  ).split('\n');
  expect(line.length).toBeLessThanOrEqual(60);
  expect(line.slice(mark.indexOf('^'), mark.lastIndexOf('^') + 1)).toBe('wrong');
  expect(line).toMatch(/^LINE 1: ….*…$/);
});

test('a file is named, with the line in it', () => {
  const source = { text: 'SELECT x', name: 'a.sql', firstLine: 41 };
  const error = { code: '42703', message: 'm', position: { line: 1, column: 8, length: 1 } };
  expect(errorReport(error, source, page)).toContain('a.sql:41: SELECT x');
});

test('what the server says cannot give orders to the terminal', () => {
  expect(errorReport({ code: '1', message: '\x1b[2J' }, typed(''), page)).not.toContain('\x1b[2J');
});

test('notices are one line, with their hint', () => {
  const { style } = page;
  expect(noticeReport({ severity: 'WARNING', message: 'late', hint: 'Wait.' }, style)).toBe(
    'WARNING: late\nHINT: Wait.\n',
  );
  expect(noticeReport({ severity: 'NOTICE', message: 'so' }, style)).toBe('NOTICE: so\n');
});
