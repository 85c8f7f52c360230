import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Random } from '../../src/common/random.ts';
import type { Durability, Log, Partition } from '../../src/log/api.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { countFrom, numberedBodies, numberedRows, readNumbers } from '../support/numbered-rows.ts';
import { SimulatedDisk } from '../support/simulated-disk.ts';
import { openTestLog, partitionOf, unmergedBodies } from '../support/test-log.ts';

/** Row counts that lead to batches of all kinds: tiny, merged, one of many blocks, larger than a segment. */
const rows = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 10, max: 2000 }));

const command = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('append'),
      sizes: fc.array(rows, { minLength: 1, maxLength: 6 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('read'),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      bytesMax: fc.integer({ min: 1, max: 40_000 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('reopen', 'kill', 'cutPower', 'advance', 'dieAlone', 'dieWithPower'),
    }),
  },
);

type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

/**
 * The log beside its model: numbers counted up. `acknowledged` rows must be there; of those that
 * were under way at a crash, some first appends may be.
 */
class ModelledLog {
  readonly #disk: SimulatedDisk;
  readonly #durability: Durability;
  readonly #clock = new ManualClock();
  readonly #merges: boolean;
  #log: Log;
  #partition: Partition;
  readonly #lines: string[] = [];
  #acknowledged = 0;
  /** Rows that survive a cut of power. */
  #durable = 0;

  private constructor(
    disk: SimulatedDisk,
    durability: Durability,
    merges: boolean,
    log: Log,
    partition: Partition,
  ) {
    this.#disk = disk;
    this.#durability = durability;
    this.#merges = merges;
    this.#log = log;
    this.#partition = partition;
  }

  static async start(seed: number, durability: Durability, merges: boolean): Promise<ModelledLog> {
    const disk = new SimulatedDisk(new Random(BigInt(seed)));
    const log = await openTestLog(disk.disk);
    const partition = await partitionOf(log, 't', durability);
    const modelled = new ModelledLog(disk, durability, merges, log, partition);
    await modelled.#reopen();
    return modelled;
  }

  async run(step: Command): Promise<void> {
    if ('sizes' in step) return this.#append(step.sizes);
    if ('at' in step) return this.#read(step.at, step.bytesMax);
    switch (step.kind) {
      case 'reopen':
        return this.#reopen();
      case 'advance':
        this.#clock.advance(2000);
        await turns();
        this.#durable = this.#acknowledged;
        return;
      case 'dieAlone':
        return this.#dieWriting('kill');
      case 'dieWithPower':
        return this.#dieWriting('cutPower');
      default:
        return this.#crash(step.kind === 'kill' ? 'kill' : 'cutPower', []);
    }
  }

  async check(): Promise<void> {
    expect(this.#lines.filter((line) => /damaged|missing/.test(line))).toEqual([]);
    expect(this.#partition.endOffset()).toBe(this.#acknowledged);
    expect(await readNumbers(this.#partition, 0, 20_000)).toEqual(countFrom(0, this.#acknowledged));
  }

  #start(sizes: readonly number[]): { readonly ends: number[]; readonly done: Promise<unknown>[] } {
    const ends: number[] = [];
    let next = this.#acknowledged;
    const done = sizes.map((size) => {
      next += size;
      ends.push(next);
      return this.#partition.append(numberedRows(next - size, size));
    });
    return { ends, done };
  }

  async #append(sizes: readonly number[]): Promise<void> {
    const { ends, done } = this.#start(sizes);
    expect(await Promise.all(done)).toEqual(
      ends.map((end, index) => ({ first: end - (sizes[index] as number), last: end - 1 })),
    );
    this.#acknowledged = ends.at(-1) as number;
    if (this.#durability === 'durable') this.#durable = this.#acknowledged;
  }

  async #read(at: number, bytesMax: number): Promise<void> {
    const offset = Math.floor(at * this.#acknowledged);
    const { batches } = await this.#partition.read(offset, bytesMax);
    if (offset === this.#acknowledged) return expect(batches).toEqual([]);
    const [first] = batches;
    expect(first?.baseOffset).toBeLessThanOrEqual(offset);
    expect((first?.baseOffset ?? 0) + (first?.rows ?? 0)).toBeGreaterThan(offset);
    const bytes = batches.reduce((sum, batch) => sum + batch.bodyBytes, 0);
    if (batches.length > 1) expect(bytes).toBeLessThanOrEqual(bytesMax);
    expect(await readNumbers(this.#partition, offset, bytesMax)).toEqual(
      countFrom(offset, this.#acknowledged - offset),
    );
  }

  async #reopen(): Promise<void> {
    await this.#log.close();
    await this.#open();
    this.#durable = this.#acknowledged;
  }

  async #dieWriting(crash: 'kill' | 'cutPower'): Promise<void> {
    const before = this.#disk.calls;
    this.#disk.fault = ({ number }) => {
      if (number === before + 3) this.#disk.kill();
      return null;
    };
    const { ends, done } = this.#start([5, 700, 3]);
    await Promise.allSettled(done);
    await this.#crash(crash, ends);
  }

  async #crash(crash: 'kill' | 'cutPower', under: readonly number[]): Promise<void> {
    this.#disk[crash]();
    this.#disk.fault = () => null;
    await this.#open();
    const found = this.#partition.endOffset();
    const least = crash === 'kill' ? this.#acknowledged : this.#durable;
    expect(found).toBeGreaterThanOrEqual(least);
    if (found > this.#acknowledged) expect(under).toContain(found);
    this.#acknowledged = found;
    this.#durable = found;
  }

  async #open(): Promise<void> {
    this.#log = await openTestLog(this.#disk.disk, {
      clock: this.#clock,
      segmentBytesMax: 10_000,
      bodies: this.#merges ? numberedBodies : unmergedBodies,
      report: (line) => this.#lines.push(line),
    });
    this.#partition = await partitionOf(this.#log, 't', this.#durability);
  }
}

function turns(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

test('any sequence of appends, reads, reopenings and crashes is as a list of numbers', async () => {
  const scenario = fc.record({
    seed: fc.integer({ min: 0, max: 1_000_000 }),
    durability: fc.constantFrom<Durability>('durable', 'relaxed'),
    merges: fc.boolean(),
    commands: fc.array(command, { maxLength: 25 }),
  });
  await fc.assert(
    fc.asyncProperty(scenario, async ({ seed, durability, merges, commands }) => {
      const log = await ModelledLog.start(seed, durability, merges);
      for (const step of commands) await log.run(step);
      await log.check();
    }),
    { numRuns: 150 },
  );
});
