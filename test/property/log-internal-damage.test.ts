import { expect, test } from 'vitest';
import { Random } from '../../src/common/random.ts';
import { readTexts, textRecord } from '../support/log-records.ts';
import { SimulatedDisk } from '../support/simulated-disk.ts';
import { openTestLog } from '../support/test-log.ts';

const to = { topic: 't', partition: 0 };
const transactionsFile = '/data/topics/2/0/00000000000000000000.log';

/** One record of an idempotent producer, and a transaction that is committed or left open. */
async function filledDisk(end: 'commit' | 'leave'): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk(new Random(1n));
  const log = await openTestLog(disk.disk);
  await log.createTopic('t');
  await log.newProducer('t').send(textRecord('first'));
  expect(log.topics().map(({ name }) => name)).toEqual(['t', '__transactions']);
  const transaction = await log.beginTransaction();
  await transaction.appendRecords(to, [textRecord('second')]);
  if (end === 'commit') {
    await transaction.commit();
    await log.close();
  } else disk.kill();
  disk.settle();
  return disk;
}

/** Changes the bodies of all batches of a file. */
function damage(disk: SimulatedDisk, path: string): void {
  const content = disk.content(path);
  const magic = Buffer.from([0x9d, 0x4d, 0x6c, 0x52]);
  const bytes = Buffer.from(content.buffer);
  for (let at = bytes.indexOf(magic); at >= 0; at = bytes.indexOf(magic, at + 1)) {
    content[at + 90] = (content[at + 90] as number) ^ 1;
  }
  disk.overwrite(path, content);
}

test('records of transactions that are damaged do not keep a log from opening, and no id is given out twice', async () => {
  const disk = await filledDisk('commit');
  damage(disk, transactionsFile);
  const lines: string[] = [];
  const log = await openTestLog(disk.disk, { report: (line) => lines.push(line) });
  expect(lines.join('\n')).toContain('__transactions: damaged');
  expect(await log.newProducer('t').send(textRecord('third'))).toMatchObject({ offset: 3 });
  const texts = await readTexts(log.topic('t')?.partitions[0] as never);
  expect(texts.map(([, text]) => text)).toEqual(['first', 'second', 'third']);
  await log.close();
});

test('without the topic of transactions no id is given out twice', async () => {
  const disk = await filledDisk('commit');
  for (const path of disk.files()) {
    if (path.startsWith('/data/topics/2/')) await disk.disk.remove(path);
  }
  await disk.disk.removeDirectory('/data/topics/2/0');
  await disk.disk.removeDirectory('/data/topics/2');
  const log = await openTestLog(disk.disk);
  expect(await log.newProducer('t').send(textRecord('third'))).toMatchObject({ offset: 3 });
  await log.close();
});

test('while a transaction is open nobody but its records can say what became of it', async () => {
  const disk = await filledDisk('leave');
  // What stands above the mark would be a torn tail.
  await (await openTestLog(disk.disk)).close().catch(() => undefined);
  const whole = await filledDisk('leave');
  const mark = whole.files().find((path) => path.startsWith('/data/topics/2/0/mark')) as string;
  whole.overwrite(mark, disk.content(mark));
  damage(whole, transactionsFile);
  await expect(openTestLog(whole.disk)).rejects.toMatchObject({ code: 'XX001' });
  expect(whole.openFiles).toEqual([]);
});
