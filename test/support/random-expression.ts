import fc from 'fast-check';

/** The same text for both sides; `÷` stands for the division of integers. */
export type Text = fc.Arbitrary<string>;

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

export const kinds = ['integer', 'bigint', 'text', 'double', 'numeric', 'boolean', 'time'] as const;
export type Kind = (typeof kinds)[number];

/** The columns that an expression may use, by kind. */
export type Scope = Readonly<Record<Kind, readonly string[]>>;

export const scopeOfR = scopeOf('');
export const scopeOfBoth: Scope = {
  ...scopeOf('r.'),
  integer: ['r.a', 's.a'],
  bigint: ['r.b', 's.b'],
  text: ['r.c', 's.c'],
};

export function scopeOf(prefix: string): Scope {
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
export function expression(kind: Kind, scope: Scope, depth: number): Text {
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

export const groupKinds = ['integer', 'bigint', 'text', 'numeric', 'boolean', 'time'] as const;

export function anyKind(scope: Scope): Text {
  return fc.constantFrom(...kinds).chain((kind) => expression(kind, scope, 2));
}

export function aggregate(scope: Scope): Text {
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

export function where(scope: Scope): Text {
  return fc.oneof(fc.constant(''), join` WHERE ${expression('boolean', scope, 2)}`);
}

/** Texts between arbitrary texts. */
export function join(strings: TemplateStringsArray, ...values: readonly Text[]): Text {
  return fc
    .tuple(...values)
    .map((parts) => strings.map((text, i) => text + (parts[i] ?? '')).join(''));
}
