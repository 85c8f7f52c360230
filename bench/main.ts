import { writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { BenchOptions, Measurement, NexmarkMeasurement, Suite } from './measurement.ts';
import { tableText } from './table-text.ts';

const suites: Readonly<Record<string, () => Promise<Suite>>> = {
  nexmark: async () => (await import('./suites/nexmark.ts')).nexmark,
  baseline: async () => (await import('./suites/baseline.ts')).baseline,
  latency: async () => (await import('./suites/latency.ts')).latency,
  ingest: async () => (await import('./suites/ingest.ts')).ingest,
  replay: async () => (await import('./suites/replay.ts')).replay,
  log: async () => (await import('./suites/log.ts')).log,
  start: async () => (await import('./suites/start.ts')).start,
};

const usage = `usage: npm run bench -- SUITE [--json] [options]

suites
  nexmark    events/s of Nexmark queries over events already in the log
             --queries q0,q5  --events 10000000  --rate 100000  --workers 1
  baseline   the same queries beside a plain JavaScript loop over row objects
  latency    acknowledged insert to WebSocket frame, at two rates
  ingest     JSON rows/s over HTTP beside JSON.parse of the same bytes
  replay     rows/s of a view that is rebuilt from many small writes, beside one large write
  log        appends, reads, opening and recovery of the log beside bare calls of the file system
             --beside kafka  (a broker from ../shared/peers on the same machine)
  start      process start to ready, server and demo; shell to prompt
  all        all of them

With --json stdout has one object a line and nothing else (run it with npm run --silent).
`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      queries: { type: 'string' },
      events: { type: 'string' },
      rate: { type: 'string' },
      workers: { type: 'string' },
      beside: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const [suite, ...others] = positionals;
  const names = suite === 'all' ? Object.keys(suites) : [suite ?? ''];
  if (values.help || others.length > 0 || names.some((name) => suites[name] === undefined)) {
    writeSync(2, usage);
    return values.help ? 0 : 2;
  }
  for (const name of names) {
    const measured: (Measurement | NexmarkMeasurement)[] = [];
    const options: BenchOptions = {
      queries: values.queries?.split(',') ?? null,
      events: numberOf(values.events),
      rate: numberOf(values.rate),
      workers: numberOf(values.workers),
      beside: values.beside ?? null,
      json: values.json,
      emit: (measurement) => {
        if (values.json) writeSync(1, `${JSON.stringify(measurement)}\n`);
        else measured.push(measurement);
      },
      say: (line) => writeSync(2, `${line}\n`),
    };
    const run = await suites[name]?.();
    await run?.(options);
    if (!values.json) writeSync(1, tableText(measured));
  }
  return 0;
}

function numberOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text.replaceAll('_', ''));
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`not a number above 0: ${text}`);
}

process.exitCode = await main().catch((error: unknown) => {
  writeSync(2, `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return 2;
});
