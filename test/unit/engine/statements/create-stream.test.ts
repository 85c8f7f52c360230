import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { failTopic, topicNumber } from '../../../support/fail-topic.ts';
import { rowLines } from '../../../support/script/print-answer.ts';
import { TestEngine } from '../../../support/test-engine.ts';

async function rowsOf(server: TestEngine, sql: string): Promise<string[]> {
  const { results, error } = await server.execute(sql);
  if (error !== null) throw error;
  return rowLines(results[0]?.batches ?? []);
}

/** The numbers of the topics that have files, apart from those of the engine's own. */
function topics(server: TestEngine): readonly number[] {
  const numbers = server.disk
    .files()
    .map((path) => Number(/\/topics\/(\d+)[/.]/.exec(path)?.[1] ?? 0));
  return [...new Set(numbers)].filter((number) => number >= topicNumber.firstStream);
}

describe('a stream that cannot be made leaves nothing behind', () => {
  test.each([
    `CREATE STREAM s (n INTEGER) WITH (connector = 'datagen', fields.n.kind = 'nonsense')`,
    `CREATE STREAM s (n INTEGER) WITH (connector = 'nonsense')`,
    `CREATE STREAM s WITH (connector = 'nexmark', kind = 'nonsense')`,
    `CREATE STREAM s (n INTEGER) WITH (partitions = 100000)`,
    `CREATE STREAM s FROM 'nothing.csv'`,
  ])('%s', async (sql) => {
    const server = await TestEngine.open();
    const { error } = await server.execute(sql);
    expect(error?.code).toMatch(/^(22|42|58)/);
    expect(topics(server)).toEqual([]);
    expect(await rowsOf(server, 'SHOW STREAMS')).toEqual([]);
    await server.close();
  });

  test('a file whose rows cannot be written', async () => {
    const filesDirectory = await mkdtemp(join(tmpdir(), 'millrace-files-'));
    await writeFile(join(filesDirectory, 'a.csv'), 'n\n1\n2\n');
    const server = await TestEngine.open({ filesDirectory });
    failTopic(server.disk, topicNumber.firstStream, { code: 'EIO' }, undefined, 'open');
    const { error } = await server.execute(`CREATE STREAM s FROM 'a.csv'`);
    expect(error?.code).toBe('58030');
    expect(topics(server)).toEqual([]);
    server.disk.fault = () => null;
    expect((await server.execute(`CREATE STREAM s FROM 'a.csv'`)).error).toBeNull();
    await server.close();
    await rm(filesDirectory, { recursive: true });
  });
});

describe('a server that dies while it makes a stream', () => {
  /** Opens a server that dies at a call to its disk while it makes a stream; the number of calls when it lives. */
  async function makeAndDie(atCall: number): Promise<readonly [TestEngine, number]> {
    const server = await TestEngine.open();
    let calls = 0;
    server.disk.fault = () => {
      calls += 1;
      if (calls !== atCall) return null;
      server.disk.cutPower();
      return { code: 'EIO' };
    };
    await server.execute('CREATE STREAM s (n INTEGER); INSERT INTO s VALUES (1)');
    server.disk.fault = () => null;
    return [server, calls];
  }

  test('has it whole or not at all, and no topic of nobody', async () => {
    let atCall = 0;
    for (let calls = 0; calls === atCall; ) {
      atCall += 1;
      const [server, made] = await makeAndDie(atCall);
      calls = made;
      await server.restart('crashed');
      const isThere = (await rowsOf(server, 'SHOW STREAMS')).length > 0;
      const create = isThere ? '' : 'CREATE STREAM s (n INTEGER);';
      const { error } = await server.execute(`${create} INSERT INTO s VALUES (2)`);
      expect(error, `died at call ${atCall}`).toBeNull();
      expect((await rowsOf(server, 'SELECT n FROM s')).at(-1)).toBe('2');
      const numbers = server.disk
        .files()
        .flatMap((path) => /topics\/(\d+)\//.exec(path)?.[1] ?? []);
      // Epochs, positions, and the one stream.
      expect(new Set(numbers).size, `died at call ${atCall}`).toBe(3);
      await server.close();
    }
    expect(atCall).toBeGreaterThan(10);
  });
});
