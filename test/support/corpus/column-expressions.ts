import type { Draw } from './draw.ts';
import type { CorpusQuery, Family } from './family.ts';

// After select1 to select3 of SQLite's corpus: one table of five integers, some NULL; expressions,
// CASE, correlated counts and EXISTS in every clause.

const columns = ['a', 'b', 'c', 'd', 'e'];

const scalars = [
  'a+b*2+c*3+d*4+e*5',
  '(a+b+c+d+e)/5',
  'a-b',
  'abs(a)',
  'abs(b-c)',
  'coalesce(a,b,c,d,e)',
  'nullif(c, d)',
  'CASE WHEN a<b-3 THEN 111 WHEN a<=b THEN 222 WHEN a<b+3 THEN 333 ELSE 444 END',
  'CASE a+1 WHEN b THEN 111 WHEN c THEN 222 WHEN d THEN 333 WHEN e THEN 444 ELSE 555 END',
  'CASE WHEN c>(SELECT avg(c) FROM t1) THEN a*2 ELSE b*10 END',
  '(SELECT count(*) FROM t1 AS x WHERE x.b<t1.b)',
  '(SELECT count(*) FROM t1 AS x WHERE x.c>t1.c AND x.d<t1.d)',
  '(SELECT max(x.e) FROM t1 AS x WHERE x.a=t1.b OR x.a IS NULL)',
  '-a % 7',
];

function condition(draw: Draw, depth = 0): string {
  const [x, y, z] = draw.some(columns, 3) as [string, string, string];
  const number = draw.between(95, 260);
  const simple = [
    `${x}>${y}`,
    `${x} BETWEEN ${y}-2 AND ${z}+2`,
    `${x} NOT BETWEEN ${number} AND ${number + 30}`,
    `${x} IS NULL`,
    `${x} IS NOT NULL`,
    `(${x}>${y}-2 AND ${x}<${y}+2)`,
    `(${x}<=${y}-2 OR ${x}>=${z}+2)`,
    `${x} IN (${draw.list(3, () => String(draw.between(95, 260)))})`,
    `${x} NOT IN (${number}, ${number + 1}, NULL)`,
    `${x} IN (SELECT ${y} FROM t1)`,
    `${x} NOT IN (SELECT x.${y} FROM t1 AS x WHERE x.${z} > t1.${x})`,
    'EXISTS(SELECT 1 FROM t1 AS x WHERE x.b<t1.b)',
    `NOT EXISTS(SELECT 1 FROM t1 AS x WHERE x.${x}=t1.${y})`,
    `coalesce(${x},${y},${z})<>0`,
    `${x} > (SELECT avg(${x}) FROM t1)`,
  ];
  if (depth > 1 || draw.once(2)) return draw.one(simple);
  const parts = draw.list(2, () => condition(draw, depth + 1), draw.one([' AND ', ' OR ']));
  return draw.once(4) ? `NOT (${parts})` : `(${parts})`;
}

function query(draw: Draw): CorpusQuery {
  const count = draw.between(1, 6);
  const items = Array.from({ length: count }, () => draw.one([...columns, ...scalars]));
  const where = draw.once(3)
    ? ''
    : ` WHERE ${draw.list(draw.between(1, 2), () => condition(draw), ' AND ')}`;
  const distinct = draw.once(6) ? 'DISTINCT ' : '';
  const order = items.map(
    (_, i) => `${i + 1}${draw.once(3) ? ' DESC NULLS LAST' : ' NULLS FIRST'}`,
  );
  const limit = draw.once(4) ? ` LIMIT ${draw.between(0, 9)} OFFSET ${draw.between(0, 4)}` : '';
  const sql = `SELECT ${distinct}${items.join(', ')} FROM t1${where} ORDER BY ${draw.some(order, count).join(', ')}${limit}`;
  return { sql, isOrdered: true };
}

/** One table of integers, under expressions and subqueries. */
export const columnExpressions: Family = {
  name: 'column expressions',
  setup: (draw) => [
    'CREATE TABLE t1(a INTEGER, b INTEGER, c INTEGER, d INTEGER, e INTEGER)',
    ...Array.from({ length: 30 }, (_, i) => {
      const values = draw.some([0, 1, 2, 3, 4], 5).map((each) => 100 + i * 5 + each);
      const cells = values.map((each) => (draw.once(9) ? 'NULL' : each));
      return `INSERT INTO t1(e,c,b,d,a) VALUES(${cells.join(',')})`;
    }),
  ],
  query,
  teardown: ['DROP TABLE t1'],
};
