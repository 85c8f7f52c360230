import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Random } from '../../src/common/random.ts';
import { SqlError } from '../../src/common/sql-error.ts';
import type { Log, Partition, StoredBatch } from '../../src/log/api.ts';
import { recordsOf } from '../../src/log/clients/read-records.ts';
import { textRecords } from '../support/log-records.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { SimulatedDisk } from '../support/simulated-disk.ts';
import { openTestLog } from '../support/test-log.ts';

const settings = { partitions: 1, segmentBytesMax: 1200, compression: 'lz4' } as const;
/** Larger ones are not read with their neighbours, but when they are asked for. */
const largeBytes = 200_000;

/** The value of the row at an offset. */
function textAt(offset: number): string {
  const isLarge = offset % 41 === 40;
  return `${offset} ${isLarge ? 'x'.repeat(largeBytes) : 'of a row'}`;
}

function partitionOf(log: Log): Partition | null {
  return log.topic('t')?.partitions[0] ?? null;
}

/** Everybody at work on one topic, while it is rewritten in the background. */
class Race {
  readonly #log: Log;
  readonly #random: Random;
  readonly #clock: ManualClock;
  #isOver = false;
  /** Of how many topics of the name it is. */
  #topic = 0;

  constructor(log: Log, random: Random, clock: ManualClock) {
    this.#log = log;
    this.#random = random;
    this.#clock = clock;
  }

  async run(turns: number): Promise<void> {
    const work = [this.#append(), this.#read(), this.#read(), this.#hold(), this.#change()];
    for (let turn = 0; turn < turns; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      this.#clock.advance(this.#random.nextIntBelow(40));
    }
    this.#isOver = true;
    await Promise.all(work);
  }

  async #untilOver(step: () => Promise<void>): Promise<void> {
    while (!this.#isOver) {
      const topic = this.#topic;
      await step().catch((error: unknown) => {
        // It was deleted meanwhile.
        const isGone = error instanceof SqlError && error.code === '42704';
        if (!isGone || topic === this.#topic) throw error;
      });
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #append(): Promise<void> {
    return this.#untilOver(async () => {
      const partition = partitionOf(this.#log);
      if (partition === null) return;
      const first = partition.endOffset();
      const texts = Array.from({ length: 1 + this.#random.nextIntBelow(4) }, (_, n) =>
        textAt(first + n),
      );
      const appended = texts.map((text) => partition.appendRecords(textRecords(text)));
      expect((await appended[0])?.first).toBe(first);
      await Promise.all(appended);
    });
  }

  /** From anywhere on, without a gap. */
  #read(): Promise<void> {
    return this.#untilOver(async () => {
      const partition = partitionOf(this.#log);
      if (partition === null) return;
      const end = partition.endOffset();
      const from =
        partition.startOffset() + this.#random.nextIntBelow(end - partition.startOffset() + 1);
      const { batches, nextOffset } = await partition.read(from, this.#random.nextIntBelow(5000));
      let next = from;
      for (const batch of batches) next = await this.#check(batch, next, partition);
      if (from < end && next < nextOffset) expect(partition.startOffset()).toBeGreaterThan(from);
    });
  }

  /** What was found is read long after, when its segment was replaced or is gone. */
  #hold(): Promise<void> {
    return this.#untilOver(async () => {
      const partition = partitionOf(this.#log);
      if (partition === null) return;
      const { batches } = await partition.read(partition.startOffset(), 3000);
      const turns = this.#random.nextIntBelow(40);
      for (let turn = 0; turn < turns; turn += 1) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      let next: number | null = null;
      for (const batch of batches)
        next = await this.#check(batch, next ?? batch.baseOffset, partition);
    });
  }

  async #check(batch: StoredBatch, from: number, partition: Partition): Promise<number> {
    let next = from;
    for (const { offset, value } of await recordsOf(batch, from)) {
      if (offset !== next) expect(partition.startOffset()).toBeGreaterThan(next);
      expect(Buffer.from(value ?? []).toString() === textAt(offset), `row ${offset}`).toBe(true);
      next = offset + 1;
    }
    return next;
  }

  #change(): Promise<void> {
    return this.#untilOver(async () => {
      for (let turn = 0; turn < 10; turn += 1) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      const partition = partitionOf(this.#log);
      const what = this.#random.nextIntBelow(12);
      if (partition === null) await this.#log.createTopic('t', settings);
      else if (what === 0) {
        this.#topic += 1;
        await this.#log.deleteTopic('t');
      } else if (what < 4) {
        const rows = partition.endOffset() - partition.startOffset();
        await partition.truncateBefore(
          partition.startOffset() + this.#random.nextIntBelow(rows + 1),
        );
      } else if (what < 6) {
        const retentionBytes = this.#random.nextIntBelow(2) === 0 ? null : 20_000;
        await this.#log.alterTopic('t', { retentionBytes });
      }
    });
  }
}

/** Files of segments that nobody holds any more are closed once that is noticed. */
async function closedAll(disk: SimulatedDisk): Promise<void> {
  for (let turn = 0; turn < 200 && disk.openFiles.length > 0; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(disk.openFiles).toEqual([]);
}

test('whatever is appended, truncated, altered and deleted while segments are rewritten, readers see every row', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 1_000_000 }), async (seed) => {
      const random = new Random(BigInt(seed));
      const disk = new SimulatedDisk(random);
      const clock = new ManualClock();
      const lines: string[] = [];
      const open = (): Promise<Log> =>
        openTestLog(disk.disk, { clock, report: (line) => lines.push(line) });
      for (let life = 0; life < 2; life += 1) {
        const log = await open();
        await new Race(log, random, clock).run(400);
        await log.close();
        await closedAll(disk);
        expect(clock.pending).toBe(0);
      }
      expect(lines).toEqual([]);
    }),
    { numRuns: 10, examples: [[13]] },
  );
}, 60_000);
