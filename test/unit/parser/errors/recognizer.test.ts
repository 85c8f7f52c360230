import { expect, test } from 'vitest';
import { automatonOf } from '../../../../src/parser/errors/automaton.ts';
import { type Place, Recognizer } from '../../../../src/parser/errors/recognizer.ts';
import { SqlParser } from '../../../../src/parser/grammar/sql-parser.ts';
import { grammarToken } from '../../../../src/parser/grammar/token-types.ts';
import { tokenize } from '../../../../src/parser/lexer.ts';

const rules = Object.values(new SqlParser().getGAstProductions());

function walk(sql: string, rule = 'statement') {
  const recognizer = new Recognizer(automatonOf(rules), rule);
  let place: Place | null = recognizer.start;
  for (const token of tokenize(sql)) {
    if (place === null) return null;
    place = recognizer.step(place, grammarToken(token, token.value).tokenType);
  }
  if (place === null) return null;
  return {
    mayEnd: recognizer.mayEnd(place),
    expected: [...place.expected()].map(({ name }) => name).toSorted(),
  };
}

test('tells what can follow', () => {
  expect(walk('SELECT a FROM t ORDER')?.expected).toEqual(['BY']);
  expect(walk('FLUSH')).toEqual({ mayEnd: true, expected: ['Name'] });
  expect(walk('CREATE MATERIALIZED')?.expected).toEqual(['VIEW']);
});

test('tells whether the text may end', () => {
  expect(walk('SELECT a FROM t')?.mayEnd).toBe(true);
  expect(walk('SELECT a FROM')?.mayEnd).toBe(false);
  expect(walk('(a + b) * c IN (1, 2)', 'expression')?.mayEnd).toBe(true);
  expect(walk('(a + b', 'expression')?.mayEnd).toBe(false);
});

test('rejects what cannot begin a text', () => {
  expect(walk('SELECT a FROM WHERE')).toBeNull();
  expect(walk('SELECT a b c')).toBeNull();
  expect(walk('INSERT INTO t (a) VALUES (1), 2')).toBeNull();
});
