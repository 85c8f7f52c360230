import type { ShellOutput } from '../shell-world.ts';

/** Rows to show, and the place of the cursor among them; null leaves it below the last row. */
export type BlockContent = {
  readonly rows: readonly string[];
  readonly cursor: { readonly row: number; readonly column: number } | null;
};

/**
 * Some rows at the bottom of the terminal that are drawn again in place. What is above belongs to
 * the scrollback and is never touched.
 */
export class ScreenBlock {
  readonly #output: ShellOutput;
  /** Rows between the first row of the block and the cursor. */
  #cursorRow = 0;

  constructor(output: ShellOutput) {
    this.#output = output;
  }

  /** Draws the rows over what was drawn before. More than the terminal has are cut to those around the cursor. */
  draw(content: BlockContent): void {
    const { rows, cursor } = cutToHeight(content, this.#output.size().rows);
    let text = `${this.#toTop()}\x1b[J${rows.join('\r\n')}`;
    if (cursor === null) {
      text += '\r\n';
      this.#cursorRow = rows.length;
    } else {
      const up = rows.length - 1 - cursor.row;
      text += `\r${up > 0 ? `\x1b[${up}A` : ''}${cursor.column > 0 ? `\x1b[${cursor.column}C` : ''}`;
      this.#cursorRow = cursor.row;
    }
    this.#output.write(text);
  }

  /** Takes the block away; text can be written where it was. */
  erase(): void {
    this.#output.write(`${this.#toTop()}\x1b[J`);
    this.#cursorRow = 0;
  }

  /** Leaves the block where it is; the next one begins at the cursor. */
  leave(): void {
    this.#cursorRow = 0;
  }

  #toTop(): string {
    return `\r${this.#cursorRow > 0 ? `\x1b[${this.#cursorRow}A` : ''}`;
  }
}

function cutToHeight({ rows, cursor }: BlockContent, height: number): BlockContent {
  const most = Math.max(1, cursor === null ? height - 1 : height);
  if (rows.length <= most) return { rows, cursor };
  const from = cursor === null ? 0 : Math.max(0, cursor.row - most + 1);
  return {
    rows: rows.slice(from, from + most),
    cursor: cursor === null ? null : { ...cursor, row: cursor.row - from },
  };
}
