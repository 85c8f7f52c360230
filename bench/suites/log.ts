import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appendBatch, appendSingle } from '../log/append.ts';
import { besideKafka } from '../log/beside-kafka.ts';
import { idlePartition, openPartitions, recoverTail } from '../log/open.ts';
import { readColumns, readRecords } from '../log/read.ts';
import type { Measurement, Suite } from '../measurement.ts';

/** A part of the suite: measures in a directory of its own. */
export type LogBench = (
  directory: string,
  say: (line: string) => void,
) => Promise<readonly Measurement[]>;

const parts: readonly LogBench[] = [
  appendSingle,
  appendBatch,
  readRecords,
  readColumns,
  openPartitions,
  recoverTail,
  idlePartition,
];

/**
 * The log alone: appends of 1,000 and of 100 producers, catching up, opening, recovering; each
 * beside bare calls of the file system in the same run, and a Kafka broker when asked for.
 */
export const log: Suite = async (options) => {
  for (const part of parts) {
    const directory = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
    try {
      for (const measurement of await part(directory, options.say)) options.emit(measurement);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }
  if (options.beside === 'kafka') await besideKafka(options);
};
