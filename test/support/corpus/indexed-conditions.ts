import type { Draw } from './draw.ts';
import type { CorpusQuery, Family } from './family.ts';

// After index/* of SQLite's corpus: a table with a key and columns of three types, conditions as
// deep as they come, and the same through a view and with rows deleted.

function numberTest(draw: Draw, column: string): string {
  const isWhole = column === 'col0' || column === 'col3';
  const number = (): string =>
    isWhole ? String(draw.between(0, 99)) : `${draw.between(0, 99)}.${draw.between(0, 99)}`;
  return draw.one([
    () => `${column} ${draw.one(['<', '<=', '=', '>', '>=', '<>'])} ${number()}`,
    () => `(${column} BETWEEN ${number()} AND ${number()})`,
    () => `${column} IN (${draw.list(draw.between(1, 6), number)})`,
    () => `${column} IS NULL`,
    () =>
      `${column} IN (SELECT ${isWhole ? draw.one(['col0', 'col3']) : draw.one(['col1', 'col4'])} FROM tab0 WHERE ${numberTest(draw, draw.one(['col0', 'col1']))})`,
  ])();
}

function condition(draw: Draw, depth: number): string {
  const column = draw.one(['col0', 'col1', 'col3', 'col4']);
  if (depth === 0) return numberTest(draw, column);
  const word = draw.one([' AND ', ' OR ']);
  const inner = draw.list(
    draw.between(1, 4),
    () => condition(draw, depth - draw.between(1, depth)),
    word,
  );
  return draw.once(5) ? `NOT (${inner})` : `(${inner})`;
}

function query(draw: Draw): CorpusQuery {
  const where = condition(draw, draw.between(0, 4));
  const from = draw.one(['tab0', 'tab0', 'view0']);
  if (draw.once(3)) {
    const order = draw
      .some(['col0', 'col1', 'col3', 'col4'], 2)
      .map((each) => `${each} ${draw.one(['ASC NULLS FIRST', 'DESC NULLS LAST'])}`);
    return {
      sql: `SELECT pk, col0 FROM ${from} WHERE ${where} ORDER BY ${order.join(', ')}, pk`,
      isOrdered: true,
    };
  }
  const text = draw.once(4) ? ` AND col2 ${draw.one(['<', '>=', '='])} '${letters(draw)}'` : '';
  return { sql: `SELECT pk, col2, col5 FROM ${from} WHERE (${where})${text}`, isOrdered: false };
}

function letters(draw: Draw): string {
  return draw.list(5, () => draw.one([...'abcdefgh']), '');
}

function row(draw: Draw, key: number): string {
  const or = (text: string): string => (draw.once(12) ? 'NULL' : text);
  const whole = (): string => or(String(draw.between(0, 99)));
  const real = (): string => or(`${draw.between(0, 99)}.${draw.between(0, 99)}`);
  const text = (): string => or(`'${letters(draw)}'`);
  return `INSERT INTO tab0 VALUES(${key},${whole()},${real()},${text()},${whole()},${real()},${text()})`;
}

/** Deep conditions over a keyed table and a view of it. */
export const indexedConditions: Family = {
  name: 'indexed conditions',
  setup: (draw) => [
    'CREATE TABLE tab0(pk INTEGER PRIMARY KEY, col0 INTEGER, col1 FLOAT, col2 TEXT, col3 INTEGER, col4 FLOAT, col5 TEXT)',
    ...Array.from({ length: 40 }, (_, key) => row(draw, key)),
    'CREATE VIEW view0 AS SELECT * FROM tab0 WHERE col0 IS NOT NULL OR col3 IS NOT NULL',
    `DELETE FROM tab0 WHERE ${condition(draw, 1)} AND pk > 30`,
    `UPDATE tab0 SET col3 = col3 + 1, col1 = col1 * 2 WHERE ${condition(draw, 1)}`,
  ],
  query,
  teardown: ['DROP VIEW view0', 'DROP TABLE tab0'],
};
