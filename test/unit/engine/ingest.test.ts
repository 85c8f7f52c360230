import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RecordsBody } from '../../../src/engine/api.ts';
import { rowLines } from '../../support/script/print-answer.ts';
import { TestEngine } from '../../support/test-engine.ts';

let server: TestEngine;

beforeEach(async () => {
  server = await TestEngine.open();
  await server.execute('CREATE STREAM s (n INTEGER, t TEXT)');
});

afterEach(() => server.close());

async function* inPieces(text: string, bytes: number): AsyncIterable<Uint8Array> {
  const body = Buffer.from(text);
  for (let at = 0; at < body.length; at += bytes) yield body.subarray(at, at + bytes);
}

const write = (body: RecordsBody): ReturnType<TestEngine['ingest']> =>
  server.clock.until(server.engine.ingest('s', body, 'json'));

async function answer(sql: string): Promise<string[]> {
  const { results } = await server.execute(sql);
  return results.flatMap(({ batches }) => rowLines(batches));
}

const array = (rows: number, t: string): string =>
  JSON.stringify(Array.from({ length: rows }, (_, n) => ({ n, t })));

test('a body in pieces is one write, of several portions', async () => {
  const { accepted, offsets } = await write(inPieces(array(150_000, 'a'), 65_536));
  expect([accepted, offsets]).toEqual([150_000, [{ partition: 0, first: 0, last: 149_999 }]]);
  expect(await answer('SELECT count(*), min(n), max(n) FROM s')).toEqual(['150000 | 0 | 149999']);
});

test('of a body that breaks off nothing is written, and the next one is not in its way', async () => {
  const broken = array(150_000, 'a').slice(0, -1);
  await expect(write(inPieces(broken, 65_536))).rejects.toMatchObject({ code: '22P02' });
  async function* left(): AsyncIterable<Uint8Array> {
    yield* inPieces(broken, 65_536);
    throw new Error('the client has left');
  }
  await expect(write(left())).rejects.toThrow('the client has left');
  expect((await write(Buffer.from(array(2, 'b')))).accepted).toBe(2);
  expect(await answer('SELECT count(*), min(t) FROM s')).toEqual(['2 | b']);
});

test('bodies at the same time do not get into each other', async () => {
  const letters = [...'abcd'];
  const outcomes = letters.flatMap((t) => [
    server.engine.ingest('s', inPieces(array(3000, t), 1000), 'json'),
    server.engine.ingest('s', Buffer.from(array(10, t)), 'json'),
  ]);
  await server.clock.until(Promise.all(outcomes));
  expect(await answer('SELECT t, count(*), sum(n) FROM s GROUP BY t ORDER BY t')).toEqual(
    letters.map((t) => `${t} | 3010 | 4498545`),
  );
});

test('a body of very many bad records is refused whole', async () => {
  const bad = Buffer.from(`{"n":1}\n${'1\n'.repeat(100_001)}`);
  const refused = server.clock.until(server.engine.ingest('s', bad, 'ndjson'));
  await expect(refused).rejects.toMatchObject({ code: '54000' });
  expect(await answer('SELECT count(*) FROM s')).toEqual(['0']);
});

test('bodies that come in all at once are refused when they are too much together', async () => {
  const piece = Buffer.from(`[${' '.repeat(16 * 1024 * 1024)}`);
  let goOn: () => void = () => undefined;
  const later = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  async function* slow(): AsyncIterable<Uint8Array> {
    yield piece;
    await later;
    yield Buffer.from(']');
  }
  const bodies = Array.from({ length: 17 }, () => server.engine.ingest('s', slow(), 'json'));
  const settled = Promise.allSettled(bodies);
  await server.clock.quiet();
  goOn();
  const refusals = (await server.clock.until(settled)).flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason] : [],
  );
  expect(refusals).toMatchObject([{ code: '53000' }, { code: '53000' }]);
  expect((await write(Buffer.from('{"n":1}'))).accepted).toBe(1);
});
