import { crc32c } from '@node-rs/crc32';
import { expect, test } from 'vitest';
import { Random } from '../../src/common/random.ts';
import { SqlError } from '../../src/common/sql-error.ts';
import type { Log, Partition } from '../../src/log/api.ts';
import { plainBatch } from '../../src/log/format/batch-head.ts';
import { listSegments } from '../../src/log/segment/list-segments.ts';
import { removeSegments } from '../../src/log/segment/remove-segments.ts';
import { SegmentFileWriter } from '../../src/log/segment/segment-file-writer.ts';
import { decodeTopicMeta } from '../../src/log/topic/topic-meta.ts';
import { numberedRows } from '../support/numbered-rows.ts';
import { SimulatedDisk } from '../support/simulated-disk.ts';
import { openTestLog, partitionOf, unmergedBodies } from '../support/test-log.ts';

const directory = '/data/topics/1/0';
const startOffset = 7;
const rowsPerBatch = 5;
const endOffset = 300;
/** Offsets of the batch that was dropped when two segments were rewritten. */
const gap = { from: 40, to: 45 };

/** A partition with files of every kind: segments and indexes, rewritten ones too, mark, state, start. */
async function filledDisk(): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk(new Random(1n));
  const log = await openTestLog(disk.disk, { segmentBytesMax: 3000, bodies: unmergedBodies });
  const partition = await partitionOf(log);
  for (let at = 0; at < endOffset; at += rowsPerBatch) {
    const producer = { producerId: 3, epoch: 0, sequence: at, transactional: false };
    await partition.append({ ...numberedRows(at, rowsPerBatch), producer });
  }
  await partition.truncateBefore(startOffset);
  await log.close();
  await rewriteFirstTwo(disk);
  // Opened and closed once more: the new segment gets its index, and everything is as it stays.
  const again = await openTestLog(disk.disk, { bodies: unmergedBodies });
  await rowsIn(await partitionOf(again));
  await again.close();
  disk.settle();
  return disk;
}

async function rewriteFirstTwo(disk: SimulatedDisk): Promise<void> {
  const topic = decodeTopicMeta(disk.content('/data/topics/1/topic'), 'topic');
  const partitionSalt = crc32c('0', topic?.salt ?? 0);
  const options = { disk: disk.disk, directory, partitionSalt, report: () => {} };
  const segments = await listSegments(options);
  const rangeEnd = segments[2]?.baseOffset ?? 0;
  const schemas = [new Uint8Array([1, 2, 3])];
  const writer = await SegmentFileWriter.create({
    ...options,
    baseOffset: 0,
    rangeEnd,
    schemas,
    createdMs: 0,
  });
  for (let at = 0; at < rangeEnd; at += rowsPerBatch) {
    const { body, rows, firstTimestampMs, maxTimestampMs } = numberedRows(at, rowsPerBatch);
    const times = { firstTimestampMs, maxTimestampMs };
    const place = { baseOffset: at, endOffset: at + rows, rows, schemaId: 1, group: 1 };
    if (at !== gap.from) await writer.append({ ...plainBatch, ...times, ...place }, body);
  }
  const next = await writer.finish();
  await removeSegments(disk.disk, directory, segments.slice(0, 2), next);
}

type Found = {
  readonly rows: readonly number[];
  /** Offsets whose reading failed. */
  readonly failed: readonly number[];
};

/** All rows by reading on from every offset, past errors. */
async function rowsIn(partition: Partition): Promise<Found> {
  const rows: number[] = [];
  const failed: number[] = [];
  let offset = partition.startOffset();
  while (offset < partition.endOffset()) {
    const from = offset;
    try {
      const { batches, nextOffset } = await partition.read(from, 1);
      for (const batch of batches) {
        const body = await batch.body();
        const numbers = new Float64Array(body.buffer, body.byteOffset, batch.rows);
        rows.push(...numbers.subarray(Math.max(0, from - batch.baseOffset)));
      }
      offset = nextOffset;
      if (offset <= from) throw new Error(`no progress at ${from}`);
    } catch (error) {
      if (!(error instanceof SqlError) || error.code !== 'XX001') throw error;
      failed.push(from);
      offset = from + 1;
    }
  }
  return { rows, failed };
}

type Damage = { readonly name: string; readonly apply: (bytes: Uint8Array) => Uint8Array };

