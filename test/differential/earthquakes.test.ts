import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Random } from '../../src/common/random.ts';
import { Judge, judgedLines } from '../support/duckdb.ts';
import { TestEngine } from '../support/test-engine.ts';
import { vegaFolder } from '../support/vega-folder.ts';

/** A week of earthquakes (USGS). */
const source = join(vegaFolder, 'earthquakes.json');

let directory: string;
let file: string;
let quakes: readonly string[];
let judge: Judge;
let engine: TestEngine;

/** The properties of all features as JSON lines, in the order in which the earth shook. */
async function quakeLines(): Promise<readonly string[]> {
  const { features } = JSON.parse(await readFile(source, 'utf8')) as {
    features: readonly { readonly properties: { readonly time: number } }[];
  };
  return features
    .map(({ properties }) => properties)
    .toSorted((a, b) => a.time - b.time)
    .map((properties) => JSON.stringify(properties));
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'millrace-quakes-'));
  file = join(directory, 'quakes.ndjson');
  quakes = await quakeLines();
  await writeFile(file, quakes.join('\n'));
  judge = await Judge.open();
  engine = await TestEngine.open({ filesDirectory: directory });
});

afterAll(async () => {
  await engine.close();
  judge.close();
  await rm(directory, { recursive: true });
});

afterEach(() => engine.execute('DROP STREAM quakes CASCADE'));

/** Each view, and the same question for the judge over the file. */
const questions = [
  {
    view: 'bands',
    ours: `SELECT window_start, floor(mag) AS band, count(*) AS quakes, max(mag) AS strongest,
             CAST(avg(sig) AS DOUBLE PRECISION) AS sig
           FROM quakes WINDOW TUMBLING (SIZE 12 HOURS) GROUP BY window_start, floor(mag)`,
    duck: `SELECT make_timestamp(time // 43200000 * 43200000000), floor(mag), count(*), max(mag), avg(sig)
           FROM q GROUP BY 1, 2`,
  },
  {
    view: 'strongest',
    ours: `SELECT q.time, q.mag, q.place FROM quakes AS q
           JOIN (SELECT date_trunc('day', time) AS day, max(mag) AS mag FROM quakes GROUP BY date_trunc('day', time)) AS d
           ON date_trunc('day', q.time) = d.day AND q.mag = d.mag`,
    duck: `SELECT make_timestamp(time * 1000), mag, place FROM q
           QUALIFY rank() OVER (PARTITION BY time // 86400000 ORDER BY mag DESC NULLS LAST) = 1`,
  },
  {
    view: 'networks',
    ours: `SELECT net, magtype, count(*) AS n, count(felt) AS felt, sum(nst) AS stations, min(rms) AS least
           FROM quakes WHERE type = 'earthquake' AND place LIKE '%km N%' GROUP BY net, magtype HAVING count(*) > 2`,
    duck: `SELECT net, magType, count(*), count(felt), sum(nst), min(rms) FROM q
           WHERE type = 'earthquake' AND place LIKE '%km N%' GROUP BY ALL HAVING count(*) > 2`,
  },
] as const;

async function makeViews(): Promise<void> {
  for (const { view, ours } of questions) {
    const { error } = await engine.execute(`CREATE MATERIALIZED VIEW ${view} AS ${ours}`);
    expect(error, view).toBeNull();
  }
}

async function expectJudged(): Promise<void> {
  await judge.run(`CREATE OR REPLACE TABLE q AS SELECT * FROM read_json_auto('${file}')`);
  for (const { view, ours, duck } of questions) {
    const expected = (await judge.lines(duck)).toSorted();
    expect(expected.length).toBeGreaterThan(4);
    for (const sql of [`SELECT * FROM ${view}`, ours]) {
      const { results, error } = await engine.execute(sql);
      expect(error, sql).toBeNull();
      expect(judgedLines(results[0]?.batches ?? []).toSorted(), sql).toEqual(expected);
    }
  }
}

test('views that were there before the records answer as DuckDB over the file', async () => {
  const columns = `time TIMESTAMP, mag DOUBLE PRECISION, place TEXT, type TEXT, net TEXT, magType TEXT,
    sig INTEGER, nst INTEGER, felt INTEGER, rms DOUBLE PRECISION`;
  await engine.execute(
    `CREATE STREAM quakes (${columns}, WATERMARK FOR time AS time - INTERVAL '0 seconds')`,
  );
  await makeViews();
  const random = new Random(7n);
  for (let from = 0; from < quakes.length; ) {
    const to = from + 1 + random.nextIntBelow(200);
    const { rejected } = await engine.ingest('quakes', quakes.slice(from, to).join('\n'), 'ndjson');
    expect(rejected).toEqual([]);
    from = to;
  }
  await expectJudged();
});

test('a stream that is read from the file answers the same', async () => {
  const { error } = await engine.execute(
    "CREATE STREAM quakes FROM 'quakes.ndjson' WITH (time = 'time')",
  );
  expect(error).toBeNull();
  await makeViews();
  await expectJudged();
});
