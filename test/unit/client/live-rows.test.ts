import { describe, expect, test } from 'vitest';
import { LiveRows } from '../../../src/client/live-rows.ts';

const cellsOf = (rows: LiveRows): unknown[] => rows.list.map((row) => row.cells);

describe('with a key', () => {
  const filled = (): LiveRows => {
    const rows = new LiveRows({ key: [0] });
    rows.snapshot([['a', 1]]);
    rows.snapshot([['b', 2]]);
    rows.snapshotEnd();
    return rows;
  };

  test('shows a snapshot when it is whole', () => {
    const rows = new LiveRows({ key: [0] });
    rows.snapshot([['a', 1]]);
    expect(rows.list).toEqual([]);
    rows.snapshotEnd();
    expect(rows.list).toEqual([
      { id: '["a"]', cells: ['a', 1], count: 1, previous: null, changedAt: 0 },
    ]);
    expect(rows.updates).toBe(0);
  });

  test('keeps the place of a row that changes, whatever the order of old and new', () => {
    const rows = filled();
    rows.changes(
      [
        [1, 'a', 5],
        [-1, 'a', 1],
        [1, 'c', 9],
      ],
      true,
    );
    expect(cellsOf(rows)).toEqual([
      ['a', 5],
      ['b', 2],
      ['c', 9],
    ]);
    expect(rows.list[0]).toMatchObject({ previous: ['a', 1], changedAt: rows.version });
    expect(rows.updates).toBe(2);
  });

  test('applies an epoch only when it is whole', () => {
    const rows = filled();
    const before = rows.list;
    rows.changes([[-1, 'a', 1]], false);
    expect(rows.list).toBe(before);
    rows.changes([[1, 'd', 4]], true);
    expect(cellsOf(rows)).toEqual([
      ['b', 2],
      ['d', 4],
    ]);
  });

  test('keeps what was there after a reset until the new snapshot is whole', () => {
    const rows = filled();
    rows.changes([[1, 'lost', 1]], false);
    rows.reset();
    rows.snapshot([['z', 1]]);
    expect(cellsOf(rows)).toHaveLength(2);
    rows.snapshotEnd();
    rows.changes([[1, 'y', 1]], true);
    expect(cellsOf(rows)).toEqual([
      ['z', 1],
      ['y', 1],
    ]);
  });

  test('an empty key is one row', () => {
    const rows = new LiveRows({ key: [] });
    rows.changes([[1, '1']], true);
    rows.changes(
      [
        [-1, '1'],
        [1, '2'],
      ],
      true,
    );
    expect(cellsOf(rows)).toEqual([['2']]);
  });
});

describe('without a key', () => {
  test('counts equal rows', () => {
    const rows = new LiveRows({ key: null });
    rows.snapshot([['a'], ['a'], ['b']]);
    rows.snapshotEnd();
    expect(rows.list.map((row) => row.count)).toEqual([2, 1]);
    rows.changes(
      [
        [-1, 'a'],
        [-1, 'b'],
        [3, 'c'],
        [-1, 'd'],
        [1, 'd'],
      ],
      true,
    );
    expect(rows.list.map(({ cells, count }) => [...cells, count])).toEqual([
      ['a', 1],
      ['c', 3],
    ]);
  });

  test('drops the oldest rows past its limit and says so', () => {
    const rows = new LiveRows({ key: null, rowsMax: 2 });
    for (const word of ['a', 'b', 'c']) rows.changes([[1, word]], true);
    expect(cellsOf(rows)).toEqual([['b'], ['c']]);
    expect([rows.size, rows.dropped, rows.updates]).toEqual([2, 1, 3]);
    rows.changes([[-1, 'a']], true);
    expect(rows.size).toBe(2);
  });
});
