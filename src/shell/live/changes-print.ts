import type { Column, Row, WeightedRow } from '../../protocol/messages.ts';
import { isNumber } from '../cell-text.ts';
import { cellTexts, naturalWidths, nullText } from '../format/table-layout.ts';
import type { Style } from '../style.ts';
import { pad, visible } from '../text-width.ts';

/** Lines kept until they can be printed, at most. */
const linesMax = 200;

/** Changes as lines, `+` for a row that came and `-` for one that went. */
export class ChangesPrint {
  readonly #columns: readonly Column[];
  #widths: number[];
  #waiting: WeightedRow[] = [];
  #skipped = 0;

  constructor(columns: readonly Column[]) {
    this.#columns = columns;
    this.#widths = naturalWidths(columns, []);
  }

  add(rows: readonly WeightedRow[]): void {
    for (const row of rows) this.#waiting.push(row);
    const excess = this.#waiting.length - linesMax;
    if (excess <= 0) return;
    this.#waiting.splice(0, excess);
    this.#skipped += excess;
  }

  /** The names of the columns, for the first line. */
  head(style: Style): string {
    const names = this.#columns.map(({ name }) => visible(name));
    return style.bold(`    ${this.#join(names)}`);
  }

  /** The lines since the last time, whole: the terminal may wrap them. */
  take(style: Style): string[] {
    const rows = this.#waiting;
    this.#waiting = [];
    const texts = rows.map(([, ...cells]) => cellTexts(this.#columns, cells satisfies Row));
    const natural = naturalWidths(this.#columns, texts);
    this.#widths = natural.map((each, c) => Math.max(each, this.#widths[c] ?? 0));
    const lines = rows.map(([weight], r) => {
      const sign = weight > 0 ? '+' : '-';
      const count = Math.abs(weight) === 1 ? '' : String(Math.abs(weight));
      const line = `${(sign + count).padEnd(4)}${this.#join(texts[r] ?? [])}`;
      return (weight > 0 ? style.green : style.red)(line);
    });
    if (this.#skipped === 0) return lines;
    const skipped = style.dim(`… ${this.#skipped.toLocaleString('en')} changes too fast to print`);
    this.#skipped = 0;
    return [skipped, ...lines];
  }

  #join(texts: readonly (string | null)[]): string {
    const padded = this.#columns.map((column, c) =>
      pad(texts[c] ?? nullText, this.#widths[c] as number, isNumber(column) ? 'left' : 'right'),
    );
    return padded.join('  ').trimEnd();
  }
}
