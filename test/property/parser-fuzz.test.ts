import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SqlError } from '../../src/common/sql-error.ts';
import { automatonOf } from '../../src/parser/errors/automaton.ts';
import { diagnose } from '../../src/parser/errors/diagnose.ts';
import { Recognizer } from '../../src/parser/errors/recognizer.ts';
import { SqlParser } from '../../src/parser/grammar/sql-parser.ts';
import { grammarToken } from '../../src/parser/grammar/token-types.ts';
import { withTypeBrackets } from '../../src/parser/grammar/type-brackets.ts';
import {
  labelWords,
  plainWords,
  quietWords,
  reservedWords,
} from '../../src/parser/lexer/keywords.ts';
import { highlightTokens, isCompleteStatement, tokenize } from '../../src/parser/lexer.ts';
import { parse } from '../../src/parser/parse.ts';
import { print } from '../../src/parser/print.ts';
import { statement } from './parser-trees.ts';

const codes = ['0A000', '42601', '54001', '42704', '42883', '42P20'];

/** Parses a text; all errors must be the user's, with a place in the text. Answers whether it parsed. */
function survives(text: string): boolean {
  try {
    parse(text);
    return true;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const lines = text.split('\n').map((line) => [...line].length);
    for (const { code, position } of [error, ...error.others]) {
      expect(codes).toContain(code);
      expect(position?.length).toBeGreaterThan(0);
      expect(position?.column).toBeGreaterThan(0);
      expect(position?.column).toBeLessThanOrEqual((lines[(position?.line ?? 0) - 1] ?? -1) + 1);
    }
    return false;
  }
}

const piece = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(...reservedWords, ...plainWords, ...labelWords, ...quietWords),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('SELECT', 'FROM', 'WHERE', 'CREATE', 'STREAM', 'INSERT'),
  },
  { weight: 2, arbitrary: fc.constantFrom('a', 'b.c', '"d"', 'fro', 'selct', 'grup', 'whre', 'å') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('1', '2.5', "'s'", '$1', "E'\\n'", '$$x$$', '1e5', '0x1'),
  },
  { weight: 3, arbitrary: fc.constantFrom(...'(),.;*+-/<>=[]{}:?~^%|@#&', '::', '||', '<>', '->') },
  {
    weight: 1,
    arbitrary: fc.constantFrom("'", '"', '/*', '--', '$', '\n', '😀', '"', "E'", '$t$'),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) },
);
const soup = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(' '));

test('a soup of tokens is parsed or refused', () => {
  fc.assert(
    fc.property(soup, (text) => void survives(text)),
    { numRuns: 1500 },
  );
});

test('SQL with a few changes is parsed or refused', () => {
  const change = fc.record({ at: fc.nat(), remove: fc.nat({ max: 12 }), insert: piece });
  const changed = fc
    .tuple(statement, fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([node, changes]) =>
      changes.reduce((text, { at, remove, insert }) => {
        const from = at % (text.length + 1);
        return text.slice(0, from) + insert + text.slice(from + remove);
      }, print(node)),
    );
  fc.assert(
    fc.property(changed, (text) => void survives(text)),
    { numRuns: 1000 },
  );
});

test('half a statement never parses into an accident', () => {
  const half = fc.tuple(statement, fc.nat()).map(([node, at]) => print(node).slice(0, at % 200));
  fc.assert(
    fc.property(half, (text) => void survives(text)),
    { numRuns: 500 },
  );
});

test('tokens cover the text: only white space is between them', () => {
  fc.assert(
    fc.property(fc.oneof(soup, fc.string({ unit: 'binary' })), (text) => {
      let end = 0;
      for (const range of highlightTokens(text)) {
        expect(text.slice(end, range.start)).toMatch(/^[\s\ufeff]*$/);
        expect(range.end).toBeGreaterThan(range.start);
        end = range.end;
      }
      expect(text.slice(end)).toMatch(/^[\s\ufeff]*$/);
      expect(typeof isCompleteStatement(text)).toBe('boolean');
    }),
    { numRuns: 1000 },
  );
});

test('places are counted in lines and code points', () => {
  fc.assert(
    fc.property(soup, (text) => {
      for (const token of tokenize(text)) {
        const before = text.slice(0, token.start);
        const lines = before.split('\n');
        expect(token.line).toBe(lines.length);
        expect(token.column).toBe([...(lines.at(-1) as string)].length + 1);
        expect(token.length).toBe([...text.slice(token.start, token.end)].length);
      }
    }),
    { numRuns: 300 },
  );
});

test('what the parser takes, the recognizer of its errors takes too', () => {
  const automaton = automatonOf(Object.values(new SqlParser().getGAstProductions()));
  fc.assert(
    fc.property(statement, (node) => {
      const text = print(node);
      const tokens = withTypeBrackets(
        tokenize(text).map((each) => grammarToken(each, text.slice(each.start, each.end))),
      );
      const recognizer = new Recognizer(automaton, 'statement');
      expect(diagnose({ text, tokens, terminator: null }, recognizer)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