function damagesOf(length: number, random: Random): readonly Damage[] {
  const at = (): number => random.nextIntBelow(length);
  const damages: Damage[] = [];
  for (let i = 0; i < 25; i += 1) {
    const [byte, bit] = [at(), random.nextIntBelow(8)];
    damages.push({
      name: `bit ${bit} of byte ${byte} flipped`,
      apply: (bytes) => bytes.fill((bytes[byte] as number) ^ (1 << bit), byte, byte + 1),
    });
  }
  for (let i = 0; i < 8; i += 1) {
    const [cut, from, other] = [at(), at() & ~511, at() & ~511];
    damages.push({ name: `cut at ${cut}`, apply: (bytes) => bytes.slice(0, cut) });
    damages.push({ name: `zeros from ${from}`, apply: (bytes) => bytes.fill(0, from, from + 512) });
    damages.push({
      name: `blocks ${from} and ${other} swapped`,
      apply: swapping(from, other, 512),
    });
    const [batch, second] = [random.nextIntBelow(20), random.nextIntBelow(20)];
    damages.push({
      name: `batches ${batch} and ${second} swapped`,
      apply: swapping(length - 128 * (batch + 1), length - 128 * (second + 1), 128),
    });
  }
  return damages;
}

function swapping(from: number, other: number, size: number): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => {
    if (Math.min(from, other) < 0 || Math.max(from, other) + size > bytes.length) return bytes;
    const one = bytes.slice(from, from + size);
    bytes.copyWithin(from, other, other + size);
    bytes.set(one, other);
    return bytes;
  };
}

async function check(log: Log, lines: readonly string[]): Promise<void> {
  const partition = await partitionOf(log);
  const told = lines.join('\n');
  if (partition.endOffset() !== endOffset) expect(told).toMatch(/torn tail|lost|missing/);
  const { rows, failed } = await rowsIn(partition);
  // Never a wrong row: ascending, and each at its own offset.
  expect(rows).toEqual([...new Set(rows)].toSorted((a, b) => a - b));
  const seen = new Set([...rows, ...failed]);
  for (let offset = startOffset; offset < partition.endOffset(); offset += 1) {
    if (offset >= gap.from && offset < gap.to) expect(rows).not.toContain(offset);
    else expect(seen, `offset ${offset} is passed over silently`).toContain(offset);
  }
  const isForgotten = rows.some((row) => row < startOffset);
  if (isForgotten) expect(told).toContain('start: damaged');
  const end = partition.endOffset();
  expect(await partition.append(numberedRows(end, 2))).toEqual({ first: end, last: end + 1 });
  expect((await partition.read(end, 1)).batches[0]?.baseOffset).toBe(end);
}

test('whatever happens to one file, no wrong row is read and none is passed over silently', async () => {
  const disk = await filledDisk();
  const files = disk.files();
  const whole = new Map(files.map((path) => [path, disk.content(path)]));
  const kinds = new Set(files.map((path) => path.replace(/^.*[/.]/, '')));
  expect([...kinds].toSorted()).toEqual([
    'copy',
    'index',
    'log',
    'mark',
    'start',
    'state',
    'topic',
  ]);
  const random = new Random(9n);
  for (const path of files) {
    const content = whole.get(path) as Uint8Array;
    for (const { name, apply } of damagesOf(content.length, random)) {
      const damaged = new SimulatedDisk(new Random(2n));
      await restore(damaged, whole);
      damaged.overwrite(path, apply(content.slice()));
      const lines: string[] = [];
      const report = (line: string): void => void lines.push(line);
      const log = await openTestLog(damaged.disk, { bodies: unmergedBodies, report }).catch(
        (error: unknown) => {
          // A topic that cannot be known is refused, and so is what may be of a newer version.
          expect(error, `${path}: ${name}`).toMatchObject({ code: /^(XX001|55000)$/ });
          return null;
        },
      );
      if (log === null) continue;
      await check(log, lines).catch((error: unknown) => {
        throw new Error(`${path}: ${name}: ${String(error)}\n${lines.join('\n')}`);
      });
      await log.close();
    }
  }
}, 60_000);

async function restore(disk: SimulatedDisk, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await disk.disk.makeDirectory(directory);
  for (const [path, content] of files) {
    const file = await disk.disk.open(path, 'create');
    await file.write([content], 0);
    await file.close();
  }
  disk.settle();
}
