import { expect, test } from 'vitest';
import { LongLine, splitLines } from '../../../../src/cli/log/split-lines.ts';

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text, 'latin1');
}

async function linesOf(...texts: string[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const found of splitLines(pieces(...texts), 100)) {
    lines.push(...found.map((line) => Buffer.from(line).toString('latin1')));
  }
  return lines;
}

test.each([
  [[], []],
  [[''], []],
  [['a\nb\n'], ['a', 'b']],
  [['a\nb'], ['a', 'b']],
  [['\n\n'], ['', '']],
  [
    ['a', 'b', 'c\nd', '\n'],
    ['abc', 'd'],
  ],
  [['a\r\n\xff\x00\n'], ['a\r', '\xff\x00']],
])('%j has the lines %j', async (texts, lines) => {
  expect(await linesOf(...texts)).toEqual(lines);
});

test('a line that never ends is refused', async () => {
  await expect(linesOf('x'.repeat(60), 'y'.repeat(60))).rejects.toThrow(LongLine);
});
