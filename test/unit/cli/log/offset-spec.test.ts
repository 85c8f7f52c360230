import { expect, test } from 'vitest';
import { parseOffset } from '../../../../src/cli/log/offset-spec.ts';

const nowMs = Date.parse('2026-11-25T12:00:00Z');

test.each([
  ['start', { kind: 'start' }],
  ['end', { kind: 'end' }],
  ['0', { kind: 'offset', offset: 0 }],
  ['42', { kind: 'offset', offset: 42 }],
  ['-10', { kind: 'beforeEnd', rows: 10 }],
  ['+7', { kind: 'afterStart', rows: 7 }],
])('%s is a place', (text, spec) => {
  expect(parseOffset(text, nowMs)).toEqual(spec);
});

test.each([
  ['@-5m', '2026-11-25T11:55:00Z'],
  ['@-1.5h', '2026-11-25T10:30:00Z'],
  ['@-2d', '2026-11-23T12:00:00Z'],
  ['@now', '2026-11-25T12:00:00Z'],
  ['@2026-11-23T10:00:00Z', '2026-11-23T10:00:00Z'],
  ['@2026-11-23T10:00:00.250Z', '2026-11-23T10:00:00.250Z'],
  ['@2026-11-23T10:00:00+02:00', '2026-11-23T08:00:00Z'],
  ['@2026-11-23 10:00', '2026-11-23T10:00:00Z'],
  ['@2026-11-23', '2026-11-23T00:00:00Z'],
  ['@1700000000000', '2023-11-14T22:13:20Z'],
  ['@1700000000', '2023-11-14T22:13:20Z'],
])('%s is a moment', (text, time) => {
  expect(parseOffset(text, nowMs)).toEqual({ kind: 'time', timestampMs: Date.parse(time) });
});

test.each(['', 'x', '-', '--1', '1.5', '@', '@x', '@-', '@2026-13-01', '@12', '99999999999999999'])(
  '«%s» is no place',
  (text) => {
    expect(parseOffset(text, nowMs)).toBeNull();
  },
);
