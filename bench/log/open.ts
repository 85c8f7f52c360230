import { fork } from 'node:child_process';
import { copyFileSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Partition } from '../../src/log/api.ts';
import { compared, type Measurement } from '../measurement.ts';
import { bareRead, filesUnder } from './bare-files.ts';
import { benchRecord, openBenchLog } from './bench-log.ts';

const partitions = 1000;

/** Opening 1,000 partitions with some rows each, after they were closed in order. */
export async function openPartitions(
  directory: string,
  say: (line: string) => void,
): Promise<readonly Measurement[]> {
  say('opening 1,000 partitions …');
  await fillPartitions(directory, 10);
  const bare = await bareRead(directory);
  const startMs = performance.now();
  const log = await openBenchLog(directory);
  const seconds = (performance.now() - startMs) / 1000;
  await log.close();
  const figure = { suite: 'log', name: 'open-1000-partitions', value: seconds, unit: 's' };
  return [compared(figure, 'bare reads of the same files', bare)];
}

/** Recovering 64 MiB of which nothing is known to be on disk: every byte is read and checked. */
export async function recoverTail(
  directory: string,
  say: (line: string) => void,
): Promise<readonly Measurement[]> {
  say('recovering 64 MiB …');
  const log = await openBenchLog(directory);
  const partition = (await log.createTopic('tail')).partitions[0] as Partition;
  const mark = filesUnder(directory).find((path) => basename(path) === 'mark');
  if (mark === undefined) throw new Error('a partition has a mark');
  copyFileSync(mark, `${directory}/mark`);
  const records = Array.from({ length: 1000 }, (_, n) => benchRecord(n));
  while (partition.bytes() < 64 * 1024 * 1024) await partition.appendRecords(records);
  await log.close();
  // As if the power had gone before anything of it was noted.
  for (const path of filesUnder(directory)) {
    if (/\.(index|state)$/.test(path)) rmSync(path);
  }
  copyFileSync(`${directory}/mark`, mark);
  const bare = await bareRead(directory);
  const startMs = performance.now();
  const again = await openBenchLog(directory);
  const seconds = (performance.now() - startMs) / 1000;
  const rows = again.topic('tail')?.partitions[0]?.endOffset();
  await again.close();
  if (rows !== partition.endOffset()) throw new Error(`${rows} rows were recovered`);
  const figure = { suite: 'log', name: 'recover-64MiB', value: seconds, unit: 's' };
  return [compared(figure, 'bare reads of the same files', bare)];
}

/** Memory of an open partition that nobody uses: what a process grows by when it opens 1,000. */
export async function idlePartition(
  directory: string,
  say: (line: string) => void,
): Promise<readonly Measurement[]> {
  say('1,000 idle partitions …');
  await fillPartitions(directory, 1);
  const kibibytes = await measureIdle(directory);
  const value = kibibytes / partitions;
  return [{ suite: 'log', name: 'idle-partition', value, unit: 'KiB' }];
}

async function fillPartitions(directory: string, records: number): Promise<void> {
  const log = await openBenchLog(directory);
  const topic = await log.createTopic('many', { partitions });
  const made = Array.from({ length: records }, (_, n) => benchRecord(n));
  for (const partition of topic.partitions) await partition.appendRecords(made);
  await log.close();
}

/** In a process of its own, whose memory nothing else has used. */
function measureIdle(directory: string): Promise<number> {
  const entry = fileURLToPath(new URL('./idle-process.ts', import.meta.url));
  const child = fork(entry, [directory], { execArgv: ['--expose-gc', '--import', 'tsx'] });
  return new Promise((resolve, reject) => {
    child.once('message', (kibibytes) => resolve(Number(kibibytes)));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the process ended with ${code}`)));
  });
}
