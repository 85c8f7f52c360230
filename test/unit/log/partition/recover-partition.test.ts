import { expect, test } from 'vitest';
import { Random } from '../../../../src/common/random.ts';
import type { Append, Log, Partition } from '../../../../src/log/api.ts';
import { countFrom, numberedRows, readNumbers } from '../../../support/numbered-rows.ts';
import { SimulatedDisk } from '../../../support/simulated-disk.ts';
import { openTestLog, partitionOf, unmergedBodies } from '../../../support/test-log.ts';

const segment = '/data/topics/1/0/00000000000000000000.log';
const index = '/data/topics/1/0/00000000000000000000.index';
const mark = '/data/topics/1/0/mark';

type Opened = {
  readonly partition: Partition;
  readonly lines: readonly string[];
  readonly log: Log;
};

async function reopen(disk: SimulatedDisk): Promise<Opened> {
  const lines: string[] = [];
  const log = await openTestLog(disk.disk, { report: (line) => lines.push(line) });
  return { partition: await partitionOf(log), lines, log };
}

/** Appends groups of appends, each batch on its own, and dies without closing. */
async function killedAfter(
  groups: readonly (readonly Append[])[],
): Promise<{ readonly disk: SimulatedDisk; readonly sizes: readonly number[] }> {
  const disk = new SimulatedDisk(new Random(1n));
  const partition = await partitionOf(await openTestLog(disk.disk, { bodies: unmergedBodies }));
  const sizes: number[] = [];
  for (const group of groups) {
    await Promise.all(group.map((append) => partition.append(append)));
    sizes.push(disk.content(segment).length);
  }
  disk.kill();
  return { disk, sizes };
}

const threeGroups = [
  [numberedRows(0, 4), numberedRows(4, 1)],
  [numberedRows(5, 9)],
  [numberedRows(14, 2), numberedRows(16, 7), numberedRows(23, 1)],
];
/** Offsets at which a batch of the last two groups ends. */
const ends = [5, 14, 16, 23, 24];

test('a tail torn at any byte is cut back to its last whole batch, and appends go on there', async () => {
  const { disk, sizes } = await killedAfter(threeGroups);
  const whole = disk.content(segment);
  const unmarked = disk.content(mark);
  const from = sizes[0] as number;
  for (let length = from; length <= whole.length; length += 1) {
    for (const torn of [whole.slice(0, length), zeroedFrom(whole, length)]) {
      disk.kill();
      disk.overwrite(segment, torn);
      disk.overwrite(mark, unmarked);
      const { partition, lines } = await reopen(disk);
      const kept = partition.endOffset();
      expect(ends, `cut at ${length}`).toContain(kept);
      const bytesBelow = [5, 14].indexOf(kept);
      if (bytesBelow >= 0) expect(sizes[bytesBelow + 1]).toBeGreaterThan(length);
      expect(lines.every((line) => line.includes('torn tail'))).toBe(true);
      await partition.append(numberedRows(kept, 3));
      expect(await readNumbers(partition)).toEqual(countFrom(0, kept + 3));
    }
  }
});

function zeroedFrom(bytes: Uint8Array, length: number): Uint8Array {
  return bytes.slice().fill(0, length);
}

test.each(['killed while syncing', 'a failed sync'] as const)(
  'what recovery kept after %s survives a cut of power',
  async (how) => {
    for (let crash = 0; crash < 10; crash += 1) {
      const disk = new SimulatedDisk(new Random(BigInt(crash)));
      const partition = await partitionOf(await openTestLog(disk.disk));
      await partition.append(numberedRows(0, 10));
      disk.fault = ({ operation }) => {
        if (operation !== 'sync') return null;
        if (how === 'killed while syncing') disk.kill();
        return { code: 'EIO' };
      };
      await expect(partition.append(numberedRows(10, 300))).rejects.toMatchObject({
        code: '58030',
      });
      disk.fault = () => null;
      disk.kill();
      expect((await reopen(disk)).partition.endOffset()).toBe(310);
      disk.cutPower();
      expect(await readNumbers((await reopen(disk)).partition)).toEqual(countFrom(0, 310));
    }
  },
);

test('a flipped bit before a later group is damage: fenced and told, nothing is cut off', async () => {
  const { sizes } = await killedAfter(threeGroups);
  for (let at = sizes[0] as number; at < (sizes[1] as number); at += 1) {
    const { disk } = await killedAfter(threeGroups);
    const whole = disk.content(segment);
    const damaged = whole.slice();
    damaged[at] = (damaged[at] as number) ^ 4;
    disk.overwrite(segment, damaged);
    const { partition, lines } = await reopen(disk);
    const inPadding = lines.length === 0;
    expect(partition.endOffset()).toBe(24);
    if (inPadding) expect(await readNumbers(partition)).toEqual(countFrom(0, 24));
    if (inPadding) continue;
    expect(lines[0]).toContain('rows 5 to 13 are lost');
    expect(disk.content(segment).length).toBe(whole.length);
    await expect(partition.read(5, 100)).rejects.toMatchObject({ code: 'XX001' });
    expect((await partition.read(0, 1_000_000)).batches.map(({ rows }) => rows)).toEqual([4, 1]);
    await partition.append(numberedRows(24, 6));
    expect(await readNumbers(partition, 14)).toEqual(countFrom(14, 16));
  }
});

