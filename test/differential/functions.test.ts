import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Judge, judgedLines } from '../support/duckdb.ts';
import { TestEngine } from '../support/test-engine.ts';

let engine: TestEngine;
let judge: Judge;

beforeAll(async () => {
  engine = await TestEngine.open();
  judge = await Judge.open();
});

afterAll(async () => {
  await engine.close();
  judge.close();
});

const fields = [
  ...['year', 'month', 'day', 'hour', 'minute', 'quarter', 'week', 'dow', 'isodow', 'doy'],
  ...['isoyear', 'decade', 'century', 'millennium'],
];
/** Centuries begin with the year 1 here and in PostgreSQL, with the year 0 in DuckDB's date_trunc. */
const units = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'decade'];

/** Expressions over the columns a, b TEXT, n INTEGER, k BIGINT, d DOUBLE, ts TIMESTAMP that mean the same to both. */
const expressions: readonly string[] = [
  ...['length(a)', 'upper(a)', 'lower(a)', 'left(a, 2)', 'left(a, -1)', 'right(a, 2)'],
  ...['right(a, -1)', 'substr(a, 2)', 'substr(a, 2, 2)', "lpad(a, 5, 'xy')", "rpad(a, 5, 'xy')"],
  ...['repeat(a, 2)', "replace(a, b, '-')", 'strpos(a, b)', 'starts_with(a, b)', 'md5(a)'],
  ...['concat(a, b)', "concat_ws('/', a, b)", "translate(a, 'aö', 'z')", 'ltrim(a, b)'],
  ...['rtrim(a, b)', "split_part(a, 'b', 1)", "split_part(a, 'b', 2)", 'a || b'],
  ...['a like b', "a like '%b_'", "a like '_%a%'", 'a ilike b', "regexp_replace(a, 'b+', 'x')"],
  ...["regexp_replace(a, '[ab]', 'x', 'g')", 'greatest(a, b)', 'least(n, 3)'],
  ...['coalesce(a, b)', 'nullif(a, b)', 'sign(n)', 'gcd(n, 12)', 'abs(k)', 'k % 7', 'n % 5'],
  ...['floor(d)', 'ceil(d)', 'trunc(d)', 'sqrt(abs(d))', 'exp(d / 100)', 'sin(d)', 'cos(d)'],
  ...['atan(d)', 'atan2(d, 2)', 'cbrt(d)', 'sinh(d / 100)', 'tanh(d)', 'asinh(d)'],
  ...['degrees(d)', 'radians(d)', 'pow(d, 2)', 'ln(abs(d) + 1)'],
  ...fields.map((field) => `cast(extract(${field} from ts) as bigint)`),
  ...units.map((unit) => `date_trunc('${unit}', ts)`),
  ...["ts + interval '1 month'", "ts - interval '13 months'", "ts + interval '36 hours'"],
  ...['cast(ts as date)', 'make_date(2000 + abs(n) % 30, 1 + abs(n) % 12, 1 + abs(n) % 28)'],
];

const word = fc.string({
  unit: fc.constantFrom('a', 'b', 'A', 'ö', 'é', '😀', '%', '_'),
  maxLength: 5,
});
const row = fc.record({
  a: fc.option(word),
  b: fc.option(word),
  n: fc.option(fc.integer({ min: -1000, max: 1000 })),
  k: fc.option(fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n })),
  d: fc.option(fc.integer({ min: -4000, max: 4000 }).map((quarters) => quarters / 4)),
  seconds: fc.option(fc.integer({ min: -30_000_000_000, max: 30_000_000_000 })),
});

function literal(value: string | number | bigint | null): string {
  if (value === null) return 'NULL';
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
}

function values({
  a,
  b,
  n,
  k,
  d,
  seconds,
}: Record<string, string | number | bigint | null>): string {
  const double = d === null ? 'NULL' : `${literal(d ?? null)}::double precision`;
  const ts =
    seconds === null
      ? 'NULL'
      : `timestamp '${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}'`;
  return [a, b, n, k]
    .map((value) => literal(value ?? null))
    .concat(double, ts)
    .join(', ');
}

const columns = 'id INTEGER, a TEXT, b TEXT, n INTEGER, k BIGINT, d DOUBLE PRECISION, ts TIMESTAMP';

test('functions answer as those of DuckDB', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 20, maxLength: 20 }), async (rows) => {
      const insert = `INSERT INTO t VALUES ${rows.map((each, id) => `(${id}, ${values(each)})`).join(', ')}`;
      await run(`CREATE STREAM t (${columns}); ${insert}`);
      await judge.run(`CREATE OR REPLACE TABLE t (${columns})`);
      await judge.run(insert);
      try {
        for (const expression of expressions) await compare(expression);
      } finally {
        await run('DROP STREAM t');
      }
    }),
    { numRuns: 5, endOnFailure: true },
  );
}, 60_000);

async function run(sql: string): Promise<void> {
  const { error } = await engine.execute(sql);
  if (error !== null) throw error;
}

async function compare(expression: string): Promise<void> {
  const sql = `SELECT id, ${expression} FROM t ORDER BY id`;
  const { results, error } = await engine.execute(sql);
  if (error !== null) throw error;
  expect(judgedLines(results.at(-1)?.batches ?? []), expression).toEqual(await judge.lines(sql));
}
