import { openBenchLog } from './bench-log.ts';

/** Opens the log of a directory and tells by how many KiB the process has grown. */
async function main(directory: string): Promise<void> {
  // What the first log of a process takes is none of the partitions'.
  await (await openBenchLog(`${directory}/first`)).close();
  const before = residentKibibytes();
  const log = await openBenchLog(directory);
  process.send?.(residentKibibytes() - before);
  await log.close();
}

function residentKibibytes(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss() / 1024;
}

await main(process.argv[2] ?? '');
