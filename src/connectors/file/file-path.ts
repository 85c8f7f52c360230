import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { SqlError, sqlState } from '../../common/sql-error.ts';

const insufficientPrivilege = '42501';

/**
 * The real path of a file that a statement names, relative to the directory of files.
 * @throws SqlError 42501 when it lies elsewhere, by its name or through links; 58P01 when there is
 * none; 42809 when it is no regular file
 */
export async function resolveFile(path: string, filesDirectory: string): Promise<string> {
  const root = resolve(filesDirectory);
  const named = resolve(root, path);
  if (!isBelow(named, root)) throw outside(path, root);
  try {
    const real = await realpath(named);
    if (!isBelow(real, await realpath(root))) throw outside(path, root);
    if (!(await stat(real)).isFile()) {
      throw new SqlError(sqlState.wrongObjectType, `"${path}" is not a regular file`);
    }
    return real;
  } catch (error) {
    throw fileError(error, path);
  }
}

/** An error of the file system in PostgreSQL's words. */
export function fileError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof SqlError) return error;
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new SqlError(
        sqlState.undefinedFile,
        `could not open file "${path}" for reading: no such file or directory`,
        { hint: 'Paths are relative to the directory given with --files.' },
      );
    case 'EACCES':
    case 'EPERM':
      return new SqlError(
        insufficientPrivilege,
        `could not open file "${path}" for reading: permission denied`,
      );
    default:
      return new SqlError(sqlState.ioError, `could not read file "${path}": ${error.message}`);
  }
}

/** Makes sure that the folder of a file to be written lies below the directory, links followed. @throws SqlError 42501, 58P01 */
export async function resolveDirectory(named: string, path: string, root: string): Promise<void> {
  try {
    const real = await realpath(dirname(named));
    const realRoot = await realpath(root);
    if (real !== realRoot && !isBelow(real, realRoot)) throw outside(path, root);
  } catch (error) {
    throw fileError(error, path);
  }
}

/** Whether a path lies below a directory by its name; both absolute. */
export function isBelow(path: string, root: string): boolean {
  const way = relative(root, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** The error of a file that lies elsewhere. */
export function outside(path: string, root: string): SqlError {
  return new SqlError(insufficientPrivilege, `file "${path}" is outside the directory of files`, {
    detail: `Files are read below ${root}.`,
    hint: 'Put the file there, or start the server with another --files directory.',
  });
}
