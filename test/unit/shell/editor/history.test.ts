import { expect, test } from 'vitest';
import { History } from '../../../../src/shell/editor/history.ts';
import type { ShellFiles } from '../../../../src/shell/shell-world.ts';

function filesWith(text: string | null): { files: ShellFiles; content: () => string | null } {
  let content = text;
  const files: ShellFiles = {
    read: () => {
      if (content === null) throw new Error('ENOENT');
      return content;
    },
    append: (_path, more) => {
      content = (content ?? '') + more;
    },
    replace: (_path, all) => {
      content = all;
    },
    openOutput: () => {
      throw new Error('not here');
    },
  };
  return { files, content: () => content };
}

test('statements of many lines come back as they were', () => {
  const { files } = filesWith(null);
  const history = new History(files, 'h');
  for (const text of ["SELECT\n '\\n';", '\\d', ' \\d ', '  ', 'SELECT 2;']) history.add(text);
  expect(new History(files, 'h').entries).toEqual(["SELECT\n '\\n';", '\\d', 'SELECT 2;']);
});

test('a file that has grown long is cut to the newest', () => {
  const { files, content } = filesWith(Array.from({ length: 10_001 }, (_, n) => `${n}\n`).join(''));
  const history = new History(files, 'h');
  expect(history.entries).toHaveLength(5_000);
  expect(history.entries.at(-1)).toBe('10000');
  expect(content()?.split('\n')).toHaveLength(5_001);
});

test('a file that cannot be used is no reason to stop', () => {
  const fail = (): never => {
    throw new Error('EACCES');
  };
  const history = new History({ read: fail, append: fail, replace: fail, openOutput: fail }, 'h');
  history.add('SELECT 1;');
  expect(history.entries).toEqual(['SELECT 1;']);
});
