import { unreachable } from '../../common/assert.ts';
import type { ShellOutput } from '../shell-world.ts';
import type { Style } from '../style.ts';
import { EditBuffer } from './edit-buffer.ts';
import { type ColoredSpan, layOutEditor } from './editor-layout.ts';
import type { History } from './history.ts';
import { HistorySearch } from './history-search.ts';
import type { Key, KeyName } from './key-decoder.ts';
import type { Keyboard } from './keyboard.ts';
import { ScreenBlock } from './screen-block.ts';

/** What came of a prompt: a text to run, Ctrl-C, or Ctrl-D with nothing typed. */
export type EditorAnswer =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'end' };

export type LineEditorOptions = {
  readonly keyboard: Keyboard;
  readonly output: ShellOutput;
  readonly history: History;
  readonly style: Style;
  /** Plain texts of the same width. */
  readonly prompt: string;
  readonly continuation: string;
  /** Whether Enter runs the text; else it begins another line. */
  readonly isComplete: (text: string) => boolean;
  readonly highlight: (text: string) => readonly ColoredSpan[];
  /** Calls when the terminal has another size; answers how to stop. */
  readonly onResize: (listener: () => void) => () => void;
};

/** Reads statements of many lines from a terminal, one after the other. */
export class LineEditor {
  readonly #options: LineEditorOptions;
  readonly #buffer = new EditBuffer();
  readonly #block: ScreenBlock;
  /** Position in the history; its length is the text that is being written. */
  #historyAt = 0;
  #draft = '';
  #search: HistorySearch | null = null;
  #answer: EditorAnswer | null = null;

  constructor(options: LineEditorOptions) {
    this.#options = options;
    this.#block = new ScreenBlock(options.output);
  }

