import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compared, type Suite } from '../measurement.ts';
import { Digest } from '../nexmark/digest.ts';
import { fillStreams, openBenchEngine } from '../nexmark/event-log.ts';
import { batchOfRows, makeBids, plainQueries } from '../nexmark/plain-loops.ts';
import { queryText } from '../nexmark/query-text.ts';
import { runQuery } from '../nexmark/run-query.ts';

const eventsDefault = 1_000_000;
const rateDefault = 100_000;
const runs = 3;

/**
 * Nexmark queries beside a plain JavaScript loop over an array of row objects that is in memory
 * already; Millrace reads its rows from the log. The best of three runs each, in turns, and the
 * answers of both must have the same digest.
 */
export const baseline: Suite = async (options) => {
  const events = options.events ?? eventsDefault;
  const rate = options.rate ?? rateDefault;
  const queries = options.queries ?? Object.keys(plainQueries);
  const directory = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  try {
    options.say(`making ${events} events …`);
    const engine = await openBenchEngine(directory);
    await fillStreams(engine, ['bid'], events, rate);
    const bids = makeBids(events, rate);
    for (const query of queries) {
      const plain = plainQueries[query];
      if (plain === undefined) throw new Error(`no plain loop for ${query}`);
      let plainSeconds = Number.POSITIVE_INFINITY;
      let seconds = Number.POSITIVE_INFINITY;
      for (let i = 0; i < runs; i += 1) {
        const startMs = performance.now();
        plain.run(bids);
        plainSeconds = Math.min(plainSeconds, (performance.now() - startMs) / 1000);
        const run = await runQuery(engine, queryText(query), () => undefined);
        seconds = Math.min(seconds, run.seconds);
      }
      const expected = new Digest();
      expected.add(batchOfRows(plain, plain.run(bids)));
      const answered = new Digest();
      await runQuery(engine, queryText(query), (batch) => answered.add(batch));
      const same = expected.text() === answered.text();
      options.say(`${query}: ${same ? 'same answer' : 'THE ANSWERS DIFFER'} (${expected.text()})`);
      options.emit(
        compared(
          { suite: 'baseline', name: query, value: events / seconds, unit: 'events/s' },
          'plain JavaScript',
          events / plainSeconds,
        ),
      );
    }
    await engine.close();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};
