import { graphemesOf } from '../text-width.ts';

type State = { readonly text: string; readonly cursor: number };

/** Steps that can be undone at most. */
const undoMax = 200;

/**
 * Text with a cursor between its characters (a UTF-16 offset, always between graphemes). Lines are
 * parted by `\n`.
 */
export class EditBuffer {
  #text = '';
  #cursor = 0;
  #killed = '';
  #undo: State[] = [];
  /** The column that up and down aim for, in graphemes; null after any other step. */
  #aim: number | null = null;

  get text(): string {
    return this.#text;
  }

  get cursor(): number {
    return this.#cursor;
  }

  /** Replaces everything; the cursor goes to the end. */
  replace(text: string, cursor = text.length): void {
    this.#remember();
    this.#set(text, cursor);
  }

  /** Begins with nothing, and nothing to undo. */
  clear(): void {
    this.#set('', 0);
    this.#undo = [];
  }

  insert(text: string): void {
    this.#remember();
    this.#set(
      this.#text.slice(0, this.#cursor) + text + this.#text.slice(this.#cursor),
      this.#cursor + text.length,
    );
  }

  /** Takes the last step back. */
  undo(): void {
    const state = this.#undo.pop();
    if (state !== undefined) this.#set(state.text, state.cursor);
  }

  left(): void {
    this.#move(this.#before());
  }

  right(): void {
    this.#move(this.#behind());
  }

  wordLeft(): void {
    this.#move(this.#wordStart());
  }

  wordRight(): void {
    this.#move(this.#wordEnd());
  }

  /** To the beginning of the line. */
  home(): void {
    this.#move(this.#lineStart());
  }

  /** To the end of the line. */
  end(): void {
    this.#move(this.#lineEnd());
  }

  bufferStart(): void {
    this.#move(0);
  }

  bufferEnd(): void {
    this.#move(this.#text.length);
  }

  /** To the line above; false when this is the first. */
  up(): boolean {
    const start = this.#lineStart();
    if (start === 0) return false;
    this.#moveToLine(this.#lineStart(start - 1), start - 1);
    return true;
  }

  /** To the line below; false when this is the last. */
  down(): boolean {
    const end = this.#lineEnd();
    if (end === this.#text.length) return false;
    const next = this.#text.indexOf('\n', end + 1);
    this.#moveToLine(end + 1, next < 0 ? this.#text.length : next);
    return true;
  }

  deleteBack(): void {
    this.#cut(this.#before(), this.#cursor);
  }

  deleteForward(): void {
    this.#cut(this.#cursor, this.#behind());
  }

  /** Back to white space, as Ctrl-W in shells. */
  killWordBack(): void {
    const before = this.#text.slice(0, this.#cursor);
    const kept = before.replace(/\S*\s*$/, '');
    this.#kill(kept.length, this.#cursor);
  }

  /** Back over letters, as Alt-Backspace. */
  killLettersBack(): void {
    this.#kill(this.#wordStart(), this.#cursor);
  }

  killWord(): void {
    this.#kill(this.#cursor, this.#wordEnd());
  }

  killToLineStart(): void {
    const start = this.#lineStart();
    this.#kill(start === this.#cursor ? Math.max(0, start - 1) : start, this.#cursor);
  }

  /** To the end of the line, or the line break when the cursor is there. */
  killToLineEnd(): void {
    const end = this.#lineEnd();
    this.#kill(this.#cursor, end === this.#cursor ? Math.min(this.#text.length, end + 1) : end);
  }

  /** Inserts what was killed last. */
  yank(): void {
    if (this.#killed !== '') this.insert(this.#killed);
  }

  /** Swaps the characters around the cursor. */
  transpose(): void {
    const atEnd = this.#cursor === this.#lineEnd();
    const middle = atEnd ? this.#before() : this.#cursor;
    const first = this.#stepBack(middle);
    if (first === middle || first < this.#lineStart()) return;
    const end = atEnd ? this.#cursor : this.#behind();
    this.#remember();
    const [a, b] = [this.#text.slice(first, middle), this.#text.slice(middle, end)];
    this.#set(this.#text.slice(0, first) + b + a + this.#text.slice(end), end);
  }

  #set(text: string, cursor: number): void {
    this.#text = text;
    this.#cursor = cursor;
    this.#aim = null;
  }

  #remember(): void {
    this.#undo.push({ text: this.#text, cursor: this.#cursor });
    if (this.#undo.length > undoMax) this.#undo.shift();
  }

  #move(cursor: number): void {
    this.#cursor = cursor;
    this.#aim = null;
  }

  #moveToLine(start: number, end: number): void {
    const aim = this.#aim ?? graphemesOf(this.#text.slice(this.#lineStart(), this.#cursor)).length;
    const line = graphemesOf(this.#text.slice(start, end));
    this.#cursor = start + line.slice(0, aim).join('').length;
    this.#aim = aim;
  }

  #kill(from: number, to: number): void {
    if (from === to) return;
    this.#killed = this.#text.slice(from, to);
    this.#cut(from, to);
  }

  #cut(from: number, to: number): void {
    if (from === to) return;
    this.#remember();
    this.#set(this.#text.slice(0, from) + this.#text.slice(to), from);
  }

  #lineStart(of = this.#cursor): number {
    return of === 0 ? 0 : this.#text.lastIndexOf('\n', of - 1) + 1;
  }

  #lineEnd(): number {
    const end = this.#text.indexOf('\n', this.#cursor);
    return end < 0 ? this.#text.length : end;
  }

  #before(): number {
    return this.#stepBack(this.#cursor);
  }

  #stepBack(from: number): number {
    if (from === 0) return 0;
    if (this.#text[from - 1] === '\n') return from - 1;
    const line = this.#text.slice(this.#lineStart(from), from);
    return from - (graphemesOf(line).at(-1)?.length ?? 0);
  }

  #behind(): number {
    if (this.#cursor === this.#text.length) return this.#cursor;
    if (this.#text[this.#cursor] === '\n') return this.#cursor + 1;
    const line = this.#text.slice(this.#cursor, this.#lineEnd());
    return this.#cursor + (graphemesOf(line)[0]?.length ?? 0);
  }

  #wordStart(): number {
    const before = this.#text.slice(0, this.#cursor);
    return before.replace(/[\p{L}\p{N}_]*[^\p{L}\p{N}_]*$/u, '').length;
  }

  #wordEnd(): number {
    const behind = this.#text.slice(this.#cursor);
    const word = /^[^\p{L}\p{N}_]*[\p{L}\p{N}_]*/u.exec(behind)?.[0] ?? '';
    return this.#cursor + word.length;
  }
}
