import fc from 'fast-check';
import { aggregate, expression, join, scopeOfR, type Text, where } from './random-expression.ts';

/** Set operations over the columns that r and s share. */
const operator = fc.constantFrom(
  'UNION',
  'UNION ALL',
  'INTERSECT',
  'INTERSECT ALL',
  'EXCEPT',
  'EXCEPT ALL',
);
const ofR = join`SELECT ${expression('integer', scopeOfR, 1)} AS x, c AS y FROM r${where(scopeOfR)}`;
const ofS = fc.constantFrom('SELECT a, c FROM s', 'SELECT b % 7, c FROM s', "SELECT NULL, 'b'");
const sets = fc.oneof(
  join`${ofR} ${operator} ${ofS}`,
  join`(${ofR} ${operator} ${ofS}) ${operator} ${ofS}`,
  join`SELECT y, count(*) AS n, sum(x) AS total FROM (${ofR} ${operator} ${ofS}) AS q GROUP BY y`,
  join`SELECT r.a, v.n FROM r JOIN (VALUES (1, 'a'), (2, 'b'), (NULL, 'c')) AS v (k, n) ON r.a = v.k${where({ ...scopeOfR, integer: ['r.a'], bigint: ['r.b'], text: ['r.c'] })}`,
);

const setAggregate = fc.oneof(
  join`count(DISTINCT ${expression('integer', scopeOfR, 1)})`,
  join`sum(DISTINCT ${expression('integer', scopeOfR, 0)})`,
  join`${fc.constantFrom('bool_and', 'bool_or')}(${expression('boolean', scopeOfR, 1)})`,
  join`${fc.constantFrom('bit_and', 'bit_or', 'bit_xor')}(a)`,
  fc.constant("string_agg(DISTINCT c, '' ORDER BY c)"),
  fc.constant("string_agg(c, '-' ORDER BY c DESC)"),
  fc.constant('percentile_disc(0.5) WITHIN GROUP (ORDER BY a)'),
  join`CAST(${fc.constantFrom('var_pop', 'var_samp', 'stddev_samp')}(d) AS NUMERIC(30, 10))`,
  fc.constant('CAST(covar_pop(d, a) AS NUMERIC(30, 10))'),
  aggregate(scopeOfR),
);
const grouping = fc.constantFrom(
  'c, a % 2',
  'ROLLUP (c, a % 2)',
  'CUBE (c, a % 2)',
  'GROUPING SETS ((c), (a % 2), ())',
  'c, ROLLUP (a % 2)',
);
const inSets = join`SELECT c AS k, a % 2 AS m, ${setAggregate} AS x, ${setAggregate} AS y FROM r${where(scopeOfR)} GROUP BY ${grouping}`;

/** By all columns, so that only equal rows are peers. */
const total = 'a, b, c, d, e, f, t';
const distance = fc.constantFrom(
  'UNBOUNDED PRECEDING',
  '2 PRECEDING',
  '1 PRECEDING',
  'CURRENT ROW',
);
const following = fc.constantFrom('CURRENT ROW', '1 FOLLOWING', 'UNBOUNDED FOLLOWING');
const rowsFrame = join`ROWS BETWEEN ${distance} AND ${following}`;
const rangeFrame = join`RANGE BETWEEN ${distance} AND ${following}`;
const partition = fc.constantFrom('', 'PARTITION BY c ', 'PARTITION BY a % 2 ');
const nullsOrder = fc.constantFrom('a NULLS LAST', 'a DESC NULLS LAST', 'a NULLS FIRST');
const windowFunction = fc.oneof(
  join`${fc.constantFrom('row_number()', 'ntile(3)', 'lag(a)', 'lead(c, 2)', "lag(c, 1, 'none')")} OVER (${partition}ORDER BY ${fc.constant(total)})`,
  join`${fc.constantFrom('rank()', 'dense_rank()', 'cume_dist()', 'percent_rank()')} OVER (${partition}ORDER BY ${nullsOrder})`,
  join`${fc.constantFrom('first_value(a)', 'last_value(c)', 'nth_value(a, 2)', 'sum(b)', 'count(d)', 'min(e)', 'max(t)')} OVER (${partition}ORDER BY ${fc.constant(total)} ${rowsFrame})`,
  join`${fc.constantFrom('sum(a)', 'count(*)', 'max(c)')} OVER (${partition}ORDER BY ${nullsOrder} ${rangeFrame})`,
  join`${fc.constantFrom('sum(a)', 'count(*)', 'max(c)')} OVER (${partition}ORDER BY ${nullsOrder})`,
  join`${setAggregateOver()} OVER (${partition.filter((by) => by !== '')})`,
);
const over = fc.oneof(
  join`SELECT a, c, ${windowFunction} AS x, ${windowFunction} AS y FROM r${where(scopeOfR)}`,
  join`SELECT a, c, ${windowFunction} AS x FROM r${where(scopeOfR)} QUALIFY row_number() OVER (${partition}ORDER BY ${fc.constant(total)}) <= 2`,
  join`SELECT c, count(*) AS n, rank() OVER (ORDER BY count(*)) AS x FROM r${where(scopeOfR)} GROUP BY c`,
  join`SELECT DISTINCT ON (c) c, a, b FROM r${where(scopeOfR)} ORDER BY c NULLS LAST, a NULLS LAST, b NULLS LAST`,
);

function setAggregateOver(): Text {
  return fc.constantFrom('sum(a)', 'bool_or(f)', 'count(c)', 'avg(d)', 'bit_or(a)');
}

/** Set operations, grouping sets and window functions over r and s, in the words of both sides. */
export const setQueries: Text = fc.oneof(sets, inSets, over);

/** Whether such a query says in which order its rows come. */
export function hasOrder(sql: string): boolean {
  return sql.includes('ORDER BY c NULLS LAST, a NULLS LAST');
}
