import { describe, expect, test } from 'vitest';
import type { Column, Row } from '../../../../src/protocol/messages.ts';
import { GridStore } from '../../../../web/src/grid/grid-store.ts';

const columns: readonly Column[] = [
  { name: 'k', type: 'text', nullable: false },
  { name: 'n', type: 'bigint', nullable: true },
];

function keyed(rows: readonly Row[], options: { rowsMax?: number } = {}): GridStore {
  const grid = new GridStore({ columns, key: [0], ...options });
  grid.addSnapshot(rows);
  grid.endSnapshot();
  grid.publish(0);
  return grid;
}

function keyless(rows: readonly Row[], options: { rowsMax?: number } = {}): GridStore {
  const grid = new GridStore({ columns, key: null, ...options });
  grid.addSnapshot(rows);
  grid.endSnapshot();
  grid.publish(0);
  return grid;
}

const shown = (grid: GridStore): readonly Row[] =>
  Array.from({ length: grid.rowCount }, (_, i) => grid.rowAt(i)?.cells ?? []);

const firsts = (grid: GridStore): string =>
  shown(grid)
    .map((row) => row[0])
    .join('');

describe('a result with a key', () => {
  test('an update stays in its place and keeps the row', () => {
    const grid = keyed([
      ['a', '1'],
      ['b', '2'],
    ]);
    const row = grid.rowAt(0);
    grid.addChanges(
      [
        [-1, 'a', '1'],
        [1, 'a', '5'],
      ],
      true,
      100,
    );
    grid.publish(100);
    expect(grid.rowAt(0)).toBe(row);
    expect(shown(grid)).toEqual([
      ['a', '5'],
      ['b', '2'],
    ]);
  });

  test('the order of old and new in the epoch does not matter', () => {
    const grid = keyed([['a', '1']]);
    grid.addChanges(
      [
        [1, 'a', '5'],
        [-1, 'a', '1'],
      ],
      true,
      100,
    );
    grid.publish(100);
    expect(shown(grid)).toEqual([['a', '5']]);
    expect(grid.updates).toBe(1);
  });

  test('an epoch is applied when its last part is here, not before', () => {
    const grid = keyed([['a', '1']]);
    grid.addChanges([[-1, 'a', '1']], false, 100);
    grid.publish(100);
    expect(shown(grid)).toEqual([['a', '1']]);
    grid.addChanges([[1, 'a', '2']], true, 100);
    grid.publish(100);
    expect(shown(grid)).toEqual([['a', '2']]);
  });

  test('a changed cell glows in its direction for a second, the others do not', () => {
    const grid = keyed([['a', '9']]);
    grid.addChanges(
      [
        [-1, 'a', '9'],
        [1, 'a', '10'],
      ],
      true,
      100,
    );
    const row = grid.rowAt(0);
    expect(row?.glow(1, 200).change).toBe('up');
    expect(row?.glow(0, 200).change).toBe('none');
    expect(row?.glow(1, 1200).change).toBe('none');
    const { turn } = row?.glow(1, 200) ?? {};
    grid.addChanges(
      [
        [-1, 'a', '10'],
        [1, 'a', '8'],
      ],
      true,
      300,
    );
    expect(row?.glow(1, 400).change).toBe('down');
    expect(row?.glow(1, 400).turn).not.toBe(turn);
  });

  test('a deleted row is struck out for a second and then gone', () => {
    const grid = keyed([
      ['a', '1'],
      ['b', '2'],
    ]);
    grid.addChanges([[-1, 'a', '1']], true, 1000);
    expect(grid.publish(1000)).toBe(1000);
    expect(firsts(grid)).toBe('ab');
    expect(grid.rowAt(0)?.goneAtMs).toBe(1000);
    expect(grid.size).toBe(1);
    grid.publish(2000);
    expect(firsts(grid)).toBe('b');
  });

  test('struck rows do not pile up while nobody looks', () => {
    const grid = keyed([]);
    for (let i = 0; i < 20_000; i += 1) {
      grid.addChanges([[1, `k${i}`, '1']], true, i);
      grid.addChanges([[-1, `k${i}`, '1']], true, i);
    }
    expect(grid.rowCount).toBeLessThan(10_000);
  });

  test('a fresh snapshot replaces everything, and until it is whole the old rows stay', () => {
    const grid = keyed([
      ['a', '1'],
      ['b', '2'],
    ]);
    grid.reset();
    grid.addSnapshot([['b', '3']]);
    grid.publish(10);
    expect(firsts(grid)).toBe('ab');
    expect(grid.arriving).toBe(true);
    grid.endSnapshot();
    grid.publish(20);
    expect(shown(grid)).toEqual([['b', '3']]);
  });

  test('changes from before a reset are not applied to the new snapshot', () => {
    const grid = keyed([['a', '1']]);
    grid.addChanges([[1, 'x', '1']], false, 10);
    grid.reset();
    grid.addSnapshot([['a', '2']]);
    grid.endSnapshot();
    grid.addChanges([[1, 'c', '1']], true, 20);
    grid.publish(20);
    expect(firsts(grid)).toBe('ac');
  });
});

