import type { TextRange } from './text-position.ts';

/** A place in the text with what is wrong there. */
export type EditorFault = TextRange & { readonly message: string };

/** A piece of the editor's text and where it begins: in UTF-16 units, and its line from 1. */
export type EditorPiece = { readonly text: string; readonly from: number; readonly line: number };

/** What the page may do with the editor, whichever editor it is. */
export type EditorHandle = {
  /** The selection; without one the statement at the cursor. */
  readonly piece: () => EditorPiece;
  /** The whole text. */
  readonly whole: () => EditorPiece;
  /** Puts text at the cursor, in place of the selection. */
  readonly insert: (text: string) => void;
  /** Puts a whole statement where it harms nothing, goes there and answers what to run. */
  readonly put: (statement: string) => EditorPiece;
  /** Underlines what is wrong; what was underlined before is not any more. */
  readonly showFaults: (faults: readonly EditorFault[]) => void;
  /** Goes to a place and takes the focus. */
  readonly goTo: (range: TextRange) => void;
  readonly focus: () => void;
};
