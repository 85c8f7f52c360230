import { expect, test } from 'vitest';
import { type BatchHead, plainBatch } from '../../../../src/log/format/batch-head.ts';
import { PartitionTransactions } from '../../../../src/log/partition/partition-transactions.ts';

function headAt(baseOffset: number, producerId: number, producerEpoch: number): BatchHead {
  return {
    ...plainBatch,
    ...{ baseOffset, endOffset: baseOffset + 1, rows: 1, schemaId: 0, bodyBytes: 0, crc: 0 },
    ...{ firstTimestampMs: 0, maxTimestampMs: 0, group: 1, durablePosition: 0 },
    ...{ producerId, producerEpoch, baseSequence: 0, transactional: true },
  };
}

test('of many transactions of a producer each batch has its own fate', () => {
  const transactions = new PartitionTransactions();
  for (let epoch = 0; epoch < 20; epoch += 1) {
    transactions.rows(headAt(epoch * 10, 5, epoch));
    transactions.rows(headAt(epoch * 10 + 3, 5, epoch));
    transactions.marker(headAt(epoch * 10 + 9, 5, epoch), epoch % 3 === 0 ? 'abort' : 'commit');
  }
  for (let epoch = 0; epoch < 20; epoch += 1) {
    for (const at of [0, 3]) {
      expect(transactions.isAborted(headAt(epoch * 10 + at, 5, epoch))).toBe(epoch % 3 === 0);
      expect(transactions.isAborted(headAt(epoch * 10 + at, 6, epoch))).toBe(false);
    }
  }
  expect(transactions.aborted()).toHaveLength(7);
  transactions.forgetBefore(69);
  expect(transactions.aborted().map(({ firstOffset }) => firstOffset)).toEqual([
    60, 90, 120, 150, 180,
  ]);
  transactions.forgetBefore(1000);
  expect(transactions.aborted()).toEqual([]);
});

test('the oldest undecided one holds the stable offset', () => {
  const transactions = new PartitionTransactions();
  for (const id of [3, 1, 2]) transactions.begin(id, 0);
  expect(transactions.stableOffset(50)).toBe(50);
  transactions.rows(headAt(10, 3, 0));
  transactions.rows(headAt(20, 1, 0));
  transactions.rows(headAt(30, 2, 0));
  expect(transactions.stableOffset(50)).toBe(10);
  const first = transactions.get(3, 0);
  if (first !== null) first.outcome = 'commit';
  expect(transactions.stableOffset(50)).toBe(20);
  expect(transactions.open().map(({ producerId }) => producerId)).toEqual([1, 2]);
  expect(transactions.unmarked()).toHaveLength(3);
});

test('a read that has begun knows what was aborted, though it is forgotten meanwhile', () => {
  const transactions = new PartitionTransactions();
  transactions.rows(headAt(10, 3, 0));
  transactions.rows(headAt(12, 4, 0));
  transactions.marker(headAt(14, 3, 0), 'abort');
  const isCommitted = transactions.committed();
  transactions.forgetBefore(20);
  transactions.marker(headAt(16, 4, 0), 'abort');
  expect([isCommitted(headAt(10, 3, 0)), isCommitted(headAt(12, 4, 0))]).toEqual([false, false]);
  expect(transactions.committed()(headAt(10, 3, 0))).toBe(true);
});
