import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DamagedLog, fillWithTexts } from '../../../../support/damaged-log.ts';
import { readTexts, textRecords } from '../../../../support/log-records.ts';
import { LogTools } from '../../../../support/log-tools.ts';

let log: DamagedLog;
let tools: LogTools;

beforeAll(async () => {
  log = await DamagedLog.make(fillWithTexts);
  tools = new LogTools(log.directory);
});
beforeEach(() => log.restore());
afterAll(() => log.end());

/** Repairs, and expects a log that is whole, opens, and takes rows behind all that it ever had. */
async function repaired(): Promise<{ readonly said: string; readonly rows: readonly number[] }> {
  const { code, out, err } = await tools.run(['repair']);
  expect([code, err]).toEqual([0, '']);
  const verified = await tools.run(['verify']);
  expect([verified.code, verified.out]).toEqual([0, expect.not.stringContaining('damage  ')]);
  expect((await tools.run(['repair'])).out).toBe('nothing to repair\n');
  const shown = await tools.lines(['consume', 't']);
  const open = await log.open();
  try {
    const partition = open.topic('t')?.partitions[0];
    if (partition === undefined) throw new Error('the topic is gone');
    const texts = await readTexts(partition);
    // Offsets are as they were, and the tools show what the log does.
    expect(texts.every(([offset, value]) => value === `value ${offset}`)).toBe(true);
    expect(texts.map(([, value]) => value)).toEqual(shown);
    const { first } = await partition.appendRecords(textRecords('value 40'));
    expect(first).toBe(40);
    return { said: out, rows: texts.map(([offset]) => offset) };
  } finally {
    await open.close();
  }
}

const segments = async (): Promise<string[]> =>
  (await log.files()).filter((file) => file.endsWith('.log'));

test('a log that is whole is left alone', async () => {
  const files = await log.files();
  expect((await tools.run(['repair'])).out).toBe('nothing to repair\n');
  expect(await log.files()).toEqual(files);
  expect((await repaired()).rows).toHaveLength(40);
});

describe('a bit that flips', () => {
  test('in a segment: at most two rows are lost, in the front none', async () => {
    const names = await segments();
    expect(names.length).toBeGreaterThan(3);
    for (const name of [names[0], names[1], names.at(-1)]) {
      const file = name as string;
      const size = await log.size(file);
      for (let byte = 0; byte < size; byte += 211) {
        await log.restore();
        await log.flip(file, byte, byte % 8);
        const { code } = await tools.run(['verify']);
        const { said, rows } = await repaired();
        // Between batches stand zeros that nobody reads.
        expect(code === 0).toBe(said === 'nothing to repair\n');
        expect(rows.length).toBeGreaterThanOrEqual(38);
      }
    }
  });

  test('in one of the files of the topic: it is made again from the other', async () => {
    for (const file of ['topics/1/topic', 'topics/1/topic.copy']) {
      await log.restore();
      await log.flip(file, 40, 2);
      expect((await tools.run(['verify'])).code).toBe(1);
      expect(await tools.lines(['consume', 't'])).toHaveLength(40);
      const { said, rows } = await repaired();
      expect(said).toContain('made again from its copy');
      expect(rows).toHaveLength(40);
    }
  });

  test('in the file of the topic, without a copy: everything comes back, salt and name', async () => {
    const size = await log.size('topics/1/topic');
    for (let byte = 16; byte < size; byte += 61) {
      await log.restore();
      await log.remove('topics/1/topic.copy');
      await log.flip('topics/1/topic', byte, 2);
      expect((await tools.run(['verify'])).code).toBe(1);
      const { said, rows } = await repaired();
      expect(said).toContain('restored as topic "t": nothing is lost');
      expect(rows).toHaveLength(40);
    }
  });

  test('in marks, indexes, snapshots and the file of the log: no row is lost', async () => {
    const names = (await log.files()).filter((file) => !/\.log$|topic(\.copy)?$/.test(file));
    const kinds = ['log', 'mark', '.index', '.state'];
    const files = kinds.map((kind) => names.find((name) => name.endsWith(kind)) ?? 'none');
    expect(files).not.toContain('none');
    for (const file of files) {
      await log.restore();
      const size = await log.size(file);
      for (const byte of [0, 21, 24, 520, 1030, size - 5]) {
        if (byte >= size) continue;
        await log.restore();
        await log.flip(file, byte);
        expect((await repaired()).rows).toHaveLength(40);
      }
    }
  });
});

