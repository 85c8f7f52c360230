import { resolveFile } from '../../connectors/file/file-path.ts';
import { FilePieces } from '../../connectors/file/file-pieces.ts';
import { writeLines } from '../../connectors/file/write-lines.ts';
import type { TimeZone } from '../../data/zones/time-zone.ts';
import type { StatementNode } from '../../parser/ast.ts';
import { done } from '../answer.ts';
import type { CopyIn, StatementOutcome } from '../api.ts';
import { copiedRows, copyLines, noStandardInput } from '../copy/copy-out.ts';
import { abortError } from '../ended.ts';

type CopyNode = Extract<StatementNode, { kind: 'copy' }>;

/** What COPY has the engine do. */
export type CopyWork = {
  readonly filesDirectory: string;
  /** What moments are shown in; null for UTC. */
  readonly zone: TimeZone | null;
  /** Where COPY … FROM puts its data. */
  readonly begin: () => CopyIn;
  /** Runs the query whose rows COPY … TO writes. */
  readonly rows: () => Promise<StatementOutcome>;
};

/**
 * COPY: from or to a file below the directory of files, or to the answer, a row for each line.
 * @throws SqlError 42501, 58P01, 0A000 for STDIN, and what reading and writing raise
 */
export async function copy(
  node: CopyNode,
  { filesDirectory, zone, begin, rows }: CopyWork,
  signal: AbortSignal | undefined,
): Promise<StatementOutcome> {
  const { path, direction } = node;
  if (direction === 'from') {
    if (path === null) throw noStandardInput(node);
    const { write } = begin();
    return done('COPY', await write(fileBody(path, filesDirectory), signal));
  }
  const outcome = await rows();
  if (path === null) return copiedRows(node, outcome, zone);
  await writeLines(path, filesDirectory, copyLines(node, outcome, zone), () => {
    if (signal?.aborted === true) throw abortError(signal);
  });
  return done('COPY', outcome.rowCount, outcome.notices);
}

async function* fileBody(path: string, filesDirectory: string): AsyncIterable<Uint8Array> {
  const pieces = await FilePieces.open(await resolveFile(path, filesDirectory), path);
  try {
    for (let offset = 0; ; ) {
      const { bytes, isLast } = await pieces.read(offset, 0);
      offset += bytes.length;
      // The piece's memory is used again, and a body's pieces are not changed.
      yield Uint8Array.from(bytes);
      if (isLast) return;
    }
  } finally {
    await pieces.close();
  }
}
