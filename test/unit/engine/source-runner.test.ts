import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failTopic, topicNumber } from '../../support/fail-topic.ts';
import { rowLines } from '../../support/script/print-answer.ts';
import type { Fault } from '../../support/simulated-disk.ts';
import { TestEngine } from '../../support/test-engine.ts';

let server: TestEngine;

beforeEach(async () => {
  server = await TestEngine.open();
});

afterEach(async () => {
  server.disk.fault = () => null;
  await server.close();
});

const rowsInAll = 300_000;
const whole = [`${rowsInAll} | ${(rowsInAll * (rowsInAll + 1)) / 2} | ${rowsInAll}`];

const create = (options = ''): string => `
  CREATE STREAM s (n BIGINT) WITH (
    connector = 'datagen', rows = ${rowsInAll}, speed = 'max', fields.n.kind = 'sequence' ${options}
  )`;

async function rowsOf(sql: string): Promise<string[]> {
  const { results, error } = await server.execute(sql);
  if (error !== null) throw error;
  return rowLines(results[0]?.batches ?? []);
}

const numbers = (): Promise<string[]> => rowsOf('SELECT count(*), sum(n), max(n) FROM s');

const full: Fault = { code: 'ENOSPC' };

describe('a disk that is full for a while', () => {
  test.each([
    ['one partition', ''],
    ['three partitions', ', partitions = 3'],
  ])('costs a source no row: %s', async (_name, options) => {
    failTopic(server.disk, topicNumber.firstStream, full, (write) => [7, 8, 11].includes(write));
    await server.execute(create(options));
    await server.clock.advance(20_000);
    await server.settle();
    expect(await numbers()).toEqual(whole);
    expect(server.reports.filter((line) => line.includes('waits for space'))).not.toEqual([]);
  });

  test('nor does one that has no room for positions', async () => {
    failTopic(server.disk, topicNumber.positions, full, (write) => write > 3 && write < 8);
    await server.execute(create());
    await server.clock.advance(20_000);
    await server.settle();
    expect(await numbers()).toEqual(whole);
    server.disk.fault = () => null;
    await server.restart('crashed');
    await server.settle();
    expect(await numbers()).toEqual(whole);
  });

  test('is waited for without end, and closing does not wait for it', async () => {
    await server.execute(create());
    failTopic(server.disk, topicNumber.firstStream, full, () => true);
    await server.clock.advance(20_000);
    await server.clock.until(server.engine.close());
    expect(server.clock.pending).toBe(0);
    server.disk.fault = () => null;
    await server.restart('closed');
    await server.settle();
    expect(await numbers()).toEqual(whole);
  });
});

describe('a disk that fails', () => {
  test('stops the source, which says so; the next start goes on', async () => {
    failTopic(server.disk, topicNumber.firstStream, { code: 'EIO' }, (write) => write === 7);
    await server.execute(create());
    await server.clock.advance(20_000);
    expect(await rowsOf('SHOW STREAMS')).toEqual([
      expect.stringMatching(/^s \| datagen \| failed/),
    ]);
    expect(server.reports).toContainEqual(expect.stringContaining('the source of s has stopped'));
    server.disk.fault = () => null;
    await server.restart('crashed');
    await server.settle();
    expect(await numbers()).toEqual(whole);
  });
});
