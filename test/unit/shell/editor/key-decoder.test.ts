import { expect, test } from 'vitest';
import { type Key, KeyDecoder, keyName } from '../../../../src/shell/editor/key-decoder.ts';

const names = (keys: readonly Key[]): string[] => keys.map(keyName);

test('text, control keys and sequences', () => {
  const decoder = new KeyDecoder();
  const typed = 'ab\x01\r\n\x7f\x1b[A\x1bOB\x1b[1;5D\x1b[3~\x1bf\x1b\x7f\x1b\r\x1b[99~ü日\t\x1f';
  expect(names(decoder.decode(typed))).toEqual([
    'ab',
    'ctrl-a',
    'enter',
    'enter',
    'backspace',
    'up',
    'down',
    'wordleft',
    'delete',
    'wordright',
    'deletewordback',
    'newline',
    'unknown',
    'ü日',
    'tab',
    'ctrl-_',
  ]);
  expect(decoder.pending).toBe(false);
});

test('a sequence may come in pieces', () => {
  const decoder = new KeyDecoder();
  expect(decoder.decode('x\x1b')).toHaveLength(1);
  expect(decoder.decode('[')).toEqual([]);
  expect(decoder.pending).toBe(true);
  expect(names(decoder.decode('1;5C'))).toEqual(['wordright']);
});

test('a lone Escape is known when nothing follows', () => {
  const decoder = new KeyDecoder();
  decoder.decode('\x1b');
  expect(names(decoder.flush())).toEqual(['escape']);
  expect(names(decoder.decode('\x1b\x1b[A'))).toEqual(['escape', 'up']);
  expect(decoder.flush()).toEqual([]);
});

test('a paste is one key, with plain line breaks, however it comes', () => {
  const decoder = new KeyDecoder();
  expect(decoder.decode('\x1b[200~SELECT\r\n 1;\x1b[A')).toEqual([]);
  expect(decoder.flush()).toEqual([]);
  expect(decoder.decode('\rx\x1b[201~y')).toEqual([
    { kind: 'paste', text: 'SELECT\n 1;\x1b[A\nx' },
    { kind: 'text', text: 'y' },
  ]);
});
