import { beforeEach, expect, test } from 'vitest';
import { Transaction } from '../../../../../src/server/postgres/session/transaction.ts';
import { FakeEngine } from '../../../../support/fake-engine.ts';

let transaction: Transaction;
let engine: FakeEngine;

beforeEach(() => {
  engine = new FakeEngine();
  transaction = new Transaction(engine.transactionBlock());
});

test('COMMIT ends it and tells the engine', async () => {
  transaction.begin();
  expect(transaction.status).toBe('T');
  expect(await transaction.commit()).toBe(true);
  expect([transaction.status, engine.commits]).toEqual(['I', 1]);
});

test('one that has failed or is rolled back is not committed', async () => {
  transaction.begin();
  transaction.fail();
  expect(transaction.status).toBe('E');
  expect(await transaction.commit()).toBe(false);
  transaction.begin();
  expect(transaction.rollback()).toEqual([]);
  expect([transaction.status, engine.commits]).toEqual(['I', 0]);
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
