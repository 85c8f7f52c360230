import { constants } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import { isBelow, outside, resolveDirectory } from './file-path.ts';

/** Characters that are written together. */
const pieceCharacters = 1_048_576;

/**
 * Writes lines to a file that is made, or emptied, below the directory of files; what is there when
 * it fails is taken away. `check` is asked between pieces and throws to give up.
 * @throws SqlError 42501 when it lies elsewhere, 58P01 without its folder, 58030 when the disk fails
 */
export async function writeLines(
  path: string,
  filesDirectory: string,
  lines: Iterable<string>,
  check: () => void,
): Promise<void> {
  const root = resolve(filesDirectory);
  const named = resolve(root, path);
  if (!isBelow(named, root)) throw outside(path, root);
  await resolveDirectory(named, path, root);
  let isWhole = false;
  try {
    // A link would lead out of the directory.
    const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;
    const handle = await open(named, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o644);
    try {
      let piece = '';
      for (const line of lines) {
        piece += line;
        if (piece.length < pieceCharacters) continue;
        await handle.writeFile(piece);
        piece = '';
        check();
      }
      await handle.writeFile(piece);
      await handle.sync();
      isWhole = true;
    } finally {
      await handle.close();
      if (!isWhole) await rm(named, { force: true });
    }
  } catch (error) {
    throw writeError(error, path);
  }
}

function writeError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof SqlError) return error;
  const message = `could not write to file "${path}": ${error.message}`;
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new SqlError(sqlState.undefinedFile, message);
    case 'EACCES':
    case 'EPERM':
    case 'ELOOP':
      return new SqlError('42501', message);
    case 'ENOSPC':
      return new SqlError(sqlState.diskFull, message);
    default:
      return new SqlError(sqlState.ioError, message);
  }
}