describe('what is missing', () => {
  test('a segment in the middle: its rows are lost, and only they', async () => {
    const names = await segments();
    await log.remove(names[1] as string);
    expect((await tools.run(['verify'])).code).toBe(1);
    const { said, rows } = await repaired();
    const [first, next] = [names[1], names[2]].map((name) => Number(name?.slice(-24, -4)));
    expect(said).toContain(`rows ${first} to ${Number(next) - 1}, which are lost`);
    expect(rows).toHaveLength(40 - (Number(next) - Number(first)));
  });

  test('the last segment, and all of them: offsets are not given away again', async () => {
    const names = await segments();
    await log.remove(names.at(-1) as string);
    expect((await tools.run(['verify'])).code).toBe(1);
    const base = Number(names.at(-1)?.slice(-24, -4));
    expect((await repaired()).rows).toHaveLength(base);
    await log.restore();
    for (const name of names) await log.remove(name);
    expect((await repaired()).rows).toEqual([]);
  });

  test('the first segment: the partition begins behind it', async () => {
    const [first, second] = await segments();
    await log.remove(first as string);
    expect((await tools.run(['verify'])).out).toContain('there is no segment before it');
    const base = Number(second?.slice(-24, -4));
    expect((await repaired()).rows).toHaveLength(40 - base);
  });

  test('the end of the last segment', async () => {
    const last = (await segments()).at(-1) as string;
    await log.cut(last, (await log.size(last)) - 30);
    expect((await tools.run(['verify'])).code).toBe(1);
    expect((await repaired()).rows).toHaveLength(38);
  });

  test('the files of the topic: name and settings are lost, the rows are not', async () => {
    await log.remove('topics/1/topic');
    await log.remove('topics/1/topic.copy');
    const { out } = await tools.run(['repair']);
    expect(out).toContain('its name is now restored-1');
    expect((await tools.run(['verify'])).code).toBe(0);
    expect(await tools.lines(['consume', 'restored-1'])).toHaveLength(40);
  });

  test('the directory of a partition', async () => {
    await log.remove('topics/1/0');
    expect((await tools.run(['verify'])).code).toBe(1);
    expect((await tools.run(['repair'])).code).toBe(0);
    expect((await tools.run(['verify'])).code).toBe(0);
  });
});

test('a torn tail above the mark is no damage; it is cut off', async () => {
  const last = (await segments()).at(-1) as string;
  const size = await log.size(last);
  await log.cut(last, size, 'half of a batch');
  const { code, out } = await tools.run(['verify']);
  expect([code, out]).toEqual([0, expect.stringContaining('torn tail')]);
  expect((await repaired()).said).toContain(`cut off 15 bytes`);
  await log.restore();
  await log.cut(last, size, '\0'.repeat(4096));
  expect((await tools.run(['verify'])).code).toBe(0);
  expect((await repaired()).rows).toHaveLength(40);
});

test('leftovers are removed; a damaged segment stays beside its successor', async () => {
  const [first = ''] = await segments();
  await log.cut('topics/1/topic.new', 0, 'x').catch(() => undefined);
  await log.flip(first, 200);
  expect((await repaired()).said).toContain('set aside');
  expect(await log.files()).toContain(`${first}.damaged`);
  // Damage to what was repaired is repaired too.
  const rewritten = (await segments()).find((name) => name.includes('-')) as string;
  await log.flip(rewritten, 100);
  expect((await tools.run(['repair'])).code).toBe(0);
  expect((await tools.run(['verify'])).code).toBe(0);
  expect((await log.files()).filter((file) => file.endsWith('.damaged'))).toHaveLength(2);
});

test('a dry run says the same and changes nothing', async () => {
  const names = await segments();
  await log.flip(names[0] as string, 200);
  await log.remove(names[2] as string);
  const files = await log.files();
  const dry = (await tools.run(['repair', '--dry-run'])).out;
  expect(await log.files()).toEqual(files);
  const { said } = await repaired();
  expect(dry.split('\n').slice(0, -2)).toEqual(said.split('\n').slice(0, -2));
});
