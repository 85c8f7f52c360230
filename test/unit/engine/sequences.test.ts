import { expect, test } from 'vitest';
import type { Catalog } from '../../../src/catalog/catalog.ts';
import type { CatalogView } from '../../../src/catalog/catalog-view.ts';
import type { SequenceDefinition } from '../../../src/catalog/definition.ts';
import { Sequences } from '../../../src/engine/sequences.ts';
import { sqlFailure } from '../../support/sql-failure.ts';

const plain: SequenceDefinition = {
  kind: 'sequence',
  id: 'q1',
  name: 's',
  type: 'bigint',
  start: 1n,
  increment: 1n,
  min: 1n,
  max: 2n ** 63n - 1n,
  cycle: false,
  sql: '',
  ownedBy: null,
};

/** Sequences over kept numbers, and how often they were written. */
class Kept {
  readonly numbers = new Map<string, bigint>();
  writes = 0;

  /** What answers after a start: memory is gone. */
  opened(definition: SequenceDefinition) {
    const catalog = {
      counter: (id: string) => this.numbers.get(id) ?? null,
      setCounter: (id: string, value: bigint) => {
        this.writes += 1;
        this.numbers.set(id, value);
      },
    };
    const view = { find: () => definition, sequences: () => [definition] };
    const all = new Sequences(catalog as unknown as Catalog);
    return all.answers(view as unknown as CatalogView, undefined);
  }
}

test('numbers go on behind those that were kept, and none is given twice', () => {
  const kept = new Kept();
  const given = new Set<bigint>();
  for (let start = 0; start < 3; start += 1) {
    const answers = kept.opened(plain);
    for (let n = 0; n < 50; n += 1) given.add(answers.next('s'));
  }
  expect(given.size).toBe(150);
  expect(kept.writes).toBeLessThan(10);
});

test.each([
  [{ max: 3n }, [1n, 2n, 3n]],
  [{ increment: -2n, start: 5n, max: 5n }, [5n, 3n, 1n]],
] as const)('%o ends at its limit, also after a start', (options, numbers) => {
  const kept = new Kept();
  const answers = kept.opened({ ...plain, ...options });
  expect(numbers.map(() => answers.next('s'))).toEqual(numbers);
  expect(sqlFailure(() => answers.next('s')).code).toBe('2200H');
  const again = kept.opened({ ...plain, ...options });
  expect(sqlFailure(() => again.next('s')).code).toBe('2200H');
});

test('one that cycles begins anew', () => {
  const answers = new Kept().opened({ ...plain, max: 2n, cycle: true });
  const numbers = Array.from({ length: 70 }, () => answers.next('s'));
  expect(numbers).toEqual(numbers.map((_, i) => BigInt((i % 2) + 1)));
});

test('setval is kept', () => {
  const kept = new Kept();
  kept.opened(plain).set('s', 41n, true);
  expect(kept.opened(plain).next('s')).toBe(42n);
  kept.opened(plain).set('s', 7n, false);
  expect(kept.opened(plain).next('s')).toBe(7n);
});
