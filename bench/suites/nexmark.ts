import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Engine } from '../../src/engine/api.ts';
import type { NexmarkMeasurement, Suite } from '../measurement.ts';
import { fillStreams, openBenchEngine } from '../nexmark/event-log.ts';
import { expectedDigest } from '../nexmark/expected-digests.ts';
import { knownQueries, queryText, readsSide, sideTable, streamsOf } from '../nexmark/query-text.ts';

const run = promisify(execFile);
const child = fileURLToPath(new URL('../nexmark/query-process.ts', import.meta.url));

const queriesDefault = ['q0', 'q1', 'q2', 'q5', 'q7'];
const eventsDefault = 10_000_000;
const rateDefault = 100_000;

/**
 * Events per second of Nexmark queries over events that are in the log: read through the same
 * reader as any query, checksums on, each in a process of its own. A second, untimed run folds
 * every output value into a digest.
 */
export const nexmark: Suite = async (options) => {
  const queries = options.queries ?? queriesDefault;
  const events = options.events ?? eventsDefault;
  const rate = options.rate ?? rateDefault;
  const unknown = queries.filter((query) => !knownQueries().includes(query));
  if (unknown.length > 0) {
    throw new Error(
      `no such query: ${unknown.join(', ')} (there are ${knownQueries().join(', ')})`,
    );
  }
  if ((options.workers ?? 1) !== 1) options.say('queries run on one thread: --workers is ignored');
  const directory = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  try {
    options.say(`making ${events} events at ${rate} per second of event time …`);
    const streams = [...new Set(queries.flatMap((query) => streamsOf(queryText(query))))];
    const engine = await openBenchEngine(directory);
    await fillStreams(engine, streams, events, rate);
    if (queries.some((query) => readsSide(queryText(query)))) await makeSide(engine);
    await engine.close();
    for (const query of queries) {
      options.say(`${query} …`);
      const { stdout } = await run(process.execPath, [
        '--import',
        'tsx',
        child,
        directory,
        query,
        String(events),
      ]);
      const { measurement, digest } = JSON.parse(stdout) as {
        measurement: NexmarkMeasurement;
        digest: string;
      };
      const expected = expectedDigest(query, events, rate);
      options.say(`${query}: digest ${digest}${verdict(digest, expected)}`);
      options.emit(measurement);
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

async function makeSide(engine: Engine): Promise<void> {
  for (const sql of sideTable) {
    const { error } = await engine.execute(sql);
    if (error !== null) throw error;
  }
}

function verdict(digest: string, expected: string | null): string {
  if (expected === null) return ', nothing to compare it with at this size';
  return digest === expected ? ', as expected' : `, EXPECTED ${expected}: the answer is wrong`;
}
