import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/common/clock.ts';
import { SqlError } from '../../../src/common/sql-error.ts';
import { type RunningServer, startServer } from '../../../src/server/start-server.ts';
import { batchOf, FakeEngine, fakeFields, manyRows, selected } from '../../support/fake-engine.ts';

let engine: FakeEngine;
let server: RunningServer;
let logged: string[];

const start = (options: object = {}): Promise<RunningServer> =>
  startServer({
    engine,
    clock: systemClock,
    host: '127.0.0.1',
    port: 0,
    insecure: false,
    webDirectory: null,
    log: (line) => logged.push(line),
    ...options,
  });

beforeEach(async () => {
  engine = new FakeEngine();
  logged = [];
  server = await start();
});
afterEach(() => server.close());

const get = (path: string): Promise<Response> => fetch(server.url + path);
const post = (path: string, body: string, headers: Record<string, string>): Promise<Response> =>
  fetch(server.url + path, { method: 'POST', body, headers });
const runSql = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  post('/v1/sql', JSON.stringify(body), { 'content-type': 'application/json', ...headers });

/** fetch sets Host by itself: this sends what it is told. */
const statusWith = (headers: Record<string, string>, method = 'GET'): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const sent = httpRequest(`${server.url}/health/live`, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end();
  });

describe('POST /v1/sql', () => {
  test('answers results with their columns and rows', async () => {
    engine.onExecute = async () => ({
      results: [
        { command: 'CREATE STREAM', schema: null, batches: [], rowCount: 0, notices: [] },
        { ...selected(batchOf([[42, 'a']])), notices: [{ severity: 'NOTICE', message: 'late' }] },
      ],
      error: null,
    });
    const response = await runSql({ sql: 'SELECT 1', params: ['x', 2] });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await response.json()).toEqual({
      results: [
        { command: 'CREATE STREAM', columns: [], rows: [], rowCount: 0, notices: [] },
        {
          command: 'SELECT',
          columns: [
            { name: 'n', type: 'bigint', nullable: false },
            { name: 'word', type: 'text', nullable: true },
          ],
          rows: [['42', 'a']],
          rowCount: 1,
          notices: [{ severity: 'NOTICE', message: 'late' }],
        },
      ],
    });
    expect(engine.executed[0]).toMatchObject({
      sql: 'SELECT 1',
      options: { parameters: ['x', 2] },
    });
  });

  test('an error is a problem document with what was answered before', async () => {
    const others = [new SqlError('42601', 'syntax error at "FORM"')];
    const position = { line: 1, column: 8, length: 5 };
    const error = new SqlError('42703', 'column "amout" does not exist', {
      detail: 'The table has other columns.',
      hint: 'Did you mean "amount"?',
      position,
      others,
    });
    engine.failWith(error, [selected(manyRows(1))]);
    const response = await runSql({ sql: 'SELECT amout' });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(await response.json()).toEqual({
      type: 'urn:millrace:sqlstate:42703',
      title: 'syntax error or access rule violation',
      status: 400,
      code: '42703',
      detail: 'column "amout" does not exist',
      explanation: 'The table has other columns.',
      hint: 'Did you mean "amount"?',
      position,
      others: [{ code: '42601', message: 'syntax error at "FORM"' }],
      results: [expect.objectContaining({ command: 'SELECT', rows: [['0', 'w']] })],
    });
  });

  test.each([
    ['22P02', 400],
    ['0A000', 400],
    ['42P01', 400],
    ['53200', 503],
    ['57014', 499],
    ['57P03', 503],
    ['2BP01', 409],
    ['58030', 500],
    ['XX001', 500],
    ['ZZ999', 500],
  ])('SQLSTATE %s is status %i', async (code, status) => {
    engine.failWith(new SqlError(code, 'm'));
    const response = await runSql({ sql: 'x' });
    expect(response.status).toBe(status);
    expect(response.headers.get('retry-after')).toBe(status === 503 ? '1' : null);
  });

  test('a fault of ours is 500 without its insides', async () => {
    engine.onExecute = () => Promise.reject(new TypeError('secret'));
    const response = await runSql({ sql: 'x' });
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).toContain('internal error');
    expect(text).not.toContain('secret');
    expect(logged.join()).toContain('secret');
  });

  test.each([
    ['{"sql":', 'application/json', 400],
    ['', 'application/json', 400],
    ['[]', 'application/json', 400],
    ['null', 'application/json', 400],
    ['{"sql":7}', 'application/json', 400],
    ['{"sql":"x","params":7}', 'application/json', 400],
    ['{"__proto__":{"sql":"x"}}', 'application/json', 400],
    ['SELECT 1', 'text/csv', 415],
    [JSON.stringify({ sql: 'x'.repeat(9_000_000) }), 'application/json', 413],
  ])('the body %.30s as %s is refused with %i', async (body, type, status) => {
    const response = await post('/v1/sql', body, { 'content-type': type });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ status, code: expect.any(String) });
    expect(engine.executed).toEqual([]);
  });

  test('requests that name one session share it', async () => {
    const sessions = ['one', 'one', 'two'];
    for (const name of sessions) await runSql({ sql: 'x' }, { 'millrace-session': name });
    await runSql({ sql: 'x' });
    const [first, second, third, none] = engine.executed.map(({ options }) => options?.session);
    expect(first).toBeDefined();
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    expect(none).toBeUndefined();
    const refused = await runSql({ sql: 'x' }, { 'millrace-session': 'a b' });
    expect(await refused.json()).toMatchObject({ code: '22023' });
  });

  test('is cancelled when the client leaves', async () => {
    const client = new AbortController();
    const left = new Promise<void>((resolve) => {
      engine.onExecute = (_sql, options) =>
        new Promise((answered) => {
          options?.signal?.addEventListener('abort', () => {
            answered({ results: [], error: new SqlError('57014', 'canceled') });
            resolve();
          });
          client.abort();
        });
    });
    const options = { method: 'POST', body: '{"sql":"x"}', signal: client.signal };
    const headers = { 'content-type': 'application/json' };
    await expect(fetch(`${server.url}/v1/sql`, { ...options, headers })).rejects.toThrow();
    await left;
  });
});

