import type { LogRecord, Partition } from '../../src/log/api.ts';
import { compared, type Measurement, percentile } from '../measurement.ts';
import { bareAppends } from './bare-files.ts';
import { benchRecord, openBenchLog, recordBytes } from './bench-log.ts';

const warmUpSeconds = 1;
const seconds = 5;
/** Bytes of the block that the bare loop writes in the place of what all producers send at once. */
const blockBytes = 100_000;

/** 1,000 producers, each sending one record and waiting for its acknowledgement. */
export async function appendSingle(
  directory: string,
  say: (line: string) => void,
): Promise<readonly Measurement[]> {
  say('1,000 producers of one record at a time …');
  const { perSecond, p99Ms } = await producers(directory, 1000, 1);
  const bare = await bareAppends(directory, blockBytes, 2);
  const loop = 'a writev of 1,000 records and an fdatasync, in a loop';
  return [
    compared(figure('append-single', perSecond, 'records/s'), loop, bare.perSecond * 1000),
    compared(figure('append-single-p99', p99Ms, 'ms'), loop, bare.p99Ms),
  ];
}

/** 100 producers, each sending 100 records and waiting for their acknowledgement. */
export async function appendBatch(
  directory: string,
  say: (line: string) => void,
): Promise<readonly Measurement[]> {
  say('100 producers of 100 records at a time …');
  const { perSecond, p99Ms } = await producers(directory, 100, 100);
  const bare = await bareAppends(directory, blockBytes * 10, 2);
  const loop = 'a writev of 10,000 records and an fdatasync, in a loop';
  return [
    compared(figure('append-batch', perSecond, 'records/s'), loop, bare.perSecond * 10_000),
    compared(figure('append-batch-p99', p99Ms, 'ms'), loop, bare.p99Ms),
  ];
}

type Reached = { readonly perSecond: number; readonly p99Ms: number };

/** One durable partition, producers in this process; records are made before the time runs. */
async function producers(directory: string, count: number, records: number): Promise<Reached> {
  const log = await openBenchLog(directory);
  const topic = await log.createTopic('appends');
  const partition = topic.partitions[0] as Partition;
  const made = Array.from({ length: count }, (_, p) =>
    Array.from({ length: records }, (_, r) => benchRecord(p * records + r, recordBytes)),
  );
  await produce(partition, made, warmUpSeconds);
  const reached = await produce(partition, made, seconds);
  await log.close();
  return reached;
}

async function produce(
  partition: Partition,
  made: readonly (readonly LogRecord[])[],
  forSeconds: number,
): Promise<Reached> {
  const times: number[] = [];
  const startMs = performance.now();
  const endMs = startMs + forSeconds * 1000;
  let acknowledged = 0;
  const producer = async (records: readonly LogRecord[]): Promise<void> => {
    for (let nowMs = performance.now(); nowMs < endMs; ) {
      await partition.appendRecords(records);
      acknowledged += records.length;
      const sinceMs = nowMs;
      nowMs = performance.now();
      times.push(nowMs - sinceMs);
    }
  };
  await Promise.all(made.map(producer));
  const elapsed = (performance.now() - startMs) / 1000;
  return { perSecond: acknowledged / elapsed, p99Ms: percentile(times, 0.99) };
}

function figure(name: string, value: number, unit: string): Measurement {
  return { suite: 'log', name, value, unit };
}
