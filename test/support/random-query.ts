import fc from 'fast-check';
import {
  aggregate,
  anyKind,
  expression,
  groupKinds,
  join,
  type Scope,
  scopeOf,
  scopeOfBoth,
  scopeOfR,
  type Text,
  where,
} from './random-expression.ts';
import { hasOrder, setQueries } from './random-sets.ts';

/** A query in our words and in DuckDB's. */
export type RandomQuery = {
  readonly ours: string;
  readonly duck: string;
  /** Whether the rows come in an order that the query asks for; such queries end. */
  readonly isOrdered: boolean;
};

const having = fc.constantFrom('', ' HAVING count(*) > 1', ' HAVING count(*) < 3');
const noWhere: Text = fc.constant('');

/** Aggregates over groups of a relation; without a key one group. */
function grouped(from: Text, scope: Scope, filter: Text = where(scope)): Text {
  const key = fc.constantFrom(...groupKinds).chain((kind) => expression(kind, scope, 1));
  const many = fc
    .tuple(key, aggregate(scope), aggregate(scope), from, filter, having)
    .map(
      ([k, x, y, relation, condition, more]) =>
        `SELECT ${k} AS k, ${x} AS x, ${y} AS y FROM ${relation}${condition} GROUP BY ${k}${more}`,
    );
  const one = join`SELECT ${aggregate(scope)} AS x, ${aggregate(scope)} AS y FROM ${from}${filter}`;
  return fc.oneof({ weight: 3, arbitrary: many }, one);
}

const fromR: Text = fc.constant('r');
const fromBoth: Text = join`r JOIN s ON ${fc.constantFrom('r.a = s.a', 'r.b = s.b', 'r.c = s.c AND r.a <> s.a', 's.a = r.a + 1')}`;

const outerJoins = fc.constantFrom('LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN');
const outerConditions = fc.constantFrom(
  'r.a = s.a',
  'r.b = s.b AND r.a < s.a',
  'r.c = s.c AND r.a > 2',
  'r.a = s.a AND s.b > 0',
);
/** The judge joins by inequalities alone only where one side is kept. */
const pairConditions = fc.constantFrom('r.a < s.a', "r.a <> s.a AND r.c = 'a'");
const fromOuter: Text = fc.oneof(
  { weight: 3, arbitrary: join`r ${outerJoins} s ON ${outerConditions}` },
  join`r ${fc.constantFrom('JOIN', 'LEFT JOIN')} s ON ${pairConditions}`,
);
const outer = join`SELECT ${anyKind(scopeOfBoth)} AS x, ${anyKind(scopeOfBoth)} AS y FROM ${fromOuter}${where(scopeOfBoth)}`;
const using = join`SELECT a, r.b AS x, s.b AS y FROM r ${fc.oneof(fc.constant('JOIN'), outerJoins)} s USING (a)`;

const correlations = fc.constantFrom(
  '',
  ' WHERE s.a = r.a',
  ' WHERE s.c = r.c AND s.b > 0',
  ' WHERE s.a = r.a AND s.b <= r.b',
  ' WHERE s.a < r.a',
  ' WHERE s.a = r.a + 1 OR s.c = r.c',
);
const comparisons = fc.constantFrom('=', '<>', '<', '<=', '>', '>=');
/** A condition over r with a query over s in it. */
const tested: Text = fc.oneof(
  join`${fc.constantFrom('', 'NOT ')}EXISTS (SELECT 1 FROM s${correlations})`,
  join`r.a ${fc.constantFrom('IN', 'NOT IN')} (SELECT s.a FROM s${correlations})`,
  join`r.b ${comparisons} ${fc.constantFrom('ANY', 'ALL')} (SELECT s.b FROM s${correlations})`,
  join`r.b ${comparisons} (SELECT ${fc.constantFrom('max(s.b)', 'count(*)', 'min(s.a)')} FROM s${correlations})`,
);
const tests = fc.oneof(
  { weight: 3, arbitrary: tested },
  join`(${tested} ${fc.constantFrom('AND', 'OR')} ${tested})`,
  join`(NOT ${tested} OR ${expression('boolean', scopeOf('r.'), 1)})`,
);
const scalar = join`(SELECT ${fc.constantFrom('count(*)', 'count(s.b) + 1', 'sum(s.a)', 'max(s.c)', 'coalesce(min(s.a), r.a)')} FROM s${correlations})`;
const whereTested = join`SELECT r.a, r.b, r.c FROM r WHERE ${tests}`;
const shownTested = join`SELECT r.a, ${tests} AS x, ${scalar} AS y FROM r`;
const groupTested = join`SELECT r.a, count(*) AS n, ${scalar} AS y FROM r GROUP BY r.a, r.b, r.c HAVING ${tested}`;

