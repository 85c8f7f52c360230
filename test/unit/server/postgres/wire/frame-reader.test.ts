import { expect, test } from 'vitest';
import { FrameReader } from '../../../../../src/server/postgres/wire/frame-reader.ts';
import { message, say, untyped } from '../../../../support/postgres-wire.ts';

/** All messages of a reader. */
function allOf(reader: FrameReader): string[] {
  const found: string[] = [];
  for (let frame = reader.next(); frame !== null; frame = reader.next()) {
    found.push(`${frame.type}:${frame.body.toString('hex')}`);
  }
  return found;
}

test('messages are whole however their bytes are cut', () => {
  const bytes = Buffer.concat([
    say.query('SELECT 1'),
    say.sync,
    message('d', Buffer.alloc(300, 7)),
    say.query(''),
  ]);
  const whole = new FrameReader();
  whole.startupIsOver();
  whole.add(bytes);
  const expected = allOf(whole);
  expect(expected).toHaveLength(4);
  for (const size of [1, 2, 3, 7, 100]) {
    const reader = new FrameReader();
    reader.startupIsOver();
    const found: string[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      reader.add(bytes.subarray(at, at + size));
      found.push(...allOf(reader));
    }
    expect(found).toEqual(expected);
    expect(reader.heldBytes).toBe(0);
  }
});

test('the first messages have no type', () => {
  const reader = new FrameReader();
  reader.add(Buffer.concat([say.ssl, untyped(196_608, Buffer.alloc(1)), say.sync]));
  expect(reader.next()).toMatchObject({ type: null });
  expect(reader.next()).toMatchObject({ type: null });
  reader.startupIsOver();
  expect(reader.next()).toMatchObject({ type: 'S' });
});

test('a length is judged before its message has come', () => {
  const reader = new FrameReader();
  reader.startupIsOver();
  reader.add(Buffer.from([81, 0x10, 0, 0, 0]));
  expect(() => reader.next()).toThrow('message is too large');
  const early = new FrameReader();
  early.add(Buffer.from([0, 0, 0x40, 0]));
  expect(() => early.next()).toThrow('invalid length of startup packet');
});
