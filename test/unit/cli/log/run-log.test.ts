import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Disk } from '../../../../src/common/disk.ts';
import { systemDisk } from '../../../../src/log/disk/system-disk.ts';
import { LogTools } from '../../../support/log-tools.ts';

let directory = '';
let tools: LogTools;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'millrace-tools-'));
  tools = new LogTools(join(directory, 'data'));
});
afterEach(() => rm(directory, { recursive: true }));

/** All files below a directory with their bytes. */
async function filesOf(path: string): Promise<Record<string, string>> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const contents = await Promise.all(
    files.map(async (file) => {
      const name = join(file.parentPath, file.name);
      return [name, (await readFile(name)).toString('hex')] as const;
    }),
  );
  return Object.fromEntries(contents);
}

describe('produce and consume', () => {
  test('lines come back as they were written, whatever bytes they have', async () => {
    const bytes = Buffer.from('one\n\n\xff\x00\r\nlast', 'latin1');
    const { code, err } = await tools.run(
      ['produce', 't'],
      [bytes.subarray(0, 6), bytes.subarray(6)],
    );
    expect([code, err]).toEqual([0, '4 records acknowledged\n']);
    expect(await tools.lines(['consume', 't', '--format', 'hex'])).toEqual([
      '-\t6f6e65',
      '-\t',
      '-\tff000d',
      '-\t6c617374',
    ]);
  });

  test('a missing topic is made with one durable partition; a second run appends', async () => {
    await tools.lines(['produce', 't'], 'a\n');
    await tools.lines(['produce', 't'], 'b\n');
    expect(await tools.lines(['consume', 't'])).toEqual(['a', 'b']);
    const [topic] = JSON.parse((await tools.run(['topics', '--json'])).out);
    expect(topic).toMatchObject({ topic: 't', partitions: 1, durability: 'durable', offsets: 2 });
  });

  test('places are those of rpk', async () => {
    const numbers = Array.from({ length: 100 }, (_, index) => String(index));
    await tools.lines(['produce', 't'], `${numbers.join('\n')}\n`);
    const consume = (...args: string[]): Promise<string[]> =>
      tools.lines(['consume', 't', ...args]);
    expect(await consume()).toEqual(numbers);
    expect(await consume('--from', '-3')).toEqual(['97', '98', '99']);
    expect(await consume('--from', '-1000')).toEqual(numbers);
    expect(await consume('--from', '+97')).toEqual(['97', '98', '99']);
    expect(await consume('--from', '5', '--to', '8')).toEqual(['5', '6', '7']);
    expect(await consume('--from', 'end')).toEqual([]);
    expect(await consume('--from', '98', '--to', '1000')).toEqual(['98', '99']);
    expect(await consume('--from', '@-5m')).toEqual(numbers);
    expect(await consume('--to', '@-5m')).toEqual([]);
    expect(await consume('--from', '@2999-01-01')).toEqual([]);
    expect(await consume('--from', '10', '--max', '2')).toEqual(['10', '11']);
  });

  test('keys choose the partition; rows of several come by their times', async () => {
    const input = 'k1:a\nk2:b\nnone\nk1:c:d\n';
    await tools.lines(['produce', 't', '--partitions', '4', '--key-separator', ':'], input);
    const rows = (await tools.lines(['consume', 't', '--format', 'json'])).map((line) =>
      JSON.parse(line),
    );
    expect(rows.map(({ key, value }) => [key, value]).toSorted()).toEqual([
      [null, 'none'],
      ['k1', 'a'],
      ['k1', 'c:d'],
      ['k2', 'b'],
    ]);
    const [first, second] = rows.filter(({ key }) => key === 'k1');
    expect(second.partition).toBe(first.partition);
    const only = await tools.lines(['consume', 't', '-p', String(first.partition)]);
    expect(only).toContain('c:d');
  });

  test('values that are no text come as base64', async () => {
    await tools.lines(['produce', 't'], [Buffer.from([0xff, 0xfe])]);
    const [line = ''] = await tools.lines(['consume', 't', '--format', 'json']);
    expect(JSON.parse(line)).toMatchObject({ valueBase64: '//4=', offset: 0, topic: 't' });
  });

  test('a full disk in the middle: it says how much is acknowledged, and that is what is there', async () => {
    let written = 0;
    tools.world = {
      disk: {
        ...systemDisk,
        open: async (path, mode) => {
          const file = await systemDisk.open(path, mode);
          if (!path.includes('.log')) return file;
          return {
            read: (target, at) => file.read(target, at),
            sync: () => file.sync(),
            truncate: (bytes) => file.truncate(bytes),
            size: () => file.size(),
            close: () => file.close(),
            write: async (buffers, at) => {
              written += buffers.reduce((sum, buffer) => sum + buffer.length, 0);
              if (written > 3_000_000) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
              await file.write(buffers, at);
            },
          };
        },
      },
    };
    const piece = Buffer.from(`${'x'.repeat(99)}\n`.repeat(1000));
    const { code, err } = await tools.run(
      ['produce', 't'],
      Array.from({ length: 100 }, () => piece),
    );
    expect(code).toBe(1);
    expect(err).toContain('no space left');
    const [, count] = /millrace: (\d+) records of "t" acknowledged/.exec(err) ?? [];
    tools.world = {};
    expect(await tools.lines(['consume', 't'])).toHaveLength(Number(count));
  });
});

