import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Judge, judgedLines } from '../support/duckdb.ts';
import { TestEngine } from '../support/test-engine.ts';
import { vegaFolder } from '../support/vega-folder.ts';

/** 20,000 flights within the United States in three months of 2001, and the airports of the country. */
const folder = vegaFolder;

let judge: Judge;
let engine: TestEngine;

beforeAll(async () => {
  judge = await Judge.open();
  await judge.run(`CREATE TABLE f AS SELECT strptime(date, '%Y/%m/%d %H:%M') AS date,
    delay::INTEGER AS delay, distance::INTEGER AS distance, origin, destination
    FROM read_json_auto('${join(folder, 'flights-20k.json')}')`);
  await judge.run(
    `CREATE TABLE a AS SELECT * FROM read_csv('${join(folder, 'airports.csv')}', all_varchar = true)`,
  );
  engine = await TestEngine.open({ filesDirectory: folder });
});

afterAll(async () => {
  await engine.close();
  judge.close();
});

const questions = [
  {
    view: 'delays',
    ours: `SELECT f.origin, a.city, extract(hour FROM f.date) AS hour, count(*) AS flights, sum(f.delay) AS delay,
             CAST(avg(f.delay) AS DOUBLE PRECISION) AS mean, max(f.delay) AS worst
           FROM flights AS f JOIN airports AS a ON f.origin = a.iata
           GROUP BY f.origin, a.city, extract(hour FROM f.date)`,
    duck: `SELECT f.origin, a.city, hour(f.date), count(*), sum(f.delay), avg(f.delay), max(f.delay)
           FROM f JOIN a ON f.origin = a.iata GROUP BY ALL`,
  },
  {
    view: 'hourly',
    ours: `SELECT origin, window_start, count(*) AS flights, sum(delay) AS delay
           FROM HOP(flights, date, INTERVAL '1 hour', INTERVAL '3 hours') GROUP BY origin, window_start, window_end`,
    duck: `SELECT origin, date_trunc('hour', date) - to_hours(i) AS s, count(*), sum(delay)
           FROM f, range(3) AS x(i) GROUP BY ALL`,
  },
  {
    view: 'far',
    ours: `SELECT b.city, count(*) AS flights, sum(f.distance) AS miles FROM flights AS f
           JOIN airports AS a ON f.origin = a.iata JOIN airports AS b ON f.destination = b.iata
           WHERE a.state <> b.state AND f.distance > 1000 GROUP BY b.city HAVING sum(f.distance) > 100000`,
    duck: `SELECT b.city, count(*), sum(f.distance) FROM f
           JOIN a ON f.origin = a.iata JOIN a AS b ON f.destination = b.iata
           WHERE a.state <> b.state AND f.distance > 1000 GROUP BY b.city HAVING sum(f.distance) > 100000`,
  },
] as const;

async function makeViews(): Promise<void> {
  for (const { view, ours } of questions) {
    const { error } = await engine.execute(`CREATE MATERIALIZED VIEW ${view} AS ${ours}`);
    expect(error, view).toBeNull();
  }
}

async function expectJudged(): Promise<void> {
  for (const { view, ours, duck } of questions) {
    const expected = (await judge.lines(duck)).toSorted();
    expect(expected.length).toBeGreaterThan(20);
    for (const sql of [`SELECT * FROM ${view}`, ours]) {
      const { results, error } = await engine.execute(sql);
      expect(error, sql).toBeNull();
      expect(judgedLines(results[0]?.batches ?? []).toSorted(), sql).toEqual(expected);
    }
  }
}

test('views over streams that are read from the files answer as DuckDB', async () => {
  const { error } = await engine.execute(`
    CREATE STREAM flights FROM 'flights-20k.json' WITH (time = 'date');
    CREATE STREAM airports FROM 'airports.csv'`);
  expect(error).toBeNull();
  await makeViews();
  await expectJudged();
  await engine.execute('DROP STREAM flights, airports CASCADE');
});

test('views over records that arrive answer as DuckDB, whichever side comes first', async () => {
  const { error } = await engine.execute(`
    CREATE STREAM flights (date TIMESTAMP, delay INTEGER, distance INTEGER, origin TEXT, destination TEXT,
      WATERMARK FOR date AS date - INTERVAL '1 minute') PARTITION BY (origin) WITH (partitions = 2);
    CREATE TABLE airports (iata TEXT PRIMARY KEY, name TEXT, city TEXT, state TEXT, country TEXT,
      latitude DOUBLE PRECISION, longitude DOUBLE PRECISION)`);
  expect(error).toBeNull();
  await makeViews();
  const flights = JSON.parse(await readFile(join(folder, 'flights-20k.json'), 'utf8')) as object[];
  const [header, ...airports] = (await readFile(join(folder, 'airports.csv'), 'utf8')).split('\n');
  const half = airports.length / 2;
  for (let part = 0; part < 10; part += 1) {
    const rows = flights.slice(part * 2000, (part + 1) * 2000);
    expect((await engine.ingest('flights', JSON.stringify(rows), 'json')).rejected).toEqual([]);
    if (part % 5 !== 2) continue;
    const csv = [header, ...airports.slice(part < 5 ? 0 : half, part < 5 ? half : undefined)];
    expect((await engine.ingest('airports', csv.join('\n'), 'csv')).rejected).toEqual([]);
  }
  await expectJudged();
});
