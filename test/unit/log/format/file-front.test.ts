import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Log, Partition } from '../../../../src/log/api.ts';
import { systemDisk } from '../../../../src/log/disk/system-disk.ts';
import { decodeFront, encodeFront, formatVersion } from '../../../../src/log/format/file-front.ts';
import { openLog } from '../../../../src/log/open-log.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { ofNewerFormat } from '../../../support/newer-format.ts';
import {
  countFrom,
  numberedBodies,
  numberedRows,
  readNumbers,
} from '../../../support/numbered-rows.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'millrace-format-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function open(lines: string[]): Promise<Log> {
  const report = (line: string): void => void lines.push(line);
  const clock = new ManualClock();
  return openLog({ disk: systemDisk, clock, directory, bodies: numberedBodies, report });
}

function partition(log: Log, topic: string, index: number): Partition {
  return log.topic(topic)?.partitions[index] as Partition;
}

const written = [
  ['durable_numbers', 0, 580],
  ['durable_numbers', 1, 600],
  ['relaxed_numbers', 0, 50],
] as const;

test.each(['log-closed', 'log-killed'])(
  'a log of version 0.1.0 (%s) is read, goes on, and can be read again',
  async (fixture) => {
    await cp(`test/fixtures/data-0.1.0/${fixture}`, directory, { recursive: true });
    const lines: string[] = [];
    for (const more of [0, 30, 60]) {
      const log = await open(lines);
      for (const [topic, index, rows] of written) {
        const source = partition(log, topic, index);
        expect(source.endOffset()).toBe(rows + more);
        expect(await readNumbers(source)).toEqual(countFrom(0, rows + more));
        await source.append(numberedRows(rows + more, 30));
        expect(await readNumbers(source)).toEqual(countFrom(0, rows + more + 30));
      }
      await log.close();
    }
    expect(lines.filter((line) => /damaged|missing|lost/.test(line))).toEqual([]);
  },
);

test('a directory of version 0.1.0 that was opened is of the new format: the old version refuses it', async () => {
  await cp('test/fixtures/data-0.1.0/log-closed', directory, { recursive: true });
  const path = join(directory, 'log');
  expect(decodeFront('log', await readFile(path), path)?.version).toBe(1);
  await (await open([])).close();
  expect(decodeFront('log', await readFile(path), path)?.version).toBe(formatVersion);
});

test.each([
  'log',
  'topics/1/topic',
  'topics/1/0/00000000000000000336.log',
  'topics/1/0/00000000000000000336.index',
  'topics/1/0/mark',
])('a newer version of %s is refused', async (name) => {
  await cp('test/fixtures/data-0.1.0/log-closed', directory, { recursive: true });
  await (await open([])).close();
  const path = join(directory, name);
  await writeFile(path, ofNewerFormat(new Uint8Array(await readFile(path))));
  await expect(open([])).rejects.toMatchObject({
    code: '55000',
    message: 'the data directory was written by a newer version',
    detail: expect.stringContaining(path),
  });
});

test('a front is as it was written, or none', () => {
  const payload = new Uint8Array([1, 2, 3, 4, 5]);
  const front = encodeFront('state', payload);
  expect(front.length % 8).toBe(0);
  expect(decodeFront('state', front, 'p')).toEqual({ payload, bytes: 32, version: formatVersion });
  expect(decodeFront('start', front, 'p')).toBeNull();
  for (let at = 0; at < 29; at += 1) {
    const damaged = front.slice();
    damaged[at] = (damaged[at] as number) ^ 1;
    expect(decodeFront('state', damaged, 'p')).toBeNull();
  }
  expect(() => decodeFront('state', ofNewerFormat(front), 'p')).toThrow(/newer version/);
  expect(decodeFront('state', front, 'p', 1)).toBeNull();
  const salted = encodeFront('state', payload, 1);
  expect(decodeFront('state', salted, 'p', 1)).toEqual({
    payload,
    bytes: 32,
    version: formatVersion,
  });
  for (let length = 0; length < 29; length += 1) {
    expect(decodeFront('state', front.subarray(0, length), 'p')).toBeNull();
  }
});
