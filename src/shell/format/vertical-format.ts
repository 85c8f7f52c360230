import type { Column, Row } from '../../protocol/messages.ts';
import type { Style } from '../style.ts';
import { pad, visible, widthOf } from '../text-width.ts';
import { cellTexts, nullText } from './table-layout.ts';

/** One row as a block with a line for each column. Nothing is elided. */
export function verticalRow(
  columns: readonly Column[],
  row: Row,
  rowNumber: number,
  style: Style,
): string {
  const names = columns.map(({ name }) => visible(name));
  const width = Math.max(0, ...names.map(widthOf));
  const lines = cellTexts(columns, row).map((text, c) => {
    const name = pad(names[c] as string, width, 'right');
    return `${style.bold(name)} ${style.dim('│')} ${text ?? style.dim(nullText)}`;
  });
  const rule = '─'.repeat(Math.max(2, width + 1 - String(rowNumber).length - 7));
  return `${[style.dim(`── row ${rowNumber} ${rule}`), ...lines].join('\n')}\n`;
}
