import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { Random } from '../../src/common/random.ts';
import type { Log, Partition, Topic } from '../../src/log/api.ts';
import { readTexts, stampOf, textRecords } from '../support/log-records.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { countFrom, readNumbers } from '../support/numbered-rows.ts';
import { SimulatedDisk } from '../support/simulated-disk.ts';
import { openTestLog } from '../support/test-log.ts';

type Files = ReadonlyMap<string, Uint8Array>;

async function diskOf(files: Files, seed: number): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk(new Random(BigInt(seed)));
  for (const [path, content] of files) {
    await disk.disk.makeDirectory(path.slice(0, path.lastIndexOf('/')));
    const file = await disk.disk.open(path, 'create');
    await file.write([content], 0);
    await file.close();
  }
  disk.settle();
  return disk;
}

function contents(disk: SimulatedDisk): Files {
  return new Map(disk.files().map((path) => [path, disk.content(path)]));
}

/** A directory that version 0.1.0 has left. */
async function oldFiles(name: string): Promise<Files> {
  const root = `test/fixtures/data-0.1.0/${name}`;
  const files = new Map<string, Uint8Array>();
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || entry.name.startsWith('lock')) continue;
    files.set(`/data/${relative(root, path)}`, new Uint8Array(await readFile(path)));
  }
  return files;
}

/** Files of every kind, some of them left over by a process that was killed. */
async function killedFiles(): Promise<Files> {
  const disk = new SimulatedDisk(new Random(1n));
  const clock = new ManualClock();
  const log = await openTestLog(disk.disk, { clock, segmentBytesMax: 900 });
  const topic = await log.createTopic('t', { partitions: 2 });
  const [one, two] = topic.partitions as [Partition, Partition];
  for (let at = 0; at < 20; at += 1) {
    await one.appendRecords(textRecords(`row ${at}`), stampOf(3, 0, at));
    await two.appendRecords(textRecords(`row ${at}`));
  }
  await one.truncateBefore(4);
  clock.advance(10_000);
  const transaction = await log.beginTransaction();
  const to = { topic: 't', partition: 1 };
  await transaction.appendRecords(to, textRecords('committed'));
  await transaction.commit();
  await (await log.beginTransaction()).appendRecords(to, textRecords('open'));
  await log.groups.commit('g', [{ ...to, offset: 7 }]);
  await log.createTopic('gone');
  disk.kill();
  return contents(disk);
}

type Directory = {
  readonly files: Files;
  readonly check: (log: Log) => Promise<void>;
};

async function checkOld(log: Log): Promise<void> {
  const topic = log.topic('durable_numbers');
  expect(await readNumbers(topic?.partitions[0] as Partition)).toEqual(countFrom(0, 580));
  expect(await readNumbers(topic?.partitions[1] as Partition)).toEqual(countFrom(0, 600));
  const relaxed = log.topic('relaxed_numbers')?.partitions[0] as Partition;
  expect(await readNumbers(relaxed)).toEqual(countFrom(0, 50));
}

async function checkKilled(log: Log): Promise<void> {
  const [one, two] = (log.topic('t') as Topic).partitions as [Partition, Partition];
  const texts = Array.from({ length: 20 }, (_, at) => `row ${at}`);
  expect((await readTexts(one, 'committed', one.startOffset())).map(([, text]) => text)).toEqual(
    texts.slice(4),
  );
  expect((await readTexts(two)).map(([, text]) => text)).toEqual([...texts, 'committed']);
  const again = one.appendRecords(textRecords('row 19'), stampOf(3, 0, 19));
  expect(await again).toEqual({ first: 19, last: 19 });
  expect((await log.groups.committed('g', { topic: 't', partition: 1 }))?.offset).toBe(7);
  expect(log.topic('gone')).not.toBeNull();
}

const directories: Readonly<Record<string, () => Promise<Directory>>> = {
  'killed in 0.1.0': async () => ({ files: await oldFiles('log-killed'), check: checkOld }),
  killed: async () => ({ files: await killedFiles(), check: checkKilled }),
};

const kinds = ['EIO', 'ENOSPC', 'kill', 'cutPower'] as const;
type Kind = (typeof kinds)[number];

async function openOnce(disk: SimulatedDisk, lines: string[]): Promise<Log | null> {
  const report = (line: string): void => void lines.push(line);
  return openTestLog(disk.disk, { report }).catch((error: unknown) => {
    expect(error).toMatchObject({ code: expect.stringMatching(/^(58030|53100)$/) });
    return null;
  });
}

/** Opens it with trouble at one call; whether there were as many calls. */
async function openInTrouble(disk: SimulatedDisk, kind: Kind, call: number): Promise<boolean> {
  const at = disk.calls + call;
  const isCrash = kind === 'kill' || kind === 'cutPower';
  disk.fault = ({ number }) => {
    if (number === at && isCrash) disk[kind]();
    return number === at && !isCrash ? { code: kind, partly: true } : null;
  };
  const log = await openOnce(disk, []);
  const isHit = disk.calls >= at;
  disk.fault = () => null;
  if (isCrash) disk.kill();
  else await log?.close();
  return isHit;
}

test.each(Object.keys(directories).flatMap((name) => kinds.map((kind) => [name, kind] as const)))(
  'a directory that was %s, %s while it is opened: nothing is lost, nothing left open',
  async (name, kind) => {
    const { files, check } = await (directories[name] as () => Promise<Directory>)();
    let isHit = true;
    // Every second call, so that it is quick.
    for (let call = 1 + (kinds.indexOf(kind) % 2); isHit; call += 2) {
      const disk = await diskOf(files, call);
      isHit = await openInTrouble(disk, kind, call);
      expect(disk.openFiles, `call ${call}`).toEqual([]);
      const lines: string[] = [];
      const log = await openOnce(disk, lines);
      if (log === null) throw new Error(`call ${call}: it does not open`);
      await check(log);
      expect(lines.filter((line) => /damaged|lost|missing/.test(line))).toEqual([]);
      await log.close();
      expect(disk.openFiles, `call ${call}`).toEqual([]);
    }
  },
  60_000,
);
