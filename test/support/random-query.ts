import fc from 'fast-check';

/** The same text for both sides; `÷` stands for the division of integers. */
type Text = fc.Arbitrary<string>;

/** A query in our words and in DuckDB's. */
export type RandomQuery = {
  readonly ours: string;
  readonly duck: string;
  /** Whether the rows come in an order that the query asks for; such queries end. */
  readonly isOrdered: boolean;
};

/** Rows as the text behind INSERT INTO … VALUES. */
export type RandomRows = readonly string[];

/** The relation that `rowsOfR` fills. */
export const columnsOfR =
  'a INTEGER, b BIGINT, c TEXT, d DOUBLE PRECISION, e NUMERIC(10, 2), f BOOLEAN, t TIMESTAMP';

/** The relation that `rowsOfS` fills. */
export const columnsOfS = 'a INTEGER, b BIGINT, c TEXT';

const integers = fc.integer({ min: -4, max: 9 });
/** Far apart, and too near each other for a double. */
const bigs = fc.constantFrom('0', '7', '9007199254740992', '9007199254740993', '-9007199254740993');
const texts = fc.constantFrom("''", "'a'", "'b'", "'aB'", "'ä'", "'a%'");
const quarters = fc.integer({ min: -20, max: 20 }).map((n) => `CAST(${n / 4} AS DOUBLE PRECISION)`);
const cents = fc.integer({ min: -500, max: 500 }).map((n) => (n / 100).toFixed(2));
const times = fc
  .integer({ min: 0, max: 40_000 })
  .map((ms) => `TIMESTAMP '2026-01-01 ${new Date(ms).toISOString().slice(11, 23)}'`);

function orNull(value: Text): Text {
  return fc.option(value, { nil: 'NULL', freq: 5 });
}

function rowsArbitrary(cells: readonly Text[], maxLength: number): fc.Arbitrary<RandomRows> {
  const row = fc.tuple(...cells.map(orNull)).map((values) => `(${values.join(', ')})`);
  return fc.array(row, { maxLength });
}

export const rowsOfR = rowsArbitrary(
  [integers.map(String), bigs, texts, quarters, cents, fc.constantFrom('true', 'false'), times],
  14,
);
export const rowsOfS = rowsArbitrary([integers.map(String), bigs, texts], 10);

const kinds = ['integer', 'bigint', 'text', 'double', 'numeric', 'boolean', 'time'] as const;
type Kind = (typeof kinds)[number];

/** The columns that an expression may use, by kind. */
type Scope = Readonly<Record<Kind, readonly string[]>>;

const scopeOfR = scopeOf('');
const scopeOfBoth: Scope = {
  ...scopeOf('r.'),
  integer: ['r.a', 's.a'],
  bigint: ['r.b', 's.b'],
  text: ['r.c', 's.c'],
};

function scopeOf(prefix: string): Scope {
  return {
    integer: [`${prefix}a`],
    bigint: [`${prefix}b`],
    text: [`${prefix}c`],
    double: [`${prefix}d`],
    numeric: [`${prefix}e`],
    boolean: [`${prefix}f`],
    time: [`${prefix}t`],
  };
}

/** An expression of a kind. */
function expression(kind: Kind, scope: Scope, depth: number): Text {
  const column = fc.constantFrom(...scope[kind]);
  if (depth === 0) return fc.oneof({ weight: 3, arbitrary: column }, literal(kind));
  const inner = (of: Kind): Text => expression(of, scope, depth - 1);
  const same = inner(kind);
  const general = fc.oneof(
    join`CASE WHEN ${inner('boolean')} THEN ${same} ELSE ${same} END`,
    join`CASE WHEN ${inner('boolean')} THEN ${same} END`,
    join`coalesce(${same}, ${same})`,
    join`nullif(${same}, ${same})`,
  );
  return fc.oneof(
    { weight: 3, arbitrary: column },
    { weight: kind === 'boolean' ? 9 : 3, arbitrary: special(kind, inner) },
    { weight: 1, arbitrary: general },
  );
}

function literal(kind: Kind): Text {
  switch (kind) {
    case 'integer':
      return integers.map((n) => `(${n})`);
    case 'bigint':
      return bigs.map((n) => `CAST(${n} AS BIGINT)`);
    case 'text':
      return texts;
    case 'double':
      return quarters;
    case 'numeric':
      return cents.map((n) => `CAST(${n} AS NUMERIC(10, 2))`);
    case 'boolean':
      return fc.constantFrom('true', 'false');
    case 'time':
      return times;
  }
}

