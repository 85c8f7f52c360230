import { expect, test } from 'vitest';
import { Random } from '../../src/common/random.ts';
import { SqlError } from '../../src/common/sql-error.ts';
import type { Log, Partition } from '../../src/log/api.ts';
import { recordsOf } from '../../src/log/clients/read-records.ts';
import { readTexts, stampOf, textRecords } from '../support/log-records.ts';
import { SimulatedDisk } from '../support/simulated-disk.ts';
import { openTestLog } from '../support/test-log.ts';

const topics = ['a', 'b'];

/** Two topics of two partitions with the same offsets everywhere, and files of every kind. */
async function filledDisk(): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk(new Random(1n));
  const log = await openTestLog(disk.disk);
  for (const name of topics) {
    const topic = await log.createTopic(name, { partitions: 2, segmentBytesMax: 1500 });
    for (const partition of topic.partitions) await fill(partition, `${name}${partition.index}`);
  }
  await log.close();
  disk.settle();
  return disk;
}

/** Aborted and committed rows are at other offsets in each partition. */
async function fill(partition: Partition, name: string): Promise<void> {
  const isAborted = (round: number): boolean =>
    (round + name.charCodeAt(0)) % 3 === partition.index;
  for (let round = 0; round < 14; round += 1) {
    await partition.appendRecords(textRecords(`${name} ${round * 3}`));
    await partition.appendRecords(
      textRecords(isAborted(round) ? 'aborted' : `${name} ${round * 3 + 1}`),
      stampOf(1, round, 0, true),
    );
    await partition.endTransaction(
      { producerId: 1, epoch: round },
      isAborted(round) ? 'abort' : 'commit',
    );
  }
  await partition.truncateBefore(partition.index + (name.startsWith('a') ? 15 : 3));
}

/** What is seen of a partition, past damage: rows by offset. */
async function rowsOf(partition: Partition): Promise<Map<number, string>> {
  const rows = new Map<number, string>();
  for (let from = partition.startOffset(); from < partition.stableOffset(); ) {
    try {
      const { batches, nextOffset } = await partition.read(from, 1);
      for (const batch of batches) {
        for (const { offset, value } of await recordsOf(batch, from)) {
          rows.set(offset, Buffer.from(value ?? []).toString());
        }
      }
      from = nextOffset;
    } catch (error) {
      if (!(error instanceof SqlError) || error.code !== 'XX001') throw error;
      from += 1;
    }
  }
  return rows;
}

async function openAll(disk: SimulatedDisk, lines: string[]): Promise<Log> {
  return openTestLog(disk.disk, { report: (line) => lines.push(line) });
}

async function restored(files: ReadonlyMap<string, Uint8Array>): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk(new Random(3n));
  for (const [path, content] of files) {
    await disk.disk.makeDirectory(path.slice(0, path.lastIndexOf('/')));
    const file = await disk.disk.open(path, 'create');
    await file.write([content], 0);
    await file.close();
  }
  disk.settle();
  return disk;
}

type Found = Map<string, Map<number, string>>;

async function everything(log: Log): Promise<Found> {
  const found: Found = new Map();
  for (const name of topics) {
    for (const partition of log.topic(name)?.partitions ?? []) {
      found.set(`${name}${partition.index}`, await rowsOf(partition));
    }
  }
  return found;
}

/** Everything is as it was, or told. */
function compare(whole: Found, now: Found, lines: readonly string[], what: string): void {
  for (const [name, rows] of whole) {
    const there = now.get(name) ?? new Map<number, string>();
    for (const [offset, text] of there) {
      const before = rows.get(offset);
      // Without the file that says so truncated rows come back.
      if (before !== undefined) expect(text, `${what}: ${name} ${offset}`).toBe(before);
      else if (!what.endsWith('/start')) expect(lines.join(), what).toMatch(/start: damaged/);
      expect(text, what).not.toBe('aborted');
    }
    const lost = [...rows.keys()].filter((offset) => !there.has(offset));
    if (lost.length > 0) expect(lines, `${what}: ${name} lost ${lost.join()}`).not.toEqual([]);
  }
}

async function contents(disk: SimulatedDisk): Promise<Map<string, Uint8Array>> {
  return new Map(disk.files().map((path) => [path, disk.content(path)]));
}

async function check(
  files: ReadonlyMap<string, Uint8Array>,
  whole: Found,
  what: string,
): Promise<void> {
  const disk = await restored(files);
  for (let life = 0; life < 2; life += 1) {
    const lines: string[] = [];
    const log = await openAll(disk, lines).catch((error: unknown) => {
      expect(error, what).toMatchObject({ code: 'XX001' });
      expect(what).toMatch(/topic$/);
      return null;
    });
    if (log === null) return;
    if (life === 0) compare(whole, await everything(log), lines, what);
    for (const name of topics) {
      for (const partition of log.topic(name)?.partitions ?? []) {
        const { first } = await partition.appendRecords(textRecords('new'));
        const texts = await readTexts(partition, 'committed', first);
        expect(texts, what).toEqual([[first, 'new']]);
      }
    }
    if (life === 0) disk.kill();
    else await log.close();
  }
}

