import { systemClock } from '../../src/common/clock.ts';
import type { Engine } from '../../src/engine/api.ts';
import { openEngine } from '../../src/engine/open-engine.ts';
import { systemDisk } from '../../src/log/disk/system-disk.ts';

/** Opens an engine of the benchmark's own on a directory. */
export function openBenchEngine(dataDirectory: string): Promise<Engine> {
  return openEngine({
    dataDirectory,
    filesDirectory: dataDirectory,
    disk: systemDisk,
    clock: systemClock,
    report: (line) => process.stderr.write(`${line}\n`),
  });
}

/** Fills streams with the events of a nexmark run; resolves when all of them are in the log. */
export async function fillStreams(
  engine: Engine,
  streams: readonly string[],
  events: number,
  rate: number,
): Promise<void> {
  for (const stream of streams) {
    const { error } = await engine.execute(
      `CREATE STREAM IF NOT EXISTS ${stream}
       WITH (connector = 'nexmark', kind = '${stream}', events = ${events}, rate = ${rate})`,
    );
    if (error !== null) throw error;
  }
  const isFilled = (): boolean =>
    engine
      .relations()
      .every(({ name, status }) => !streams.includes(name) || status === 'finished');
  while (!isFilled()) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
