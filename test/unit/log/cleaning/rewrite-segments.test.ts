import { expect, test } from 'vitest';
import { Random } from '../../../../src/common/random.ts';
import { openCleanedLog, readRows } from '../../../support/cleaned-log.ts';
import { type KeyedRow, keyedAppend, keyedRecords } from '../../../support/keyed-rows.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { SimulatedDisk } from '../../../support/simulated-disk.ts';

function row(n: number): KeyedRow {
  return { key: `k${n % 7}`, value: `value ${n}`, timeMs: 1000 + n };
}

function start() {
  const simulated = new SimulatedDisk(new Random(1n));
  const clock = new ManualClock();
  const lines: string[] = [];
  const options = { disk: simulated.disk, clock, report: (line: string) => lines.push(line) };
  return { simulated, clock, options, lines };
}

test('many small batches of columns become one, and nothing else changes', async () => {
  const { simulated, options } = start();
  const log = await openCleanedLog(options);
  for (let n = 0; n < 100; n += 1) await log.partition.append(keyedAppend([row(n)]));
  const before = await readRows(log.partition);
  const held = await log.partition.read(0, 300);
  expect(before.length).toBe(100);
  expect(await log.clean()).toBeGreaterThan(0);
  expect(await readRows(log.partition)).toEqual(before);
  expect(await readRows(log.partition, 37)).toEqual(before.slice(37));
  const { batches } = await log.partition.read(0, 1_000_000);
  expect(batches[0]?.rows).toBeGreaterThan(50);
  expect(batches[0]).toMatchObject({ baseOffset: 0, firstTimestampMs: 1000 });
  // Who holds batches of the old segments reads on.
  for (const batch of held.batches) expect((await batch.body()).length).toBe(batch.bodyBytes);
  await log.partition.close();
  const again = await openCleanedLog(options);
  expect(await readRows(again.partition)).toEqual(before);
  expect(await again.clean()).toBe(0);
  await again.partition.append(keyedAppend([row(100)]));
  expect((await readRows(again.partition)).at(-1)).toEqual({ ...row(100), offset: 100 });
  expect(simulated.files().filter((path) => path.endsWith('.log')).length).toBe(2);
  await again.partition.close();
});

test('records are merged with their times, headers and offsets; lz4 where the topic asks for it', async () => {
  for (const compression of ['none', 'lz4'] as const) {
    const { options } = start();
    const schema = new Uint8Array(0);
    const log = await openCleanedLog({ ...options, schema, settings: { compression } });
    for (let n = 0; n < 120; n += 1) {
      const some = [row(n * 2), { ...row(n * 2 + 1), timeMs: 5 }];
      await log.partition.appendRecords(keyedRecords(some));
    }
    const before = await readRows(log.partition);
    expect(before.length).toBe(240);
    await log.clean();
    expect(await readRows(log.partition)).toEqual(before);
    const { batches } = await log.partition.read(0, 1_000_000);
    const [first] = batches;
    expect(first?.rows).toBeGreaterThan(100);
    expect(first?.maxTimestampMs).toBe(1000 + ((first?.rows ?? 0) - 2));
    const body = await first?.body();
    if (compression === 'lz4') expect(first?.bodyBytes).toBeLessThan((body?.length ?? 0) / 2);
    else expect(first?.bodyBytes).toBe(body?.length);
    await log.partition.close();
  }
});

test('batches of producers are merged with their own neighbours, and a duplicate is still known', async () => {
  const { simulated, options } = start();
  const log = await openCleanedLog(options);
  const stamp = (producerId: number, sequence: number) => ({
    producer: { producerId, epoch: 0, sequence, transactional: false },
  });
  for (let n = 0; n < 40; n += 1) {
    await log.partition.append({ ...keyedAppend([row(n)]), ...stamp(7, n) });
  }
  for (let n = 0; n < 20; n += 1) {
    await log.partition.append({ ...keyedAppend([row(40 + n)]), ...stamp(8, n) });
  }
  const before = await readRows(log.partition);
  await log.clean();
  expect(await readRows(log.partition)).toEqual(before);
  const { batches } = await log.partition.read(0, 1_000_000);
  expect(batches.length).toBeLessThan(12);
  await log.partition.close();
  // Without what was put down about producers it is learned from the batches again.
  for (const path of simulated.files()) {
    if (path.endsWith('.state')) await simulated.disk.remove(path);
  }
  const again = await openCleanedLog(options);
  const sentAgain = again.partition.append({ ...keyedAppend([row(39)]), ...stamp(7, 39) });
  expect(await sentAgain).toEqual({ first: 39, last: 39 });
  const next = again.partition.append({ ...keyedAppend([row(60)]), ...stamp(7, 40) });
  expect(await next).toEqual({ first: 60, last: 60 });
  await again.partition.close();
});

test('bodies that cannot be merged stay as they are', async () => {
  const { options } = start();
  const { keyedBodies } = await import('../../../support/keyed-rows.ts');
  const merge = (): never => {
    throw new Error('these bodies cannot be merged');
  };
  const log = await openCleanedLog({ ...options, bodies: { ...keyedBodies, merge } });
  for (let n = 0; n < 300; n += 1) await log.partition.append(keyedAppend([row(n)]));
  const before = await readRows(log.partition);
  await log.clean();
  expect(await readRows(log.partition)).toEqual(before);
  await log.partition.close();
});

test('a damaged body keeps its segments as they are, and is told', async () => {
  const { simulated, options } = start();
  const log = await openCleanedLog(options);
  for (let n = 0; n < 100; n += 1) await log.partition.append(keyedAppend([row(n)]));
  await log.partition.close();
  const [path] = simulated.files().filter((file) => file.endsWith('.log'));
  const content = simulated.content(path as string);
  const at = Buffer.from(content).indexOf('value 3"');
  content[at] = 'x'.charCodeAt(0);
  simulated.overwrite(path as string, content);
  const again = await openCleanedLog(options);
  await expect(again.clean()).rejects.toMatchObject({ code: 'XX001' });
  expect(simulated.files()).toContain(path);
  expect((await readRows(again.partition, 90)).length).toBe(10);
  await again.partition.close();
});

test('packed batches that are larger than a block of memory are read whole', async () => {
  const { options } = start();
  const schema = new Uint8Array(0);
  const settings = { compression: 'lz4', segmentBytesMax: 4 * 1024 * 1024 } as const;
  const log = await openCleanedLog({ ...options, schema, settings, segmentBytesMax: 100_000 });
  const noise = new Random(9n);
  for (let n = 0; n < 60; n += 1) {
    const some = Array.from({ length: 50 }, (_, k) => ({
      ...row(n * 50 + k),
      value: `${noise.nextInt()} ${noise.nextInt()} ${'x'.repeat(60)} ${noise.nextInt()}`,
    }));
    await log.partition.appendRecords(keyedRecords(some));
  }
  const before = await readRows(log.partition);
  await log.clean();
  const { batches } = await log.partition.read(0, 1);
  expect(batches[0]?.bodyBytes).toBeGreaterThan(128 * 1024);
  expect(await readRows(log.partition)).toEqual(before);
  await log.partition.close();
});
