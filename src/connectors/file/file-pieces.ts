import { type FileHandle, open } from 'node:fs/promises';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import { fileError } from './file-path.ts';

const pieceBytesInitial = 1_048_576;
/** A record may be as long as a piece; and no piece is longer than this. */
const pieceBytesMax = 64 * 1_048_576;

/** A piece of a file. */
export type FilePiece = {
  /** Valid until the next piece is read. */
  readonly bytes: Uint8Array;
  readonly isLast: boolean;
};

/** Reads a file piece by piece, into memory that is used again. */
export class FilePieces {
  readonly #path: string;
  readonly #handle: FileHandle;
  #buffer: Uint8Array = new Uint8Array(pieceBytesInitial);

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  /** Opens a file by its real path; `path` is what messages call it. @throws SqlError 58P01, 42501 */
  static async open(realPath: string, path: string): Promise<FilePieces> {
    try {
      return new FilePieces(path, await open(realPath, 'r'));
    } catch (error) {
      throw fileError(error, path);
    }
  }

  /**
   * The piece from `offset` on; each further call for the same offset doubles it: for records that
   * did not fit.
   * @throws SqlError 54000 when a piece would become too long, 58030 when the disk fails
   */
  async read(offset: number, doublings: number): Promise<FilePiece> {
    const size = pieceBytesInitial * 2 ** doublings;
    if (size > pieceBytesMax) {
      throw new SqlError(
        sqlState.programLimitExceeded,
        `record at byte ${offset + 1} of file "${this.#path}" is longer than 64 MB`,
      );
    }
    if (this.#buffer.length < size) this.#buffer = new Uint8Array(size);
    let filled = 0;
    try {
      while (filled < size) {
        const place = { offset: filled, length: size - filled, position: offset + filled };
        const { bytesRead } = await this.#handle.read(this.#buffer, place);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
    } catch (error) {
      throw fileError(error, this.#path);
    }
    return { bytes: this.#buffer.subarray(0, filled), isLast: filled < size };
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}
