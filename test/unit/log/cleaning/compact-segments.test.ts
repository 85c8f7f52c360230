import { expect, test } from 'vitest';
import { Random } from '../../../../src/common/random.ts';
import { type CleanedLogOptions, openCleanedLog, readRows } from '../../../support/cleaned-log.ts';
import { type KeyedRow, keyedAppend, keyedRecords } from '../../../support/keyed-rows.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { SimulatedDisk } from '../../../support/simulated-disk.ts';

const compaction = { minAgeMs: 0, tombstoneMs: 1000, dirtyRatioMin: 0 };

function start(some: Partial<CleanedLogOptions> = {}) {
  const simulated = new SimulatedDisk(new Random(1n));
  const clock = new ManualClock();
  const lines: string[] = [];
  const options: CleanedLogOptions = {
    disk: simulated.disk,
    clock,
    report: (line) => lines.push(line),
    settings: { compaction },
    ...some,
  };
  return { simulated, clock, options, lines };
}

function row(key: string | null, value: string | null, timeMs = 0): KeyedRow {
  return { key, value, timeMs };
}

/** Enough rows of other keys that what was appended before is in a closed segment. */
function filler(count: number): KeyedRow[] {
  return Array.from({ length: count }, (_, n) => row(`filler ${n}`, 'x'.repeat(100)));
}

