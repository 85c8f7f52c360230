import type { Disk, DiskFile } from '../../common/disk.ts';

/** Large files grow by so much; small ones double. */
const chunkBytes = 256 * 1024;
const firstBytes = 2 * 1024;

/**
 * A disk in memory, for topics whose rows may be gone with the process: the same code writes and
 * reads them. Growth: the bytes of the files that are there, and of removed ones that are still open.
 * A write takes a turn of the event loop, as any file call does: writers that never rest stop nobody.
 */
export function createMemoryDisk(): Disk {
  return new MemoryDisk();
}

class MemoryDisk implements Disk {
  readonly #files = new Map<string, MemoryContent>();
  readonly #directories = new Set<string>();
  readonly #locks = new Set<string>();

  async open(path: string, mode: 'read' | 'write' | 'create'): Promise<DiskFile> {
    let content = this.#files.get(path);
    if (mode === 'create') {
      if (!this.#directories.has(parentOf(path))) throw failure('ENOENT', path);
      content ??= new MemoryContent();
      content.truncate(0);
      this.#files.set(path, content);
    }
    if (content === undefined) throw failure('ENOENT', path);
    return new MemoryFile(content, path);
  }

  async list(directory: string): Promise<readonly string[]> {
    if (!this.#directories.has(directory)) throw failure('ENOENT', directory);
    const paths = [...this.#files.keys(), ...this.#directories];
    const children = paths.filter((path) => parentOf(path) === directory);
    return children.map((path) => path.slice(directory.length + 1));
  }

  async makeDirectory(directory: string): Promise<void> {
    for (let at = directory; at !== parentOf(at); at = parentOf(at)) this.#directories.add(at);
  }

  async remove(path: string): Promise<void> {
    if (!this.#files.delete(path)) throw failure('ENOENT', path);
  }

  async removeDirectory(directory: string): Promise<void> {
    if ((await this.list(directory)).length > 0) throw failure('ENOTEMPTY', directory);
    this.#directories.delete(directory);
  }

  async rename(from: string, to: string): Promise<void> {
    const isThere = this.#files.has(from) || this.#directories.has(from);
    if (!isThere) throw failure('ENOENT', from);
    const moved = (path: string): string | null => {
      if (path === from) return to;
      return path.startsWith(`${from}/`) ? to + path.slice(from.length) : null;
    };
    for (const [path, content] of [...this.#files]) {
      const target = moved(path);
      if (target === null) continue;
      this.#files.delete(path);
      this.#files.set(target, content);
    }
    for (const path of [...this.#directories]) {
      const target = moved(path);
      if (target === null) continue;
      this.#directories.delete(path);
      this.#directories.add(target);
    }
  }

  async syncDirectory(directory: string): Promise<void> {
    if (!this.#directories.has(directory)) throw failure('ENOENT', directory);
  }

  async lock(path: string): Promise<{ readonly release: () => Promise<void> } | null> {
    if (this.#locks.has(path)) return null;
    this.#locks.add(path);
    return { release: async () => void this.#locks.delete(path) };
  }
}

class MemoryFile implements DiskFile {
  readonly #content: MemoryContent;
  readonly #path: string;
  #isClosed = false;

  constructor(content: MemoryContent, path: string) {
    this.#content = content;
    this.#path = path;
  }

  async read(target: Uint8Array, position: number): Promise<number> {
    this.#checkOpen();
    return this.#content.read(target, position);
  }

  async write(buffers: readonly Uint8Array[], position: number): Promise<void> {
    this.#checkOpen();
    let at = position;
    for (const buffer of buffers) {
      this.#content.write(buffer, at);
      at += buffer.length;
    }
    await new Promise<void>((resolve) => setImmediate(resolve));
  }

  async sync(): Promise<void> {
    this.#checkOpen();
  }

  async truncate(bytes: number): Promise<void> {
    this.#checkOpen();
    this.#content.truncate(bytes);
  }

  async size(): Promise<number> {
    this.#checkOpen();
    return this.#content.bytes;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  #checkOpen(): void {
    if (this.#isClosed) throw failure('EBADF', this.#path);
  }
}

/** The bytes of a file in chunks; only the first one is ever smaller than the others. */
class MemoryContent {
  #chunks: Uint8Array[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  read(target: Uint8Array, position: number): number {
    const bytes = Math.max(0, Math.min(target.length, this.#bytes - position));
    for (let done = 0; done < bytes; ) {
      const [chunk, at] = this.#place(position + done);
      const part = chunk.subarray(at, at + bytes - done);
      target.set(part, done);
      done += part.length;
    }
    return bytes;
  }

  write(buffer: Uint8Array, position: number): void {
    if (buffer.length > 0) this.#grow(position + buffer.length);
    for (let done = 0; done < buffer.length; ) {
      const [chunk, at] = this.#place(position + done);
      const part = buffer.subarray(done, done + chunk.length - at);
      chunk.set(part, at);
      done += part.length;
    }
  }

  /** Cuts, or grows by zeros. What is behind the end is always zeros. */
  truncate(bytes: number): void {
    if (bytes > this.#bytes) {
      this.#grow(bytes);
      return;
    }
    const kept = Math.ceil(bytes / chunkBytes);
    this.#chunks = this.#chunks.slice(0, kept);
    this.#chunks.at(-1)?.fill(0, bytes - (kept - 1) * chunkBytes);
    this.#bytes = bytes;
  }

  #place(position: number): readonly [chunk: Uint8Array, at: number] {
    const chunk = this.#chunks[Math.floor(position / chunkBytes)] as Uint8Array;
    return [chunk, position % chunkBytes];
  }

  #grow(bytes: number): void {
    if (bytes <= this.#bytes) return;
    const first = this.#chunks[0] ?? new Uint8Array(0);
    if (first.length < Math.min(bytes, chunkBytes)) {
      let size = Math.max(firstBytes, first.length);
      while (size < Math.min(bytes, chunkBytes)) size *= 2;
      const larger = new Uint8Array(size);
      larger.set(first);
      this.#chunks[0] = larger;
    }
    while (this.#chunks.length * chunkBytes < bytes) this.#chunks.push(new Uint8Array(chunkBytes));
    this.#bytes = bytes;
  }
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}, in memory`), { code });
}
