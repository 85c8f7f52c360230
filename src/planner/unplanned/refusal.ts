import type { Position } from '../../common/sql-error.ts';

/** Something that SQL has and that cannot be run yet. */
export type Refusal = {
  readonly what: string;
  readonly position: Position;
  readonly hint?: string;
};

/** The place of a node's first word. */
export function headOf({ position }: { readonly position: Position }, words: string): Position {
  return { ...position, length: Math.min(position.length, words.length) };
}
