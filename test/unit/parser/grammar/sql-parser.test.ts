import { expect, test } from 'vitest';
import { automatonOf } from '../../../../src/parser/errors/automaton.ts';
import { SqlParser } from '../../../../src/parser/grammar/sql-parser.ts';
import { keyword, types } from '../../../../src/parser/grammar/token-types.ts';

test('the grammar is not ambiguous but where it says so', () => {
  expect(() => new SqlParser(true)).not.toThrow();
});

test('every keyword that is no mere reserved word is used in the grammar', () => {
  const rules = Object.values(new SqlParser().getGAstProductions());
  const { starts } = automatonOf(rules);
  const used = new Set<string>();
  const seen = new Set(starts);
  for (const state of seen) {
    for (const { type, to } of state.tokens) {
      used.add(type.name);
      seen.add(to);
    }
    for (const { to } of state.calls) seen.add(to);
    for (const same of state.same) seen.add(same);
  }
  const unused = Object.values(keyword).filter(
    (type) => !used.has(type.name) && type.CATEGORIES?.includes(types.bareLabel),
  );
  expect(unused.map(({ name }) => name).toSorted()).toEqual([
    // Only highlighted: as words of SHOW they are names like any other.
    'DATE',
    'FUNCTIONS',
    'QUERIES',
    'SOURCES',
    'STREAMS',
    'TABLES',
  ]);
});
