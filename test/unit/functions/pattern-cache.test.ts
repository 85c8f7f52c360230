import { expect, test } from 'vitest';
import { PatternCache } from '../../../src/functions/pattern-cache.ts';

test('a pattern is made once, until too many came', () => {
  const made: string[] = [];
  const cache = new PatternCache((pattern) => {
    made.push(pattern);
    return { pattern };
  });
  expect(cache.get('a')).toBe(cache.get('a'));
  cache.get('b');
  cache.get('a');
  expect(made).toEqual(['a', 'b']);
  for (let i = 0; i < 300; i += 1) cache.get(String(i));
  expect(cache.get('a').pattern).toBe('a');
  expect(made.filter((pattern) => pattern === 'a').length).toBe(2);
});

test('what cannot be made is tried again', () => {
  const cache = new PatternCache<object>(() => {
    throw new Error('no');
  });
  expect(() => cache.get('')).toThrow('no');
  expect(() => cache.get('')).toThrow('no');
});
