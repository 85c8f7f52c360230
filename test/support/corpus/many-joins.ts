import type { Draw } from './draw.ts';
import type { CorpusQuery, Family } from './family.ts';

// After select4 and select5 of SQLite's corpus: chains of comma joins whose conditions stand in
// WHERE in no order, and set operations over such.

const count = 24;

function chain(draw: Draw): CorpusQuery {
  const length = draw.between(2, count);
  const tables = draw.some(
    Array.from({ length: count }, (_, i) => i + 1),
    length,
  );
  const links = tables.slice(1).map((table, i) => {
    const before = tables[i] as number;
    return draw.once(2) ? `a${before}=b${table}` : `b${table}=a${before}`;
  });
  const first = draw.once(2)
    ? `a${tables[0]} = ${draw.between(1, 10)}`
    : `${draw.between(1, 10)} = b${tables[0]}`;
  const where = draw.some([...links, first], links.length + 1).join(' AND ');
  const names = draw.some(
    tables.map((each) => `t${each}`),
    length,
  );
  const items = draw.some(
    tables.map((each) => `x${each}`),
    Math.min(length, 6),
  );
  return {
    sql: `SELECT ${items.join(',')} FROM ${names.join(',')} WHERE ${where}`,
    isOrdered: false,
  };
}

function combined(draw: Draw): CorpusQuery {
  const side = (): string => {
    const [x, y] = draw.some([1, 2, 3, 4, 5], 2) as [number, number];
    return draw.one([
      `SELECT x${x} FROM t${x} WHERE a${x} IN (${draw.list(4, () => String(draw.between(1, 10)))})`,
      `SELECT x${x} FROM t${x}, t${y} WHERE a${x} = b${y} AND (b${x} = ${draw.between(1, 10)} OR a${y} = ${draw.between(1, 10)})`,
      `SELECT x${x} FROM t${x} WHERE NOT (a${x} = ${draw.between(1, 10)} OR b${x} > ${draw.between(1, 10)})`,
      `SELECT x${x} FROM t${x} JOIN t${y} ON a${x} = a${y}`,
    ]);
  };
  const words = [' UNION ', ' UNION ALL ', ' INTERSECT ', ' EXCEPT ', ' EXCEPT ALL '];
  const parts = [side(), side(), ...(draw.once(2) ? [side()] : [])];
  const supported = words.filter((word) => word !== ' EXCEPT ALL ');
  // SQLite goes from left to right, with no precedence of INTERSECT: one word joins all.
  return { sql: parts.join(draw.one(supported)), isOrdered: false };
}

/** Up to twenty-four tables joined by commas. */
export const manyJoins: Family = {
  name: 'many joins',
  setup: (draw) =>
    Array.from({ length: count }, (_, i) => i + 1).flatMap((i) => [
      `CREATE TABLE t${i}(a${i} INTEGER PRIMARY KEY, b${i} INTEGER, x${i} VARCHAR(40))`,
      `INSERT INTO t${i} VALUES ${draw
        .some([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 10)
        .map((key) => `(${key},${draw.between(1, 10)},'table t${i} row ${key}')`)
        .join(', ')}`,
    ]),
  query: (draw) => (draw.once(3) ? combined(draw) : chain(draw)),
  teardown: Array.from({ length: count }, (_, i) => `DROP TABLE t${i + 1}`),
};
