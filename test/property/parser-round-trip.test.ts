import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, parseExpression, parseQuery } from '../../src/parser/parse.ts';
import { print, printExpression, printQuery } from '../../src/parser/print.ts';
import { expression } from './parser-expressions.ts';
import { query } from './parser-queries.ts';
import { statement } from './parser-trees.ts';

/** A tree without its places. */
function bare(node: unknown): unknown {
  return JSON.parse(JSON.stringify(node, (key, value) => (key === 'position' ? undefined : value)));
}

test('an expression that is printed reads back as itself', () => {
  fc.assert(
    fc.property(expression, (node) => {
      const text = printExpression(node);
      const read = parseExpression(text);
      expect(bare(read), text).toEqual(bare(node));
      expect(printExpression(read)).toBe(text);
    }),
    { numRuns: 1500 },
  );
});

test('a query that is printed reads back as itself', () => {
  fc.assert(
    fc.property(query, (node) => {
      const text = printQuery(node);
      const read = parseQuery(text);
      expect(bare(read), text).toEqual(bare(node));
      expect(printQuery(read)).toBe(text);
    }),
    { numRuns: 400 },
  );
});

test('a statement that is printed reads back as itself, with others around it', () => {
  fc.assert(
    fc.property(statement, (node) => {
      const text = print(node);
      const read = parse(`;SHOW STREAMS;${text} -- done\n; FLUSH`)[1];
      expect(bare(read?.statement), text).toEqual(bare(node));
    }),
    { numRuns: 600 },
  );
});