describe('a result without a key', () => {
  test('equal rows stand one by one, and one goes when one is taken back', () => {
    const grid = keyless([['a', '1']]);
    grid.addChanges([[2, 'a', '1']], true, 10);
    grid.publish(10);
    expect(grid.size).toBe(3);
    grid.addChanges([[-1, 'a', '1']], true, 20);
    grid.publish(2000);
    expect(grid.rowCount).toBe(2);
    grid.addChanges([[-2, 'a', '1']], true, 2010);
    grid.publish(4000);
    expect(grid.rowCount).toBe(0);
  });

  test('the newest row stands at the top', () => {
    const grid = keyless([
      ['a', '1'],
      ['b', '1'],
    ]);
    grid.addChanges([[1, 'c', '1']], true, 10);
    grid.publish(10);
    expect(firsts(grid)).toBe('cba');
    const newest = grid.rowAt(0);
    expect(grid.indexOf(newest?.id ?? 0)).toBe(0);
    expect(grid.growsAtTop).toBe(true);
  });

  test('past the limit the oldest rows are dropped and counted', () => {
    const grid = keyless([], { rowsMax: 10 });
    for (let i = 0; i < 25; i += 1) grid.addChanges([[1, String(i), '1']], true, i);
    grid.publish(25);
    expect(grid.size).toBeLessThanOrEqual(10);
    expect(grid.size + grid.dropped).toBe(25);
    expect(grid.rowAt(0)?.cells[0]).toBe('24');
    grid.addChanges([[-1, '0', '1']], true, 30);
    expect(grid.size + grid.dropped).toBe(25);
  });
});

describe('order', () => {
  const rows: readonly Row[] = [
    ['c', '9007199254740993'],
    ['a', '10'],
    ['b', null],
    ['d', '9'],
  ];

  test('a column sorts by its type, up, down and back', () => {
    const grid = keyed(rows);
    grid.sortBy({ column: 1, descending: false });
    expect(firsts(grid)).toBe('dacb');
    grid.sortBy({ column: 1, descending: true });
    expect(firsts(grid)).toBe('cadb');
    grid.sortBy(null);
    expect(firsts(grid)).toBe('cabd');
  });

  test('rows move to their new place, at most four times a second', () => {
    const grid = keyed(rows);
    grid.sortBy({ column: 1, descending: false });
    grid.publish(1000);
    const change = (from: string, to: string, nowMs: number): void =>
      grid.addChanges(
        [
          [-1, 'd', from],
          [1, 'd', to],
        ],
        true,
        nowMs,
      );
    change('9', '11', 1010);
    grid.publish(1010);
    expect(firsts(grid)).toBe('adcb');
    change('11', '5', 1020);
    expect(grid.publish(1020)).toBe(250);
    expect(firsts(grid)).toBe('adcb');
    expect(grid.rowAt(1)?.cells[1]).toBe('5');
    grid.publish(1270);
    expect(firsts(grid)).toBe('dacb');
  });

  test('opens with the newest window first, and inside a window by the key', () => {
    const windowed: readonly Column[] = [
      { name: 'window_start', type: 'timestamp without time zone', nullable: false },
      { name: 'country', type: 'text', nullable: false },
    ];
    const grid = new GridStore({ columns: windowed, key: [0, 1] });
    grid.addSnapshot([
      ['2026-01-01T00:00:00', 'b'],
      ['2026-01-01T00:01:00', 'd'],
      ['2026-01-01T00:01:00', 'c'],
      ['2026-01-01T00:00:00', 'a'],
    ]);
    grid.endSnapshot();
    expect(
      shown(grid)
        .map((row) => row[1])
        .join(''),
    ).toBe('cdab');
  });
});

describe('pause', () => {
  test('the picture stands still, sorts, and is up to date after going on', () => {
    const grid = keyed([
      ['b', '1'],
      ['a', '2'],
    ]);
    grid.pause();
    const before = grid.version();
    grid.addChanges(
      [
        [-1, 'b', '1'],
        [1, 'b', '7'],
        [1, 'c', '3'],
      ],
      true,
      10,
    );
    grid.publish(10);
    expect(grid.version()).toBe(before);
    grid.sortBy({ column: 0, descending: false });
    expect(shown(grid)).toEqual([
      ['a', '2'],
      ['b', '1'],
    ]);
    grid.resume();
    expect(shown(grid)).toEqual([
      ['a', '2'],
      ['b', '7'],
      ['c', '3'],
    ]);
  });
});