for (const kind of ['columns', 'records'] as const) {
  const appendTo = async (
    log: Awaited<ReturnType<typeof openCleanedLog>>,
    rows: readonly KeyedRow[],
    producer?: { producerId: number; epoch: number; sequence: number; transactional: boolean },
  ) =>
    kind === 'records'
      ? log.partition.appendRecords(keyedRecords(rows), producer)
      : log.partition.append({ ...keyedAppend(rows), producer });

  test(`${kind}: the clean part has the last row of each key, and all without one`, async () => {
    const { options, clock } = start();
    const log = await openCleanedLog(options);
    for (let n = 0; n < 50; n += 1) {
      await appendTo(log, [row(`k${n % 5}`, `v${n}`, n), row(null, `keyless ${n}`, n)]);
    }
    await appendTo(log, filler(20));
    await appendTo(log, filler(20));
    await log.clean();
    const rows = await readRows(log.partition);
    const last = rows.filter(({ key }) => key?.startsWith('k'));
    expect(last.map(({ key, value, offset, timeMs }) => [key, value, offset, timeMs])).toEqual(
      [45, 46, 47, 48, 49].map((n) => [`k${n % 5}`, `v${n}`, 2 * n, n]),
    );
    expect(rows.filter(({ key }) => key === null).length).toBe(50);
    expect(await log.clean()).toBe(0);
    clock.advance(100_000);
    expect(await log.clean()).toBe(0);
    await log.partition.close();
  });

  test(`${kind}: tombstones stay for their time, and until readers are past them`, async () => {
    const { options, clock } = start();
    const log = await openCleanedLog(options);
    const reader = { at: 0, position: () => reader.at };
    log.partition.readers.add(reader);
    await appendTo(log, [row('a', '1'), row('b', '2'), row('a', null)]);
    await appendTo(log, filler(20));
    await appendTo(log, filler(20));
    const tombstones = async () => (await readRows(log.partition)).filter(({ key }) => key === 'a');
    await log.clean();
    expect(await tombstones()).toEqual([{ ...row('a', null), offset: 2 }]);
    clock.advance(999);
    expect(await log.clean()).toBe(0);
    clock.advance(1);
    expect(await log.clean()).toBe(0);
    reader.at = 2;
    expect(await log.clean()).toBe(0);
    reader.at = 3;
    expect(await log.clean()).toBe(1);
    expect(await tombstones()).toEqual([]);
    expect((await readRows(log.partition))[0]).toEqual({ ...row('b', '2'), offset: 1 });
    expect(await log.clean()).toBe(0);
    await log.partition.close();
  });

  test(`${kind}: when tombstones go survives a restart; a clock that jumps ahead changes nothing`, async () => {
    const { options, clock } = start();
    let jumpMs = 0;
    const jumping = { ...clock, nowMicros: () => clock.nowMicros() + jumpMs * 1000 };
    const log = await openCleanedLog({ ...options, clock: jumping });
    await appendTo(log, [row('a', '1'), row('a', null)]);
    await appendTo(log, filler(20));
    await appendTo(log, filler(20));
    await log.clean();
    jumpMs = 10 * 365 * 24 * 60 * 60 * 1000;
    expect(await log.clean()).toBe(0);
    jumpMs = 0;
    await log.partition.close();
    clock.advance(1000);
    const again = await openCleanedLog(options);
    expect(await again.clean()).toBe(1);
    expect((await readRows(again.partition)).some(({ key }) => key === 'a')).toBe(false);
    await again.partition.close();
  });

  test(`${kind}: what little memory holds the keys of is compacted in several passes`, async () => {
    const { options } = start({ keyBytesMax: 1 });
    const log = await openCleanedLog(options);
    for (let n = 0; n < 30; n += 1)
      await appendTo(log, [row('a', `${n}`), row(`k${n % 3}`, `${n}`)]);
    await appendTo(log, filler(20));
    await appendTo(log, filler(20));
    await log.clean();
    const rows = (await readRows(log.partition)).filter(({ key }) => !key?.startsWith('filler'));
    expect(rows.map(({ key, value }) => `${key}=${value}`)).toEqual([
      'k0=27',
      'k1=28',
      'a=29',
      'k2=29',
    ]);
    await log.partition.close();
  });

  test(`${kind}: aborted rows go with their marker, committed ones are rows as all others`, async () => {
    const { options, simulated } = start();
    const log = await openCleanedLog(options);
    const stamp = (epoch: number, sequence: number) => ({
      ...{ producerId: 5, epoch, sequence, transactional: true },
    });
    await appendTo(log, [row('a', 'kept')]);
    await appendTo(log, [row('a', 'aborted'), row('b', 'aborted')], stamp(0, 0));
    await log.partition.endTransaction({ producerId: 5, epoch: 0 }, 'abort');
    await appendTo(log, [row('c', 'first')], stamp(1, 0));
    await appendTo(log, [row('c', 'committed')], stamp(1, 1));
    await log.partition.endTransaction({ producerId: 5, epoch: 1 }, 'commit');
    await appendTo(log, [row('d', 'later')], stamp(2, 0));
    await appendTo(log, filler(40));
    expect(await log.clean()).toBe(0);
    await log.partition.endTransaction({ producerId: 5, epoch: 2 }, 'commit');
    await appendTo(log, filler(40));
    await appendTo(log, filler(40));
    await log.clean();
    const own = (rows: readonly KeyedRow[]) =>
      rows
        .filter(({ key }) => !key?.startsWith('filler'))
        .map(({ key, value }) => `${key}=${value}`);
    const expected = ['a=kept', 'c=committed', 'd=later'];
    expect(own(await readRows(log.partition))).toEqual(expected);
    expect(own(await readRows(log.partition, 0, 'uncommitted'))).toEqual(expected);
    await log.partition.close();
    for (const path of simulated.files())
      if (path.endsWith('.state')) await options.disk.remove(path);
    const again = await openCleanedLog(options);
    expect(again.partition.openTransactions()).toEqual([]);
    expect(own(await readRows(again.partition))).toEqual(expected);
    // The last epoch of a producer is known by what was kept for it alone.
    await expect(appendTo(again, [row('d', 'late')], stamp(2, 1))).rejects.toMatchObject({
      code: 'ML002',
    });
    await again.partition.close();
  });
}