test('below the durable mark a damaged end is no torn tail', async () => {
  const cutShort = (whole: Uint8Array): Uint8Array => whole.subarray(0, whole.length - 200);
  const zeroed = (whole: Uint8Array): Uint8Array => zeroedFrom(whole, whole.length - 200);
  for (const damaged of [cutShort, zeroed]) {
    const { disk } = await killedAfter(threeGroups);
    await (await reopen(disk)).log.close();
    await disk.disk.remove(index);
    disk.overwrite(segment, damaged(disk.content(segment)));
    const { partition, lines } = await reopen(disk);
    expect(lines.join()).toMatch(/rows \d+ to 23 are lost/);
    expect(partition.endOffset()).toBe(24);
    await expect(partition.read(23, 100)).rejects.toMatchObject({ code: 'XX001' });
    expect(await partition.append(numberedRows(24, 2))).toEqual({ first: 24, last: 25 });
    expect(await readNumbers(partition, 24)).toEqual([24, 25]);
  }
});

test('below what a stored index tells of, damage is found and told when it is read', async () => {
  const { disk } = await killedAfter(threeGroups);
  await (await reopen(disk)).log.close();
  const whole = disk.content(segment);
  disk.overwrite(segment, zeroedFrom(whole, whole.length - 200));
  const { partition, lines } = await reopen(disk);
  expect([partition.endOffset(), lines]).toEqual([24, []]);
  await expect(partition.read(23, 100)).rejects.toMatchObject({ code: 'XX001' });
  await expect(partition.read(23, 100)).rejects.toMatchObject({ code: 'XX001' });
  expect(lines).toEqual([expect.stringMatching(/rows \d+ to 23 cannot be read/)]);
  expect(await partition.append(numberedRows(24, 2))).toEqual({ first: 24, last: 25 });
  expect(await readNumbers(partition, 24)).toEqual([24, 25]);
});

test('a damaged mark is as none: the segment is looked into from its beginning', async () => {
  const { disk } = await killedAfter(threeGroups);
  await (await reopen(disk)).log.close();
  const content = disk.content(mark);
  for (const damaged of [
    content.slice().fill(0),
    content.subarray(0, 5),
    content.map((b) => b ^ 1),
  ]) {
    disk.overwrite(mark, damaged);
    const { partition, log, lines } = await reopen(disk);
    expect(await readNumbers(partition)).toEqual(countFrom(0, 24));
    expect(lines).toEqual([]);
    await log.close();
  }
});

test('a missing last segment is told, and its offsets are not given twice', async () => {
  const { disk } = await killedAfter(threeGroups);
  await (await reopen(disk)).log.close();
  await disk.disk.remove(segment);
  const { partition, lines } = await reopen(disk);
  expect(lines.join()).toContain('missing');
  expect(await partition.append(numberedRows(24, 1))).toEqual({ first: 24, last: 24 });
});

test('a file in which nothing can be read is kept aside', async () => {
  const { disk } = await killedAfter(threeGroups);
  const rubbish = disk.content(segment).fill(0x55);
  disk.overwrite(segment, rubbish);
  const { partition, lines, log } = await reopen(disk);
  expect(lines.join()).toContain('kept as');
  expect(disk.content(`${segment}.damaged`)).toEqual(rubbish);
  await partition.append(numberedRows(0, 3));
  await log.close();
  expect(await readNumbers((await reopen(disk)).partition)).toEqual([0, 1, 2]);
});

test('damage in a closed segment is found when it is read, the rest is served', async () => {
  const disk = new SimulatedDisk(new Random(1n));
  const log = await openTestLog(disk.disk, { segmentBytesMax: 1000, bodies: unmergedBodies });
  const partition = await partitionOf(log);
  for (let i = 0; i < 20; i += 1) await partition.append(numberedRows(i * 5, 5));
  await log.close();
  const whole = disk.content(segment);
  const stored = disk.content(index);
  const frontBytes = whole.indexOf(0x9d);
  const stretches = [
    [frontBytes + 128, frontBytes + 136, countFrom(5, 5)],
    [0, 8, []],
    [0, frontBytes + 100, countFrom(0, 5)],
    [whole.length - 128, whole.length, countFrom(30, 5)],
  ] as const;
  const cases = stretches.flatMap((stretch) =>
    [true, false].map((isIndexed) => [...stretch, isIndexed] as const),
  );
  for (const [from, to, lost, isIndexed] of cases) {
    disk.overwrite(segment, whole.slice().fill(0xaa, from, to));
    disk.overwrite(index, isIndexed ? stored : stored.subarray(1));
    const { partition: again, lines, log: opened } = await reopen(disk);
    expect(await unreadableIn(again, 100)).toEqual(lost);
    // With the index nobody looks at the front.
    const told = lost.length === 0 && isIndexed ? [] : [lost.length === 0 ? 'no rows are' : 'rows'];
    expect(lines).toEqual(told.map((text) => expect.stringContaining(text)));
    await opened.close();
  }
});

