import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Batch } from '../../src/data/batch.ts';
import { formatDatum } from '../../src/data/text-output.ts';
import { datumAt } from '../../src/data/vector-datum.ts';
import { RecordingSink } from '../support/recording-sink.ts';
import { RowSum } from '../support/row-sum.ts';
import { TestEngine } from '../support/test-engine.ts';

const folder = new URL('.', import.meta.url);

const queries = readdirSync(new URL('queries/', folder))
  .filter((name) => name.endsWith('.sql'))
  .map((name) => name.slice(0, -'.sql'.length));

/** Names in the summary of answers that exist in several variants. */
const variants: Readonly<Record<string, string>> = {
  q4: 'q4_trunc',
  q6: 'q6_std_trunc',
  q12: 'q12_eventtime_variant',
};

/** Queries whose groupings all close with a window: their rows come once. */
const final = ['q5', 'q8', 'q11', 'q12'];

/** Milliseconds in which all queries together read all events, on a machine that is busy with other things. */
const patience = 180_000;

/** The side table of q13. */
const sideTable = [
  'CREATE TABLE side (key BIGINT PRIMARY KEY, value TEXT)',
  'INSERT INTO side SELECT n, n::TEXT FROM generate_series(0, 9999) AS s(n)',
];

/** The answers' row counts and hashes, by query. */
const summary = new Map(
  readFileSync(new URL('results/SUMMARY.tsv', folder), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split('\t') as [string, string, string])
    .map(([query, rows, hash]) => [query, `${rows} rows, ${hash}`]),
);

function sqlOf(query: string): string {
  return readFileSync(new URL(`queries/${query}.sql`, folder), 'utf8');
}

/** A row as the golden files write it: times in milliseconds, NUMERIC with its scale. */
function printRow({ schema, columns }: Batch, row: number): string {
  return columns
    .map((vector, c) => {
      const type = schema.fields[c]?.type;
      if (type === undefined) throw new Error('a column without a field');
      const datum = datumAt(vector, type, row);
      if (datum === null) return '';
      return type.kind === 'timestamp' ? String(Number(datum) / 1000) : formatDatum(type, datum);
    })
    .join('|');
}

function digest(lines: readonly string[]): string {
  const hash = createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
  return `${lines.length} rows, ${hash}`;
}

/** Where there is a file, its lines: they tell more than a hash. */
function expectAnswer(query: string, lines: readonly string[]): void {
  const name = variants[query] ?? query;
  const file = new URL(`results/${name}.psv`, folder);
  if (existsSync(file)) {
    expect(lines).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
  }
  expect(digest(lines)).toBe(summary.get(name));
}

describe.each([1, 4])('%i partitions', (partitions) => {
  let engine: TestEngine;
  const followers = new Map<string, RecordingSink>();

  async function follow(query: string, emit: string, mode: 'changes' | 'append'): Promise<void> {
    const sink = new RecordingSink();
    const sql = `${sqlOf(query)} ${emit}`;
    await engine.subscribe({ sql, mode, from: 'snapshot', progressMs: 1000 }, sink);
    followers.set(sql, sink);
  }

  async function expectFollowed(query: string, emit: string): Promise<void> {
    const sink = followers.get(`${sqlOf(query)} ${emit}`);
    if (sink === undefined) throw new Error(`nobody follows ${query}`);
    await engine.clock.until(sink.over());
    const sum = new RowSum(printRow);
    for (const event of sink.take()) {
      if (event.kind === 'error') throw event.error;
      if (event.kind === 'snapshot' || event.kind === 'changes') sum.add(event.batch);
    }
    expectAnswer(query, sum.lines());
  }

  /** Subscribes before the generators have made their rows: the answers grow epoch by epoch. */
  beforeAll(async () => {
    engine = await TestEngine.open();
    for (const kind of ['person', 'auction', 'bid']) {
      const options = `kind = '${kind}', events = 100000, rate = 1000, partitions = ${partitions}`;
      const sql = `CREATE STREAM ${kind} WITH (connector = 'nexmark', ${options})`;
      expect((await engine.execute(sql)).error).toBeNull();
    }
    for (const sql of sideTable) expect((await engine.execute(sql)).error).toBeNull();
    for (const query of queries) await follow(query, 'EMIT CHANGES', 'changes');
    for (const query of final) await follow(query, 'EMIT FINAL', 'append');
  }, patience);

  afterAll(() => engine.close());

  test.each(queries)(
    '%s as it changes',
    (query) => expectFollowed(query, 'EMIT CHANGES'),
    patience,
  );

  test.each(final)(
    '%s when its windows close',
    (query) => expectFollowed(query, 'EMIT FINAL'),
    patience,
  );

  test.each(queries)(
    '%s at once',
    async (query) => {
      const { results, error } = await engine.execute(sqlOf(query));
      expect(error).toBeNull();
      const sum = new RowSum(printRow);
      for (const batch of results[0]?.batches ?? []) sum.add(batch);
      expectAnswer(query, sum.lines());
    },
    patience,
  );
});
