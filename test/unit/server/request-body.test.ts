import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../src/common/clock.ts';
import { SqlError } from '../../../src/common/sql-error.ts';
import { type RunningServer, startServer } from '../../../src/server/start-server.ts';
import { FakeEngine } from '../../support/fake-engine.ts';

let engine: FakeEngine;
let server: RunningServer;
let logged: string[];

beforeEach(async () => {
  engine = new FakeEngine();
  logged = [];
  server = await startServer({
    engine,
    clock: systemClock,
    host: '127.0.0.1',
    port: 0,
    insecure: false,
    webDirectory: null,
    log: (line) => logged.push(line),
  });
});
afterEach(() => server.close());

const url = (): string => `${server.url}/v1/streams/orders/records`;

test('a body that is too large is refused, however it comes', async () => {
  const piece = Buffer.alloc(1024 * 1024, ' ');
  const sent = (headers: Record<string, string | number>): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const options = { method: 'POST', headers };
      const request = httpRequest(url(), options, (response) => {
        resolve(response.statusCode);
        request.destroy();
      });
      request.on('error', reject);
      for (let i = 0; i < 65; i += 1) request.write(piece);
    });
  expect(await sent({ 'content-length': 65 * piece.length })).toBe(413);
  expect(await sent({ 'transfer-encoding': 'chunked' })).toBe(413);
  expect(engine.ingested).toEqual([]);
  expect(logged).toEqual([]);
});

test('a client that leaves half way is no fault of ours', async () => {
  const left = new Promise<void>((resolve) => {
    engine.onBodyFailed = () => resolve();
  });
  const request = httpRequest(url(), {
    method: 'POST',
    headers: { 'content-length': 100 },
  });
  request.on('error', () => undefined);
  request.write('[', () => request.destroy());
  await left;
  expect([engine.ingested, logged]).toEqual([[], []]);
});

test('an error in the middle of a body is told when all of it has come', async () => {
  engine.onIngest = () => Promise.reject(new SqlError('22P02', 'm'));
  engine.readsBodies = false;
  const headers = { 'content-type': 'text/csv' };
  const response = await fetch(url(), { method: 'POST', body: ' '.repeat(3_000_000), headers });
  expect([response.status, response.headers.get('connection')]).toEqual([400, 'keep-alive']);
});
