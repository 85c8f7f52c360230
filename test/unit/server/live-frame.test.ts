import { describe, expect, test } from 'vitest';
import { readFrame } from '../../../src/server/live-frame.ts';

const read = (message: unknown) => readFrame(JSON.stringify(message));
const refusal = (message: unknown): string => {
  const frame = read(message);
  return frame.kind === 'refused' ? `${frame.error.code} ${frame.error.message}` : frame.kind;
};

describe('no frame at all', () => {
  test.each(['', '{', 'null', '7', '"x"', '[]', '[{"t":"ping"}]', 'NaN'])('%s', (text) => {
    expect(readFrame(text).kind).toBe('bad');
  });

  test('nested deeper than 32 levels, however it is done', () => {
    const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    expect(readFrame(`{"t":"ping","n":1,"x":${nested(31)}}`).kind).toBe('message');
    expect(readFrame(`{"t":"ping","n":1,"x":${nested(32)}}`).kind).toBe('bad');
    expect(readFrame(`{"x":${nested(30_000)}}`).kind).toBe('bad');
    expect(readFrame(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`).kind).toBe('bad');
  });
});

test.each([
  [{}, '08P01 unknown message type'],
  [{ t: 'constructor', id: 1 }, '08P01 unknown message type'],
  [{ t: 'subscribe', sql: 'x' }, '08P01 "id" must be a whole number from 0 to 2^53 - 1'],
  [{ t: 'cancel', id: '1' }, '08P01 "id" must be a whole number from 0 to 2^53 - 1'],
  [{ t: 'cancel', id: 1.5 }, '08P01 "id" must be a whole number from 0 to 2^53 - 1'],
  [{ t: 'cancel', id: -1 }, '08P01 "id" must be a whole number from 0 to 2^53 - 1'],
  [{ t: 'ping' }, '08P01 "n" must be a number'],
  [{ t: 'query', id: 1 }, '08P01 "sql" must be a string'],
  [{ t: 'query', id: 1, sql: 'x', params: {} }, '08P01 params must be an array'],
  [
    { t: 'query', id: 1, sql: 'x', params: [1, [2]] },
    '08P01 parameter $2 must be null, a boolean, a number or a string',
  ],
  [
    { t: 'query', id: 1, sql: 'x', params: [2 ** 53] },
    '22003 parameter $1 is too large for a JSON number',
  ],
  [{ t: 'subscribe', id: 1 }, '08P01 exactly one of "sql" and "view" must be given'],
  [
    { t: 'subscribe', id: 1, sql: 'x', view: 'y' },
    '08P01 exactly one of "sql" and "view" must be given',
  ],
  [{ t: 'subscribe', id: 1, view: 7 }, '08P01 "view" must be a string'],
  [
    { t: 'subscribe', id: 1, view: 'v', from: 'now' },
    '08P01 "from" must be one of snapshot, latest',
  ],
  [
    { t: 'subscribe', id: 1, view: 'v', from: { resume: 'x' } },
    '0A000 resume and asOf are not supported yet',
  ],
  [
    { t: 'subscribe', id: 1, view: 'v', mode: 'upsert' },
    '0A000 mode "upsert" is not supported yet',
  ],
  [
    { t: 'subscribe', id: 1, view: 'v', mode: 'toString' },
    '08P01 "mode" must be one of changes, append',
  ],
  [{ t: 'subscribe', id: 1, view: 'v', enc: 'arrow' }, '0A000 enc "arrow" is not supported yet'],
  [{ t: 'subscribe', id: 1, view: 'v', credit: {} }, '0A000 credit is not supported yet'],
  [
    { t: 'subscribe', id: 1, view: 'v', progressMs: 1 },
    '08P01 "progressMs" must be from 10 to 3600000',
  ],
  [{ t: 'subscribe', id: 1, view: 'v', maxRate: 0 }, '08P01 "maxRate" must be from 0.001 to 1000'],
  [
    { t: 'subscribe', id: 1, view: 'v', conflate: true },
    '08P01 "conflate" must be one of auto, off',
  ],
  [{ t: 'auth', token: 'x' }, '0A000 "auth" messages are not supported yet'],
  [{ t: 'insert', id: 1 }, '0A000 "insert" messages are not supported yet'],
  [{ t: 'credit', id: 1 }, '0A000 "credit" messages are not supported yet'],
])('%j is refused', (message, expected) => {
  expect(refusal(message)).toBe(expected);
});

test('a refusal carries the id where there is one', () => {
  expect(read({ t: 'query', id: 4 })).toMatchObject({ id: 4 });
  expect(read({ t: 'query', id: 'four' })).toMatchObject({ id: null });
});

test('hostile keys are keys like any other', () => {
  const frame = readFrame(
    '{"__proto__":{"t":"query","id":1,"sql":"x"},"constructor":{},"t":"ping","n":2}',
  );
  expect(frame).toEqual({ kind: 'message', message: { t: 'ping', n: 2 } });
  expect(readFrame('{"__proto__":{"t":"ping","n":1}}').kind).toBe('refused');
  expect(({} as { t?: string }).t).toBeUndefined();
});