const plain = join`SELECT ${anyKind(scopeOfR)} AS x, ${anyKind(scopeOfR)} AS y FROM r${where(scopeOfR)}`;
const distinct = join`SELECT DISTINCT ${expression('text', scopeOfR, 1)} AS x, ${expression('integer', scopeOfR, 1)} AS y FROM r${where(scopeOfR)}`;
const joined = join`SELECT ${anyKind(scopeOfBoth)} AS x, ${anyKind(scopeOfBoth)} AS y FROM ${fromBoth}${where(scopeOfBoth)}`;
const overGroups = join`SELECT x, count(*) AS n, sum(n) AS total FROM (SELECT ${expression('integer', scopeOfR, 1)} AS x, b, count(*) AS n FROM r GROUP BY 1, 2) AS q GROUP BY x`;
const withTotals = join`WITH q AS (SELECT c, max(a) AS a FROM r${where(scopeOfR)} GROUP BY c) SELECT r.b, q.a, r.d FROM r JOIN q ON r.c = q.c AND r.a = q.a`;

const sameForBoth = fc.oneof(
  plain,
  distinct,
  grouped(fromR, scopeOfR),
  grouped(fromR, scopeOfR),
  joined,
  grouped(fromBoth, scopeOfBoth, noWhere),
  overGroups,
  withTotals,
  outer,
  outer,
  grouped(fromOuter, scopeOfBoth, noWhere),
  using,
  whereTested,
  whereTested,
  shownTested,
  groupTested,
);

const ordered = fc
  .tuple(
    plain,
    fc.constantFrom('ASC NULLS FIRST', 'DESC NULLS LAST', 'ASC NULLS LAST', 'DESC NULLS FIRST'),
    fc.constantFrom('', ' LIMIT 3', ' LIMIT 2 OFFSET 1', ' OFFSET 2'),
  )
  .map(([query, order, limit]) => `${query} ORDER BY 1 ${order}, 2 ${order}${limit}`);

/** Windows have no counterpart: there the judge computes the start of each. */
const windows = [
  {
    ours: "TUMBLE(r, t, INTERVAL '10 seconds')",
    duck: '(SELECT *, make_timestamp(epoch_us(t) // 10000000 * 10000000) AS window_start FROM r WHERE t IS NOT NULL)',
  },
  {
    ours: "HOP(r, t, INTERVAL '5 seconds', INTERVAL '10 seconds')",
    duck: '(SELECT *, make_timestamp((epoch_us(t) // 5000000 - i) * 5000000) AS window_start FROM r, range(2) AS x(i) WHERE t IS NOT NULL)',
  },
] as const;

const windowed: fc.Arbitrary<RandomQuery> = fc
  .tuple(
    fc.constantFrom(...windows),
    fc.constantFrom('', 'c, ', 'a % 2, '),
    aggregate(scopeOfR),
    aggregate(scopeOfR),
    where(scopeOfR),
  )
  .map(([{ ours, duck }, key, x, y, filter]) => {
    const keys = key.replace(', ', '') || '1';
    const items = `${keys} AS k, window_start, ${x} AS x, ${y} AS y`;
    const by = `window_start${key === '' ? '' : `, ${keys}`}`;
    const query = (from: string): string =>
      `SELECT ${items} FROM ${from} AS r${filter} GROUP BY ${by}`;
    return { ...bothWays(query(ours), query(duck)), isOrdered: false };
  });

/** Queries over r and s. */
export const randomQuery: fc.Arbitrary<RandomQuery> = fc.oneof(
  { weight: 8, arbitrary: sameForBoth.map((sql) => ({ ...bothWays(sql), isOrdered: false })) },
  { weight: 1, arbitrary: ordered.map((sql) => ({ ...bothWays(sql), isOrdered: true })) },
  { weight: 2, arbitrary: windowed },
  {
    weight: 7,
    arbitrary: setQueries.map((sql) => ({ ...bothWays(sql), isOrdered: hasOrder(sql) })),
  },
);

function bothWays(ours: string, duck = ours): { readonly ours: string; readonly duck: string } {
  return { ours: ours.replaceAll('÷', '/'), duck: duck.replaceAll('÷', '//') };
}
