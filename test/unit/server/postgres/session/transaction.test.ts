import { beforeEach, expect, test } from 'vitest';
import type { Batch } from '../../../../../src/data/batch.ts';
import type { HeldRows } from '../../../../../src/engine/api.ts';
import { Transaction } from '../../../../../src/server/postgres/session/transaction.ts';
import { batchOf, manyRows } from '../../../../support/fake-engine.ts';

let transaction: Transaction;
let written: Batch[];

beforeEach(() => {
  transaction = new Transaction();
  written = [];
});

function rows(relation: string, batch: Batch): HeldRows {
  return {
    relation,
    batch,
    write: async (all) => {
      written.push(all);
    },
  };
}

test('rows are written together at COMMIT', async () => {
  transaction.begin();
  transaction.hold(rows('t', batchOf([[1, 'a']])));
  transaction.hold(rows('t', batchOf([[2, 'b']])));
  expect([transaction.holdsRows, written.length]).toEqual([true, 0]);
  expect(await transaction.commit()).toBe(true);
  expect(written.map(({ rowCount }) => rowCount)).toEqual([2]);
  expect([transaction.status, transaction.holdsRows]).toEqual(['I', false]);
});

test('nothing is written by one that has failed or is rolled back', async () => {
  transaction.begin();
  transaction.hold(rows('t', batchOf([[1, 'a']])));
  transaction.fail();
  expect(transaction.status).toBe('E');
  expect(await transaction.commit()).toBe(false);
  transaction.begin();
  transaction.hold(rows('t', batchOf([[1, 'a']])));
  expect(transaction.rollback()).toEqual([]);
  transaction.begin();
  expect(await transaction.commit()).toBe(true);
  expect(written).toEqual([]);
});

test('a second relation and too many rows are refused', () => {
  transaction.begin();
  transaction.hold(rows('t', manyRows(10)));
  expect(() => transaction.hold(rows('u', manyRows(1)))).toThrow('more than one relation');
  const many = { ...manyRows(1), rowCount: 1_000_000 };
  expect(() => transaction.hold(rows('t', many))).toThrow('more than 1000000 rows');
});

test('what took effect at once is said at ROLLBACK, of its own transaction only', () => {
  transaction.tookEffect('DROP TABLE');
  transaction.begin();
  transaction.tookEffect('CREATE TABLE');
  transaction.tookEffect('CREATE TABLE');
  expect(transaction.rollback()).toMatchObject([
    { severity: 'WARNING', message: 'CREATE TABLE took effect at once and is not rolled back' },
  ]);
  transaction.begin();
  expect(transaction.rollback()).toEqual([]);
});

test('an error outside of a transaction leaves none behind', () => {
  transaction.fail();
  expect(transaction.status).toBe('I');
});
