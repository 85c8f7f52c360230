/** Finds the records of a text that may come in pieces, and writes them to columns. */
export type RecordParser = {
  /** Keys without a column met so far, each time they came. */
  readonly unknownKeys: () => number;
  /**
   * Reads bytes[from …) up to the last record that is whole and gives the place behind it: the rest
   * is to stand in front of the next piece. `isLast` says that nothing comes behind.
   * @throws SqlError 22P02 or 22P04 when the text cannot be read any further
   */
  readonly read: (bytes: Uint8Array, from: number, isLast: boolean) => number;
  /**
   * Makes ready to go on behind a record of a text that begins with `head`; false when more of it
   * is needed.
   */
  readonly resume: (head: Uint8Array, from: number) => boolean;
};
