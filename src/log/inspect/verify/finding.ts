/**
 * What was found in a file. `damage`: something that was written is not as it was, or is gone. `note`:
 * nothing is lost; a torn tail, room taken ahead, a leftover, a file that is made again by itself.
 */
export type Finding = {
  readonly severity: 'damage' | 'note';
  readonly path: string;
  /** Where in the file, bytes; null when it is the file as a whole. */
  readonly position: number | null;
  /** What it is, lower case, no full stop. */
  readonly message: string;
  /** The offsets that cannot be read because of it: [first, after the last]; null for none. */
  readonly offsets: readonly [number, number] | null;
};

/** What a check tells while it is under way. */
export type VerifyEvents = {
  readonly found: (finding: Finding) => void;
  /** So many bytes more of segments were looked at. */
  readonly checked: (bytes: number) => void;
};

/** Something that nothing is lost by. */
export function note(path: string, message: string, position: number | null = null): Finding {
  return { severity: 'note', path, position, message, offsets: null };
}

/** Something that is not as it was written. */
export function damage(
  path: string,
  message: string,
  position: number | null = null,
  offsets: readonly [number, number] | null = null,
): Finding {
  return { severity: 'damage', path, position, message, offsets };
}