  /** Shows the prompt and waits for an answer. */
  read(): Promise<EditorAnswer> {
    const { keyboard, history, output, onResize } = this.#options;
    this.#buffer.clear();
    this.#historyAt = history.entries.length;
    this.#draft = '';
    this.#answer = null;
    output.write(bracketedPasteOn);
    this.#draw();
    return new Promise((resolve) => {
      const stopResize = onResize(() => this.#draw());
      const release: { run: () => void } = { run: () => undefined };
      const taker = (key: Key): boolean => {
        if (this.#answer !== null) return false;
        this.#press(key);
        if (this.#answer === null) {
          this.#draw();
          return true;
        }
        stopResize();
        this.#leave();
        release.run();
        resolve(this.#answer);
        return true;
      };
      release.run = keyboard.take(taker);
      if (this.#answer !== null) release.run();
    });
  }

  /** Fills in a text to begin with; for the next `read` only after it has begun. */
  offer(text: string): void {
    this.#buffer.replace(text);
    this.#draw();
  }

  #leave(): void {
    const { output } = this.#options;
    this.#search = null;
    this.#buffer.bufferEnd();
    this.#draw();
    this.#block.leave();
    output.write(`${this.#answer?.kind === 'interrupt' ? '^C' : ''}\r\n${bracketedPasteOff}`);
  }

  #press(key: Key): void {
    if (this.#search !== null && this.#pressInSearch(this.#search, key)) return;
    switch (key.kind) {
      case 'text':
      case 'paste':
        this.#buffer.insert(key.text);
        break;
      case 'key':
        this.#pressNamed(key.name);
        break;
      default:
        unreachable(key);
    }
  }

  #pressNamed(name: KeyName): void {
    switch (name) {
      case 'enter':
        this.#enter();
        break;
      case 'ctrl-c':
        this.#answer = { kind: 'interrupt' };
        break;
      case 'ctrl-d':
        if (this.#buffer.text === '') this.#answer = { kind: 'end' };
        else this.#buffer.deleteForward();
        break;
      case 'up':
        if (!this.#buffer.up()) this.#goTo(this.#historyAt - 1);
        break;
      case 'down':
        if (!this.#buffer.down()) this.#goTo(this.#historyAt + 1);
        break;
      case 'ctrl-p':
        this.#goTo(this.#historyAt - 1);
        break;
      case 'ctrl-n':
        this.#goTo(this.#historyAt + 1);
        break;
      case 'ctrl-r':
        this.#search = new HistorySearch(this.#options.history.entries);
        break;
      case 'ctrl-l':
        this.#options.output.write('\x1b[H\x1b[2J');
        this.#block.leave();
        break;
      default:
        editKeys[name]?.(this.#buffer);
    }
  }

  #enter(): void {
    const { text } = this.#buffer;
    if (text.trim() === '' || this.#options.isComplete(text)) {
      this.#answer = { kind: 'text', text };
      return;
    }
    this.#buffer.insert('\n');
  }

  /** Shows an entry of the history; past the newest is what was being written. */
  #goTo(at: number): void {
    const { entries } = this.#options.history;
    if (at < 0 || at > entries.length) return;
    if (this.#historyAt === entries.length) this.#draft = this.#buffer.text;
    this.#historyAt = at;
    this.#buffer.replace(entries[at] ?? this.#draft);
  }

  /** Answers false for keys that end the search and mean what they always mean. */
  #pressInSearch(search: HistorySearch, key: Key): boolean {
    if (key.kind !== 'key') {
      search.type(key.text);
      return true;
    }
    switch (key.name) {
      case 'ctrl-r':
        search.older();
        return true;
      case 'backspace':
        search.back();
        return true;
      case 'ctrl-g':
      case 'ctrl-c':
        this.#search = null;
        return true;
      default:
        this.#search = null;
        if (search.match !== null) this.#buffer.replace(search.match, search.matchAt);
        return key.name === 'escape' || key.name === 'tab';
    }
  }

  #draw(): void {
    const { output, style, prompt, continuation, highlight } = this.#options;
    const search = this.#search;
    const text = search === null ? this.#buffer.text : (search.match ?? '');
    const layout = layOutEditor(
      {
        text,
        cursor: search === null ? this.#buffer.cursor : search.matchAt,
        prompt: search === null ? prompt : searchPrompt(search),
        continuation,
        spans: highlight(text),
        paintPrompt: (part) => style.bold(style.cyan(part)),
      },
      output.size().columns,
    );
    const cursor = { row: layout.cursorRow, column: layout.cursorColumn };
    this.#block.draw({ rows: layout.rows, cursor });
  }
}

const bracketedPasteOn = '\x1b[?2004h';
const bracketedPasteOff = '\x1b[?2004l';

function searchPrompt({ text, failed }: HistorySearch): string {
  return `(${failed ? 'nothing for' : 'history'} '${text}') `;
}

/** Keys that change the text or move in it. */
const editKeys: Partial<Record<KeyName, (buffer: EditBuffer) => void>> = {
  newline: (buffer) => buffer.insert('\n'),
  tab: (buffer) => buffer.insert('  '),
  backspace: (buffer) => buffer.deleteBack(),
  delete: (buffer) => buffer.deleteForward(),
  left: (buffer) => buffer.left(),
  right: (buffer) => buffer.right(),
  home: (buffer) => buffer.home(),
  end: (buffer) => buffer.end(),
  pageup: (buffer) => buffer.bufferStart(),
  pagedown: (buffer) => buffer.bufferEnd(),
  bufferstart: (buffer) => buffer.bufferStart(),
  bufferend: (buffer) => buffer.bufferEnd(),
  wordleft: (buffer) => buffer.wordLeft(),
  wordright: (buffer) => buffer.wordRight(),
  deleteword: (buffer) => buffer.killWord(),
  deletewordback: (buffer) => buffer.killLettersBack(),
  'ctrl-a': (buffer) => buffer.home(),
  'ctrl-e': (buffer) => buffer.end(),
  'ctrl-b': (buffer) => buffer.left(),
  'ctrl-f': (buffer) => buffer.right(),
  'ctrl-u': (buffer) => buffer.killToLineStart(),
  'ctrl-k': (buffer) => buffer.killToLineEnd(),
  'ctrl-w': (buffer) => buffer.killWordBack(),
  'ctrl-y': (buffer) => buffer.yank(),
  'ctrl-t': (buffer) => buffer.transpose(),
  'ctrl-_': (buffer) => buffer.undo(),
};