describe('POST /v1/streams/:name/records', () => {
  const path = '/v1/streams/orders/records';

  test.each([
    ['application/json', 'json'],
    ['application/json; charset=utf-8', 'json'],
    ['application/x-ndjson', 'ndjson'],
    ['text/csv', 'csv'],
  ])('hands a body of %s to the engine as it came', async (type, format) => {
    engine.onIngest = async () => ({
      accepted: 2,
      rejected: [{ index: 3, code: '22P02', message: 'm' }],
      offsets: [{ partition: 0, first: 5, last: 6 }],
    });
    const response = await post(path, '{"a":1}\n', { 'content-type': type });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      accepted: 2,
      rejected: [{ index: 3, code: '22P02', message: 'm' }],
      offsets: [{ partition: 0, first: '5', last: '6' }],
    });
    expect(engine.ingested).toEqual([{ relation: 'orders', body: '{"a":1}\n', format }]);
  });

  test('422 when every record was rejected, 200 for none at all', async () => {
    const rejected = [{ index: 0, code: '22P02', message: 'm' }];
    engine.onIngest = async () => ({ accepted: 0, rejected, offsets: [] });
    const refused = await post(path, '[7]', { 'content-type': 'application/json' });
    expect([refused.status, await refused.json()]).toEqual([422, { accepted: 0, rejected, offsets: [] }]); // biome-ignore format: one answer
    engine.onIngest = async () => ({ accepted: 0, rejected: [], offsets: [] });
    expect((await post(path, '', { 'content-type': 'application/json' })).status).toBe(200);
    expect((await fetch(server.url + path, { method: 'POST' })).status).toBe(200);
  });

  test.each([
    ['42P01', 404],
    ['22P02', 400],
    ['42809', 400],
    ['53100', 503],
  ])('an error %s is status %i', async (code, status) => {
    engine.onIngest = () => Promise.reject(new SqlError(code, 'm'));
    const response = await post(path, '[', { 'content-type': 'application/json' });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code, detail: 'm' });
  });

  test('other content types, encodings and idempotency keys are refused', async () => {
    const json = { 'content-type': 'application/json' };
    expect((await post(path, 'a=1', { 'content-type': 'text/html' })).status).toBe(415);
    expect((await post(path, '[]', { ...json, 'content-encoding': 'gzip' })).status).toBe(400);
    expect((await post(path, '[]', { ...json, 'idempotency-key': 'k' })).status).toBe(400);
    expect(engine.ingested).toEqual([]);
  });
});