/** Offsets that cannot be read; all others are in batches of five rows. */
async function unreadableIn(partition: Partition, endOffset: number): Promise<number[]> {
  const unreadable: number[] = [];
  for (let offset = 0; offset < endOffset; offset += 1) {
    const found = await partition.read(offset, 1).catch(() => null);
    if (found === null) unreadable.push(offset);
    else expect(found.batches[0]?.baseOffset).toBe(offset - (offset % 5));
  }
  return unreadable;
}

test('bytes of another segment are no batches, even where a torn tail ends', async () => {
  const { disk } = await killedAfter(threeGroups);
  const foreign = disk.content(segment);
  const log = await openTestLog(disk.disk);
  const other = await partitionOf(log, 'other');
  await other.append(numberedRows(0, 2));
  const path = '/data/topics/2/0/00000000000000000000.log';
  const own = disk.content(path);
  disk.kill();
  disk.overwrite(path, new Uint8Array(Buffer.concat([own, new Uint8Array(96), foreign])));
  const lines: string[] = [];
  const again = await openTestLog(disk.disk, { report: (line) => lines.push(line) });
  expect(await readNumbers(await partitionOf(again, 'other'))).toEqual([0, 1]);
  expect(lines.join()).toContain('torn tail');
});

/**
 * Appends groups until the machine or the process dies at the n-th call, opens again, and says what
 * was acknowledged and what is there.
 */
async function crashAt(
  call: number,
  seed: number,
  crash: 'kill' | 'cutPower',
  syncWorks = true,
): Promise<{
  readonly finished: boolean;
  readonly acknowledged: number;
  readonly found: number[];
}> {
  const disk = new SimulatedDisk(new Random(BigInt(seed)), { syncWorks });
  const log = await openTestLog(disk.disk, { segmentBytesMax: 1500, bodies: unmergedBodies });
  const partition = await partitionOf(log);
  const before = disk.calls;
  disk.fault = ({ number }) => {
    if (number === before + call) disk[crash]();
    return null;
  };
  let [acknowledged, next] = [0, 0];
  const append = async (rows: number): Promise<void> => {
    next += rows;
    const { last } = await partition.append(numberedRows(next - rows, rows));
    acknowledged = Math.max(acknowledged, last + 1);
  };
  let finished = true;
  for (let group = 0; group < 8 && finished; group += 1) {
    const outcomes = await Promise.allSettled([append(5), append(30), append(1)]);
    finished = outcomes.every(({ status }) => status === 'fulfilled');
  }
  if (finished) disk[crash]();
  disk.fault = () => null;
  const again = await openTestLog(disk.disk);
  const topic = again.topic('t');
  const found = topic === null ? [] : await readNumbers(topic.partitions[0] as Partition);
  return { finished, acknowledged, found };
}

test.each(['kill', 'cutPower'] as const)(
  '%s at every call loses nothing that was acknowledged',
  async (crash) => {
    for (let call = 1; ; call += 1) {
      for (let seed = 0; seed < 4; seed += 1) {
        const { finished, acknowledged, found } = await crashAt(call, seed, crash);
        expect(found.length, `call ${call}, seed ${seed}`).toBeGreaterThanOrEqual(acknowledged);
        expect(found).toEqual(countFrom(0, found.length));
        if (finished && seed === 3) return;
      }
    }
  },
);

test('control: a disk whose sync does nothing loses acknowledged rows in that test', async () => {
  let losses = 0;
  for (let call = 1; call < 60; call += 5) {
    const outcome = await crashAt(call, call, 'cutPower', false).catch(() => null);
    if (outcome === null || outcome.found.length < outcome.acknowledged) losses += 1;
  }
  expect(losses).toBeGreaterThan(0);
});

test('whatever fails when a log is opened, no file stays open', async () => {
  const { disk } = await killedAfter(threeGroups);
  let isOpened = false;
  for (let failAt = 1; !isOpened; failAt += 1) {
    disk.kill();
    const inner = disk.disk;
    let count = 0;
    const open: typeof inner.open = async (path, mode) => {
      const file = await inner.open(path, mode);
      count += 1;
      const close = async (): Promise<void> => {
        count -= 1;
        await file.close();
      };
      return { ...file, close };
    };
    const last = disk.calls + failAt;
    disk.fault = ({ number }) => (number === last ? { code: 'EIO' } : null);
    const log = await openTestLog({ ...inner, open }).catch(() => null);
    disk.fault = () => null;
    isOpened = log !== null && disk.calls < last;
    await log?.close();
    expect(count, `after a failure of call ${failAt}`).toBe(0);
  }
});
