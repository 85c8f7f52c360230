import type { ShellOutput } from '../../src/shell/shell-world.ts';

/**
 * A terminal as far as the shell draws on one: text, line breaks, the cursor moved up, right and
 * home, the screen erased from the cursor on. Anything else it is sent is an error.
 */
export class FakeTerminal implements ShellOutput {
  readonly isTerminal = true;
  columns: number;
  rowCount: number;
  /** Everything that was written. */
  written = '';
  #lines: string[][] = [[]];
  #row = 0;
  #column = 0;

  constructor(columns = 80, rowCount = 24) {
    this.columns = columns;
    this.rowCount = rowCount;
  }

  readonly size = (): { columns: number; rows: number } => ({
    columns: this.columns,
    rows: this.rowCount,
  });

  readonly write = (text: string): void => {
    this.written += text;
    const parts = /\p{Cc}\[([?\d;]*)([A-Za-z])|[\s\S]/gu;
    for (const [whole, argument = '', command] of text.matchAll(parts)) {
      if (command === undefined) this.#put(whole);
      else this.#obey(command, argument);
    }
  };

  /** What is to be seen, without spaces at the ends of lines. */
  get screen(): string {
    return this.#lines
      .map((line) => line.join('').trimEnd())
      .join('\n')
      .trimEnd();
  }

  /** Where the cursor is: row and column, from 0. */
  get cursor(): readonly [number, number] {
    return [this.#row, this.#column];
  }

  #put(character: string): void {
    if (character === '\r') this.#column = 0;
    else if (character === '\n') this.#goTo(this.#row + 1, 0);
    else {
      if (character < ' ') throw new Error(`the terminal was sent ${JSON.stringify(character)}`);
      if (this.#column >= this.columns) this.#goTo(this.#row + 1, 0);
      const line = this.#lines[this.#row] as string[];
      while (line.length < this.#column) line.push(' ');
      line[this.#column] = character;
      this.#column += 1;
    }
  }

  #obey(command: string, argument: string): void {
    const count = Number(argument === '' ? 1 : argument);
    switch (command) {
      case 'A':
        this.#row = Math.max(0, this.#row - count);
        break;
      case 'C':
        this.#column = Math.min(this.columns - 1, this.#column + count);
        break;
      case 'H':
        this.#goTo(0, 0);
        break;
      case 'J':
        if (argument === '2') this.#lines = [[]];
        else {
          this.#lines.length = this.#row + 1;
          (this.#lines[this.#row] as string[]).length = this.#column;
        }
        this.#goTo(this.#row, this.#column);
        break;
      case 'm':
      case 'h':
      case 'l':
        break;
      default:
        throw new Error(`the terminal was sent ESC [ ${argument} ${command}`);
    }
  }

  #goTo(row: number, column: number): void {
    while (this.#lines.length <= row) this.#lines.push([]);
    this.#row = row;
    this.#column = column;
  }
}
