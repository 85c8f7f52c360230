import { expect, test } from 'vitest';
import { anomaliesOf, type LogHistory, type ReadRow, type Sent } from '../support/log-checker.ts';

/** Two producers, two partitions, a committed and an aborted transaction: all as it should be. */
const sent: readonly Sent[] = [
  row('a', 'p', 1, null, 0),
  row('a', 'p', 2, null, 1),
  row('b', 'p', 3, 'good', 2),
  row('b', 'q', 4, 'good', 0),
  row('a', 'p', 5, 'bad', 4),
  { ...row('a', 'q', 6, null, null), outcome: 'unknown' },
];
const final: readonly ReadRow[] = [
  read('p', 0, 1),
  read('p', 1, 2),
  read('p', 2, 3),
  read('q', 0, 4),
];
const clean: LogHistory = {
  sent,
  transactions: [
    { id: 'good', outcome: 'committed' },
    { id: 'bad', outcome: 'aborted' },
  ],
  reads: final,
  snapshots: [new Set([1]), new Set([1, 2, 3, 4])],
  final,
};

function row(
  producer: string,
  partition: string,
  value: number,
  transaction: string | null,
  offset: number | null,
): Sent {
  return { producer, partition, value, transaction, outcome: 'acknowledged', offset };
}

function read(partition: string, offset: number, value: number): ReadRow {
  return { reader: 'r', partition, offset, value };
}

const kindsOf = (history: LogHistory): string[] => [
  ...new Set(anomaliesOf(history).map(({ kind }) => kind)),
];

test('a history as it should be has no anomaly', () => {
  expect(anomaliesOf(clean)).toEqual([]);
  const found = [...final, read('q', 1, 6)];
  expect(anomaliesOf({ ...clean, final: found })).toEqual([]);
});

test.each([
  ['lost', { final: final.slice(1) }],
  ['duplicated', { final: [...final, read('p', 9, 2)] }],
  ['reordered', { final: [read('p', 7, 1), ...final.slice(1)] }],
  ['aborted read', { reads: [read('p', 4, 5)] }],
  ['torn transaction', { snapshots: [new Set([1, 4])] }],
  ['torn transaction', { final: final.slice(0, 3) }],
  ['phantom', { reads: [read('p', 0, 99)] }],
  ['inconsistent offset', { reads: [read('p', 0, 2)] }],
  ['offset went back', { reads: [read('p', 1, 2), read('p', 0, 1)] }],
] as const)('finds what is %s', (kind, change) => {
  expect(kindsOf({ ...clean, ...change })).toContain(kind);
});
