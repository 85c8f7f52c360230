import type { Draw } from './draw.ts';
import type { CorpusQuery, Family } from './family.ts';

// After random/{aggregates,expr,groupby,select} of SQLite's corpus: signs in rows, constants,
// aggregates of constants, three small tables, cross joins, HAVING over NULL.

const tables = ['tab0', 'tab1', 'tab2'];

function number(draw: Draw): string {
  return String(draw.between(1, 99));
}

/** An integer expression over the columns of aliases; without aliases over constants. */
function scalar(draw: Draw, columns: readonly string[], depth = 0): string {
  const sign = draw.one(['', '', '- ', '+ ', '- - ', '+ - ']);
  const leaf = (): string =>
    columns.length === 0 || draw.once(2) ? number(draw) : draw.one(columns);
  if (depth > 2 || draw.once(2)) return `${sign}${leaf()}`;
  const inner = (): string => scalar(draw, columns, depth + 1);
  return draw.one([
    () => `${sign}${leaf()} + ${inner()}`,
    () => `${sign}${leaf()} * ${inner()}`,
    () => `${sign}( ${inner()} - ${inner()} )`,
    () => `${sign}${leaf()} / ${number(draw)}`,
    () => `COALESCE( ${inner()}, ${inner()} )`,
    () => `NULLIF( ${inner()}, ${inner()} )`,
    () => `ABS( ${inner()} )`,
    () => `CASE ${inner()} WHEN ${inner()} THEN ${inner()} ELSE NULL END`,
    () =>
      `CASE WHEN ${test(draw, columns, depth + 1)} THEN ${inner()} WHEN NOT ${inner()} IS NULL THEN ${inner()} END`,
    () => `CAST( ${inner()} AS INTEGER )`,
  ])();
}

function test(draw: Draw, columns: readonly string[], depth = 0): string {
  const inner = (): string => scalar(draw, columns, depth + 1);
  return draw.one([
    () => `${inner()} ${draw.one(['<', '>', '=', '<>', '<=', '>='])} ${inner()}`,
    () => `NOT ${inner()} BETWEEN ${inner()} AND ${inner()}`,
    () => `${inner()} IS NOT NULL`,
    () => `NULL IS NULL`,
    () => `${inner()} NOT IN ( ${draw.list(draw.between(1, 3), inner)} )`,
    () => `( ${inner()} ) IN ( ${inner()}, NULL )`,
    () => `NOT ( NULL ) IS NOT NULL`,
    () => `( ${inner()} ) <> NULL`,
  ])();
}

function aggregate(draw: Draw, columns: readonly string[]): string {
  const distinct = draw.one(['DISTINCT ', 'ALL ', '', '']);
  const name = draw.one(['MIN', 'MAX', 'SUM', 'COUNT', 'COUNT', 'AVG']);
  return draw.once(4) ? 'COUNT( * )' : `${name}( ${distinct}${scalar(draw, columns, 2)} )`;
}

/** An expression over aggregates and what is grouped by. */
function overGroups(draw: Draw, columns: readonly string[], keys: readonly string[]): string {
  return draw.one([
    () => aggregate(draw, columns),
    () => `- ${aggregate(draw, columns)} + ${scalar(draw, keys, 2)}`,
    () => `${scalar(draw, keys, 2)} * ${aggregate(draw, columns)}`,
    () => `COALESCE( ${aggregate(draw, columns)}, ${number(draw)} )`,
    () => scalar(draw, keys, 1),
  ])();
}

function constants(draw: Draw): CorpusQuery {
  const items = draw.list(draw.between(1, 2), () =>
    draw.once(2) ? overGroups(draw, [], []) : scalar(draw, []),
  );
  return { sql: `SELECT ${draw.one(['', 'ALL ', 'DISTINCT '])}${items}`, isOrdered: false };
}

function from(draw: Draw): { readonly text: string; readonly columns: readonly string[] } {
  const names = Array.from({ length: draw.one([1, 1, 2]) }, () => draw.one(tables));
  const aliases = names.map((_, i) => `cor${i}`);
  const text = names.map((name, i) => `${name} AS cor${i}`).join(draw.one([', ', ' CROSS JOIN ']));
  return {
    text,
    columns: aliases.flatMap((alias) => ['col0', 'col1', 'col2'].map((each) => `${alias}.${each}`)),
  };
}

function plain(draw: Draw): CorpusQuery {
  const { text, columns } = from(draw);
  const where = draw.once(2) ? '' : ` WHERE ${test(draw, columns)}`;
  const items = draw.list(
    draw.between(1, 2),
    () => `${scalar(draw, columns)}${draw.once(3) ? ' AS col9' : ''}`,
  );
  return {
    sql: `SELECT ${draw.one(['', 'ALL ', 'DISTINCT '])}${items} FROM ${text}${where}`,
    isOrdered: false,
  };
}

function grouped(draw: Draw): CorpusQuery {
  const { text, columns } = from(draw);
  const keys = draw.some(columns, draw.between(0, 2));
  const where = draw.once(2) ? '' : ` WHERE ${test(draw, columns)}`;
  const by = keys.length === 0 ? '' : ` GROUP BY ${keys.join(', ')}`;
  const having =
    by !== '' && draw.once(3)
      ? ` HAVING ${draw.once(2) ? test(draw, keys, 1) : `${aggregate(draw, columns)} > ${number(draw)}`}`
      : '';
  const items = draw.list(draw.between(1, 2), () => overGroups(draw, columns, keys));
  const aggregates = by === '' && having === '' ? `COUNT( * ), ${items}` : items;
  return {
    sql: `SELECT ${draw.one(['', 'DISTINCT '])}${aggregates} FROM ${text}${where}${by}${having}`,
    isOrdered: false,
  };
}

function united(draw: Draw): CorpusQuery {
  const side = (): string =>
    draw.one([() => plainSide(draw), () => `SELECT ${overGroups(draw, [], [])}`])();
  const word = draw.one([' UNION ', ' UNION ALL ', ' INTERSECT ', ' EXCEPT ']);
  return { sql: `${side()}${word}${side()}`, isOrdered: false };
}

function plainSide(draw: Draw): string {
  return `SELECT ${scalar(draw, ['col0', 'col1', 'col2'], 1)} FROM ${draw.one(tables)}`;
}

/** Constants, groups and cross joins with signs wherever they can stand. */
export const groupedPairs: Family = {
  name: 'grouped pairs',
  setup: (draw) =>
    tables.flatMap((table) => [
      `CREATE TABLE ${table}(col0 INTEGER, col1 INTEGER, col2 INTEGER)`,
      `INSERT INTO ${table} VALUES ${draw.list(draw.between(0, 4) + 1, () => `(${draw.list(3, () => (draw.once(8) ? 'NULL' : number(draw)), ',')})`)}`,
      ...(draw.once(4) ? [`DELETE FROM ${table}`] : []),
    ]),
  query: (draw) => draw.one([constants, plain, grouped, grouped, united])(draw),
  teardown: tables.map((table) => `DROP TABLE ${table}`),
};
