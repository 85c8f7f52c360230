import { expect, test } from 'vitest';
import { statementTexts } from '../../../src/engine/statement-texts.ts';

test('a text is cut at the semicolons outside of literals and comments', () => {
  const sql = ` SELECT ';' -- ;\n; ;/* ; */ select $$;$$, ü ;`;
  const statements = statementTexts(sql);
  expect(statements.map(({ text }) => text)).toEqual([`SELECT ';'`, 'select $$;$$, ü']);
  for (const { text, start, tokens } of statements) {
    expect(sql.slice(start, start + text.length)).toBe(text);
    expect(tokens[0]).toMatchObject({ kind: 'word', value: 'select', start: 0, end: 6 });
  }
});

test('any text has statements', () => {
  expect(statementTexts('')).toEqual([]);
  expect(statementTexts(' ;; -- nothing')).toEqual([]);
  expect(statementTexts("SELECT 'open; SELECT 2")).toHaveLength(1);
});
