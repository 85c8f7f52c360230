import { expect, test } from 'vitest';
import { commandOf, shortcutGroups } from '../../../../web/src/app/shortcuts.ts';

const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test.each([
  [{ ...plain, key: 'Enter', ctrlKey: true }, true, 'run'],
  [{ ...plain, key: 'Enter', metaKey: true }, true, 'run'],
  [{ ...plain, key: 'Enter', ctrlKey: true, shiftKey: true }, true, 'runAll'],
  [{ ...plain, key: '?', shiftKey: true }, false, 'help'],
  [{ ...plain, key: '?', shiftKey: true }, true, null],
  [{ ...plain, key: '/' }, false, 'filter'],
  [{ ...plain, key: '/', ctrlKey: true }, true, null],
  [{ ...plain, key: 'p' }, true, null],
  [{ ...plain, key: 'P' }, false, 'pause'],
  [{ ...plain, key: 'Enter' }, false, null],
  [{ ...plain, key: 'Enter', ctrlKey: true, altKey: true }, false, null],
])('%o in text: %s is %s', (press, inText, command) => {
  expect(commandOf(press, inText)).toBe(command);
});

test('no two shortcuts of the page share a key', () => {
  const keys = shortcutGroups
    .flatMap(({ shortcuts }) => shortcuts)
    .filter(({ key }) => key !== undefined)
    .map(({ key, mod, shift }) => JSON.stringify([key, mod, shift]));
  expect(new Set(keys).size).toBe(keys.length);
});
