import { beforeEach, describe, expect, test } from 'vitest';
import { History } from '../../../../src/shell/editor/history.ts';
import { Keyboard } from '../../../../src/shell/editor/keyboard.ts';
import { type EditorAnswer, LineEditor } from '../../../../src/shell/editor/line-editor.ts';
import { styleOf } from '../../../../src/shell/style.ts';
import { FakeInput, fakeFiles } from '../../../support/fake-shell-world.ts';
import { FakeTerminal } from '../../../support/fake-terminal.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

let terminal: FakeTerminal;
let input: FakeInput;
let clock: ManualClock;
let history: History;
let editor: LineEditor;
let resize: () => void;

beforeEach(() => {
  terminal = new FakeTerminal(30, 8);
  input = new FakeInput(true);
  clock = new ManualClock();
  history = new History(fakeFiles().files, 'h');
  const keyboard = new Keyboard(input, clock);
  keyboard.start();
  editor = new LineEditor({
    keyboard,
    output: terminal,
    history,
    style: styleOf(false),
    prompt: 'm> ',
    continuation: ' > ',
    isComplete: (text) => text.trimEnd().endsWith(';'),
    highlight: () => [],
    onResize: (listener) => {
      resize = listener;
      return () => undefined;
    },
  });
});

const answerTo = async (...typed: string[]): Promise<EditorAnswer> => {
  const answer = editor.read();
  for (const text of typed) input.type(text);
  return await answer;
};

test('Enter runs what is complete and goes on with what is not', async () => {
  expect(await answerTo('SELECT', '\r', '1;', '\r')).toEqual({ kind: 'text', text: 'SELECT\n1;' });
  expect(terminal.screen).toBe('m> SELECT\n > 1;');
});

test('an empty line is answered as such', async () => {
  expect(await answerTo('\r')).toEqual({ kind: 'text', text: '' });
});

test('Ctrl-C gives the line up, Ctrl-D leaves only an empty one', async () => {
  expect(await answerTo('abc', '\x01', '\x04', '\x03')).toEqual({ kind: 'interrupt' });
  expect(terminal.screen).toBe('m> bc^C');
  expect(await answerTo('\x04')).toEqual({ kind: 'end' });
});

test('editing in the middle is drawn in place', async () => {
  const answer = editor.read();
  input.type('SELECT 1\r\rFROM t;');
  input.type('\x1b[A\x1b[A\x1b[D-');
  expect(terminal.screen).toBe('m> SELECT- 1\n >\n > FROM t;');
  expect(terminal.cursor).toEqual([0, 10]);
  input.type('\x7f\r');
  expect(await answer).toEqual({ kind: 'text', text: 'SELECT 1\n\nFROM t;' });
  expect(terminal.screen).toBe('m> SELECT 1\n >\n > FROM t;');
  expect(terminal.cursor).toEqual([3, 0]);
});

test('a paste with line breaks runs nothing by itself', async () => {
  const answer = editor.read();
  input.type('\x1b[200~SELECT 1;\nSELECT 2;\x1b[201~');
  expect(terminal.screen).toBe('m> SELECT 1;\n > SELECT 2;');
  input.type('\r');
  expect(await answer).toEqual({ kind: 'text', text: 'SELECT 1;\nSELECT 2;' });
});

test('what is typed ahead waits for the next prompt', async () => {
  expect(await answerTo('1;\r2;\r')).toEqual({ kind: 'text', text: '1;' });
  expect(await editor.read()).toEqual({ kind: 'text', text: '2;' });
});

test('a text taller than the terminal shows the part with the cursor', () => {
  void editor.read();
  input.type(`\x1b[200~${Array.from({ length: 20 }, (_, n) => `line ${n}`).join('\n')}\x1b[201~`);
  expect(terminal.screen.split('\n')).toHaveLength(8);
  expect(terminal.screen).toContain('line 19');
});

test('another width draws anew', () => {
  void editor.read();
  input.type('abcdefghij');
  terminal.columns = 10;
  resize();
  expect(terminal.screen).toBe('m> abcdefg\nhij');
});

test('a lone Escape does nothing', async () => {
  const answer = editor.read();
  input.type('a\x1b');
  clock.advance(50);
  input.type(';\r');
  expect(await answer).toEqual({ kind: 'text', text: 'a;' });
});

describe('history', () => {
  beforeEach(() => {
    for (const text of ['SELECT 1;', 'SELECT\n2;', 'DROP x;']) history.add(text);
  });

  test('up and down walk through it and back to what was being written', async () => {
    const answer = editor.read();
    input.type('new\x1b[A\x1b[A');
    expect(terminal.screen).toBe('m> SELECT\n > 2;');
    input.type('\x1b[A\x1b[A\x1b[A\x1b[A');
    expect(terminal.screen).toBe('m> SELECT 1;');
    input.type('\x1b[B\x1b[B\x1b[B\x1b[B');
    expect(terminal.screen).toBe('m> new');
    input.type(';\r');
    expect(await answer).toEqual({ kind: 'text', text: 'new;' });
  });

  test('Ctrl-R finds the newest that contains what is typed, then older ones', async () => {
    const answer = editor.read();
    input.type('\x12sel');
    expect(terminal.screen).toBe("(history 'sel') SELECT\n > 2;");
    input.type('\x12');
    expect(terminal.screen).toBe("(history 'sel') SELECT 1;");
    input.type('\x12');
    expect(terminal.screen).toBe("(nothing for 'sel') SELECT 1;");
    input.type('\r');
    expect(await answer).toEqual({ kind: 'text', text: 'SELECT 1;' });
  });

  test('a search is given up without a trace, or kept to be edited', async () => {
    const answer = editor.read();
    input.type('x\x12drop\x07');
    expect(terminal.screen).toBe('m> x');
    input.type('\x12drop\x7f\x1b[C\x1b[C');
    expect(terminal.screen).toBe('m> DROP x;');
    expect(terminal.cursor).toEqual([0, 5]);
    input.type('\r');
    expect(await answer).toEqual({ kind: 'text', text: 'DROP x;' });
  });
});
