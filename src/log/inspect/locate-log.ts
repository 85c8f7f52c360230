import { SqlError, sqlState } from '../../common/sql-error.ts';
import { decodeFront } from '../format/file-front.ts';
import { listDirectory, type ReadDisk, readSmallFile } from './read-disk.ts';

/** Where the log of a data directory is: `DIR/log` as the server has it, or DIR itself when it has topics. */
export async function locateLog(disk: ReadDisk, dataDirectory: string): Promise<string> {
  const entries = await listDirectory(disk, dataDirectory);
  if (entries === null) throw noDirectory(dataDirectory);
  if (entries.includes('topics')) return checked(disk, dataDirectory);
  const inside = await listDirectory(disk, `${dataDirectory}/log`);
  if (inside?.includes('topics')) return checked(disk, `${dataDirectory}/log`);
  throw noLog(dataDirectory);
}

/** @throws SqlError 55000 when the log is of a newer format */
async function checked(disk: ReadDisk, directory: string): Promise<string> {
  const path = `${directory}/log`;
  const front = await readSmallFile(disk, path);
  if (front !== null) decodeFront('log', front, path);
  return directory;
}

function noDirectory(directory: string): SqlError {
  return new SqlError(sqlState.undefinedFile, `there is no directory ${directory}`, {
    hint: 'Say with --data where the server keeps its data.',
  });
}

function noLog(directory: string): SqlError {
  return new SqlError(sqlState.undefinedFile, `there is no log in ${directory}`, {
    detail: `Neither ${directory}/log/topics nor ${directory}/topics exists.`,
    hint: 'Say with --data where the server keeps its data.',
  });
}