/** What only values of the kind can do. */
function special(kind: Kind, inner: (of: Kind) => Text): Text {
  const same = inner(kind);
  switch (kind) {
    case 'integer':
      return fc.oneof(
        join`(${same} ${fc.constantFrom('+', '-', '*')} ${same})`,
        join`(${same} ${fc.constantFrom('%', '÷')} ${fc.constantFrom('2', '3', '(-3)')})`,
        join`abs(${same})`,
        join`greatest(${same}, ${same})`,
        join`length(${inner('text')})`,
      );
    case 'bigint':
      return fc.oneof(join`(${same} - 1)`, join`least(${same}, ${same})`, join`(${same} ÷ 2)`);
    case 'text':
      return fc.oneof(
        join`upper(${same})`,
        join`lower(${same})`,
        join`(${same} || ${same})`,
        join`CAST(${inner('integer')} AS TEXT)`,
      );
    case 'double':
      return fc.oneof(join`(${same} + ${same})`, join`(${same} * 0.5)`, join`abs(${same})`);
    case 'numeric':
      return fc.oneof(join`(${same} + ${same})`, join`(${same} * 2)`, join`(${same} - 1.5)`);
    case 'boolean':
      return condition(inner);
    case 'time':
      return fc.oneof(
        join`(${same} + INTERVAL '1 hour')`,
        join`(${same} - INTERVAL '90 seconds')`,
        join`date_trunc('minute', ${same})`,
      );
  }
}

function condition(inner: (of: Kind) => Text): Text {
  const same = inner('boolean');
  const operator = fc.constantFrom('=', '<>', '<', '<=', '>', '>=');
  const compared = fc
    .constantFrom(...kinds)
    .chain((kind) =>
      fc.oneof(
        join`(${inner(kind)} ${operator} ${inner(kind)})`,
        join`(${inner(kind)} IS ${fc.constantFrom('NULL', 'NOT NULL')})`,
        join`(${inner(kind)} IS ${fc.constantFrom('', 'NOT ')}DISTINCT FROM ${inner(kind)})`,
      ),
    );
  return fc.oneof(
    { weight: 4, arbitrary: compared },
    join`(${inner('integer')} BETWEEN ${inner('integer')} AND ${inner('integer')})`,
    join`(${inner('integer')} ${fc.constantFrom('IN', 'NOT IN')} (1, 2, ${inner('integer')}))`,
    join`(${inner('text')} LIKE ${fc.constantFrom("'a%'", "'%B'", "'_'", "''")})`,
    join`(${same} ${fc.constantFrom('AND', 'OR')} ${same})`,
    join`(NOT ${same})`,
  );
}

const groupKinds = ['integer', 'bigint', 'text', 'numeric', 'boolean', 'time'] as const;

function anyKind(scope: Scope): Text {
  return fc.constantFrom(...kinds).chain((kind) => expression(kind, scope, 2));
}

function aggregate(scope: Scope): Text {
  const inner = (kind: Kind): Text => expression(kind, scope, 1);
  const extremes = fc.constantFrom(...kinds.filter((kind) => kind !== 'boolean'));
  const call = fc.oneof(
    fc.constant('count(*)'),
    join`count(${anyKind(scope)})`,
    join`sum(${inner('integer')})`,
    join`sum(${inner('bigint')})`,
    join`sum(${inner('numeric')})`,
    join`sum(${inner('double')})`,
    join`CAST(avg(${inner('integer')}) AS DOUBLE PRECISION)`,
    join`avg(${inner('double')})`,
    extremes.chain((kind) => join`${fc.constantFrom('min', 'max')}(${inner(kind)})`),
  );
  const filtered = join`count(*) FILTER (WHERE ${inner('boolean')})`;
  return fc.oneof({ weight: 5, arbitrary: call }, filtered);
}

function where(scope: Scope): Text {
  return fc.oneof(fc.constant(''), join` WHERE ${expression('boolean', scope, 2)}`);
}

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
);

function bothWays(ours: string, duck = ours): { readonly ours: string; readonly duck: string } {
  return { ours: ours.replaceAll('÷', '/'), duck: duck.replaceAll('÷', '//') };
}

/** Texts between arbitrary texts. */
function join(strings: TemplateStringsArray, ...values: readonly Text[]): Text {
  return fc
    .tuple(...values)
    .map((parts) => strings.map((text, i) => text + (parts[i] ?? '')).join(''));
}
