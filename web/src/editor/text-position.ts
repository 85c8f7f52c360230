import type { Position } from '../../../src/common/sql-error.ts';

/** A stretch of text by UTF-16 offsets. */
export type TextRange = { readonly from: number; readonly to: number };

/**
 * Where a position (lines and columns from 1, in code points) lies in the text. Always at least
 * one character long where the text has one, and never outside it.
 */
export function rangeOf(text: string, { line, column, length }: Position): TextRange {
  let start = 0;
  for (let passed = 1; passed < line; passed += 1) {
    const next = text.indexOf('\n', start);
    if (next < 0) break;
    start = next + 1;
  }
  const from = skipCodePoints(text, start, column - 1);
  const to = skipCodePoints(text, from, Math.max(1, length));
  return from === to && from > 0 ? { from: from - 1, to } : { from, to };
}

function skipCodePoints(text: string, start: number, count: number): number {
  let offset = start;
  for (let i = 0; i < count && offset < text.length; i += 1) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}

/** The line of text around an offset, and how far into it the offset lies. */
export function lineAround(
  text: string,
  offset: number,
): { readonly number: number; readonly text: string; readonly column: number } {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const number = text.slice(0, start).split('\n').length;
  return { number, text: text.slice(start, end < 0 ? undefined : end), column: offset - start };
}
