import { openBenchEngine } from '../nexmark/event-log.ts';

const runs = 3;

/** Seconds from the opening of an engine on a directory until its views answer: the best of three. */
export async function timeStart(directory: string): Promise<number> {
  let seconds = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run += 1) {
    const startMs = performance.now();
    const engine = await openBenchEngine(directory);
    while (!engine.readiness().ready) await new Promise((resolve) => setTimeout(resolve, 1));
    seconds = Math.min(seconds, (performance.now() - startMs) / 1000);
    await engine.close();
  }
  return seconds;
}