test('the last sequence of a producer is known though all its rows are gone', async () => {
  const { options, simulated } = start();
  const log = await openCleanedLog(options);
  const producer = (sequence: number) => ({
    producerId: 9,
    epoch: 3,
    sequence,
    transactional: false,
  });
  await log.partition.append({
    ...keyedAppend([row('a', '1'), row('b', '1')]),
    producer: producer(0),
  });
  await log.partition.append({
    ...keyedAppend([row('a', '2'), row('b', '2')]),
    producer: producer(2),
  });
  await log.partition.append(keyedAppend([row('a', '3'), row('b', '3')]));
  await log.partition.append(keyedAppend(filler(20)));
  await log.partition.append(keyedAppend(filler(20)));
  await log.clean();
  const rows = await readRows(log.partition);
  expect(rows.filter(({ offset }) => offset < 6).map(({ offset }) => offset)).toEqual([4, 5]);
  await log.partition.close();
  for (const path of simulated.files())
    if (path.endsWith('.state')) await options.disk.remove(path);
  const again = await openCleanedLog(options);
  const twice = keyedAppend([row('a', '2'), row('b', '2')]);
  expect(await again.partition.append({ ...twice, producer: producer(2) })).toEqual({
    first: 2,
    last: 3,
  });
  await expect(again.partition.append({ ...twice, producer: producer(6) })).rejects.toMatchObject({
    code: 'ML001',
  });
  await again.partition.append({ ...twice, producer: producer(4) });
  await again.partition.close();
});

test('rows whose marker goes are rows of no transaction, though none of them is removed', async () => {
  const { options, simulated } = start({ settings: { compaction, segmentBytesMax: 2000 } });
  const log = await openCleanedLog(options);
  const stamp = (epoch: number, sequence: number) => ({
    producer: { producerId: 5, epoch, sequence, transactional: true },
  });
  await log.partition.append({ ...keyedAppend(filler(14)), ...stamp(0, 0) });
  await log.partition.endTransaction({ producerId: 5, epoch: 0 }, 'commit');
  await log.partition.append({ ...keyedAppend([row('a', '1')]), ...stamp(1, 0) });
  await log.partition.endTransaction({ producerId: 5, epoch: 1 }, 'commit');
  const others = filler(14).map(({ key, value }) => row(`other ${key}`, value));
  await log.partition.append(keyedAppend(others));
  await log.partition.append(keyedAppend(others));
  await log.clean();
  await log.partition.close();
  for (const path of simulated.files()) {
    if (path.endsWith('.state')) await options.disk.remove(path);
  }
  const again = await openCleanedLog(options);
  expect(again.partition.openTransactions()).toEqual([]);
  expect((await readRows(again.partition)).length).toBe(14 + 1 + 14 + 14);
  await again.partition.close();
});

test('a topic whose rows have no keys is told of once, and left as it is', async () => {
  const { keyedBodies } = await import('../../../support/keyed-rows.ts');
  const { options, lines } = start({ bodies: { ...keyedBodies, keys: () => null } });
  const log = await openCleanedLog(options);
  for (let n = 0; n < 5; n += 1) await log.partition.append(keyedAppend(filler(10)));
  const before = await readRows(log.partition);
  await log.clean();
  expect(await log.clean()).toBe(0);
  expect(await readRows(log.partition)).toEqual(before);
  expect(lines.filter((line) => line.includes('no keys')).length).toBe(1);
  await log.partition.close();
});

test('a segment with damage keeps everything from being compacted', async () => {
  const { options, simulated } = start();
  const log = await openCleanedLog(options);
  for (let n = 0; n < 5; n += 1) await log.partition.append(keyedAppend(filler(20)));
  await log.partition.close();
  const [path] = simulated.files().filter((file) => file.endsWith('.log'));
  const content = simulated.content(path as string);
  content[Buffer.from(content).indexOf('filler 0') + 3] = 0;
  simulated.overwrite(path as string, content);
  const again = await openCleanedLog(options);
  await expect(again.clean()).rejects.toMatchObject({ code: 'XX001' });
  expect(simulated.files()).toContain(path);
  expect(simulated.files().some((file) => file.endsWith('/clean'))).toBe(false);
  await again.partition.close();
});
