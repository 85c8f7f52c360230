import type { NexmarkMeasurement } from '../measurement.ts';
import { Digest } from './digest.ts';
import { openBenchEngine } from './event-log.ts';
import { queryText } from './query-text.ts';
import { runQuery } from './run-query.ts';

/**
 * One query in a process of its own: a fresh heap, nothing read before. Arguments: data directory,
 * query, events. Prints the measurement and the digest of a second run as one line of JSON.
 */
const [directory = '', query = '', events = '0'] = process.argv.slice(2);
const engine = await openBenchEngine(directory);
const sql = queryText(query);
// A process makes its parser once, with the first statement: that is no part of a query's time.
await engine.execute('SELECT 1');
const run = await runQuery(engine, sql, () => undefined);
const peakRssBytes = process.resourceUsage().maxRSS * 1024;
const digest = new Digest();
await runQuery(engine, sql, (batch) => digest.add(batch));
await engine.close();
const measurement: NexmarkMeasurement = {
  query,
  events: Number(events),
  seconds: run.seconds,
  eventsPerSecond: Number(events) / run.seconds,
  peakRssBytes,
  stateBytes: run.stateBytes,
  outputRows: run.outputRows,
};
process.stdout.write(`${JSON.stringify({ measurement, digest: digest.text() })}\n`);
