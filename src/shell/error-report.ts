import type { ErrorBody, Notice } from '../protocol/messages.ts';
import type { Style } from './style.ts';
import { elide, visible, widthOf } from './text-width.ts';

/** The text that an error's position counts in, and what line of its file it begins at. */
export type ErrorSource = {
  readonly text: string;
  /** Where it comes from, for people: a file's name; null for what was typed. */
  readonly name: string | null;
  /** 1-based. */
  readonly firstLine: number;
};

/** An error as people read it: code, message, the line with a mark under the place, detail, hint. */
export function errorReport(
  error: ErrorBody,
  source: ErrorSource,
  page: { readonly width: number; readonly style: Style },
): string {
  const { style } = page;
  const lines = [`${style.red(style.bold(`ERROR ${error.code}:`))} ${visible(error.message)}`];
  if (error.position !== undefined) lines.push(...markedLine(error.position, source, page));
  if (error.detail !== undefined) {
    // What depends on something is told a line each.
    const detail = error.detail.split('\n').map(visible).join('\n');
    lines.push(`${style.bold('DETAIL:')} ${detail}`);
  }
  if (error.hint !== undefined) {
    lines.push(`${style.bold(style.cyan('HINT:'))} ${visible(error.hint)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** A notice or warning in one line, its hint in another. */
export function noticeReport({ severity, message, hint }: Notice, style: Style): string {
  const head = severity === 'WARNING' ? style.yellow('WARNING:') : style.bold('NOTICE:');
  const rest = hint === undefined ? '' : `${style.bold(style.cyan('HINT:'))} ${visible(hint)}\n`;
  return `${head} ${visible(message)}\n${rest}`;
}

function markedLine(
  position: NonNullable<ErrorBody['position']>,
  source: ErrorSource,
  { width, style }: { readonly width: number; readonly style: Style },
): string[] {
  const line = source.text.split('\n')[position.line - 1]?.replace(/\r$/, '');
  if (line === undefined) return [];
  const number = source.firstLine + position.line - 1;
  const label = source.name === null ? `LINE ${number}: ` : `${source.name}:${number}: `;
  const points = Array.from(line, (point) => (point === '\t' ? ' ' : point));
  const before = points.slice(0, position.column - 1).join('');
  const marked = points.slice(position.column - 1, position.column - 1 + position.length).join('');
  const after = points.slice(position.column - 1 + position.length).join('');
  const { shown, start } = cutToFit(before, marked, after, Math.max(20, width - widthOf(label)));
  const markWidth = Math.max(1, Math.min(widthOf(marked), widthOf(shown) - start));
  const mark = ' '.repeat(widthOf(label) + start) + style.red('^'.repeat(markWidth));
  return [`${style.dim(label)}${shown}`, mark];
}

/** The part of a long line around its mark, and the column at which the mark begins in it. */
function cutToFit(
  before: string,
  marked: string,
  after: string,
  width: number,
): { readonly shown: string; readonly start: number } {
  const whole = before + marked + after;
  if (widthOf(whole) <= width) return { shown: whole, start: widthOf(before) };
  const room = Math.max(0, Math.min(width - widthOf(marked) - 10, Math.floor(width / 2)));
  const lead = elideStart(before, room);
  return { shown: elide(lead + marked + after, width), start: widthOf(lead) };
}

/** The end of the text that fits, with `…` for what came before. */
function elideStart(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  const points = [...text];
  while (points.length > 0 && widthOf(points.join('')) > columns - 1) points.shift();
  return `…${points.join('')}`;
}
