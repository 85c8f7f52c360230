const newline = 10;

/**
 * The lines of a stream of bytes, without their ends; what follows the last end is a line too
 * unless it is empty. A line may be cut anywhere by the pieces. Holds one line.
 */
export async function* splitLines(
  pieces: AsyncIterable<Uint8Array>,
  lineBytesMax: number,
): AsyncGenerator<readonly Uint8Array[]> {
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  for await (const piece of pieces) {
    const lines: Uint8Array[] = [];
    let from = 0;
    for (let end = piece.indexOf(newline); end >= 0; end = piece.indexOf(newline, from)) {
      const line = piece.subarray(from, end);
      lines.push(restBytes === 0 ? line : Buffer.concat([...rest, line]));
      rest = [];
      restBytes = 0;
      from = end + 1;
    }
    if (from < piece.length) {
      rest.push(piece.subarray(from));
      restBytes += piece.length - from;
    }
    if (lines.length > 0) yield lines;
    if (restBytes > lineBytesMax) throw new LongLine();
  }
  if (restBytes > 0) yield [Buffer.concat(rest)];
}

/** A line has more bytes than a record may have. */
export class LongLine extends Error {}
