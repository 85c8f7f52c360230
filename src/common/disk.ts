/** An open file. Positions and lengths are bytes. */
export type DiskFile = {
  /**
   * Fills `target` from `position` and returns how many bytes were read: fewer than asked for
   * only at the end of the file.
   */
  readonly read: (target: Uint8Array, position: number) => Promise<number>;
  /** Writes all buffers one after the other from `position`; loops on short writes. */
  readonly write: (buffers: readonly Uint8Array[], position: number) => Promise<void>;
  /** Makes written data durable (fdatasync). After it fails the file must be treated as lost. */
  readonly sync: () => Promise<void>;
  readonly truncate: (bytes: number) => Promise<void>;
  readonly size: () => Promise<number>;
  readonly close: () => Promise<void>;
};

/**
 * The seam for files. Paths are absolute or relative to the process; errors are those of Node
 * (`code` ENOENT, ENOSPC, EIO and so on). Asynchronous throughout: nothing that computes waits
 * for a disk.
 */
export type Disk = {
  /** `write` opens an existing file for reading and writing, `create` makes one or empties it. */
  readonly open: (path: string, mode: 'read' | 'write' | 'create') => Promise<DiskFile>;
  readonly list: (directory: string) => Promise<readonly string[]>;
  /** Makes a directory and those above it where missing. */
  readonly makeDirectory: (directory: string) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
  /** Removes an empty directory. */
  readonly removeDirectory: (directory: string) => Promise<void>;
  /** Replaces `to` at once when it is a file that exists. */
  readonly rename: (from: string, to: string) => Promise<void>;
  /** Makes the entries of a directory durable (fsync of the directory). */
  readonly syncDirectory: (directory: string) => Promise<void>;
  /** Takes an exclusive lock held until released or the process ends; null when it is taken. */
  readonly lock: (path: string) => Promise<DiskLock | null>;
};

/** A held lock on a path. */
export type DiskLock = { readonly release: () => Promise<void> };
