import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  isProcessLockHeld,
  takeProcessLock,
  takeSocketlessLock,
} from '../../../../src/log/disk/process-lock.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'millrace-lock-'));
});
afterEach(() => rm(directory, { recursive: true }));

test('a lock is held until it is released', async () => {
  const path = join(directory, 'lock');
  const lock = await takeProcessLock(path);
  expect(lock).not.toBeNull();
  expect(await takeProcessLock(path)).toBeNull();
  await lock?.release();
  const next = await takeProcessLock(path);
  expect(next).not.toBeNull();
  await next?.release();
});

test('of many that want it at once one gets it, however long the path is', async () => {
  const deep = await mkdtemp(join(directory, 'a-very-long-name-'.repeat(8)));
  for (const path of [join(directory, 'lock'), join(deep, 'lock')]) {
    for (let round = 0; round < 5; round += 1) {
      const locks = await Promise.all(Array.from({ length: 8 }, () => takeProcessLock(path)));
      const held = locks.filter((lock) => lock !== null);
      expect(held).toHaveLength(1);
      await held[0]?.release();
    }
  }
  expect((await readdir(deep)).length).toBe(1);
});

test('what else bears the name stops nobody', async () => {
  await writeFile(join(directory, 'lock.7'), 'no socket');
  await writeFile(join(directory, 'lock.x'), '');
  const lock = await takeProcessLock(join(directory, 'lock'));
  expect(lock).not.toBeNull();
  await lock?.release();
});

test('a killed process leaves no lock behind, a living one keeps it', async () => {
  const path = join(directory, 'lock');
  const module = pathToFileURL('src/log/disk/process-lock.ts').href;
  const script = `
    const { takeProcessLock } = await import(${JSON.stringify(module)});
    const lock = await takeProcessLock(${JSON.stringify(path)});
    console.log(lock === null ? 'refused' : 'held');
    setInterval(() => {}, 1000);
  `;
  const flags = ['--import', 'tsx', '--input-type=module', '--eval', script];
  const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    const said = await new Promise((resolve) => child.stdout.once('data', resolve));
    expect(String(said)).toBe('held\n');
    expect(await takeProcessLock(path)).toBeNull();
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
  const lock = await takeProcessLock(path);
  expect(lock).not.toBeNull();
  await lock?.release();
});

test('a lock without a socket in the file system is held until it is released', async () => {
  const [path, other] = [join(directory, 'lock'), join(directory, 'other')];
  const lock = await takeSocketlessLock(path);
  expect(lock).not.toBeNull();
  expect(await takeSocketlessLock(path)).toBeNull();
  expect(await isProcessLockHeld(path)).toBe(true);
  expect(await isProcessLockHeld(other)).toBe(false);
  await lock?.release();
  expect(await isProcessLockHeld(path)).toBe(false);
  const next = await takeSocketlessLock(path);
  expect(next).not.toBeNull();
  await next?.release();
  expect(await readdir(directory)).toEqual([]);
});

test('one can ask whether a lock is held, without taking it', async () => {
  const path = join(directory, 'lock');
  expect(await isProcessLockHeld(path)).toBe(false);
  const lock = await takeProcessLock(path);
  expect(await isProcessLockHeld(path)).toBe(true);
  await lock?.release();
  expect(await isProcessLockHeld(path)).toBe(false);
  expect(await readdir(directory)).toEqual(['lock.1']);
});
