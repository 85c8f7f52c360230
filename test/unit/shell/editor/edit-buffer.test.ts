import { beforeEach, describe, expect, test } from 'vitest';
import { EditBuffer } from '../../../../src/shell/editor/edit-buffer.ts';

let buffer: EditBuffer;
/** The text with `|` where the cursor is. */
const shown = (): string =>
  `${buffer.text.slice(0, buffer.cursor)}|${buffer.text.slice(buffer.cursor)}`;
const given = (text: string): void => {
  buffer.replace(text.replace('|', ''), text.indexOf('|'));
};

beforeEach(() => {
  buffer = new EditBuffer();
});

type Step = Exclude<keyof EditBuffer, 'text' | 'cursor' | 'replace' | 'insert' | 'clear'>;

test.each<[Step, string, string]>([
  ['left', 'a👩‍👩‍👧|b', 'a|👩‍👩‍👧b'],
  ['left', '|a', '|a'],
  ['left', 'a\n|b', 'a|\nb'],
  ['right', 'a|e\u0301b', 'ae\u0301|b'],
  ['right', 'a|\nb', 'a\n|b'],
  ['right', 'a|', 'a|'],
  ['wordLeft', 'SELECT foo_1, |x', 'SELECT |foo_1, x'],
  ['wordLeft', '|x', '|x'],
  ['wordRight', 'a| .größe.b', 'a .größe|.b'],
  ['home', 'a\nbc|d\ne', 'a\n|bcd\ne'],
  ['home', '\n|', '\n|'],
  ['home', '|\n', '|\n'],
  ['end', 'a\nb|cd\ne', 'a\nbcd|\ne'],
  ['bufferStart', 'a\nb|', '|a\nb'],
  ['bufferEnd', '|a\nb', 'a\nb|'],
  ['deleteBack', 'ae\u0301|', 'a|'],
  ['deleteBack', 'a\n|b', 'a|b'],
  ['deleteForward', '|日本', '|本'],
  ['deleteForward', 'a|\nb', 'a|b'],
  ['killWordBack', 'FROM a.b  |c', 'FROM |c'],
  ['killLettersBack', 'FROM a.b|c', 'FROM a.|c'],
  ['killWord', 'a| bc d', 'a| d'],
  ['killToLineStart', 'a\nbc|d', 'a\n|d'],
  ['killToLineStart', 'a\n|d', 'a|d'],
  ['killToLineEnd', 'a|bc\nd', 'a|\nd'],
  ['killToLineEnd', 'a|\nd', 'a|d'],
  ['killToLineEnd', 'a|', 'a|'],
  ['transpose', 'ab|', 'ba|'],
  ['transpose', 'a|bc', 'ba|c'],
  ['transpose', 'a|', 'a|'],
])('%s: %j becomes %j', (step, before, after) => {
  given(before);
  buffer[step]();
  expect(shown()).toBe(after);
});

describe('lines', () => {
  test('up and down keep the column they came from', () => {
    given('long line\nab\nlonger li|ne');
    expect(buffer.up()).toBe(true);
    expect(shown()).toBe('long line\nab|\nlonger line');
    buffer.up();
    expect(shown()).toBe('long line|\nab\nlonger line');
    expect(buffer.up()).toBe(false);
    buffer.down();
    buffer.down();
    expect(shown()).toBe('long line\nab\nlonger li|ne');
    expect(buffer.down()).toBe(false);
  });

  test('up from the second line finds an empty first one', () => {
    given('\nab|');
    buffer.up();
    expect(shown()).toBe('|\nab');
  });
});

test('what was killed comes back where it is wanted', () => {
  given('one two|');
  buffer.killWordBack();
  buffer.home();
  buffer.yank();
  expect(shown()).toBe('two|one ');
});

test('steps can be undone, one by one', () => {
  buffer.insert('a');
  buffer.insert('b');
  buffer.deleteBack();
  buffer.undo();
  expect(shown()).toBe('ab|');
  buffer.undo();
  buffer.undo();
  buffer.undo();
  expect(shown()).toBe('|');
});
