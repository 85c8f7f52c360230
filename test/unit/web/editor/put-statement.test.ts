import { expect, test } from 'vitest';
import { putStatement } from '../../../../web/src/editor/put-statement.ts';

const sql = 'SELECT * FROM s EMIT CHANGES';

function put(text: string, preview: string | null, statement = sql) {
  const { changes, at } = putStatement(text, preview, statement);
  let after = text;
  for (const { from, to, insert } of changes.toReversed()) {
    after = after.slice(0, from) + insert + after.slice(to);
  }
  return { after, at: after.slice(at.from, at.to) };
}

test.each([
  ['', null, `${sql};\n`],
  ['SELECT 1', null, `SELECT 1;\n\n${sql};\n`],
  ['SELECT 1;\n\n', null, `SELECT 1;\n\n${sql};\n`],
  ["SELECT ';'", null, `SELECT ';';\n\n${sql};\n`],
  ['SELECT 1;\nSELECT * FROM old;\n', 'SELECT * FROM old', `SELECT 1;\n${sql};\n`],
  [
    'SELECT * FROM old -- mine\n;',
    'SELECT * FROM older',
    `SELECT * FROM old -- mine\n;\n\n${sql};\n`,
  ],
  [`${sql};\nSELECT 2`, null, `${sql};\nSELECT 2`],
])('%j with the preview %j', (text, preview, expected) => {
  expect(put(text, preview)).toEqual({ after: expected, at: sql });
});

test('a comment behind the last statement does not swallow the semicolon', () => {
  const { after } = put('SELECT 1 -- one', null);
  expect(after).toBe(`SELECT 1; -- one\n\n${sql};\n`);
});

test('a semicolon at the end of what is put is not doubled', () => {
  expect(put('', null, 'A;\nB;\n')).toEqual({ after: 'A;\nB;\n', at: 'A;\nB' });
});
