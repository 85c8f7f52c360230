import { graphemesOf, visible, widthOf } from '../text-width.ts';

/** A stretch of the text in a colour; offsets are UTF-16. */
export type ColoredSpan = {
  readonly start: number;
  readonly end: number;
  readonly paint: (text: string) => string;
};

export type EditorContent = {
  readonly text: string;
  readonly cursor: number;
  /** What stands before the first line; plain text. */
  readonly prompt: string;
  /** What stands before the others. */
  readonly continuation: string;
  /** In the order of the text, not overlapping. */
  readonly spans: readonly ColoredSpan[];
  readonly paintPrompt: (text: string) => string;
};

/** The rows of a terminal that show the text, and where the cursor stands in them. */
export type EditorLayout = {
  readonly rows: readonly string[];
  readonly cursorRow: number;
  readonly cursorColumn: number;
};

/** Breaks the text into rows of a terminal by itself: nothing is left to the terminal's wrapping. */
export function layOutEditor(content: EditorContent, columns: number): EditorLayout {
  const writer = new RowWriter(columns);
  writer.write(content.prompt, content.paintPrompt);
  const paintAt = paintsOf(content.spans);
  let offset = 0;
  for (const grapheme of graphemesOfText(content.text)) {
    if (offset === content.cursor) writer.markCursor();
    if (grapheme === '\n') {
      writer.breakRow();
      writer.write(content.continuation, content.paintPrompt);
    } else {
      writer.put(grapheme === '\t' ? '  ' : visible(grapheme), paintAt(offset));
    }
    offset += grapheme.length;
  }
  if (offset === content.cursor) writer.markCursor();
  return writer.finish();
}

/** Answers the colour at an offset; must be asked for rising offsets. */
function paintsOf(spans: readonly ColoredSpan[]): (offset: number) => Paint {
  let next = 0;
  return (offset) => {
    while ((spans[next]?.end ?? Number.POSITIVE_INFINITY) <= offset) next += 1;
    const span = spans[next];
    return span !== undefined && span.start <= offset ? span.paint : null;
  };
}

function* graphemesOfText(text: string): Iterable<string> {
  const lines = text.split('\n');
  for (const [n, line] of lines.entries()) {
    if (n > 0) yield '\n';
    yield* graphemesOf(line);
  }
}

type Paint = ((text: string) => string) | null;

/** Collects characters into rows; neighbours of one colour are painted together. */
class RowWriter {
  readonly #columns: number;
  readonly #rows: string[] = [];
  #row = '';
  #run = '';
  #paint: Paint = null;
  #width = 0;
  #cursor: { readonly row: number; readonly column: number } = { row: 0, column: 0 };

  constructor(columns: number) {
    this.#columns = Math.max(2, columns);
  }

  write(text: string, paint: Paint): void {
    for (const grapheme of graphemesOf(text)) this.put(grapheme, paint);
  }

  put(shown: string, paint: Paint): void {
    const width = widthOf(shown);
    if (this.#width + width > this.#columns) this.breakRow();
    if (paint !== this.#paint) {
      this.#endRun();
      this.#paint = paint;
    }
    this.#run += shown;
    this.#width += width;
  }

  markCursor(): void {
    if (this.#width >= this.#columns) this.breakRow();
    this.#cursor = { row: this.#rows.length, column: this.#width };
  }

  breakRow(): void {
    this.#endRun();
    this.#rows.push(this.#row);
    this.#row = '';
    this.#width = 0;
  }

  finish(): EditorLayout {
    this.breakRow();
    return { rows: this.#rows, cursorRow: this.#cursor.row, cursorColumn: this.#cursor.column };
  }

  #endRun(): void {
    if (this.#run === '') return;
    this.#row += this.#paint === null ? this.#run : this.#paint(this.#run);
    this.#run = '';
  }
}
