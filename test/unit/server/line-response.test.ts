import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { FastifyReply } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LineResponse } from '../../../src/server/line-response.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const server = createServer();
let port: number;

beforeEach(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

test('a client that left before the answer began has left', async () => {
  const socket = connect(port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const [, raw] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
  socket.destroy();
  await once(raw, 'close');
  const reply = { raw, hijack: () => reply, getHeaders: () => ({}) } as unknown as FastifyReply;
  const left = new Promise<string>((resolve) => {
    const response = new LineResponse(reply, { clock: new ManualClock() }, () => resolve('left'));
    response.start();
  });
  expect(await Promise.race([left, new Promise((resolve) => setTimeout(resolve, 1000))])).toBe(
    'left',
  );
});