describe('when something is not there', () => {
  test('a missing directory is an error, and nothing is made', async () => {
    for (const args of [['topics'], ['verify'], ['repair'], ['consume', 't'], ['describe', 't']]) {
      const { code, err } = await tools.run(args);
      expect([code, err.split('\n')[0]]).toEqual([
        1,
        `millrace: there is no directory ${join(directory, 'data')}`,
      ]);
    }
    expect(await readdir(directory)).toEqual([]);
  });

  test('a directory without a log, a topic and a partition that are not there', async () => {
    const other = new LogTools(directory);
    expect((await other.run(['topics'])).err).toContain('there is no log in');
    await tools.lines(['produce', 'orders'], 'a\n');
    const { code, err } = await tools.run(['consume', 'order']);
    expect([code, err]).toEqual([
      1,
      'millrace: there is no topic "order"\n  Did you mean "orders"?\n',
    ]);
    expect((await tools.run(['consume', 'orders', '-p', '3'])).err).toContain('no partition 3');
  });

  test('what is not understood is usage', async () => {
    for (const args of [['nothing'], ['consume'], ['consume', 't', '--from', 'x'], ['produce']]) {
      expect((await tools.run(args)).code).toBe(2);
    }
    const { code, out } = await tools.run(['consume', '--help']);
    expect(code).toBe(0);
    expect(out).toContain('@-5m');
  });
});

describe('while a server is running', () => {
  test('writers say so, readers read', async () => {
    await tools.lines(['produce', 't'], 'a\n');
    const lock = await systemDisk.lock(join(directory, 'data/log/lock'));
    try {
      for (const args of [['produce', 't'], ['repair'], ['repair', '--dry-run']]) {
        const { code, err } = await tools.run(args, 'b\n');
        expect([code, err]).toEqual([1, expect.stringContaining('the data directory is in use')]);
      }
      expect(await tools.lines(['consume', 't'])).toEqual(['a']);
      expect((await tools.run(['verify'])).code).toBe(0);
    } finally {
      await lock?.release();
    }
  });
});

