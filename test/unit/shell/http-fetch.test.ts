import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { httpFetch } from '../../../src/shell/http-fetch.ts';

let server: Server;
let url: string;

beforeEach(async () => {
  server = createServer((request, response) => {
    if (request.url === '/silent') return;
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      response.writeHead(request.url === '/no' ? 400 : 200);
      response.end(`${request.method} ${request.headers['content-type']} ${body}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

test('sends and answers text', async () => {
  const headers = { 'content-type': 'text/plain' };
  const answer = await httpFetch(`${url}/`, { method: 'POST', headers, body: 'größe 日本' });
  expect([answer.ok, answer.status, await answer.text()]).toEqual([
    true,
    200,
    'POST text/plain größe 日本',
  ]);
  expect(await httpFetch(`${url}/no`, { method: 'GET', headers: {} })).toMatchObject({
    ok: false,
    status: 400,
  });
});

test('is given up when its signal says so', async () => {
  const stop = new AbortController();
  const answer = httpFetch(`${url}/silent`, { method: 'GET', headers: {}, signal: stop.signal });
  stop.abort();
  await expect(answer).rejects.toThrow('aborted');
});

test('rejects when nobody listens', async () => {
  await new Promise((resolve) => server.close(resolve));
  await expect(httpFetch(url, { method: 'GET', headers: {} })).rejects.toThrow('ECONNREFUSED');
});