test('a file that is missing is missed, and the rest is served', async () => {
  const disk = await filledDisk();
  const files = await contents(disk);
  const whole = await everything(await openTestLog(disk.disk));
  for (const path of files.keys()) {
    const rest = new Map(files);
    rest.delete(path);
    await check(rest, whole, `without ${path}`);
  }
});

test('files that were swapped are not taken for each other', async () => {
  const disk = await filledDisk();
  const files = await contents(disk);
  const whole = await everything(await openTestLog(disk.disk));
  const paths = [...files.keys()];
  let turn = 0;
  for (const [index, path] of paths.entries()) {
    for (const other of paths.slice(index + 1)) {
      const kind = (name: string): string => name.replace(/^.*[/.]/, '');
      if (kind(path) !== kind(other)) continue;
      turn += 1;
      if (turn % 3 > 0) continue;
      const swapped = new Map(files);
      swapped.set(path, files.get(other) as Uint8Array);
      swapped.set(other, files.get(path) as Uint8Array);
      await check(swapped, whole, `swapped ${path} and ${other}`);
    }
  }
}, 60_000);

test('a segment that takes the place of one that nothing could be read of has nothing of it', async () => {
  const disk = new SimulatedDisk(new Random(1n));
  const write = async (log: Log, texts: readonly string[]): Promise<void> => {
    const topic = log.topic('t') ?? (await log.createTopic('t'));
    for (const text of texts) await topic.partitions[0]?.appendRecords(textRecords(text));
  };
  const first = await openTestLog(disk.disk);
  await write(first, ['one', 'two', 'three']);
  await first.close();
  const path = '/data/topics/1/0/00000000000000000000.log';
  disk.overwrite(path, disk.content(path).fill(0));
  for (const other of disk.files()) {
    if (other.endsWith('/mark')) await disk.disk.remove(other);
  }
  const second = await openTestLog(disk.disk);
  await write(second, ['a much longer text than any before', 'b', 'c', 'd', 'e', 'f', 'g']);
  disk.kill();
  const lines: string[] = [];
  const third = await openAll(disk, lines);
  const partition = third.topic('t')?.partitions[0] as Partition;
  const texts = (await readTexts(partition)).map(([, text]) => text);
  expect(texts).toEqual(['a much longer text than any before', 'b', 'c', 'd', 'e', 'f', 'g']);
  expect(lines).toEqual([]);
  await third.close();
});

test('what is known of producers of rows that are lost is not known of later rows', async () => {
  const disk = new SimulatedDisk(new Random(1n));
  const first = await openTestLog(disk.disk);
  const topic = await first.createTopic('t');
  for (let at = 0; at < 20; at += 1) {
    await topic.partitions[0]?.appendRecords(textRecords('lost'), stampOf(7, 0, at));
  }
  await first.close();
  for (const path of disk.files()) {
    if (/\.index$|mark$/.test(path)) await disk.disk.remove(path);
    if (path.endsWith('.log')) disk.overwrite(path, disk.content(path).subarray(0, 500));
  }
  const second = await openTestLog(disk.disk);
  const partition = second.topic('t')?.partitions[0] as Partition;
  const left = partition.endOffset();
  for (let at = 0; at < 30; at += 1) await partition.appendRecords(textRecords('kept'));
  disk.kill();
  const third = await openTestLog(disk.disk);
  const again = third.topic('t')?.partitions[0] as Partition;
  const appended = again.appendRecords(textRecords('new'), stampOf(7, 0, left));
  expect(await appended).toEqual({ first: left + 30, last: left + 30 });
  await third.close();
});

test('a directory or a file of a topic that was copied over another one is no topic of that name', async () => {
  const disk = await filledDisk();
  const files = await contents(disk);
  const whole = await everything(await openTestLog(disk.disk));
  const inFirst = (path: string): string => path.replace('/topics/2/', '/topics/1/');
  const onlyOne = new Map(files);
  onlyOne.set('/data/topics/1/topic', files.get('/data/topics/2/topic') as Uint8Array);
  await check(onlyOne, whole, 'the file over that of another topic');
  for (const target of ['/topics/1/', '/topics/9/']) {
    const copied = new Map(files);
    for (const [path, content] of files) {
      if (path.includes('/topics/2/'))
        copied.set(inFirst(path).replace('/topics/1/', target), content);
    }
    const lines: string[] = [];
    await expect(openAll(await restored(copied), lines)).rejects.toMatchObject({ code: 'XX001' });
  }
});