describe('data of 0.1.0', () => {
  test.each(['log-closed', 'log-killed', 'server-killed'])(
    '%s is read and not changed',
    async (name) => {
      const copy = join(directory, name);
      await cp(`test/fixtures/data-0.1.0/${name}`, copy, { recursive: true });
      const before = await filesOf(copy);
      const old = new LogTools(copy);
      expect((await old.run(['verify'])).code).toBe(0);
      const topics = JSON.parse((await old.run(['topics', '--all', '--json'])).out);
      const offsets = topics.map((topic: { topic: string; offsets: number }) => [
        topic.topic,
        topic.offsets,
      ]);
      expect(Object.fromEntries(offsets)).toMatchObject(
        name === 'server-killed'
          ? { s1: 4, t2: 4 }
          : { durable_numbers: 1180, relaxed_numbers: 50 },
      );
      for (const { topic } of topics) {
        expect((await old.run(['describe', topic])).code).toBe(0);
        expect((await old.run(['dump', topic, '--records'])).code).toBe(0);
      }
      expect(await filesOf(copy)).toEqual(before);
    },
  );

  test('rows of a stream are JSON objects', async () => {
    const rows = await new LogTools('test/fixtures/data-0.1.0/server-killed').lines([
      'consume',
      's1',
    ]);
    expect(rows).toEqual([
      '{"sensor":"a","value":1.5,"ts":"2026-11-01T10:00:00"}',
      '{"sensor":"b","value":2.5,"ts":"2026-11-01T10:00:01"}',
      '{"sensor":"a","value":null,"ts":"2026-11-01T10:00:02"}',
      '{"sensor":"b","value":4,"ts":"2026-11-01T10:00:03"}',
    ]);
  });

  test('rows of an unknown form cannot be shown', async () => {
    const old = new LogTools('test/fixtures/data-0.1.0/log-closed');
    const { code, err } = await old.run(['consume', 'durable_numbers']);
    expect([code, err]).toEqual([1, expect.stringContaining('cannot be shown')]);
  });
});

test('whoever only looks writes nothing, takes no lock and needs no right to', async () => {
  await tools.lines(['produce', 't'], 'a\nb\n');
  const refused = (): never => {
    throw Object.assign(new Error('read-only file system'), { code: 'EROFS' });
  };
  const readOnly: Disk = {
    list: systemDisk.list,
    open: (path, mode) => (mode === 'read' ? systemDisk.open(path, mode) : refused()),
    makeDirectory: refused,
    remove: refused,
    removeDirectory: refused,
    rename: refused,
    syncDirectory: refused,
    lock: refused,
  };
  tools.world = { disk: readOnly };
  expect(await tools.lines(['consume', 't'])).toEqual(['a', 'b']);
  for (const args of [['topics'], ['describe', 't'], ['dump', 't'], ['verify']]) {
    expect((await tools.run(args)).code).toBe(0);
  }
  expect((await tools.run(['repair', '--dry-run'])).out).toBe('nothing to repair\n');
  const { code, err } = await tools.run(['produce', 't'], 'c\n');
  expect([code, err]).toEqual([1, expect.stringContaining('EROFS')]);
});

test('dump shows heads and records', async () => {
  await tools.lines(['produce', 't', '--key-separator', '='], 'k=v\n');
  const [segment, batch] = await tools.lines(['dump', 't']);
  expect(segment).toMatch(
    /^segment .*00000000000000000000\.log partition=0 base=0 bytes=\d+ created=/,
  );
  expect(batch).toMatch(
    /^ {2}batch 72 offsets=0-0 rows=1 kind=records compression=none .* group=1 durable=72 /,
  );
  const json = (await tools.lines(['dump', 't', '--records', '--json'])).map((line) =>
    JSON.parse(line),
  );
  expect(json).toMatchObject([{ base: 0 }, { batch: 72, rows: 1 }, { key: 'k', value: 'v' }]);
});

test('describe says settings, offsets, the mark and what lies about', async () => {
  await tools.lines(['produce', 't'], 'a\nb\n');
  const described = JSON.parse((await tools.run(['describe', 't', '--json'])).out);
  expect(described).toMatchObject({
    topic: 't',
    id: '1',
    settings: { partitions: 1, durability: 'durable' },
    partitions: [{ startOffset: 0, endOffset: 2, stableOffset: 2, mark: { offset: 2, group: 1 } }],
    groups: [],
  });
  expect((await tools.lines(['describe', 't'])).join('\n')).toMatch(/durability +durable/);
});