describe('objects', () => {
  test('are listed by kind and found by name', async () => {
    const summary = {
      schema: { fields: fakeFields },
      key: null,
      rows: 3,
      sql: 'CREATE …',
      connector: null,
      status: null,
      progress: null,
      watermarkMicros: null,
    };
    engine.relationList = [
      { ...summary, name: 'orders', kind: 'stream', connector: 'nexmark', status: 'running' },
      { ...summary, name: 'totals', kind: 'materialized view', key: [0], progress: 0.5 },
      { ...summary, name: 'people', kind: 'table' },
    ];
    const listed = async (path: string): Promise<string[]> => {
      const { objects } = (await (await get(path)).json()) as { objects: { name: string }[] };
      return objects.map(({ name }) => name);
    };
    expect(await listed('/v1/objects')).toEqual(['orders', 'totals', 'people']);
    expect(await listed('/v1/views')).toEqual(['totals']);
    expect(await (await get('/v1/streams/orders')).json()).toEqual({
      name: 'orders',
      kind: 'stream',
      columns: [
        { name: 'n', type: 'bigint', nullable: false },
        { name: 'word', type: 'text', nullable: true },
      ],
      key: null,
      rows: 3,
      sql: 'CREATE …',
      connector: 'nexmark',
      status: 'running',
    });
    const missing = await get('/v1/tables/orders');
    expect([missing.status, await missing.json()]).toEqual([404, expect.objectContaining({ code: '42P01' })]); // biome-ignore format: one answer
  });
});

describe('health', () => {
  test('live at once, ready when the engine is', async () => {
    expect(await (await get('/health/live')).json()).toEqual({ status: 'live' });
    expect((await get('/health/ready')).status).toBe(200);
    engine.state = { ready: false, waitingFor: ['view totals is catching up'] };
    const waiting = await get('/health/ready');
    expect(waiting.status).toBe(503);
    expect(waiting.headers.get('retry-after')).toBe('1');
    expect(await waiting.json()).toEqual({
      status: 'starting',
      waitingFor: ['view totals is catching up'],
    });
  });
});

describe('the console', () => {
  test('missing: a page says how to build it', async () => {
    const response = await get('/');
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(await response.text()).toContain('npm run build');
  });

  test('built: its files, and nothing beside them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-web-'));
    mkdirSync(join(folder, 'web', 'assets'), { recursive: true });
    writeFileSync(join(folder, 'secret'), 'secret');
    writeFileSync(join(folder, 'web', 'index.html'), '<p>console</p>');
    writeFileSync(join(folder, 'web', 'assets', 'a.js'), 'a');
    await server.close();
    server = await start({ webDirectory: join(folder, 'web') });
    const page = await get('/');
    expect(await page.text()).toBe('<p>console</p>');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect((await get('/assets/a.js')).headers.get('cache-control')).toContain('immutable');
    for (const path of ['/nothing', '/..%2fsecret', '/%2e%2e/secret']) {
      expect((await get(path)).status).toBeGreaterThanOrEqual(400);
    }
    rmSync(folder, { recursive: true });
  });
});

describe('who may come in', () => {
  test('every answer carries the security headers', async () => {
    for (const path of ['/', '/v1/objects', '/nothing']) {
      const { headers } = await get(path);
      expect(headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
  });

  test('foreign hosts and pages are refused', async () => {
    expect(await statusWith({ host: 'evil.com:7420' })).toBe(403);
    expect(await statusWith({ host: `localhost:${server.port}` })).toBe(200);
    expect(await statusWith({ origin: 'http://evil.com' }, 'POST')).toBe(403);
    const own = await runSql({ sql: 'x' }, { origin: `http://localhost:${server.port}` });
    expect(own.status).toBe(200);
  });

  test('unknown paths are problem documents; the live path wants a WebSocket', async () => {
    const missing = await get('/v1/nothing');
    expect([missing.status, await missing.json()]).toEqual([404, expect.objectContaining({ status: 404 })]); // biome-ignore format: one answer
    expect((await get('/v1/live')).status).toBe(426);
  });
});

describe('listening', () => {
  test('an address that others reach is refused unless asked for', async () => {
    await expect(start({ host: '0.0.0.0' })).rejects.toThrow(
      'refusing to listen on 0.0.0.0 without authentication: add --insecure to do it anyway',
    );
    await (await start({ host: '0.0.0.0', insecure: true })).close();
  });

  test('a taken port is a clear error', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    await expect(start({ port })).rejects.toMatchObject({
      code: '55006',
      message: `port ${port} is already in use: stop what listens there, or use --port`,
    });
    await new Promise((resolve) => taken.close(resolve));
  });

  test('an address of another machine is a clear error', async () => {
    await expect(start({ host: '192.0.2.1', insecure: true })).rejects.toMatchObject({
      code: '08006',
    });
  });
});
