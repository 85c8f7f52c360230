import { expect, test } from 'vitest';
import {
  type ColoredSpan,
  type EditorLayout,
  layOutEditor,
} from '../../../../src/shell/editor/editor-layout.ts';

const layOut = (
  text: string,
  cursor: number,
  columns: number,
  spans: ColoredSpan[] = [],
): EditorLayout =>
  layOutEditor(
    { text, cursor, prompt: '> ', continuation: '- ', spans, paintPrompt: (part) => part },
    columns,
  );

test('lines begin with their prompts, long ones are broken', () => {
  expect(layOut('abcdef\ng', 8, 6)).toEqual({
    rows: ['> abcd', 'ef', '- g'],
    cursorRow: 2,
    cursorColumn: 3,
  });
});

test('a wide character is not cut in two', () => {
  expect(layOut('abc日', 4, 6)).toEqual({ rows: ['> abc', '日'], cursorRow: 1, cursorColumn: 2 });
});

test('behind a full row the cursor stands in the next', () => {
  expect(layOut('abcd', 4, 6)).toEqual({ rows: ['> abcd', ''], cursorRow: 1, cursorColumn: 0 });
  expect(layOut('abcd\n', 4, 6).rows).toEqual(['> abcd', '', '- ']);
});

test('the cursor in the middle is where its character is', () => {
  expect(layOut('ab\ncd', 3, 20)).toMatchObject({ cursorRow: 1, cursorColumn: 2 });
  expect(layOut('', 0, 20)).toEqual({ rows: ['> '], cursorRow: 0, cursorColumn: 2 });
});

test('spans are painted, also across rows, and what lies between is not', () => {
  const paint = (part: string): string => `<${part}>`;
  const spans = [
    { start: 0, end: 2, paint },
    { start: 3, end: 8, paint },
  ];
  expect(layOut('ab cdefgh', 9, 8, spans).rows).toEqual(['> <ab> <cde>', '<fg>h']);
});

test('control characters are shown, not sent', () => {
  expect(layOut('a\tb\x1b', 4, 20).rows).toEqual(['> a  b\\x1b']);
});
