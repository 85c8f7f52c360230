import type { Disk, DiskFile } from '../../common/disk.ts';

/**
 * A disk that keeps at most about so many files open for reading. A file that was not read for long is
 * closed, and opened again when it is: nobody who reads sees it. One that is removed or replaced stays
 * open for those who have it, as the system does, until they close it. Files that are written to are
 * not counted.
 */
export function cappedDisk(disk: Disk, filesMax: number): Disk {
  const files = new OpenFiles(disk, filesMax);
  return {
    ...disk,
    open: (path, mode) => (mode === 'read' ? files.open(path) : disk.open(path, mode)),
    remove: async (path) => {
      await files.keepOpen(path);
      await disk.remove(path);
    },
    rename: async (from, to) => {
      await files.keepOpen(from);
      await files.keepOpen(to);
      await disk.rename(from, to);
    },
  };
}

class OpenFiles {
  readonly #disk: Disk;
  readonly #filesMax: number;
  /** Open ones that may be closed, least recently read first. */
  readonly #recent = new Set<ReadFile>();
  /** All that were not closed by whom they were opened for and have their path still. */
  readonly #byPath = new Map<string, Set<ReadFile>>();

  constructor(disk: Disk, filesMax: number) {
    this.#disk = disk;
    this.#filesMax = filesMax;
  }

  async open(path: string): Promise<DiskFile> {
    const file = new ReadFile(this, path);
    await file.open();
    const same = this.#byPath.get(path);
    if (same === undefined) this.#byPath.set(path, new Set([file]));
    else same.add(file);
    return file;
  }

  openAgain(path: string): Promise<DiskFile> {
    return this.#disk.open(path, 'read');
  }

  /** Keeps the files of a path, which will soon be no more or another's, open for good. */
  async keepOpen(path: string): Promise<void> {
    for (const file of this.#byPath.get(path) ?? []) {
      await file.keepOpen();
      this.#recent.delete(file);
    }
    this.#byPath.delete(path);
  }

  /** Counts a file as read just now, and closes one that was not read for long when there are too many. */
  used(file: ReadFile): void {
    this.#recent.delete(file);
    this.#recent.add(file);
    if (this.#recent.size <= this.#filesMax) return;
    for (const oldest of this.#recent) {
      if (!oldest.isIdle) continue;
      this.#recent.delete(oldest);
      oldest.release();
      return;
    }
  }

  closed(file: ReadFile): void {
    this.#recent.delete(file);
    const same = this.#byPath.get(file.path);
    same?.delete(file);
    if (same?.size === 0) this.#byPath.delete(file.path);
  }
}

/** A file that is open while it is used, and for as long afterwards as there is room. */
class ReadFile implements DiskFile {
  readonly path: string;
  readonly #files: OpenFiles;
  #file: Promise<DiskFile> | null = null;
  #users = 0;
  #isKept = false;
  #isClosed = false;

  constructor(files: OpenFiles, path: string) {
    this.#files = files;
    this.path = path;
  }

  get isIdle(): boolean {
    return this.#users === 0;
  }

  /** @throws errors of the file system */
  async open(): Promise<void> {
    await this.#opened();
    this.#files.used(this);
  }

  read(target: Uint8Array, position: number): Promise<number> {
    return this.#using((file) => file.read(target, position));
  }

  size(): Promise<number> {
    return this.#using((file) => file.size());
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#files.closed(this);
    const file = await this.#file?.catch(() => null);
    await file?.close();
  }

  write(): Promise<void> {
    return Promise.reject(readOnly());
  }

  sync(): Promise<void> {
    return Promise.reject(readOnly());
  }

  truncate(): Promise<void> {
    return Promise.reject(readOnly());
  }

  async keepOpen(): Promise<void> {
    this.#isKept = true;
    await this.#opened().catch(() => undefined);
  }

  /** Closes it until it is used again; only when nobody uses it. */
  release(): void {
    const file = this.#file;
    this.#file = null;
    void file?.then((open) => open.close()).catch(() => undefined);
  }

  #opened(): Promise<DiskFile> {
    this.#file ??= this.#files.openAgain(this.path).catch((error: unknown) => {
      this.#file = null;
      throw error;
    });
    return this.#file;
  }

  async #using<T>(use: (file: DiskFile) => Promise<T>): Promise<T> {
    if (this.#isClosed) throw Object.assign(new Error('the file is closed'), { code: 'EBADF' });
    this.#users += 1;
    try {
      const file = await this.#opened();
      if (!this.#isKept) this.#files.used(this);
      return await use(file);
    } finally {
      this.#users -= 1;
    }
  }
}

function readOnly(): Error {
  return Object.assign(new Error('the file is open for reading'), { code: 'EBADF' });
}
