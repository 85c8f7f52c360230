import { expect, test } from 'vitest';
import { isLoopback, isOurHost, isOurOrigin } from '../../../src/server/origin-guard.ts';

const rules = (boundHost: string, allowedOrigins: readonly string[] = []) => ({
  boundHost,
  allowedOrigins,
});

test.each(['localhost', 'LOCALHOST', 'app.localhost', '127.0.0.1', '127.9.9.9', '::1', '[::1]'])(
  '%s is loopback',
  (host) => expect(isLoopback(host)).toBe(true),
);

test.each(['0.0.0.0', '::', '10.0.0.1', 'example.com', '127.0.0.1.evil.com', 'evil-localhost', ''])(
  '%j is not loopback',
  (host) => expect(isLoopback(host)).toBe(false),
);

test.each([
  ['127.0.0.1', 'localhost:7420', true],
  ['127.0.0.1', '127.0.0.1:7420', true],
  ['127.0.0.1', '[::1]:7420', true],
  ['127.0.0.1', 'evil.com:7420', false],
  ['127.0.0.1', '10.0.0.1:7420', false],
  ['127.0.0.1', '127.0.0.1.evil.com', false],
  ['127.0.0.1', undefined, false],
  ['127.0.0.1', 'a b', false],
  ['0.0.0.0', '10.0.0.1:7420', true],
  ['0.0.0.0', 'millrace:7420', true],
  ['0.0.0.0', 'evil.com:7420', false],
  ['db.example.com', 'db.example.com:7420', true],
])('bound to %s, host %s: %s', (boundHost, host, expected) => {
  expect(isOurHost(host, rules(boundHost))).toBe(expected);
});

test.each([
  [undefined, true],
  ['http://127.0.0.1:7420', true],
  ['http://localhost:7420', true],
  ['http://[::1]:7420', true],
  ['http://localhost:5173', false],
  ['http://localhost', false],
  ['http://evil.com:7420', false],
  ['http://127.0.0.1.evil.com:7420', false],
  ['null', false],
  ['', false],
  ['https://console.example.com', true],
])('a page of %s: %s', (origin, expected) => {
  const guarded = rules('127.0.0.1', ['https://console.example.com']);
  expect(isOurOrigin(origin, '127.0.0.1:7420', guarded)).toBe(expected);
});
